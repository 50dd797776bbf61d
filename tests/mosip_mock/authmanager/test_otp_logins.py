"""Log-ins by one-time password."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.office import Office, envelope

ROOT = "/v1/authmanager"
UIN = "2718201306"


def code_of(answer: httpx2.Response) -> str:
    code: str = answer.json()["errors"][0]["errorCode"]
    return code


def test_user_logs_in_by_otp(office: Office) -> None:
    otp_request = {"userId": "crvs-officer", "otpChannel": ["email"], "appId": "admin", "useridtype": "USERID"}
    office.post(f"{ROOT}/authenticate/sendotp", envelope(otp_request), cookie=None)
    [message] = office.world.outbox.list()
    assert message.to == "crvs-officer@example.org"
    body = envelope({"userId": "crvs-officer", "otp": message.about["otp"], "appId": "admin"})

    answer = office.post(f"{ROOT}/authenticate/useridOTP", body, cookie=None)

    assert answer.json()["response"]["status"] == "success"
    assert answer.headers["Set-Cookie"].startswith("Authorization=ey")
    assert answer.json()["response"]["message"] == "VALIDATION_SUCCESSFUL"
    again = office.post(f"{ROOT}/authenticate/internal/userotp", body, cookie=None)
    assert code_of(again) == "KER-OTV-005"


def test_citizen_logs_in_by_otp(office: Office) -> None:
    asked = {"userId": UIN, "otpChannel": [], "appId": "admin", "useridtype": "UIN"}
    assert office.post(f"{ROOT}/authenticate/sendotp", envelope(asked), cookie=None).json()["errors"] is None

    body = envelope({"userId": UIN, "otp": "111111", "appId": "admin"})
    answer = office.post(f"{ROOT}/authenticate/internal/userotp", body, cookie=None)

    assert answer.json()["response"]["token"]


@pytest.mark.parametrize(
    ("path", "request_body", "code"),
    [
        ("sendotp", {"userId": "x", "useridtype": "MAIL", "appId": "admin"}, "401"),
        ("sendotp", {"userId": "x", "useridtype": "UIN", "appId": "admin"}, "KER-ATH-003"),
        ("sendotp", {"userId": "x", "useridtype": "USERID", "appId": "none"}, "KER-ATH-026"),
        ("useridOTP", {"userId": "crvs-officer", "otp": " ", "appId": "admin"}, "KER-ATH-019"),
        ("useridOTP", {"userId": "nobody", "otp": "1", "appId": "admin"}, "KER-ATH-003"),
        ("internal/userotp", {"userId": "crvs-officer", "otp": "1", "appId": "admin"}, "KER-OTV-005"),
    ],
)
def test_otp_refuses(office: Office, path: str, request_body: dict[str, Any], code: str) -> None:
    answer = office.post(f"{ROOT}/authenticate/{path}", envelope(request_body), cookie=None)

    assert (answer.status_code, code_of(answer)) == (200, code)
    office.explained(answer)


@pytest.mark.parametrize(
    ("otp", "minutes", "message"), [("222222", 0, "VALIDATION_UNSUCCESSFUL"), ("111111", 4, "OTP_EXPIRED")]
)
@pytest.mark.parametrize("path", ["useridOTP", "internal/userotp"])
def test_wrong_otp_is_a_failure_and_no_error(office: Office, path: str, otp: str, minutes: int, message: str) -> None:
    asked = {"userId": UIN, "otpChannel": ["email"], "appId": "admin", "useridtype": "UIN"}
    office.post(f"{ROOT}/authenticate/sendotp", envelope(asked), cookie=None)
    office.world.clock.advance(timedelta(minutes=minutes))
    body = envelope({"userId": UIN, "otp": otp, "appId": "admin"})

    answer = office.post(f"{ROOT}/authenticate/{path}", body, cookie=None)

    response = answer.json()["response"]
    assert (answer.status_code, answer.json()["errors"], answer.json()["id"]) == (200, None, "string")
    assert (response["status"], response["message"], response.get("token")) == ("failure", message, None)
    assert "Set-Cookie" not in answer.headers
    assert office.explained(answer).where == "request.otp"


@pytest.mark.parametrize(
    ("channels", "code"),
    [(["phone"], "KER-SOT-001"), (["EMAIL"], "KER-SOT-002"), (["email", "phone"], "KER-SOT-003"), ([], "KER-SOT-003")],
)
def test_otp_refuses_whom_no_message_reaches(office: Office, channels: list[str], code: str) -> None:
    person = office.post(
        "/_mock/citizens", {"fullName": "Ana", "birthDate": "1990-01-02", "phone": None, "email": None}
    )
    asked = {"userId": person.json()["uin"], "otpChannel": channels, "appId": "admin", "useridtype": "UIN"}

    answer = office.post(f"{ROOT}/authenticate/sendotp", envelope(asked), cookie=None)

    assert code_of(answer) == code
    assert office.explained(answer).where == "request.otpChannel"


def test_otp_by_both_channels_says_so(office: Office) -> None:
    asked = {"userId": "crvs-officer", "otpChannel": ["email", "phone"], "appId": "admin", "useridtype": "USERID"}

    answer = office.post(f"{ROOT}/authenticate/sendotp", envelope(asked), cookie=None)

    assert answer.json()["response"] == {"status": "success", "message": "OTP message sent across all the channels"}
