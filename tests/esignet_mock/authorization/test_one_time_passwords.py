"""One-time passwords of the UI API: sent, checked, counted."""

from datetime import timedelta
from typing import Any

import pytest

from tests.benches.front_channel import FrontChannelBench, codes_of, otp_challenge
from tests.esignet_mock.authorization.conftest import OpenFront
from tests.support.esignet_people import (
    BLOCKED,
    DECEASED,
    MAGIC,
    NO_CONTACT,
    OTP_LOCKED,
    RANDOM_OTP,
    SON_OF_FIVE_YEARS_LESS,
)


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


def test_channel_is_checked_before_captcha_and_blocked_ids(open_front: OpenFront) -> None:
    login = open_front(captcha=True).begin()

    answer = login.send_otp(otpChannels=["pigeon"])

    assert answer.json()["errors"] == [
        {"errorCode": "invalid_otp_channel", "errorMessage": "request.otpChannels: invalid_otp_channel"}
    ]
