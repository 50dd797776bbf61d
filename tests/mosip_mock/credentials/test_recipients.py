"""Partners of one's own: what the mock knows of them, and what happens where it lacks a certificate."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from shared.starting import CannotStartError
from tests.benches.bureau import FATHER, RID, Bureau
from tests.benches.hub_bench import HubBench, open_hub
from tests.mosip_mock.credentials.conftest import OpenBureau
from tests.support.certificates import certificate_until, other_key, pem
from tests.support.credential import decrypted
from tests.support.hub_receiver import Receiver
from tests.support.kit import Kit

OWN = "my-country"
TOPIC = f"{OWN}/CREDENTIAL_ISSUED"
COLLAB = "crvs_partner"
RULE = "partner-without-certificate"


@pytest.fixture
def directory(template_dir: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template_dir, tmp_path / "mocks")


def test_partner_without_a_certificate_gets_what_the_kit_opens_and_that_is_noted(bureau: Bureau) -> None:
    assert bureau.credential(partner_id=COLLAB)["type"]

    (tolerated,) = next(bureau.world.journal.newest_first()).tolerated
    assert tolerated.name == RULE
    assert tolerated.explanation.mend.startswith(f"mosip-mocks kit partner {COLLAB} ")


def test_partner_without_a_certificate_gets_nothing_where_that_is_not_tolerated(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(tolerate="none")

    assert bureau.issue(partner_id=COLLAB) == []

    kept = bureau.only_request()
    assert (kept.status, kept.comment) == (
        "FAILED",
        f"IDR-CRS-007: the partner {COLLAB} has no certificate to encrypt to",
    )


def test_request_of_no_type_fails(bureau: Bureau) -> None:
    assert bureau.issue(credential_type="") == []

    kept = bureau.only_request()
    assert (kept.status, kept.comment) == ("FAILED", "IDR-CRS-008: no policy is for a credential of no type")


def test_partner_of_one_s_own_subscribes_and_opens_its_credential(directory: Path) -> None:
    with open_hub(directory, credential_partners=(OWN,)) as hub, Receiver() as receiver:
        subscribe(hub, receiver)

        request_credential(hub)

        event = receiver.wait_for(1)[0].content()
        assert event["topic"] == TOPIC
        assert decrypted(event["event"]["data"]["credential"], Kit.read(directory / "kit"))["credentialSubject"]["UIN"]


def test_partner_gets_what_its_own_policy_and_its_request_make_of_a_person(directory: Path) -> None:
    vid_source = {"attribute": "VID", "filter": [{"type": "Temporary"}]}
    policy = {
        "policyId": "my-policy",
        "shareableAttributes": [
            {"attributeName": "token", "source": [vid_source], "encrypted": False, "format": "GENERATE"},
            {"attributeName": "fullName", "source": [{"attribute": "fullName"}], "format": "familyName,givenName"},
            {"attributeName": "phone", "source": [{"attribute": "phone"}], "encrypted": False},
        ],
    }
    with open_hub(directory, credential_partners=(OWN,)) as hub, Receiver() as receiver:
        assert hub.http.post("/_mock/policies", json=policy).status_code == 201
        key = {"apiKey": "654321", "partnerId": OWN, "policyId": "my-policy"}
        assert hub.http.post("/_mock/api-keys", json=key).status_code == 201
        subscribe(hub, receiver)

        request_credential(hub, f"v2/requestgenerator/{RID}-PDF", additionalData={"maskingAttributes": ["phone"]})

        event = receiver.wait_for(1)[0].content()["event"]
        subject = decrypted(event["data"]["credential"], Kit.read(directory / "kit"))["credentialSubject"]
        assert event["transactionId"] == f"{RID}-PDF"
        assert subject["fullName"] == [{"language": "eng", "value": "Mwamba Joseph"}]
        assert subject["phone"] == "*******1306"
        cookie = {"Cookie": f"Authorization={hub.token('mosip-regproc-client')}"}
        owner = hub.http.get(f"/idrepository/v1/vid/{subject['token']}", headers=cookie)
        assert owner.json()["response"] == {"UIN": FATHER}


def test_strict_mock_does_not_start_without_the_certificate_of_its_partner(directory: Path) -> None:
    said = rf"{OWN} has no certificate.*kit partner {OWN} "
    with pytest.raises(CannotStartError, match=said), open_hub(directory, tolerate="none", credential_partners=(OWN,)):
        pass

    (directory / "partners" / f"{OWN}.crt").write_text(pem(certificate_until(other_key(), name=OWN)))
    with open_hub(directory, tolerate="none", credential_partners=(OWN,)) as hub:
        assert hub.http.get("/_mock/health").status_code == 200


def test_strict_mock_starts_with_the_kit(directory: Path) -> None:
    with open_hub(directory, tolerate="none") as hub:
        assert hub.http.get("/_mock/health").status_code == 200


def subscribe(hub: HubBench, receiver: Receiver) -> None:
    """Until the hub knows that the partner of one's own means it."""
    form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": receiver.url, "hub.secret": "s"}
    assert hub.ask(form, client=OWN).status_code == 202
    hub.until(lambda: hub.state_of(receiver) == "active")


def request_credential(hub: HubBench, path: str = "requestgenerator", **changes: Any) -> None:
    answer = hub.http.post(
        f"/v1/credentialrequest/{path}",
        json={
            "id": "mosip.credential.request",
            "version": "1.0",
            "requesttime": hub.world.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "request": {"id": FATHER, "issuer": OWN, "credentialType": "vercred", "additionalData": {}} | changes,
        },
        headers={"Cookie": f"Authorization={hub.token('mosip-regproc-client')}"},
    )
    assert answer.json()["response"], answer.text
