"""What each OpenCRVS release sends: it works by default, and is refused exactly where an e-Signet release does it."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from shared.settings import Addresses
from tests.benches.back_channel import ASSERTION_TYPE, BackChannelBench
from tests.support.opencrvs_flavours import FLAVOURS, V1_8, V1_9, V2, Flavour

OpenBench = Callable[..., BackChannelBench]
PUBLIC = "http://localhost:20260"
ADDRESSES = Addresses(public=PUBLIC, internal=PUBLIC, bound="http://127.0.0.1:20260")
PAGE = "http://localhost:3020/drafts/5f1d8f9c-2b1e-4a3c-9d55-0c1c2f6a7b11/events/birth/informant"
ACCEPTED = ("name", "family_name", "given_name", "middle_name", "birthdate", "address", "gender")


def exchange(
    bench: BackChannelBench, flavour: Flavour, *, path: str = "/oauth/token", base: str = PUBLIC, **login: Any
) -> httpx2.Response:
    """The token call of `mosip-api`: fields in its order, the URL it calls as audience."""
    without_jti: dict[str, Any] = {} if flavour.assertion_with_jti else {"jti": ...}
    code = bench.issue(**{"redirect_uri": PAGE, "accepted_claims": ACCEPTED, **login})
    form = {
        "code": code,
        "client_id": bench.client_id,
        "redirect_uri": PAGE,
        "grant_type": "authorization_code",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": bench.assertion(aud=f"{base}{path}", **without_jti),
    }
    return bench.http.post(path, data=form)


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
@pytest.mark.parametrize("flavour", FLAVOURS, ids=[flavour.name for flavour in FLAVOURS])
def test_each_release_works_with_the_default_tolerances(open_bench: OpenBench, flavour: Flavour, profile: str) -> None:
    bench = open_bench(profile=profile, tolerate="opencrvs", addresses=ADDRESSES)
    token = exchange(bench, flavour)
    assert token.status_code == 200, token.text
    answer = bench.userinfo(token.json()["access_token"], path="/oidc/userinfo")
    claims, _ = bench.verified(answer.text)
    assert claims["name"] == "Joseph Mwamba"
    assert (claims["given_name"], claims["family_name"]) == ("Joseph", "Mwamba")
    assert claims["birthdate"] == "1986/03/14"
    assert claims["gender"].lower() == "male"


def test_the_page_address_with_its_query_works(open_bench: OpenBench) -> None:
    bench = open_bench(tolerate="opencrvs", addresses=ADDRESSES)
    assert exchange(bench, V1_8, redirect_uri=f"{PAGE}?page=2").status_code == 200


V1_PATH, V2_PATH = "/v1/esignet/oauth/token", "/v1/esignet/oauth/v2/token"
REFUSED_BY = [
    # What a release makes of the same call with the real paths and nothing tolerated.
    (V1_9, "1.5", V1_PATH, None),
    (V1_9, "1.5", V2_PATH, None),
    (V1_9, "1.6", V2_PATH, "invalid_assertion"),
    (V1_9, "1.7", V2_PATH, "invalid_client"),
    (V1_9, "1.8", V2_PATH, "invalid_client"),
    (V2, "1.6", V1_PATH, None),
    (V2, "1.7", V1_PATH, None),
    (V2, "1.7", V2_PATH, None),
    (V2, "1.8", V2_PATH, None),
    (V2, "1.8", V1_PATH, "invalid_client"),
]


@pytest.mark.parametrize(
    ("flavour", "profile", "path", "error"),
    REFUSED_BY,
    ids=[f"OpenCRVS {f.name}, e-Signet {p}, {path}" for f, p, path, _ in REFUSED_BY],
)
def test_without_tolerance_a_call_passes_exactly_where_the_release_takes_it(
    open_bench: OpenBench, flavour: Flavour, profile: str, path: str, error: str | None
) -> None:
    bench = open_bench(profile=profile, tolerate="none", addresses=ADDRESSES)
    answer = exchange(bench, flavour, path=path)
    assert answer.status_code == (400 if error else 200)
    assert answer.json().get("error") == error


def test_without_tolerance_the_short_path_is_not_there(open_bench: OpenBench) -> None:
    bench = open_bench(tolerate="none", addresses=ADDRESSES)
    assert exchange(bench, V2).status_code == 404


@pytest.mark.parametrize("base", ["http://127.0.0.1:20260", "http://esignet-mock:20260"])
def test_an_assertion_for_another_address_of_the_server_works(open_bench: OpenBench, base: str) -> None:
    addresses = Addresses(public=PUBLIC, internal="http://esignet-mock:20260", bound="http://127.0.0.1:20260")
    bench = open_bench(tolerate="opencrvs", addresses=addresses)
    assert exchange(bench, V2, base=base).status_code == 200
    assert "assertion-audience" in {t.name for t in bench.last_exchange().tolerated}


def test_the_predictable_subject_of_opencrvs_own_tests(open_bench: OpenBench) -> None:
    bench = open_bench(tolerate="opencrvs", addresses=ADDRESSES, subject="fixed:405710304278395")
    token = exchange(bench, V2).json()["access_token"]
    assert bench.verified(bench.userinfo(token).text)[0]["sub"] == "405710304278395"
