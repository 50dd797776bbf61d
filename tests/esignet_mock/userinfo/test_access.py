"""Who gets userinfo: status, empty body, `WWW-Authenticate`, by release."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest

from esignet_mock.userinfo.access_tokens import AccessTokens, GrantedAccess, half_hash
from esignet_mock.userinfo.errors import STATUS, UserinfoErrorCode
from shared.control.clock import Clock
from tests.benches.back_channel import USERINFO, BackChannelBench

OpenBench = Callable[..., BackChannelBench]


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.content == b""
    assert "x-mock-explain" in answer.headers
    return answer.status_code, answer.headers["www-authenticate"]


def test_userinfo_is_a_jwt_and_may_be_asked_for_again(bench: BackChannelBench) -> None:
    token = bench.access_token()
    first, second = bench.userinfo(token), bench.userinfo(token)
    assert first.headers["content-type"] == "application/jwt"
    assert first.text == second.text
    assert len(first.text.split(".")) == 3


def test_userinfo_is_fixed_when_the_code_is_redeemed(bench: BackChannelBench) -> None:
    token = bench.access_token()
    bench.mended(status="DEACTIVATED", full_name="Somebody Else")
    assert bench.verified(bench.userinfo(token).text)[0]["name"] == "Joseph Mwamba"


BAD_HEADERS = {
    "lower case": "bearer {token}",
    "other scheme": "Basic {token}",
    "two spaces": "Bearer  {token}",
    "three parts": "Bearer {token} more",
    "token alone": "{token}",
    "scheme alone": "Bearer ",
    "no JWT": "Bearer abc",
    "tampered": "Bearer {token}x",
    "other payload": "Bearer {head}.e30.{signature}",
}


@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS)
@pytest.mark.parametrize("profile", ["1.6", "1.8"])
def test_a_bad_authorization_header_is_refused(open_bench: OpenBench, header: str, profile: str) -> None:
    bench = open_bench(profile=profile)
    token = bench.access_token()
    head, _, signature = token.split(".")
    given = header.format(token=token, head=head, signature=signature)
    answer = bench.http.get(USERINFO, headers={"Authorization": given})
    assert refusal(answer) == (401, 'error="invalid_token"')


@pytest.mark.parametrize(
    ("profile", "error"),
    [("1.5", "missing_header"), ("1.6", "missing_header"), ("1.7", "invalid_token"), ("1.8", "invalid_token")],
)
def test_a_missing_header_by_release(open_bench: OpenBench, profile: str, error: str) -> None:
    assert refusal(open_bench(profile=profile).http.get(USERINFO)) == (401, f'error="{error}"')


@pytest.mark.parametrize(("profile", "status"), [("1.8", 400), ("1.7", 400), ("1.6", 200)])
def test_two_authorization_headers_by_release(open_bench: OpenBench, profile: str, status: int) -> None:
    bench = open_bench(profile=profile)
    header = ("Authorization", f"Bearer {bench.access_token()}")
    answer = bench.http.get(USERINFO, headers=httpx2.Headers([header, header]))
    assert answer.status_code == status
    if status == 400:
        assert refusal(answer) == (400, 'error="invalid_request"')


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("1.8", (406, 'error="Not Acceptable"')),
        ("1.7", (401, 'error="unknown_error"')),
        ("1.5", (401, 'error="unknown_error"')),
    ],
)
def test_an_accept_for_json_alone_by_release(open_bench: OpenBench, profile: str, expected: tuple[int, str]) -> None:
    bench = open_bench(profile=profile)
    assert refusal(bench.userinfo(bench.access_token(), Accept="application/json")) == expected


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/jwt", 200),
        ("*/*", 200),
        ("application/json, */*;q=0.1", 200),
        ("application/*", 200),
        ("text/html, application/jwt;q=0", 406),
        ("text/html", 406),
    ],
)
def test_accept_ranges(bench: BackChannelBench, accept: str, status: int) -> None:
    assert bench.userinfo(bench.access_token(), Accept=accept).status_code == status


@pytest.mark.parametrize(
    ("profile", "expected"),
    [("1.8", (405, 'error="Method Not Allowed"')), ("1.6", (401, 'error="unknown_error"'))],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_by_release(open_bench: OpenBench, method: str, profile: str, expected: tuple[int, str]) -> None:
    bench = open_bench(profile=profile)
    token = bench.access_token()
    answer = bench.http.request(method, USERINFO, headers={"Authorization": f"Bearer {token}"})
    assert refusal(answer) == expected


def test_an_access_token_expires_after_an_hour(bench: BackChannelBench) -> None:
    token = bench.access_token()
    bench.http.put("/_mock/clock", json={"advanceSeconds": 3599})
    assert bench.userinfo(token).status_code == 200
    bench.http.put("/_mock/clock", json={"advanceSeconds": 2})
    assert refusal(bench.userinfo(token)) == (401, 'error="invalid_token"')
    assert "expired" in bench.last_exchange().explanations[0].received


def test_an_access_token_of_another_server_is_refused(open_bench: OpenBench) -> None:
    assert refusal(open_bench().userinfo(open_bench().access_token())) == (401, 'error="invalid_token"')


def test_the_id_token_opens_nothing(bench: BackChannelBench) -> None:
    id_token = bench.token(bench.issue()).json()["id_token"]
    assert refusal(bench.userinfo(id_token)) == (401, 'error="invalid_token"')


@pytest.mark.parametrize(("tolerate", "status"), [("opencrvs", 200), ("none", 404)])
def test_the_short_path_is_a_deviation(open_bench: OpenBench, tolerate: str, status: int) -> None:
    bench = open_bench(tolerate=tolerate)
    assert bench.userinfo(bench.access_token(), path="/oidc/userinfo").status_code == status


def test_a_magic_person_is_refused_userinfo(bench: BackChannelBench) -> None:
    person = bench.world.citizens.find_by_persona("magic-userinfo-refused")
    assert person is not None
    assert refusal(bench.userinfo(bench.access_token(uin=person.uin))) == (401, 'error="invalid_token"')


def test_a_magic_person_gets_userinfo_late(bench: BackChannelBench) -> None:
    person = bench.world.citizens.find_by_persona("magic-userinfo-slow")
    assert person is not None
    token = bench.access_token(uin=person.uin)

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=bench.assembly.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as http:
            asking = asyncio.create_task(http.get(USERINFO, headers={"Authorization": f"Bearer {token}"}))
            for _ in range(20):
                await asyncio.sleep(0)
            assert not asking.done()
            bench.world.clock.advance(timedelta(seconds=11))
            return await asking

    assert asyncio.run(ask()).status_code == 200


def granted(clock: Clock, userinfo: str = "x") -> GrantedAccess:
    return GrantedAccess(
        client_id="c", uin="1", transaction_id="t", userinfo=userinfo, expires_at=clock.now() + timedelta(hours=1)
    )


def test_tokens_are_bounded_in_number(bench: BackChannelBench) -> None:
    clock = bench.world.clock
    tokens = AccessTokens(clock, size=10)
    for number in range(25):
        tokens.grant(half_hash(f"token {number}"), granted(clock))
    assert [n for n in range(25) if tokens.find(f"token {n}")] == list(range(15, 25))


def test_tokens_are_bounded_in_size(bench: BackChannelBench) -> None:
    clock = bench.world.clock
    tokens = AccessTokens(clock, bytes_kept=1000)
    for number in range(5):
        tokens.grant(half_hash(f"token {number}"), granted(clock, "x" * 400))
    assert [n for n in range(5) if tokens.find(f"token {n}")] == [3, 4]
    tokens.grant(half_hash("larger than all"), granted(clock, "x" * 5000))
    assert tokens.find("larger than all")


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(UserinfoErrorCode)
