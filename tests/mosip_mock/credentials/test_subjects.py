"""What credentials say of a person: births, deaths, corrections, by the partner's policy."""

from datetime import timedelta

import pytest

from shared.citizens.identifiers import is_vid
from tests.benches.bureau import BIRTH_CERTIFICATE, FATHER, FATHERS_VID, RID, Bureau

ALWAYS = {"id": f"http://credential.idrepo/credentials/{RID}", "vcVer": "VC-V1"}


def test_birth_satisfies_every_release_of_opencrvs(bureau: Bureau) -> None:
    subject = bureau.credential()["credentialSubject"]

    assert subject == {**ALWAYS, "birthCertificateNumber": BIRTH_CERTIFICATE, "VID": FATHERS_VID, "UIN": FATHER}


def test_death_has_nothing_beyond_id_and_version(bureau: Bureau) -> None:
    assert bureau.credential(process="CRVS_DEATH")["credentialSubject"] == ALWAYS


def test_correction_says_what_is_so_now(bureau: Bureau) -> None:
    bureau.share("UIN", "VID", "fullName")
    bureau.change(full_name="Joseph Corrected")

    subject = bureau.credential(process="CRVS_UPDATE")["credentialSubject"]

    assert {"language": "eng", "value": "Joseph Corrected"} in subject["fullName"]
    assert (subject["UIN"], subject["VID"]) == (FATHER, FATHERS_VID)


def test_policy_decides_what_is_shared(bureau: Bureau) -> None:
    bureau.share("UIN", "dateOfBirth", "nothing-of-this-name")

    assert bureau.credential()["credentialSubject"] == {**ALWAYS, "UIN": FATHER, "dateOfBirth": "1986/03/14"}


def test_vid_has_sixteen_digits_and_is_the_persons(bureau: Bureau) -> None:
    vid = bureau.credential()["credentialSubject"]["VID"]

    assert is_vid(vid)
    found = bureau.world.citizens.find_by_vid(vid)
    assert found is not None
    assert found.uin == FATHER


def test_person_without_a_perpetual_vid_gets_one(bureau: Bureau) -> None:
    bureau.change(vids=())

    vid = bureau.credential()["credentialSubject"]["VID"]

    assert [v.vid for v in bureau.world.citizens.get(FATHER).vids] == [vid]
    assert bureau.credential()["credentialSubject"]["VID"] == vid


def test_deactivated_person_gets_no_credential_with_a_vid(bureau: Bureau) -> None:
    """Without this, a birth would arrive without identifier, and be taken for a death."""
    bureau.change(status="DEACTIVATED")

    assert bureau.issue() == []

    kept = bureau.only_request()
    assert (kept.status, kept.failures) == ("FAILED", 1)
    assert kept.comment == "IDR-CRS-006: no VID is made for a UIN that is DEACTIVATED"
    assert bureau.issue(process="CRVS_DEATH") != []


def test_failed_request_is_tried_again_after_twenty_minutes_and_ten_times_at_most(bureau: Bureau) -> None:
    bureau.change(status="BLOCKED")
    bureau.issue()
    for times in range(1, 11):
        assert bureau.only_request().failures == times
        bureau.world.clock.advance(timedelta(minutes=19))
        bureau.work()
        assert bureau.only_request().failures == times
        bureau.world.clock.advance(timedelta(minutes=1))
        bureau.work()

    bureau.change(status="ACTIVATED")
    bureau.world.clock.advance(timedelta(hours=5))
    bureau.work()
    assert bureau.hub.bodies == []

    bureau.job.requests.set_status(bureau.only_request().request_id, "RETRY", at=bureau.world.clock.now())
    bureau.work()
    assert len(bureau.hub.bodies) == 1
    assert bureau.only_request().status == "ISSUED"


def test_credential_has_mosips_shape(bureau: Bureau) -> None:
    credential = bureau.credential()

    assert set(credential) == {"@context", "credentialSubject", "id", "issuanceDate", "issuer", "type", "proof"}
    assert credential["@context"] == [
        "https://www.w3.org/2018/credentials/v1",
        "http://localhost:20240/.well-known/mosip-context.json",
        {"sec": "https://w3id.org/security#"},
    ]
    assert credential["type"] == ["VerifiableCredential", "MOSIPVerifiableCredential"]
    assert credential["issuer"] == "http://localhost:20240/.well-known/controller.json"


@pytest.mark.parametrize("process", ["NEW", "CRVS_NEW", "", "CRVS_UPDATE", "UPDATE"])
def test_every_other_process_shares_by_the_policy(bureau: Bureau, process: str) -> None:
    assert bureau.credential(process=process)["credentialSubject"]["UIN"] == FATHER
