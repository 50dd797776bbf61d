"""Codes with a gap in their text: what stands in it, and where an action message belongs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.benches.ida_bench import IdaBench
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.ida_client import IdaAnswer, transaction_id
from tests.support.ida_recipe import REMOVED

Case = Callable[[IdaBench], IdaAnswer]
RE_ENTER: Final = "Please re-enter your {}"


def auth(*, person: dict[str, Any] | None = None, **ingredients: Any) -> Case:
    return lambda bench: bench.auth(bench.citizen(**(person or {})), **ingredients)


def demo(**attributes: Any) -> Case:
    return auth(demographics=attributes)


def otp(channels: tuple[str, ...], **person: Any) -> Case:
    return lambda bench: bench.otp(bench.citizen(**person), transaction_id(), channels)


def child(bench: IdaBench) -> IdaAnswer:
    born = (bench.now() - timedelta(days=700)).date().isoformat()
    return bench.auth_by_captures(bench.citizen(birthDate=born))


def last_error(answer: IdaAnswer) -> tuple[str, str, str | None]:
    error = answer.content["errors"][-1]
    return error["errorCode"], error["errorMessage"], error.get("actionMessage")


TEXTS: Final[dict[str, tuple[Case, str, str, str | None]]] = {
    "version": (auth(outer={"version": "1"}), "IDA-MLC-009", "Invalid Input Parameter - version", None),
    "no-version": (auth(outer={"version": ""}), "IDA-MLC-006", "Missing Input Parameter - version", None),
    "no-signature": (auth(headers={"Signature": REMOVED}), "IDA-MLC-006", "Missing Input Parameter - signature header",
                     None),
    "no-authorization": (auth(headers={"Authorization": ""}), "IDA-MLC-006",
                         "Missing Input Parameter - Authorization - header", None),
    "no-hmac": (auth(outer={"requestHMAC": REMOVED}), "IDA-MLC-006", "Missing Input Parameter - requestHMAC", None),
    "no-time": (auth(outer={"requestTime": REMOVED}), "IDA-MLC-006", "Missing Input Parameter - requestTime", None),
    "no-timestamp": (auth(block={"timestamp": REMOVED}), "IDA-MLC-006",
                     "Missing Input Parameter - request/timestamp", None),
    "time-without-milliseconds": (auth(outer={"requestTime": "2026-01-31T10:15:30Z"}), "IDA-MLC-009",
                                  "Invalid Input Parameter - requestTime", None),
    "old-timestamp": (auth(block={"timestamp": "2020-01-31T10:15:30.123Z"}), "IDA-MLC-001",
                      "Request to be received at MOSIP within 30 seconds", "Please send the request within 30 seconds"),
    "early-timestamp": (auth(block={"timestamp": "2999-01-31T10:15:30.123Z"}), "IDA-MLC-001",
                        "Request to be received at MOSIP within 30 seconds. Attribute: request/timestamp",
                        "Please send the request within 30 seconds"),
    "domain": (auth(outer={"domainUri": "https://elsewhere"}), "IDA-MLC-009",
               "Invalid Input Parameter - request/domainUri", None),
    "env": (auth(outer={"env": "Moon"}), "IDA-MLC-009", "Invalid Input Parameter - request/env", None),
    "transaction": (auth(outer={"transactionID": "12345"}), "IDA-MLC-009",
                    "Invalid Input Parameter - transactionID", None),
    "no-transaction": (auth(outer={"transactionID": REMOVED}), "IDA-MLC-006",
                       "Missing Input Parameter - transactionID", None),
    "no-id": (auth(outer={"individualId": REMOVED}), "IDA-MLC-006", "Missing Input Parameter - individualId", None),
    "id-of-no-kind": (auth(outer={"individualId": "12", "individualIdType": REMOVED}), "IDA-MLC-009",
                      "Invalid Input Parameter - individualId", None),
    "id-type-in-small-letters": (auth(outer={"individualIdType": "uin"}), "IDA-MLC-009",
                                 "Invalid Input Parameter - individualIdType", None),
    "empty-id-type": (auth(outer={"individualIdType": ""}), "IDA-MLC-009",
                      "Invalid Input Parameter - individualIdType", None),
    "age": (demo(age="x"), "IDA-MLC-009", "Invalid Input Parameter - age", None),
    "age-zero": (demo(age="0"), "IDA-MLC-009", "Invalid Input Parameter - age", None),
    "too-old": (demo(age="200"), "IDA-DEA-001", "Demographic data age did not match", RE_ENTER.format("age")),
    "otp-of-five": (auth(demographics=None, otp="12345"), "IDA-MLC-009", "Invalid Input Parameter - OTP", None),
    "birth-date": (demo(dob="1990-04-05"), "IDA-MLC-009", "Invalid Input Parameter - request/demographics/dob", None),
    "kind-of-birth-date": (demo(dob="1990/04/05", dobType=[{"language": "eng", "value": "X"}]), "IDA-MLC-009",
                           "Invalid Input Parameter - DOBType", None),
    "no-language": (demo(name=[{"value": "A"}]), "IDA-MLC-006", "Missing Input Parameter - LanguageCode", None),
    "language-twice": (demo(name=[{"language": "eng", "value": "A"}] * 2), "IDA-MLC-009",
                       "Invalid Input Parameter - LanguageCode", None),
    "two-letters": (demo(gender=[{"language": "en", "value": "Female"}]), "IDA-DEA-002",
                    "Unsupported Language Code - request : en", "Please provide valid Language"),
    "postal-code": (demo(postalCode="X"), "IDA-DEA-001", "Demographic data address line item(s) did not match",
                    RE_ENTER.format("address line item(s)")),
    "gender": (demo(gender=[{"language": "eng", "value": "Male"}]), "IDA-DEA-001",
               "Demographic data gender in eng did not match", RE_ENTER.format("gender in eng")),
    "e-mail": (demo(emailId="x@example.org"), "IDA-DEA-001", "Demographic data emailId did not match",
               RE_ENTER.format("emailId")),
    "child-with-captures": (child, "IDA-MLC-011", "Unsupported Authentication Type for child - bio", None),
    "finger-locked": (lambda bench: bench.auth_by_captures(bench.citizen(locks=["bio-Finger"])), "IDA-MLC-019",
                      "bio-Finger Auth Type is Locked for the UIN", None),
    "otp-locked": (auth(person={"locks": ["otp"]}, demographics=None, otp="111111"), "IDA-MLC-019",
                   "otp Auth Type is Locked for the UIN", None),
    "sms-locked": (otp(("phone",), locks=["otp-phone"]), "IDA-MLC-019", "otp-sms Auth Type is Locked for the UIN",
                   None),
    "mail-locked": (otp(("email",), locks=["otp-email"]), "IDA-MLC-019", "otp-email Auth Type is Locked for the UIN",
                    None),
    "no-phone": (otp(("phone",), phone=None), "IDA-OTA-002",
                 "Could not generate/send OTP. Phone Number is not found in identity data.", None),
    "no-e-mail": (otp(("email",), email=None), "IDA-OTA-002",
                  "Could not generate/send OTP. Email ID is not found in identity data.", None),
    "neither": (otp(("phone", "email"), phone=None, email=None), "IDA-OTA-002",
                "Could not generate/send OTP. Both Phone Number and Email ID are not found in identity data.", None),
    "unknown-channel": (otp(("phone", "pigeon")), "IDA-MLC-009", "Invalid Input Parameter - otpChannel - pigeon", None),
    "otp-for-a-malformed-id": (lambda bench: bench.otp("3592563414", transaction_id()), "IDA-MLC-009",
                               "Invalid Input Parameter - individualId", None),
}  # fmt: skip


@pytest.mark.parametrize(("case", "code", "message", "action"), TEXTS.values(), ids=TEXTS)
def test_text_names_what_is_wrong(
    shared_bench: IdaBench, case: Case, code: str, message: str, action: str | None
) -> None:
    assert last_error(case(shared_bench)) == (code, message, action)


@pytest.mark.parametrize(
    ("block", "shown"),
    [({"staticPin": "123456"}, "SPIN"), ({"otp": "111111"}, "OTP"), ({"demographics": {"age": "3"}}, "DEMO")],
)
def test_policy_names_the_factor_in_its_own_words(bench: IdaBench, block: dict[str, Any], shown: str) -> None:
    bench.change_policy(allowedAuthTypes=[{"authType": "bio", "authSubType": "FACE"}])

    answer = bench.auth(bench.citizen(), None, block=block)

    assert last_error(answer) == ("IDA-MPA-006", f"{shown} Authentication usage not allowed as per policy", None)


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        ({"authType": "pin"}, "pin"),
        ({"authType": "bio"}, "bio"),
        ({"authType": "bio", "authSubType": "IRIS"}, "bio"),
        ({"authType": "kyc"}, "kyc"),
    ],
)
def test_policy_names_the_factor_that_it_demands(bench: IdaBench, entry: dict[str, Any], missing: str) -> None:
    bench.change_policy(allowedAuthTypes=[{"authType": "demo"}, {**entry, "mandatory": True}])

    answer = bench.auth(bench.citizen())

    assert last_error(answer) == ("IDA-MPA-015", f"{missing}-authentiation usage is mandatory as per policy", None)


def test_age_of_zero_was_a_number_once(open_bench: OpenBench) -> None:
    bench = open_bench(ida_profile="1.2.0.1")

    assert bench.auth(bench.citizen(), {"age": "0"}).response["authStatus"] is True
