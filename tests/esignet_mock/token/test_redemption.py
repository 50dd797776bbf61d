"""A code works once; what does not redeem it does not burn it; the checks come in the original's order."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import msgspec
import pytest

from esignet_mock.token.pkce import challenge_of
from shared.citizens.numbering import Uin
from tests.benches.back_channel import CALLBACK, FATHER, PUBLIC, TOKEN_V2, BackChannelBench

OpenBench = Callable[..., BackChannelBench]


def error_of(answer: httpx2.Response) -> tuple[str, str]:
    body = answer.json()
    return body["error"], body["error_description"]


def test_a_code_works_once(bench: BackChannelBench) -> None:
    code = bench.issue()
    assert bench.token(code).status_code == 200
    assert error_of(bench.token(code)) == ("invalid_grant", "invalid_grant")
    assert bench.last_exchange().explanations[0].received == "one that was redeemed before"


def test_of_a_hundred_parallel_redemptions_one_succeeds(bench: BackChannelBench) -> None:
    code = bench.issue()
    forms = [bench.form(code) for _ in range(100)]

    async def redeem_all() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=bench.assembly.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as http:
            return await asyncio.gather(*(http.post(TOKEN_V2, data=form) for form in forms))

    answers = asyncio.run(redeem_all())
    assert sorted(a.status_code for a in answers) == [200] + [400] * 99
    assert {error_of(a)[0] for a in answers if a.status_code == 400} == {"invalid_grant"}


WRONG: dict[str, dict[str, Any]] = {
    "grant_type": {"grant_type": "password"},
    "client_id": {"client_id": "other"},
    "redirect_uri": {"redirect_uri": f"{CALLBACK}/x"},
    "verifier": {"code_verifier": "x"},
    "no verifier": {"code_verifier": ...},
    "assertion": {"client_assertion": "a.b.c"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
def test_a_refused_attempt_leaves_the_code_redeemable(
    open_bench: OpenBench, profile: str, wrong: dict[str, Any]
) -> None:
    bench = open_bench(profile=profile)
    code = bench.issue(code_challenge=challenge_of("v" * 43))
    right: dict[str, Any] = {"code_verifier": "v" * 43}
    assert bench.token(code, **(right | wrong)).status_code in {400, 500}
    assert bench.token(code, **right).status_code == 200


def test_a_wrong_assertion_never_masks_a_wrong_code(bench: BackChannelBench) -> None:
    assert error_of(bench.token("made-up", client_assertion="a.b.c"))[0] == "invalid_grant"


def test_a_form_error_comes_before_the_code(bench: BackChannelBench) -> None:
    assert error_of(bench.token("made-up", grant_type="x"))[0] == "unsupported_grant_type"


ORDER: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"client_id": "other"}, ("invalid_request", "invalid_client_id")),
    ({"redirect_uri": f"{CALLBACK}/x"}, ("invalid_request", "invalid_redirect_uri")),
    ({"code_verifier": "x"}, ("invalid_grant", "invalid_grant")),
    ({"client_assertion": "a.b.c"}, ("invalid_client", "invalid_client")),
]


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_of_several_mistakes_the_first_in_the_order_is_answered(bench: BackChannelBench, first: int) -> None:
    code = bench.issue(code_challenge=challenge_of("v" * 43))
    changes: dict[str, Any] = {"code_verifier": "v" * 43}
    for mistake, _ in ORDER[first:]:
        changes |= mistake
    assert error_of(bench.token(code, **changes)) == ORDER[first][1]


def test_a_wrong_redirect_uri_comes_before_an_inactive_client(bench: BackChannelBench) -> None:
    code = bench.issue()
    bench.provider.clients.change(bench.client_id, lambda c: msgspec.structs.replace(c, status="INACTIVE"))
    assert error_of(bench.token(code, redirect_uri=f"{CALLBACK}/x"))[1] == "invalid_redirect_uri"
    assert error_of(bench.token(code, client_assertion="a.b.c"))[1] == "invalid_client_id"


@pytest.mark.parametrize(("profile", "lifetime"), [("1.5", 600), ("1.6", 600), ("1.7", 300), ("1.8", 300)])
def test_a_code_expires(open_bench: OpenBench, profile: str, lifetime: int) -> None:
    bench = open_bench(profile=profile)
    code = bench.issue()
    bench.world.clock.advance(timedelta(seconds=lifetime - 1))
    assert error_of(bench.token(code, client_assertion="a.b.c"))[0] in {"invalid_client", "invalid_assertion"}
    bench.world.clock.advance(timedelta(seconds=2))
    assert error_of(bench.token(code))[0] in {"invalid_grant", "invalid_transaction"}


def test_a_code_of_another_client_is_refused(bench: BackChannelBench) -> None:
    bench.register("thief")
    code = bench.issue()
    stolen = bench.assertion(iss="thief", sub="thief")
    assert error_of(bench.token(code, client_id="thief", client_assertion=stolen))[1] == "invalid_client_id"
    assert error_of(bench.token(code, client_id=..., client_assertion=stolen))[0] == "invalid_client"


def test_the_client_id_may_be_left_out(bench: BackChannelBench) -> None:
    assert bench.token(bench.issue(), client_id=...).status_code == 200
    assert bench.token(bench.issue(), client_id=" ").status_code == 200


def test_a_redirect_uri_cut_at_its_query_is_tolerated_and_reported(open_bench: OpenBench) -> None:
    strict, lenient = open_bench(), open_bench(tolerate="opencrvs")
    with_query = {"redirect_uri": f"{CALLBACK}?page=2"}
    assert error_of(strict.token(strict.issue(**with_query)))[1] == "invalid_redirect_uri"
    assert lenient.token(lenient.issue(**with_query)).status_code == 200
    assert [t.name for t in lenient.last_exchange().tolerated] == ["redirect-uri-with-query"]
    assert lenient.token(lenient.issue(), redirect_uri=f"{CALLBACK}?page=2").status_code == 400


GONE = {
    "deactivated": ({"status": "DEACTIVATED"}, "IDA-MLC-022"),
    "blocked": ({"status": "BLOCKED"}, "IDA-MLC-022"),
}


@pytest.mark.parametrize(("change", "code"), GONE.values(), ids=GONE)
@pytest.mark.parametrize(("profile", "status"), [("1.8", 400), ("1.6", 500)])
def test_a_person_deactivated_after_login_gets_no_token(
    open_bench: OpenBench, change: dict[str, Any], code: str, profile: str, status: int
) -> None:
    bench = open_bench(profile=profile)
    issued = bench.issue()
    bench.mended(**change)
    answer = bench.token(issued)
    assert answer.status_code == status
    assert error_of(answer) == (("invalid_request", code) if profile == "1.8" else (code, code))
    bench.mended(status="ACTIVATED")
    assert bench.token(issued).status_code == 200


def test_a_person_removed_after_login_gets_no_token(bench: BackChannelBench) -> None:
    code = bench.issue()
    bench.world.citizens.remove(FATHER)
    assert error_of(bench.token(code)) == ("invalid_request", "IDA-MLC-018")


def test_a_vid_that_expired_after_login_gives_no_token(bench: BackChannelBench) -> None:
    father = bench.world.citizens.get(FATHER)
    vid = father.vids[0]
    code = bench.issue(individual_id=vid.vid)
    bench.mended(vids=(msgspec.structs.replace(vid, expires_at=bench.world.clock.now()),))
    assert error_of(bench.token(code)) == ("invalid_request", "IDA-MLC-023")


@pytest.mark.parametrize(("system", "seconds", "code"), [("ida", 3001, "IDA-KYE-002"), ("mock", 181, "mock-ida-007")])
def test_the_identity_system_waits_for_so_long_only(
    open_bench: OpenBench, system: str, seconds: int, code: str
) -> None:
    bench = open_bench(identity_system=system)
    now = bench.world.clock.now()
    issued = bench.issue(auth_time=now - timedelta(seconds=seconds))
    assert error_of(bench.token(issued)) == ("invalid_request", code)
    in_time = bench.issue(auth_time=now - timedelta(seconds=seconds - 60))
    assert bench.token(in_time).status_code == 200


MAGIC = {
    "token-refused": ("invalid_grant", "invalid_grant"),
    "kyc-unavailable": ("invalid_request", "data_exchange_failed"),
    "kyc-token-expired": ("invalid_request", "IDA-KYE-002"),
}


@pytest.mark.parametrize("magic", MAGIC)
def test_magic_people_fail_at_the_token_endpoint(bench: BackChannelBench, magic: str) -> None:
    person = bench.world.citizens.find_by_persona(f"magic-{magic}")
    assert person is not None
    assert error_of(bench.token(bench.issue(uin=Uin(person.uin)))) == MAGIC[magic]


def test_token_slow_spends_the_code_and_keeps_the_answer_back(bench: BackChannelBench) -> None:
    person = bench.world.citizens.find_by_persona("magic-token-slow")
    assert person is not None
    code = bench.issue(uin=person.uin)
    form = bench.form(code)

    async def redeem() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=bench.assembly.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as http:
            first = asyncio.create_task(http.post(TOKEN_V2, data=form))
            while bench.provider.codes.find(code):  # noqa: ASYNC110 - the app has no event for it
                await asyncio.sleep(0)
            again = await http.post(TOKEN_V2, data=bench.form(code))
            assert again.json()["error"] == "invalid_grant"
            assert not first.done()
            bench.world.clock.advance(timedelta(seconds=11))
            return await first

    assert asyncio.run(redeem()).status_code == 200


@pytest.mark.parametrize(("tolerate", "status"), [("opencrvs", 200), ("none", 404)])
def test_the_short_path_is_a_deviation(open_bench: OpenBench, tolerate: str, status: int) -> None:
    bench = open_bench(tolerate=tolerate)
    assertion = bench.assertion(aud=f"{PUBLIC}/oauth/token")
    answer = bench.token(bench.issue(), path="/oauth/token", client_assertion=assertion)
    assert answer.status_code == status
    exchange = bench.last_exchange()
    assert [t.name for t in exchange.tolerated] == (["esignet-short-paths"] if status == 200 else [])
    assert [e.where for e in exchange.explanations] == ([] if status == 200 else ["path"])
