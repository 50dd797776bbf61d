"""The steps after oauth-details: whole logins, factors, attempts, the headers of each step, windows, captcha."""

from datetime import timedelta
from typing import Any

import pytest

from tests.benches.back_channel import CALLBACK, FATHER
from tests.benches.front_channel import PIN, FrontChannelBench, codes_of, otp_challenge
from tests.esignet_mock.authorization.conftest import OpenFront
from tests.support.esignet_people import (
    BIO_MISMATCH,
    BIO_REFUSE,
    BIOMETRICS,
    PASSWORD,
    PIN_CHALLENGE,
    WALLET,
    knowledge,
)


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
