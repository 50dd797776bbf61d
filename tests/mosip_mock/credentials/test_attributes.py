"""What a policy shares, in MOSIP's own notation, and what a request leaves of it; biometrics."""

from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from mosip_mock.credentials.contextfiles import mosip_context
from mosip_mock.partners.partner import Attribute
from mosip_mock.registration.issuing import CredentialWishes
from shared.citizens.photo import drawn_jpeg
from shared.jwks.keyring import KeyName
from tests.benches.bureau import BIRTH_CERTIFICATE, FATHER, FATHERS_VID, RID, URL, Bureau
from tests.support.ida_styles import from_base64url
from tests.support.proof import is_signed

ALWAYS = {"id": f"http://credential.idrepo/credentials/{RID}", "vcVer": "VC-V1"}
CBEFF = {"b": "http://standards.iso.org/iso-iec/19785/-3/ed-2/"}


def written(**entry: Any) -> Attribute:
    """An entry of `shareableAttributes` as JSON has it."""
    return msgspec.convert(entry, Attribute)


def shared(bureau: Bureau, *attributes: Attribute | str, **asked: Any) -> dict[str, Any]:
    bureau.share(*attributes)
    subject: dict[str, Any] = bureau.credential(**asked)["credentialSubject"]
    return {name: value for name, value in subject.items() if name not in ALWAYS}


def test_attribute_comes_under_the_name_that_the_policy_gives_it(bureau: Bureau) -> None:
    entry = written(attributeName="nationalId", source=[{"attribute": "UIN"}], encrypted=False, format=None, group=None)

    assert shared(bureau, entry) == {"nationalId": FATHER}


def test_date_comes_in_the_format_of_the_policy(bureau: Bureau) -> None:
    assert shared(bureau, written(attributeName="dateOfBirth", format="dd-MM-yyyy")) == {"dateOfBirth": "14-03-1986"}


def test_names_come_in_the_languages_of_the_policy(bureau: Bureau) -> None:
    bureau.change(names={"fra": {"full": "Joseph M."}})
    entry = written(attributeName="fullName", source=[{"attribute": "fullName", "filter": [{"language": "fra"}]}])

    assert shared(bureau, entry) == {"fullName": [{"language": "fra", "value": "Joseph M."}]}


def test_vid_is_found_by_its_source(bureau: Bureau) -> None:
    entry = written(attributeName="token", source=[{"attribute": "VID", "filter": [{"type": "Perpetual"}]}])

    assert shared(bureau, entry) == {"token": FATHERS_VID}


def test_request_takes_some_of_what_the_policy_shares_and_no_more(bureau: Bureau) -> None:
    wishes = CredentialWishes(attributes=("UIN", "phone"))

    assert shared(bureau, "UIN", "VID", "birthCertificateNumber", wishes=wishes) == {"UIN": FATHER}


def test_partner_without_a_policy_gets_what_the_request_names(bureau: Bureau) -> None:
    bureau.partners.policies.remove("crvs-policy")
    wishes = CredentialWishes(attributes=("birthCertificateNumber",))

    assert bureau.credential(wishes=wishes)["credentialSubject"] == {
        **ALWAYS, "birthCertificateNumber": BIRTH_CERTIFICATE
    }  # fmt: skip


def test_subject_ends_in_what_the_request_called_the_person(bureau: Bureau) -> None:
    credential = bureau.credential(wishes=CredentialWishes(individual_id=FATHER))

    assert credential["credentialSubject"]["id"] == f"http://credential.idrepo/credentials/{FATHER}"


# Biometrics


def records(text: str) -> list[dict[str, str | None]]:
    found = ET.fromstring(from_base64url(text)).iterfind("b:BIR", CBEFF)  # noqa: S314 - our own answer
    names = {"kind": "b:BDBInfo/b:Type", "part": "b:BDBInfo/b:Subtype", "score": ".//b:Score", "data": "b:BDB"}
    return [{name: bir.findtext(path, None, CBEFF) for name, path in names.items()} for bir in found]


def test_biometrics_are_cbeff_with_a_face_and_ten_fingers(bureau: Bureau) -> None:
    found = records(shared(bureau, "biometrics")["biometrics"])

    assert [record["kind"] for record in found] == ["Face"] + ["Finger"] * 10
    assert len({record["part"] for record in found}) == 11
    assert b64decode(str(found[0]["data"])) == drawn_jpeg(FATHER)


@pytest.mark.parametrize(
    "entry",
    [
        "photo",
        written(
            attributeName="face",
            group="CBEFF",
            source=[{"attribute": "individualBiometrics", "filter": [{"type": "Face", "subType": None}]}],
        ),
    ],
    ids=["by name", "by filter"],
)
def test_photo_is_the_face_alone(bureau: Bureau, entry: Attribute | str) -> None:
    (text,) = shared(bureau, entry).values()

    assert [record["kind"] for record in records(text)] == ["Face"]


def test_best_two_fingers_are_those_of_the_best_quality(bureau: Bureau) -> None:
    both = shared(bureau, "biometrics", "bestTwoFingers")

    fingers = [record for record in records(both["biometrics"]) if record["kind"] == "Finger"]
    ranked = sorted(fingers, key=lambda record: int(str(record["score"])), reverse=True)
    assert both["bestTwoFingers"] == [
        {"subType": ranked[0]["part"], "rank": "1"},
        {"subType": ranked[1]["part"], "rank": "2"},
    ]


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
    assert shared(bureau, "UIN", "biometrics", "bestTwoFingers") == {"UIN": FATHER}

    bureau.change(origin="persona", birth_date=bureau.world.clock.now().date() - timedelta(days=4 * 365))
    assert shared(bureau, "UIN", "photo") == {"UIN": FATHER}

    bureau.world.clock.freeze(datetime(2026, 6, 15, tzinfo=UTC))
    bureau.change(birth_date=date(2021, 6, 16))  # five years of 365 days, and the day before the fifth birthday
    assert shared(bureau, "UIN", "photo") == {"UIN": FATHER}
    bureau.change(birth_date=date(2021, 6, 15))
    assert "photo" in shared(bureau, "UIN", "photo")
