"""What a success looks like: envelope, signature, authToken, eKYC, VIDs, handles, the two releases."""

import base64
import json
from datetime import timedelta
from typing import Any, Final

import pytest
from cryptography.exceptions import InvalidSignature

from shared.citizens.importing import import_people
from tests.benches.ida_bench import DEMOGRAPHICS, NAME, POLICY_ID, IdaBench
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.ida_client import verified_signer
from tests.support.ida_styles import STYLES, Style

WRONG: Final = {"dob": "1980/01/01"}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_clients_style_passes(open_bench: OpenBench, style: Style) -> None:
    bench = open_bench(tolerate="opencrvs")

    answer = bench.partner(style=style).auth(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now())

    assert answer.response["authStatus"] is True, answer.content


@pytest.mark.parametrize(
    ("profile", "codes"), [("1.2.0.1", []), ("1.3.0", ["IDA-MLC-007", "IDA-MPA-001"])], ids=["1.2.0.1", "1.3.0"]
)
def test_line_breaks_in_the_certificate_by_release(open_bench: OpenBench, profile: str, codes: list[str]) -> None:
    bench = open_bench(ida_profile=profile)
    sdk = next(style for style in STYLES if style.name == "python-sdk")

    assert bench.partner(style=sdk).auth(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()).codes == codes


def test_members_come_in_the_real_order(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult, transaction="abcdeABCDE")

    assert list(answer.content) == ["transactionID", "version", "id", "errors", "responseTime", "response"]
    assert answer.content["transactionID"] == "abcdeABCDE"
    assert (answer.content["version"], answer.content["id"]) == ("1.0", "mosip.identity.auth")
    assert answer.content["errors"] is None
    assert verified_signer(answer).subject != shared_bench.kit.partner_certificate.subject


def test_early_refusals_echo_the_transaction(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult, transaction="1234567890", headers={"Authorization": ""})

    assert answer.content["transactionID"] == "1234567890"


def test_auth_token_is_of_the_person_and_the_partner(bench: IdaBench) -> None:
    someone = bench.citizen()
    bench.add("partners", partnerId="other", certificate=_pem(bench))
    bench.add("api-keys", apiKey="654321", partnerId="other", policyId=POLICY_ID)
    other = bench.partner(partner_id="other", api_key="654321")

    by_uin = [bench.auth(someone).response["authToken"] for _ in range(2)]
    by_vid = bench.auth(someone["vids"][0]).response["authToken"]
    elsewhere = other.auth(someone["uin"], DEMOGRAPHICS, now=bench.now()).response["authToken"]

    assert by_uin == [by_vid, by_vid]
    assert elsewhere != by_vid
    for token in (by_vid, elsewhere):
        assert len(token) == 36
        assert token.isdigit()
        assert 25 <= int(token[:2]) <= 29 or 34 <= int(token[:2]) <= 36


def _pem(bench: IdaBench) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - used here alone

    return bench.kit.partner_certificate.public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize(("kind", "is_stable"), [("partner", True), ("POLICY", True), ("random", False), ("x", False)])
def test_auth_token_by_the_policys_kind(bench: IdaBench, kind: str, is_stable: bool) -> None:
    bench.change_policy(authTokenType=kind)
    someone = bench.citizen()

    tokens = {bench.auth(someone).response["authToken"] for _ in range(2)}

    assert (len(tokens) == 1) is is_stable


@pytest.mark.parametrize(("profile", "has_token"), [("1.2.0.1", True), ("1.3.0", False)])
def test_auth_token_on_a_mismatch_by_release(open_bench: OpenBench, profile: str, has_token: bool) -> None:
    bench = open_bench(ida_profile=profile)
    someone = bench.citizen()

    mismatch = bench.auth(someone, WRONG).response
    stopped = bench.auth(someone, {"name": [{"language": "fra", "value": "x"}]}).response

    assert mismatch["authStatus"] is False
    assert (mismatch["authToken"] is not None) is has_token
    assert stopped == {"authStatus": False, "authToken": None}


def test_handles_by_release(open_bench: OpenBench) -> None:
    later, earlier = open_bench(), open_bench(ida_profile="1.2.0.1")
    for bench in (later, earlier):
        bench.citizen(phone="+9991234567")
    handle, typed = "+9991234567@phone", {"outer": {"individualIdType": "HANDLE"}}

    assert later.auth(handle, **typed).response["authStatus"] is True
    assert later.auth(handle, outer={"individualIdType": _removed()}).response["authStatus"] is True
    assert later.auth("+9990000000@phone", **typed).content["errors"][0]["errorMessage"] == (
        "HANDLE not available in database"
    )
    assert earlier.auth(handle, **typed).codes == ["IDA-MLC-009"]


def _removed() -> object:
    from tests.support.ida_recipe import REMOVED  # noqa: PLC0415 - used here alone

    return REMOVED


def test_a_vid_is_no_handle(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    assert shared_bench.auth(adult["vids"][0], outer={"individualIdType": "HANDLE"}).codes == ["IDA-MLC-009"]


def test_the_type_may_be_left_out(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    for number in (adult["uin"], adult["vids"][0]):
        assert shared_bench.auth(number, outer={"individualIdType": _removed()}).response["authStatus"] is True
    assert shared_bench.auth("123", outer={"individualIdType": _removed()}).codes == ["IDA-MLC-009"]


@pytest.mark.parametrize(("tolerate", "codes"), [("opencrvs", []), ("none", ["IDA-MLC-002"])])
def test_numbers_of_older_fixtures_are_a_tolerance(open_bench: OpenBench, tolerate: str, codes: list[str]) -> None:
    bench = open_bench(tolerate=tolerate)
    names = {"firstName": "Evelyn", "middleName": "", "familyName": "Lungu"}
    person = {**names, "birthDate": "1990-05-17", "gender": "female", "nid": "1234567891"}
    import_people(bench.world.citizens, json.dumps([person]).encode(), now=bench.now())

    answer = bench.auth("1234567891", {"dob": "1990/05/17"})

    assert answer.codes == codes
    journalled = bench.http.get("/_mock/requests?service=idauthentication").json()["items"][0]
    assert journalled["tolerated"] == ([] if codes else ["legacy-uin-checksum"])


def test_temporary_vid_is_used_up_by_authentication(bench: IdaBench) -> None:
    vid = str(bench.world.citizens.new_vid())
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "usesLeft": 2}])

    assert bench.auth(vid, WRONG).codes == ["IDA-DEA-001"]
    assert bench.auth(vid).response["authStatus"] is True
    gone = bench.auth(vid)
    assert gone.content["errors"] == [{"errorCode": "IDA-MLC-018", "errorMessage": "VID not available in database"}]


@pytest.mark.parametrize("status", ["REVOKED", "USED", "INVALIDATED"])
def test_vids_that_ended_are_not_there(bench: IdaBench, status: str) -> None:
    vid = str(bench.world.citizens.new_vid())
    bench.citizen(vidDetails=[{"vid": vid, "vidStatus": status}])

    assert bench.auth(vid).codes == ["IDA-MLC-018"]


def test_clock_ends_a_vid(bench: IdaBench) -> None:
    vid = str(bench.world.citizens.new_vid())
    end = (bench.now() + timedelta(hours=1)).isoformat()
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "expiresAt": end}])

    assert bench.auth(vid).response["authStatus"] is True
    bench.advance(timedelta(hours=2))
    assert bench.auth(vid).codes == ["IDA-MLC-023"]


@pytest.mark.parametrize("status", ["DEACTIVATED", "BLOCKED"])
def test_a_change_of_status_counts_at_once(bench: IdaBench, status: str) -> None:
    someone = bench.citizen()
    assert bench.auth(someone).response["authStatus"] is True

    bench.change("citizens", someone["uin"], status=status)

    assert bench.auth(someone).codes == ["IDA-MLC-022"]
    assert bench.auth(someone["vids"][0]).codes == ["IDA-MLC-022"]


def test_child_authenticates_by_demographics(bench: IdaBench) -> None:
    born = (bench.now() - timedelta(days=20)).date()
    child = bench.citizen(birthDate=born.isoformat())

    assert bench.auth(child, {"dob": f"{born:%Y/%m/%d}"}).response["authStatus"] is True
    assert bench.auth_by_captures(child).codes == ["IDA-MLC-011"]


def test_the_age_of_children_is_a_setting(open_bench: OpenBench) -> None:
    bench = open_bench(child_max_age=18)
    someone = bench.citizen(birthDate=(bench.now() - timedelta(days=17 * 365)).date().isoformat())

    assert bench.auth_by_captures(someone).codes == ["IDA-MLC-011"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [("demo", "Unsupported Authentication Type - otp"), ("otp,bio-Iris", "Unsupported Authentication Type - demo")],
)
def test_factors_are_a_setting(open_bench: OpenBench, setting: str, message: str) -> None:
    bench = open_bench(ida_auth_types=tuple(setting.split(",")))

    answer = bench.auth(bench.citizen(), otp="111111")

    assert message in [e["errorMessage"] for e in answer.content["errors"]]


def test_the_window_is_a_setting(open_bench: OpenBench) -> None:
    bench = open_bench(ida_time_allowed=timedelta(seconds=5), ida_time_adjustment=timedelta(seconds=1))
    error = bench.auth(bench.citizen(), clock_skew=timedelta(seconds=-10)).content["errors"][0]

    assert error["errorMessage"] == "Request to be received at MOSIP within 5 seconds"
    assert error["actionMessage"] == "Please send the request within 5 seconds"


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
    assert shared_bench.kyc(adult, WRONG).response == KYC_FAILURE
    assert shared_bench.kyc(adult, outer={"consentObtained": False}).response == KYC_FAILURE


def test_captures_match_by_the_persons_flag(shared_bench: IdaBench) -> None:
    kinds = [
        {"bio_type": "Finger", "sub_type": "Left Thumb"},
        {"bio_type": "Iris", "sub_type": "Left"},
        {"bio_type": "Face", "sub_type": ""},
    ]

    matching = shared_bench.auth_by_captures(shared_bench.citizen(), *kinds)
    other = shared_bench.auth_by_captures(shared_bench.citizen(biometrics="mismatch"), *kinds)

    assert matching.response["authStatus"] is True, matching.content
    assert [e["errorMessage"] for e in other.content["errors"]] == [
        f"Biometric data - {kind} did not match" for kind in ("Face", "Finger", "Iris")
    ]


def test_only_the_locked_kind_of_biometrics_is_refused(shared_bench: IdaBench) -> None:
    someone = shared_bench.citizen(locks=["bio-Iris"])

    assert shared_bench.auth_by_captures(someone, {"bio_type": "Finger"}).response["authStatus"] is True
    locked = shared_bench.auth_by_captures(someone, {"bio_type": "Iris", "sub_type": "Left"})
    assert locked.content["errors"][0]["errorMessage"] == "bio-Iris Auth Type is Locked for the UIN"


CAPTURES: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "of-another-transaction": (
        {"transaction": "0000000000"},
        "Invalid Input Parameter - request/biometrics/0/data/transactionId",
    ),
    "without-transaction": (
        {"data": {"transactionId": None}},
        "Missing Input Parameter - request/biometrics/0/data/transactionId",
    ),
    "without-domain": (
        {"data": {"domainUri": None}},
        "Invalid Input Parameter - request/biometrics/0/data/domainUri",
    ),
    "old": ({"after": timedelta(minutes=-5)}, "Request to be received at MOSIP within 30 seconds"),
    "time-of-another-form": (
        {"data": {"timestamp": "yesterday"}},
        "Invalid Input Parameter - request/biometrics/0/data/timestamp",
    ),
    "device-without-time": (
        {"digital_id": {"dateTime": None}},
        "Missing Input Parameter - request/biometrics/0/data/digitalId/dateTime",
    ),
    "without-value": (
        {"data": {"bioValue": ""}},
        "Missing Input Parameter - request/biometrics/0/data/bioValue",
    ),
    "without-type": ({"data": {"bioType": ""}}, "Missing Input Parameter - request/biometrics/0/data/bioType"),
    "of-no-type": (
        {"bio_type": "Gait"},
        "Invalid Input Parameter - bioType",
    ),
    "without-session-key": (
        {"sessionKey": ""},
        "Missing Input Parameter - request/biometrics/0/sessionKey",
    ),
    "without-hash": ({"hash": ""}, "Missing Input Parameter - request/biometrics/0/hash"),
    "hash-in-small-letters": ({"hash": "ab" * 32}, "Hash Validation Failed"),
    "digital-id-is-no-jws": (
        {"data": {"digitalId": "rubbish"}},
        "Digital signature verification failed for request/biometrics/0/data/digitalId",
    ),
}


@pytest.mark.parametrize(("make", "message"), CAPTURES.values(), ids=CAPTURES.keys())
def test_captures_are_checked(
    shared_bench: IdaBench, adult: dict[str, Any], make: dict[str, Any], message: str
) -> None:
    answer = shared_bench.auth_by_captures(adult, make)

    assert message in [e["errorMessage"] for e in answer.content["errors"]], answer.content


def break_next(bench: IdaBench, name: str) -> None:
    """The next answer, and no later one, has this fault."""
    rule = {"match": {"service": "idauthentication"}, "action": {"named": name}, "times": 1}
    answer = bench.http.post("/_mock/faults", json=rule)
    assert answer.status_code == 201, answer.text


def test_missing_signature_on_demand(bench: IdaBench) -> None:
    break_next(bench, "response-signature-missing")

    first, second = (bench.auth(bench.citizen()) for _ in range(2))

    assert "response-signature" not in first.headers
    verified_signer(second)


def test_tampered_signature_on_demand(bench: IdaBench) -> None:
    break_next(bench, "response-signature-tampered")
    answer = bench.auth(bench.citizen())

    with pytest.raises(InvalidSignature):
        verified_signer(answer)


def test_changed_token_on_demand(bench: IdaBench) -> None:
    someone = bench.citizen()
    break_next(bench, "auth-token-changed")

    changed, usual, again = (bench.auth(someone).response["authToken"] for _ in range(3))

    assert changed != usual
    assert usual == again


def test_kyc_for_another_certificate_on_demand(bench: IdaBench) -> None:
    break_next(bench, "kyc-other-certificate")
    answer = bench.kyc(bench.citizen())

    with pytest.raises((AssertionError, ValueError)):
        bench.partner().decrypted_identity(answer)
