"""Which attributes of a policy are shared, and what a request leaves of them."""

from mosip_mock.registration.issuing import CredentialWishes
from tests.benches.bureau import BIRTH_CERTIFICATE, FATHER, RID, Bureau, policy_entry

ALWAYS = {"id": f"http://credential.idrepo/credentials/{RID}", "vcVer": "VC-V1"}


def test_attribute_comes_under_the_name_that_the_policy_gives_it(bureau: Bureau) -> None:
    entry = policy_entry(attributeName="nationalId", source=[{"attribute": "UIN"}], encrypted=False, format=None)

    assert bureau.shared(entry) == {"nationalId": FATHER}


def test_request_takes_some_of_what_the_policy_shares_and_no_more(bureau: Bureau) -> None:
    wishes = CredentialWishes(attributes=("UIN", "phone"))

    assert bureau.shared("UIN", "VID", "birthCertificateNumber", wishes=wishes) == {"UIN": FATHER}


def test_partner_without_a_policy_gets_what_the_request_names(bureau: Bureau) -> None:
    bureau.partners.policies.remove("crvs-policy")
    wishes = CredentialWishes(attributes=("birthCertificateNumber",))

    assert bureau.credential(wishes=wishes)["credentialSubject"] == {
        **ALWAYS, "birthCertificateNumber": BIRTH_CERTIFICATE
    }  # fmt: skip


def test_policy_that_names_nothing_shares_what_the_request_names(bureau: Bureau) -> None:
    assert bureau.shared(wishes=CredentialWishes(attributes=("UIN",))) == {"UIN": FATHER}


def test_name_is_shared_in_another_spelling_if_the_policy_shares_one(bureau: Bureau) -> None:
    name = [{"language": "eng", "value": "Joseph Mwamba"}]
    wishes = CredentialWishes(attributes=("UIN", "name"))

    assert bureau.shared("UIN", "fullName", wishes=wishes) == {"UIN": FATHER, "name": name}
    assert bureau.shared("UIN", wishes=wishes) == {"UIN": FATHER}


def test_photo_is_shared_whenever_the_request_names_it(bureau: Bureau) -> None:
    wishes = CredentialWishes(attributes=("UIN", "Photo"))

    assert set(bureau.shared("UIN", "phone", wishes=wishes)) == {"UIN", "Photo"}
    assert set(bureau.shared(wishes=wishes)) == {"UIN", "Photo"}


def test_subject_ends_in_what_the_request_called_the_person(bureau: Bureau) -> None:
    credential = bureau.credential(wishes=CredentialWishes(individual_id=FATHER))

    assert credential["credentialSubject"]["id"] == f"http://credential.idrepo/credentials/{FATHER}"
