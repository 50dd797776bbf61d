"""The VID of a credential, found or made by the partner's policy, and what the event says of it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from mosip_mock.partners.partner import Attribute
from shared.citizens.citizen import Vid
from tests.benches.bureau import FATHER, FATHERS_VID, PARTNER, TOPIC, Bureau, policy_entry

FOR_EVER = "9999-12-31T23:59:59.999999999"


def vid_by(form: str | None, kind: str | None = "Temporary", name: str = "VID") -> Attribute:
    """A policy's entry that shares a VID."""
    filters = None if kind is None else [{"type": kind}]
    return policy_entry(attributeName=name, source=[{"attribute": "VID", "filter": filters}], format=form)


def event_data(bureau: Bureau) -> Any:
    """`event.data` of the credential that was published last."""
    bodies = [body for topic, body in zip(bureau.hub.topics, bureau.hub.bodies, strict=True) if topic == TOPIC]
    return json.loads(bodies[-1])["event"]["data"]


def issued_vid(bureau: Bureau, *attributes: Attribute) -> str:
    """What one more credential carries."""
    bureau.share(*attributes)
    bureau.issue()
    data = event_data(bureau)
    opened = bureau.opened(json.dumps({"event": {"data": data}}).encode())
    return str(opened["credentialSubject"]["VID"])


def vids(bureau: Bureau, kind: str) -> list[Vid]:
    return [vid for vid in bureau.world.citizens.get(FATHER).vids if vid.vid_type == kind]


def refusal(bureau: Bureau) -> str:
    """The comment of the one request, which failed without an event."""
    assert bureau.issue() == []
    kept = bureau.only_request()
    [explained] = next(bureau.world.journal.newest_first()).explanations
    assert (kept.status, explained.received) == ("FAILED", kept.comment)
    assert explained.mend.endswith("then PUT /v1/credentialrequest/retrigger/{requestId}")
    return kept.comment


@pytest.mark.parametrize("kind", ["Perpetual", "PERPETUAL", None])
def test_retrieve_shares_the_vid_that_is_there(bureau: Bureau, kind: str | None) -> None:
    assert issued_vid(bureau, vid_by("RETRIEVE", kind)) == FATHERS_VID

    data = event_data(bureau)
    assert (data["ExpiryTimestamp"], data["TransactionLimit"]) == (FOR_EVER, None)


def test_retrieve_makes_a_vid_of_a_type_that_is_not_there_and_finds_it_again(bureau: Bureau) -> None:
    bureau.world.clock.freeze(bureau.world.clock.now())

    first = issued_vid(bureau, vid_by("Retrieve", "temporary"))

    [made] = vids(bureau, "Temporary")
    assert made.vid == first
    assert made.expires_at == bureau.world.clock.now() + timedelta(minutes=30)
    data = event_data(bureau)
    assert data["ExpiryTimestamp"] == made.expires_at.replace(tzinfo=None).isoformat(timespec="milliseconds")
    assert data["TransactionLimit"] == 2
    assert issued_vid(bureau, vid_by("RETRIEVE")) == first
    bureau.world.clock.advance(timedelta(minutes=31))
    assert issued_vid(bureau, vid_by("RETRIEVE")) != first


def test_retrieve_shares_the_vid_that_expires_last(bureau: Bureau) -> None:
    first = issued_vid(bureau, vid_by("GENERATE"))
    bureau.world.clock.advance(timedelta(minutes=1))
    second = issued_vid(bureau, vid_by("GENERATE"))

    assert first != second
    assert issued_vid(bureau, vid_by("RETRIEVE")) == second


def test_generate_makes_a_vid_each_time_until_the_vid_policy_refuses(bureau: Bureau) -> None:
    given = [issued_vid(bureau, vid_by("GENERATE", "OneTimeUse")) for _ in range(5)]

    assert [vid.vid for vid in vids(bureau, "OneTimeUse")] == given
    assert (event_data(bureau)["ExpiryTimestamp"], event_data(bureau)["TransactionLimit"]) == (FOR_EVER, 2)
    published = len(bureau.hub.bodies)
    bureau.issue()
    assert len(bureau.hub.bodies) == published
    failed = list(bureau.job.requests.all())[-1]
    assert failed.comment == "IDR-CRS-006: the VID service makes no OneTimeUse VID (IDR-VID-003)"
    assert [vid.vid for vid in vids(bureau, "OneTimeUse")] == given


def test_generated_perpetual_vid_takes_the_place_of_the_present_one(bureau: Bureau) -> None:
    vid = issued_vid(bureau, vid_by("GENERATE", "Perpetual"))

    assert [(v.vid, v.vid_status) for v in vids(bureau, "Perpetual")] == [(FATHERS_VID, "REVOKED"), (vid, "ACTIVE")]
    assert bureau.hub.topics == ["mpartner-default-auth/REMOVE_ID", TOPIC]


def test_first_perpetual_vid_is_generated_like_any_other(bureau: Bureau) -> None:
    bureau.change(vids=())

    vid = issued_vid(bureau, vid_by("GENERATE", "Perpetual"))

    assert [(v.vid, v.vid_status) for v in vids(bureau, "Perpetual")] == [(vid, "ACTIVE")]


def test_vid_of_an_inactive_person_is_found_and_none_is_made(bureau: Bureau) -> None:
    bureau.change(status="DEACTIVATED")

    assert issued_vid(bureau, vid_by("RETRIEVE", "Perpetual")) == FATHERS_VID


@pytest.mark.parametrize(
    "entry",
    [vid_by("GENERATE"), vid_by("GENERATE", "Perpetual"), vid_by("RETRIEVE"), vid_by(None, "Perpetual")],
    ids=["another", "one in its place", "one that is not there", "without a format"],
)
def test_no_vid_is_made_for_an_inactive_person(bureau: Bureau, entry: Attribute) -> None:
    bureau.change(status="BLOCKED")
    bureau.share(entry)

    assert refusal(bureau) == "IDR-CRS-006: no VID is made for a UIN that is BLOCKED"
    assert [vid.vid for vid in bureau.world.citizens.get(FATHER).vids] == [FATHERS_VID]


def test_type_that_the_vid_service_does_not_know_fails(bureau: Bureau) -> None:
    bureau.share(vid_by("GENERATE", "Eternal"))

    assert refusal(bureau) == "IDR-CRS-006: the VID service knows no type 'Eternal'"


def test_what_was_made_for_a_credential_that_fails_is_not_kept(bureau: Bureau) -> None:
    bureau.share(vid_by("GENERATE"), vid_by("GENERATE", "Eternal", name="token"))

    assert refusal(bureau).startswith("IDR-CRS-006")
    assert vids(bureau, "Temporary") == []


def test_vid_comes_under_the_name_that_the_policy_gives_it(bureau: Bureau) -> None:
    assert bureau.shared(vid_by("RETRIEVE", "Perpetual", name="token")) == {"token": FATHERS_VID}
    assert event_data(bureau)["ExpiryTimestamp"] == FOR_EVER


def test_sample_for_a_callback_makes_no_vid(bureau: Bureau) -> None:
    bureau.share(vid_by("GENERATE"))

    event = json.loads(bureau.issuer.sample(PARTNER, TOPIC))

    assert event["event"]["data"]["ExpiryTimestamp"] == FOR_EVER
    assert vids(bureau, "Temporary") == []
