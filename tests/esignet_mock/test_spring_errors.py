"""Where none of e-Signet's own endpoints answers: the bodies that Spring gives, by release."""

import pytest

from tests.benches.back_channel import BackChannelBench
from tests.esignet_mock.conftest import OpenBench

SEND_OTP = "/v1/esignet/authorization/send-otp"
MANAGEMENT = "/v1/esignet/client-mgmt/oidc-client"


@pytest.mark.parametrize(
    ("method", "path", "title", "detail"),
    [
        ("POST", "/v1/esignet/nothing", "Not Found", "No endpoint POST /v1/esignet/nothing."),
        ("GET", SEND_OTP, "Method Not Allowed", "Request method 'GET' is not supported"),
        ("DELETE", MANAGEMENT, "Method Not Allowed", "Request method 'DELETE' is not supported"),
    ],
)
def test_1_8_answers_problem_details(bench: BackChannelBench, method: str, path: str, title: str, detail: str) -> None:
    answer = bench.http.request(method, path)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank", "title": title, "status": answer.status_code, "detail": detail, "instance": "",
    }  # fmt: skip
    assert answer.status_code == {"Not Found": 404, "Method Not Allowed": 405}[title]


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7"])
def test_older_releases_answer_error_attributes(open_bench: OpenBench, profile: str) -> None:
    bench = open_bench(profile=profile)

    answer = bench.http.get(SEND_OTP)

    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]
    assert answer.json().keys() == {"timestamp", "status", "error", "path"}
    assert (answer.json()["error"], answer.json()["path"]) == ("Method Not Allowed", SEND_OTP)


def test_body_that_is_too_large_is_answered_like_them(open_bench: OpenBench) -> None:
    answer = open_bench(max_body_bytes=100).http.post(MANAGEMENT, content=b"x" * 200)

    assert answer.status_code == 413
    assert answer.json()["status"] == 413
