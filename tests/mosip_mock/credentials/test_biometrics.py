"""Biometrics in credentials, read by an XML parser: which records, of what kind, in what order."""

from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from mosip_mock.credentials.context_files import mosip_context
from mosip_mock.partners.partner import Attribute
from shared.citizens.photo import drawn_jpeg
from shared.jwks.keyring import KeyName
from tests.benches.bureau import FATHER, URL, Bureau, policy_entry
from tests.support.ida_styles import from_base64url
from tests.support.proof import is_signed

CBEFF = {"b": "http://standards.iso.org/iso-iec/19785/-3/ed-2/"}


def biometrics(*filters: dict[str, Any], **members: Any) -> Attribute:
    """A policy's entry that shares some of them."""
    source = {"attribute": "individualBiometrics", "filter": filters or None}
    return policy_entry(attributeName="biometrics", group="CBEFF", source=[source], **members)


def records(text: str) -> list[dict[str, str | None]]:
    found = ET.fromstring(from_base64url(text)).iterfind("b:BIR", CBEFF)  # noqa: S314 - our own answer
    names = {"kind": "b:BDBInfo/b:Type", "part": "b:BDBInfo/b:Subtype", "score": ".//b:Score", "data": "b:BDB"}
    return [{name: bir.findtext(path, None, CBEFF) for name, path in names.items()} for bir in found]


def test_biometrics_are_cbeff_with_a_face_ten_fingers_and_two_irises(bureau: Bureau) -> None:
    found = records(bureau.shared("biometrics")["biometrics"])

    assert [record["kind"] for record in found] == ["Face"] + ["Finger"] * 10 + ["Iris"] * 2
    assert len({record["part"] for record in found}) == 13
    assert b64decode(str(found[0]["data"])) == drawn_jpeg(FATHER)


def test_kinds_and_sub_types_are_those_of_the_policy(bureau: Bureau) -> None:
    entry = biometrics({"type": "Iris"}, {"type": "Finger", "subType": ["Left Thumb", "Right Thumb"]})

    found = records(bureau.shared(entry)["biometrics"])

    assert [record["part"] for record in found] == ["Left Thumb", "Right Thumb", "Left", "Right"]


def test_policy_that_names_nothing_that_there_is_shares_everything(bureau: Bureau) -> None:
    """As the original does, to the surprise of whoever wrote such a policy."""
    assert len(records(bureau.shared(biometrics({"type": "Voice"}))["biometrics"])) == 13


@pytest.mark.parametrize(
    "entry",
    [
        "photo",
        policy_entry(
            attributeName="face",
            group="CBEFF",
            source=[{"attribute": "individualBiometrics", "filter": [{"type": "Face", "subType": None}]}],
        ),
    ],
    ids=["by name", "by filter"],
)
def test_photo_is_the_face_alone(bureau: Bureau, entry: Attribute | str) -> None:
    (text,) = bureau.shared(entry).values()

    assert [record["kind"] for record in records(text)] == ["Face"]


def test_best_two_fingers_are_those_of_the_best_quality(bureau: Bureau) -> None:
    both = bureau.shared("biometrics", "bestTwoFingers")

    fingers = [record for record in records(both["biometrics"]) if record["kind"] == "Finger"]
    ranked = sorted(fingers, key=lambda record: int(str(record["score"])), reverse=True)
    assert both["bestTwoFingers"] == [
        {"subType": ranked[0]["part"], "rank": "1"},
        {"subType": ranked[1]["part"], "rank": "2"},
    ]


def test_best_two_fingers_are_among_those_of_the_policy(bureau: Bureau) -> None:
    thumbs = {"Left Thumb", "Right Thumb"}
    entry = biometrics({"type": "Finger", "subType": [*thumbs, "Sixth Finger"]}, format="bestTwoFingers")

    best = bureau.shared(entry)["biometrics"]

    assert ({finger["subType"] for finger in best}, [finger["rank"] for finger in best]) == (thumbs, ["1", "2"])


def test_best_fingers_and_biometrics_are_signed(bureau: Bureau) -> None:
    bureau.share("biometrics", "bestTwoFingers")
    credential = bureau.credential()
    contexts = {credential["@context"][1]: mosip_context(URL, "stock")["@context"]}
    key: Any = bureau.world.keys.certificate(KeyName.CREDENTIAL).public_key()
    assert is_signed(credential, contexts, key)

    credential["credentialSubject"]["bestTwoFingers"][0]["rank"] = "2"

    assert not is_signed(credential, contexts, key)


def test_who_was_registered_at_birth_or_is_small_has_no_biometrics(bureau: Bureau) -> None:
    bureau.change(origin="packet")
    assert bureau.shared("UIN", "biometrics", "bestTwoFingers") == {"UIN": FATHER}

    bureau.change(origin="persona", birth_date=bureau.world.clock.now().date() - timedelta(days=4 * 365))
    assert bureau.shared("UIN", "photo") == {"UIN": FATHER}

    bureau.world.clock.freeze(datetime(2026, 6, 15, tzinfo=UTC))
    bureau.change(birth_date=date(2021, 6, 16))  # five years of 365 days, and the day before the fifth birthday
    assert bureau.shared("UIN", "photo") == {"UIN": FATHER}
    bureau.change(birth_date=date(2021, 6, 15))
    assert "photo" in bureau.shared("UIN", "photo")
