"""The other endpoints of the auth manager."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.benches.office import Office, envelope

ROOT = "/v1/authmanager"
OFFICER = {"userName": "crvs-officer", "password": "Officer@123456", "appId": "admin"}


def code_of(answer: httpx2.Response) -> str:
    code: str = answer.json()["errors"][0]["errorCode"]
    return code


def log_in(office: Office, **changes: Any) -> httpx2.Response:
    return office.post(f"{ROOT}/authenticate/internal/useridPwd", envelope(OFFICER | changes), cookie=None)


def test_password_gives_tokens_in_the_body_and_no_cookie(office: Office) -> None:
    answer = log_in(office)

    response = answer.json()["response"]
    assert response["message"] == "Username and password combination had been validated successfully"
    assert set(response) == {
        "token", "message", "refreshToken", "expiryTime", "userId", "status", "refreshExpiryTime",
    }  # fmt: skip
    assert response["userId"] is None
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "wrong"}, "KER-ATH-023"),
        ({"userName": "nobody"}, "KER-ATH-023"),
        ({"userName": None}, "KER-ATH-004"),
        ({"appId": "none"}, "KER-ATH-026"),
    ],
)
def test_password_refuses(office: Office, changes: dict[str, Any], code: str) -> None:
    answer = log_in(office, **changes)

    assert (answer.status_code, code_of(answer)) == (200, code)
    office.explained(answer)


def test_online_check_tells_the_holder(office: Office) -> None:
    token = office.token()

    answer = office.post(
        f"{ROOT}/authorize/admin/validateToken", method="GET", cookie=f"other=1; Authorization={token}"
    )

    user = answer.json()["response"]
    assert list(user) == ["userId", "mobile", "mail", "langCode", "userPassword", "name", "role", "rId", "token"]
    assert user["userId"] == "service-account-mosip-regproc-client"
    assert user["role"].endswith(",")
    assert "REGISTRATION_PROCESSOR" in user["role"].split(",")
    assert user["token"] == token
    assert answer.headers["Set-Cookie"].startswith(f"Authorization={token};")


@pytest.mark.parametrize(
    ("cookie", "status", "code"),
    [(None, 200, "KER-ATH-006"), ("a=b", 200, "KER-ATH-007"), ("Authorization=some-token", 500, "500")],
)
def test_online_check_refuses(office: Office, cookie: str | None, status: int, code: str) -> None:
    answer = office.post(f"{ROOT}/authorize/admin/validateToken", method="GET", cookie=cookie)

    assert (answer.status_code, code_of(answer)) == (status, code)
    office.explained(answer)


def test_online_check_refuses_after_log_out_where_offline_checks_cannot(office: Office) -> None:
    cookie = f"Authorization={office.token()}"
    out = office.post(f"{ROOT}/logout/user", method="DELETE", cookie=cookie)
    assert out.json()["response"] == {"status": "Success", "message": "successfully loggedout"}

    online = office.post(f"{ROOT}/authorize/admin/validateToken", method="GET", cookie=cookie)

    assert (online.status_code, code_of(online)) == (401, "KER-ATH-401")
    assert online.json()["errors"][0]["message"].startswith("Authentication Failed : Invalid Token :")
    assert office.create_packet(cookie=cookie).status_code == 200


def test_log_out_needs_a_token(office: Office) -> None:
    answer = office.post(f"{ROOT}/logout/user", method="DELETE", cookie=None)

    assert answer.status_code == 401
    assert answer.json()["errors"] == [
        {"errorCode": "KER-ATH-401", "message": "Authentication Failed : Invalid Token :"}
    ]


@pytest.mark.parametrize(
    ("token", "status", "code"), [("x.y.z", 500, "500"), ("some-token", 500, "500"), (None, 200, "KER-ATH-025")]
)
def test_log_out_refuses_what_keycloak_refuses(office: Office, token: str | None, status: int, code: str) -> None:
    cookie = f"Authorization={token or office.token() + 'AAAA'}"

    answer = office.post(f"{ROOT}/logout/user", method="DELETE", cookie=cookie)

    assert (answer.status_code, code_of(answer)) == (status, code)
    office.explained(answer)


def test_legacy_check_and_invalidation_know_no_keycloak_token(office: Office) -> None:
    cookie = f"Authorization={office.token()}"

    legacy = office.post(f"{ROOT}/authorize/validateToken", cookie=cookie)
    invalidated = office.post(f"{ROOT}/authorize/invalidateToken", cookie=cookie)

    assert code_of(legacy) == "KER-ATH-401"
    assert legacy.json()["errors"][0]["message"] == "Invalid Token"
    assert code_of(invalidated) == "KER-ATH-008"


def test_legacy_check_tells_an_expired_token(office: Office) -> None:
    cookie = f"Authorization={office.token()}"
    office.world.clock.advance(timedelta(days=2))

    answer = office.post(f"{ROOT}/authorize/validateToken", cookie=cookie)

    assert code_of(answer) == "KER-ATH-402"


def test_refresh_token_gives_new_ones(office: Office) -> None:
    refresh = log_in(office).json()["response"]["refreshToken"]
    body = {"clientID": "a", "clientSecret": "b"}

    answer = office.post(f"{ROOT}/authorize/refreshToken/admin", body, cookie=f"refresh_token={refresh}")
    internal = office.post(f"{ROOT}/authorize/internal/refreshToken/admin", body, cookie=f"refresh_token={refresh}")

    assert answer.json()["response"] == {"status": "SUCCESS", "message": "Access token refreshed"}
    access, again = answer.headers.get_list("Set-Cookie")
    assert access.startswith("Authorization=ey")
    assert access.endswith("; Path=/; HttpOnly")
    assert again.startswith("refresh_token=ey")
    assert again.count(";") == 1
    assert again.endswith("; HttpOnly")
    assert "Authorization" not in answer.headers
    assert internal.json()["response"]["refreshToken"]


def test_refresh_refuses_without_a_refresh_token(office: Office) -> None:
    without = office.post(f"{ROOT}/authorize/refreshToken/admin", {}, cookie=None)
    access = office.post(f"{ROOT}/authorize/refreshToken/admin", {}, cookie=f"refresh_token={office.token()}")

    for answer in (without, access):
        assert (answer.status_code, code_of(answer)) == (500, "500")
        assert answer.json()["errors"][0]["message"] == "No refresh token cookie found"


@pytest.mark.parametrize(
    ("body", "cookie", "app", "code"),
    [
        (b"{", None, "none", "KER-ATH-019"),
        ({"further": 1}, None, "none", "KER-ATH-019"),
        ({}, None, "none", "500"),
        ({}, "refresh_token=x.y.z", "none", "KER-ATH-026"),
        ({}, "refresh_token=x.y.z", "admin", "500"),
    ],
)
def test_refresh_looks_at_body_then_cookie_then_application(
    office: Office, body: Any, cookie: str | None, app: str, code: str
) -> None:
    answer = office.post(f"{ROOT}/authorize/refreshToken/{app}", body, cookie=cookie)

    assert code_of(answer) == code


def test_users_are_listed(office: Office) -> None:
    roles = office.http.get(f"{ROOT}/roles/admin").json()["response"]["roles"]
    users = office.http.get(f"{ROOT}/userdetails/admin").json()["response"]["mosipUserDtoList"]
    one = office.post(f"{ROOT}/userdetails/admin", envelope({"userDetails": ["crvs-officer", "nobody"]}), cookie=None)
    salts = office.post(f"{ROOT}/usersaltdetails/admin", envelope({"userDetails": ["globaladmin"]}), cookie=None)
    rid = office.http.get(f"{ROOT}/rid/admin/crvs-officer").json()["response"]

    assert "GLOBAL_ADMIN" in [role["roleId"] for role in roles]
    assert [user["userId"] for user in users] == ["crvs-officer", "globaladmin"]
    assert len(one.json()["response"]["mosipUserDtoList"]) == 1
    assert salts.json()["response"]["mosipUserSaltList"] == [{"userId": "globaladmin", "salt": None}]
    assert rid["rId"].isdigit()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("rid/admin/nobody", "KER-ATH-022"),
        ("rid/admin/globaladmin", "KER-ATH-022"),
        ("individualId/admin/crvs-officer", "KER-ATH-027"),
        ("roles/none", "KER-ATH-026"),
    ],
)
def test_listings_refuse(office: Office, path: str, code: str) -> None:
    answer = office.http.get(f"{ROOT}/{path}")

    assert (answer.status_code, code_of(answer)) == (200, code)
    office.explained(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "authenticate/sendotp"), ("PUT", "authenticate/sendotp"), ("GET", "roles/none"), ("GET", "nowhere")],
)
def test_headers_for_browsers_are_on_every_answer(office: Office, method: str, path: str) -> None:
    answer = office.post(f"{ROOT}/{path}", {}, method=method, cookie=None)

    assert answer.headers["Access-Control-Expose-Headers"] == "Set-Cookie"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_origin_of_a_browser_is_named_again(office: Office) -> None:
    answer = office.post(
        f"{ROOT}/authenticate/sendotp", {}, cookie=None, headers={"Origin": "https://register.example"}
    )

    assert answer.headers["Access-Control-Allow-Origin"] == "https://register.example"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"


def test_browsers_question_before_a_call_is_answered(office: Office) -> None:
    answer = office.post(f"{ROOT}/authenticate/clientidsecretkey", method="OPTIONS", cookie=None)

    assert (answer.status_code, answer.content) == (200, b"")
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "authenticate/clientidsecretkey", 405), ("POST", "authenticate/useridPwd", 404)],
)
def test_what_no_controller_has_is_answered_by_spring(office: Office, method: str, path: str, status: int) -> None:
    answer = office.post(f"{ROOT}/{path}", {}, method=method, cookie=None)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["path"] == f"{ROOT}/{path}"
