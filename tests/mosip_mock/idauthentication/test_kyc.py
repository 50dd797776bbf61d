"""eKYC: what the policy allows, encrypted to the partner."""

import base64
from typing import Any, Final

from tests.benches.ida_bench import NAME, IdaBench
from tests.support.ida_client import verified_signer

KYC_FAILURE: Final = {
    "kycStatus": False,
    "authToken": None,
    "thumbprint": None,
    "identity": None,
    "sessionKey": None,
}


def test_kyc_brings_what_the_policy_allows(bench: IdaBench) -> None:
    someone = bench.citizen(
        names={"fra": {"full": "Marie"}}, address={"line1": "1 Main Street", "city": "Suva", "postalCode": "10101"}
    )
    bench.change_policy(
        allowedKycAttributes=[
            "fullName", "gender", "dateOfBirth", "phone", "email", "addressLine1", "city", "postalCode", "photo", "x",
        ],
        kycLanguages=["eng"],
    )  # fmt: skip

    answer = bench.kyc(someone)
    identity = bench.partner().decrypted_identity(answer)

    assert base64.b64decode(identity.pop("photo"), validate=True)
    assert identity == {
        "name_eng": NAME,
        "gender_eng": "Female",
        "dob": "1990/04/05",
        "phoneNumber": "9876543210",
        "emailId": "maria@example.org",
        "addressLine1_eng": "1 Main Street",
        "location1_eng": "Suva",
        "postalCode": "10101",
    }
    assert "=" not in answer.response["identity"] + answer.response["sessionKey"]
    verified_signer(answer)


def test_kyc_without_attributes_has_no_identity(bench: IdaBench) -> None:
    bench.change_policy(allowedKycAttributes=[])

    response = bench.kyc(bench.citizen()).response

    assert response["kycStatus"] is True
    assert [response[name] for name in ("identity", "sessionKey", "thumbprint")] == [None, None, None]


def test_kyc_of_somebody_else_has_the_shape_of_kyc(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    assert shared_bench.kyc(adult, {"dob": "1980/01/01"}).response == KYC_FAILURE
    assert shared_bench.kyc(adult, outer={"consentObtained": False}).response == KYC_FAILURE
