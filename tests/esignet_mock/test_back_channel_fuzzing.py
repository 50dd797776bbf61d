"""However broken a request is, the back channel answers it in its own shape, and never with a fault."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.benches.back_channel import TOKEN_V2, USERINFO, BackChannelBench

PARTS = st.text(alphabet=st.characters(codec="ascii"), max_size=40)
TOKENS = st.one_of(
    st.text(max_size=80),
    st.tuples(PARTS, PARTS, PARTS).map(".".join),
    st.sampled_from(["e30.e30.e30", "eyJhbGciOiJSUzI1NiJ9.e30.AA", "eyJhbGciOltdfQ.W10.AA", "..", "\x00"]),
)
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "grant_type",
            "code",
            "client_id",
            "redirect_uri",
            "client_assertion_type",
            "client_assertion",
            "code_verifier",
            "x",
        ]
    ),
    TOKENS,
    max_size=8,
)
HEADER = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=80)


@pytest.fixture(scope="module")
def fuzzed(template_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackChannelBench]:
    bench = BackChannelBench.open(shutil.copytree(template_dir, tmp_path_factory.mktemp("fuzzed") / "mocks"))
    yield bench
    bench.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=FIELDS)
def test_no_form_makes_the_token_endpoint_fail(fuzzed: BackChannelBench, changes: dict[str, str]) -> None:
    answer = fuzzed.http.post(TOKEN_V2, data=fuzzed.form("made-up") | changes)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "error_description"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(claims=st.dictionaries(
    st.sampled_from(["iss", "sub", "aud", "exp", "iat", "nbf", "jti"]),
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(),
              st.lists(st.one_of(st.text(), st.integers(), st.none()))),
    max_size=7,
))  # fmt: skip
def test_no_signed_claims_make_the_token_endpoint_fail(fuzzed: BackChannelBench, claims: dict[str, Any]) -> None:
    answer = fuzzed.token(fuzzed.issue(), client_assertion=fuzzed.assertion(**claims))
    assert answer.status_code in {200, 400}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), media_type=st.sampled_from(["application/x-www-form-urlencoded", "text/plain"]))
def test_no_bytes_make_the_token_endpoint_fail(fuzzed: BackChannelBench, body: bytes, media_type: str) -> None:
    answer = fuzzed.http.post(TOKEN_V2, content=body, headers={"Content-Type": media_type})
    assert answer.status_code in {400, 415}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(authorization=HEADER, proof=HEADER, accept=HEADER)
def test_no_header_makes_the_back_channel_fail(
    fuzzed: BackChannelBench, authorization: str, proof: str, accept: str
) -> None:
    headers = {"Authorization": authorization, "DPoP": proof, "Accept": accept}
    assert fuzzed.http.get(USERINFO, headers=headers).status_code in {400, 401, 406}
    bound = {**headers, "Authorization": f"DPoP {authorization}"}
    assert fuzzed.http.get(USERINFO, headers=bound).status_code in {400, 401, 406}
    assert fuzzed.http.post(TOKEN_V2, data=fuzzed.form("x"), headers={"DPoP": proof}).status_code == 400
