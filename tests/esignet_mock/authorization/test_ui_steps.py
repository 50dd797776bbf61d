"""The steps after oauth-details: OTP, authentication, claim details, consent and code."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.esignet_mock.authorization.conftest import OpenFront
from tests.support.back_channel import CALLBACK, FATHER
from tests.support.front_channel import PIN, FrontChannelBench, codes_of, otp_challenge

BLOCKED, DECEASED, NO_CONTACT, OTP_LOCKED = "2718236073", "2718206178", "2718236947", "2718239512"
SON_OF_FIVE_YEARS_LESS, RANDOM_OTP, BIO_MISMATCH, BIO_REFUSE = "2718219756", "2718254723", "2718251960", "2718253740"
MAGIC = {
    "otp-send-fails": "9630810213", "otp-always-expired": "9630812513", "otp-frozen": "9630813627",
    "uin-unknown-to-ida": "9630819415", "login-blocked": "9630825136", "consent-refused": "9630827183",
}  # fmt: skip
PIN_CHALLENGE = {"authFactorType": "PIN", "challenge": "111111", "format": "number"}
PASSWORD = {"authFactorType": "PWD", "challenge": "Mosip@123456", "format": "alpha-numeric"}
WALLET = {"authFactorType": "WLA", "challenge": "x" * 500, "format": "jwt"}
BIOMETRICS = {"authFactorType": "BIO", "challenge": "A" * 600, "format": "encoded-json"}


def knowledge(**fields: str) -> dict[str, str]:
    text = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    return {"authFactorType": "KBI", "challenge": text, "format": "base64url-encoded-json"}


def test_whole_login_gives_a_code(front: FrontChannelBench) -> None:
    login = front.begin(nonce="n1")

    otp = login.send_otp().json()["response"]
    authenticated = login.authenticate().json()["response"]
    claim_details = login.claim_details().json()["response"]
    code = login.auth_code().json()["response"]

    assert otp["transactionId"] == login.id
    assert authenticated == {"transactionId": login.id, "consentAction": "CAPTURE"}
    assert claim_details["profileUpdateRequired"] is False
    assert {"claim": "name", "verified": False, "available": False} in claim_details["claimStatus"]
    assert code == {"nonce": "n1", "state": "s1", "code": code["code"], "redirectUri": CALLBACK}
    assert len(code["code"]) == 43


def test_code_of_a_whole_login_is_redeemed(front: FrontChannelBench) -> None:
    code = front.begin(nonce="n1").log_in().auth_code().json()["response"]["code"]

    tokens = front.back.token(code).json()

    claims = front.back.verified(tokens["id_token"])[0]
    assert claims["nonce"] == "n1"
    assert claims["acr"] == "mosip:idp:acr:generated-code"
    userinfo = front.back.verified(front.back.userinfo(tokens["access_token"]).text)[0]
    assert userinfo["name"] == "Joseph Mwamba"
    assert set(userinfo) == {"sub", "name", "birthdate"}


def test_masking_hides_half_of_the_phone_and_two_of_three_letters(front: FrontChannelBench) -> None:
    answer = front.begin().send_otp().json()["response"]

    assert answer["maskedMobile"].startswith("XXXXXX")
    assert answer["maskedMobile"].endswith("306")
    assert answer["maskedEmail"].endswith("@example.org")
    assert answer["maskedEmail"][:3] == "XXt"


def test_otp_lands_in_the_outbox(front: FrontChannelBench) -> None:
    login = front.begin()
    login.send_otp(RANDOM_OTP)

    messages = [m for m in front.back.world.outbox.list() if m.about.get("transaction") == login.id]

    assert {m.channel for m in messages} == {"email", "sms"}
    otp = messages[0].about["otp"]
    assert codes_of(login.authenticate(RANDOM_OTP, otp_challenge(otp))) == []


def test_random_otp_is_not_the_fixed_one(front: FrontChannelBench) -> None:
    login = front.begin()
    login.send_otp(RANDOM_OTP)
    otp = front.back.world.outbox.list()[-1].about["otp"]
    wrong = "111111" if otp != "111111" else "222222"

    assert codes_of(login.authenticate(RANDOM_OTP, otp_challenge(wrong))) == ["IDA-OTA-004"]


@pytest.mark.parametrize(
    ("system", "person", "code"),
    [
        ("ida", "3592563415", "IDA-MLC-018"),
        ("ida", DECEASED, "IDA-MLC-003"),
        ("ida", BLOCKED, "IDA-MLC-022"),
        ("ida", "2718201346916295", "IDA-MLC-010"),
        ("ida", "2718250174586248", "IDA-MLC-018"),
        ("ida", "2718219460967201", "IDA-MLC-018"),
        ("ida", NO_CONTACT, "IDA-OTA-002"),
        ("ida", OTP_LOCKED, "IDA-MLC-019"),
        ("ida", SON_OF_FIVE_YEARS_LESS, "IDA-MLC-011"),
        ("ida", MAGIC["otp-send-fails"], "IDA-OTA-002"),
        ("ida", MAGIC["otp-frozen"], "IDA-OTA-013"),
        ("ida", MAGIC["uin-unknown-to-ida"], "IDA-MLC-018"),
        ("ida", MAGIC["login-blocked"], "individual_id_blocked"),
        ("mock", "3592563415", "invalid_individual_id"),
        ("mock", DECEASED, "invalid_individual_id"),
        ("mock", NO_CONTACT, "no_email_mobile_found"),
        ("mock", MAGIC["otp-send-fails"], "send_otp_failed"),
    ],
)
def test_send_otp_refuses_with_the_code_of_the_id_system(
    open_front: OpenFront, system: str, person: str, code: str
) -> None:
    front = open_front(identity_system=system)

    assert codes_of(front.begin().send_otp(person)) == [code]
    assert front.explanations()[0].mend


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"transactionId": ""}, "invalid_transaction_id"),
        ({"transactionId": "other"}, "invalid_transaction"),
        ({"individualId": " "}, "invalid_identifier"),
        ({"individualId": None}, "invalid_identifier"),
        ({"otpChannels": []}, "invalid_otp_channel"),
        ({"otpChannels": None}, "invalid_otp_channel"),
        ({"otpChannels": ["pigeon"]}, "invalid_otp_channel"),
    ],
)
def test_send_otp_refuses(front: FrontChannelBench, changes: dict[str, Any], code: str) -> None:
    assert codes_of(front.begin().send_otp(**changes)) == [code]


def test_fourth_send_otp_blocks_the_id(front: FrontChannelBench) -> None:
    login = front.begin()
    for _ in range(3):
        assert codes_of(login.send_otp()) == []

    assert codes_of(login.send_otp()) == ["no_attempts_left"]
    assert codes_of(front.begin().send_otp()) == ["individual_id_blocked"]
    front.back.world.clock.advance(timedelta(seconds=600))
    assert codes_of(front.begin().send_otp()) == []


@pytest.mark.parametrize(("profile", "seconds"), [("1.6", 300), ("1.8", 600)])
def test_block_lasts_as_long_as_the_release_says(open_front: OpenFront, profile: str, seconds: int) -> None:
    front = open_front(profile=profile)
    login = front.begin()
    for _ in range(4):
        login.authenticate()

    front.back.world.clock.advance(timedelta(seconds=seconds - 1))
    assert codes_of(front.begin().send_otp()) == ["individual_id_blocked"]
    front.back.world.clock.advance(timedelta(seconds=1))
    assert codes_of(front.begin().send_otp()) == []


def test_wrong_otp_leaves_the_transaction_open(front: FrontChannelBench) -> None:
    login = front.begin()
    login.send_otp()

    assert codes_of(login.authenticate(FATHER, otp_challenge("000000"))) == ["IDA-OTA-004"]
    assert codes_of(login.authenticate()) == []


def test_fourth_attempt_blocks_for_every_client(front: FrontChannelBench) -> None:
    login = front.begin()
    login.send_otp()
    for _ in range(3):
        assert codes_of(login.authenticate(FATHER, otp_challenge("000000"))) == ["IDA-OTA-004"]

    assert codes_of(login.authenticate()) == ["no_attempts_left"]
    front.back.register("another", auth_context_refs=("mosip:idp:acr:static-code",))
    other = front.begin(clientId="another", acrValues=PIN)
    assert codes_of(other.authenticate(FATHER, PIN_CHALLENGE)) == ["individual_id_blocked"]


def test_reset_frees_a_blocked_id(front: FrontChannelBench) -> None:
    login = front.begin()
    for _ in range(4):
        login.authenticate()
    assert codes_of(front.begin().send_otp()) == ["individual_id_blocked"]

    front.http.post("/_mock/reset")

    assert codes_of(front.begin().send_otp()) == []


@pytest.mark.parametrize(
    ("system", "code"), [("ida", "IDA-OTA-012"), ("mock", "invalid_transaction")], ids=["ida", "mock"]
)
def test_otp_has_to_be_sent_first(open_front: OpenFront, system: str, code: str) -> None:
    assert codes_of(open_front(identity_system=system).begin().authenticate()) == [code]


def test_otp_belongs_to_its_transaction(front: FrontChannelBench) -> None:
    front.begin().send_otp()

    assert codes_of(front.begin().authenticate()) == ["IDA-OTA-005"]


def test_otp_expires(front: FrontChannelBench) -> None:
    login = front.begin()
    login.send_otp()
    front.back.world.clock.advance(timedelta(seconds=180))

    assert codes_of(login.authenticate()) == ["IDA-OTA-003"]


def test_magic_otp_is_always_expired(front: FrontChannelBench) -> None:
    login = front.begin()
    assert codes_of(login.send_otp(MAGIC["otp-always-expired"])) == []

    assert codes_of(login.authenticate(MAGIC["otp-always-expired"])) == ["IDA-OTA-003"]


@pytest.mark.parametrize(
    ("acr", "person", "challenge", "codes"),
    [
        ("static-code", FATHER, PIN_CHALLENGE, []),
        ("static-code", FATHER, {**PIN_CHALLENGE, "challenge": "000000"}, ["auth_failed"]),
        ("password", FATHER, PASSWORD, []),
        ("password", FATHER, {**PASSWORD, "challenge": "Wrong@123456"}, ["IDA-PSD-001"]),
        ("biometrics", FATHER, BIOMETRICS, []),
        ("biometrics", BIO_MISMATCH, BIOMETRICS, ["IDA-BIA-001"]),
        ("biometrics", BIO_REFUSE, BIOMETRICS, ["IDA-BIA-001"]),
        ("knowledge", FATHER, knowledge(fullName="Joseph Mwamba", dateOfBirth="1986/03/14"), []),
        ("knowledge", FATHER, knowledge(fullName="Joseph Mwamba", dateOfBirth="1986/03/15"), ["auth_failed"]),
        ("knowledge", FATHER, knowledge(shoeSize="44" * 30), ["auth_failed"]),
        ("linked-wallet", FATHER, WALLET, ["binding_not_found"]),
        ("static-code", FATHER, otp_challenge(), ["auth_factor_mismatch"]),
    ],
)
def test_factor(front: FrontChannelBench, acr: str, person: str, challenge: Any, codes: list[str]) -> None:
    login = front.begin(acrValues=f"mosip:idp:acr:{acr}")

    assert codes_of(login.authenticate(person, challenge)) == codes


@pytest.mark.parametrize(
    ("challenges", "code"),
    [
        ([], "invalid_no_of_challenges"),
        (None, "invalid_no_of_challenges"),
        ([otp_challenge()] * 6, "invalid_no_of_challenges"),
        ([{**otp_challenge(), "authFactorType": "SMELL"}], "invalid_auth_factor_type"),
        ([{**otp_challenge(), "authFactorType": None}], "invalid_auth_factor_type"),
        ([{**otp_challenge(), "format": "number"}], "invalid_challenge_format"),
        ([otp_challenge("11111")], "invalid_challenge"),
        ([otp_challenge("1" * 7)], "invalid_challenge"),
        ([{**otp_challenge(), "challenge": None}], "invalid_challenge"),
    ],
)
def test_authenticate_refuses_challenges(front: FrontChannelBench, challenges: Any, code: str) -> None:
    assert codes_of(front.begin().authenticate(challengeList=challenges)) == [code]


def test_first_version_of_authenticate_says_no_consent_action(front: FrontChannelBench) -> None:
    login = front.begin()
    login.send_otp()

    assert login.authenticate(version="").json()["response"] == {"transactionId": login.id}


def test_step_needs_the_hash_of_the_details(front: FrontChannelBench) -> None:
    login = front.begin()
    login.response["clientName"] = "forged"

    answer = login.send_otp()

    assert codes_of(answer) == ["invalid_request"]
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("step", ["claim_details", "auth_code"])
def test_later_steps_need_authentication(front: FrontChannelBench, step: str) -> None:
    assert codes_of(getattr(front.begin(), step)()) == ["invalid_transaction"]


def test_transaction_leaves_its_stage_behind(front: FrontChannelBench) -> None:
    login = front.begin().log_in()

    assert codes_of(login.send_otp()) == ["invalid_transaction"]


@pytest.mark.parametrize(("profile", "login", "consent"), [("1.6", 600, 600), ("1.8", 300, 120)])
def test_windows_close(open_front: OpenFront, profile: str, login: int, consent: int) -> None:
    front = open_front(profile=profile)
    clock = front.back.world.clock
    late, later = front.begin(), front.begin().log_in()

    clock.advance(timedelta(seconds=consent))
    assert codes_of(later.auth_code()) == ["invalid_transaction"]
    clock.advance(timedelta(seconds=login - consent))
    assert codes_of(late.send_otp()) == ["invalid_transaction"]


def test_claim_details_are_told_once(front: FrontChannelBench) -> None:
    login = front.begin().log_in()

    assert codes_of(login.claim_details()) == []
    assert codes_of(login.claim_details()) == ["no_attempts_left"]
    assert codes_of(login.auth_code()) == []


@pytest.mark.parametrize(
    ("accepted", "permitted", "code"),
    [
        ((), (), "invalid_accepted_claim"),
        (("birthdate",), (), "invalid_accepted_claim"),
        (("name", "shoe_size"), (), "invalid_accepted_claim"),
        (("name",), ("Manage-VID",), "invalid_permitted_scope"),
    ],
)
def test_auth_code_refuses(front: FrontChannelBench, accepted: Any, permitted: Any, code: str) -> None:
    assert codes_of(front.begin().log_in().auth_code(accepted, permitted)) == [code]


def test_auth_code_is_given_once(front: FrontChannelBench) -> None:
    login = front.begin().log_in()

    assert codes_of(login.auth_code()) == []
    assert codes_of(login.auth_code()) == ["invalid_transaction"]


def test_withheld_claim_is_absent_from_userinfo(front: FrontChannelBench) -> None:
    code = front.begin().log_in().auth_code(["name"]).json()["response"]["code"]

    tokens = front.back.token(code).json()

    assert set(front.back.verified(front.back.userinfo(tokens["access_token"]).text)[0]) == {"sub", "name"}


def test_consent_is_remembered(front: FrontChannelBench) -> None:
    front.begin().log_in().auth_code(["name"])
    login = front.begin()
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "NOCAPTURE"
    code = login.auth_code([]).json()["response"]["code"]
    login_of_code = front.back.assembly.codes.find(code)
    assert login_of_code is not None
    assert login_of_code.accepted_claims == ("name",)


@pytest.mark.parametrize(
    "changes", [{"prompt": "consent"}, {"claims": {"userinfo": {"email": None}}}], ids=["prompt", "other claims"]
)
def test_consent_is_asked_again(front: FrontChannelBench, changes: dict[str, Any]) -> None:
    front.begin().log_in().auth_code(["name"])
    login = front.begin(**changes)
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "CAPTURE"


def test_consent_expires(front: FrontChannelBench) -> None:
    front.back.register("forgetful", additional_config={"consent_expire_in_mins": 10})
    front.begin(clientId="forgetful").log_in().auth_code(["name", "birthdate"])
    front.back.world.clock.advance(timedelta(minutes=10))
    login = front.begin(clientId="forgetful")
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "CAPTURE"


def test_nothing_asked_needs_no_consent(front: FrontChannelBench) -> None:
    login = front.begin(claims=..., scope="openid")
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "NOCAPTURE"
    assert codes_of(login.auth_code(["whatever"])) == []


def test_authorize_scopes_are_permitted_one_by_one(front: FrontChannelBench) -> None:
    login = front.begin(scope="openid Manage-VID Manage-Identity-Data").log_in()

    code = login.auth_code(permitted=["Manage-VID"]).json()["response"]["code"]

    found = front.back.assembly.codes.find(code)
    assert found is not None
    assert found.permitted_scopes == ("Manage-VID",)


def test_captcha_stops_scripts(open_front: OpenFront) -> None:
    front = open_front(captcha=True)
    login = front.begin()

    assert codes_of(login.send_otp()) == ["invalid_captcha"]
    assert codes_of(login.send_otp(captchaToken="refused")) == ["invalid_captcha"]
    assert codes_of(login.send_otp(captchaToken="solved")) == []
    assert codes_of(login.authenticate()) == []


def test_captcha_goes_before_the_password(open_front: OpenFront) -> None:
    login = open_front(captcha=True).begin(acrValues="mosip:idp:acr:password")

    assert codes_of(login.authenticate(FATHER, PASSWORD)) == ["invalid_captcha"]
    assert codes_of(login.authenticate(FATHER, PASSWORD, captchaToken="solved")) == []


def test_magic_person_refuses_consent(front: FrontChannelBench) -> None:
    login = front.begin().log_in(MAGIC["consent-refused"])

    assert codes_of(login.auth_code()) == ["invalid_accepted_claim"]


def test_first_version_of_authenticate_looks_for_no_earlier_consent(front: FrontChannelBench) -> None:
    front.begin().log_in().auth_code(["name"])
    login = front.begin()
    login.send_otp()
    login.authenticate(version="")

    assert codes_of(login.auth_code([])) == ["invalid_accepted_claim"]
    code = login.auth_code(["name", "birthdate"]).json()["response"]["code"]
    redeemed = front.back.assembly.codes.find(code)
    assert redeemed is not None
    assert set(redeemed.accepted_claims) == {"name", "birthdate"}
    assert front.begin().log_in().claim_details().json()["response"]["consentAction"] == "NOCAPTURE"


def test_channel_is_checked_before_captcha_and_blocked_ids(open_front: OpenFront) -> None:
    login = open_front(captcha=True).begin()

    answer = login.send_otp(otpChannels=["pigeon"])

    assert answer.json()["errors"] == [
        {"errorCode": "invalid_otp_channel", "errorMessage": "request.otpChannels: invalid_otp_channel"}
    ]
