"""Whatever is sent to the front channel, the answer is no server error, and nothing leads to a strange address."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench

UI = "/v1/esignet/authorization"
LINKED = "/v1/esignet/linked-authorization"
MANAGEMENT = "/v1/esignet/client-mgmt"
IDENTITY = "/v1/mock-identity-system"
JSON_PATHS = (
    *(("POST", f"{UI}{path}") for path in (
        "/oauth-details", "/v2/oauth-details", "/v3/oauth-details", "/par-oauth-details", "/send-otp",
        "/authenticate", "/v2/authenticate", "/v3/authenticate", "/auth-code",
    )),
    *(("POST", f"{LINKED}{path}") for path in (
        "/link-code", "/link-status", "/link-auth-code", "/link-transaction", "/v2/link-transaction", "/send-otp",
        "/authenticate", "/v2/authenticate", "/consent", "/v2/consent",
    )),
    *(("POST", f"{MANAGEMENT}/{kind}") for kind in ("oidc-client", "oauth-client", "client")),
    ("PUT", f"{MANAGEMENT}/client/mock-client_id"),
    ("PATCH", f"{MANAGEMENT}/client/mock-client_id"),
    ("POST", f"{IDENTITY}/identity"),
    ("PUT", f"{IDENTITY}/identity"),
    ("POST", f"{IDENTITY}/identity/add-verified-claim"),
    ("POST", f"{IDENTITY}/partner"),
)  # fmt: skip
BARE_PATHS = tuple(
    f"{IDENTITY}/{path}/p/c" for path in ("send-otp", "kyc-auth", "v2/kyc-auth", "kyc-exchange", "v3/kyc-exchange")
)
FORM_PATHS = ("/login/quick", "/login/identify", "/login/send-otp", "/login/authenticate", "/login/consent")
MEMBERS = (
    "transactionId", "linkedTransactionId", "linkCode", "linkedCode", "individualId", "otpChannels", "challengeList",
    "acceptedClaims", "permittedAuthorizeScopes", "signature", "captchaToken", "clientId", "requestUri", "scope",
    "responseType", "redirectUri", "state", "nonce", "acrValues", "claims", "maxAge", "codeChallenge", "prompt",
    "clientName", "publicKey", "encPublicKey", "relyingPartyId", "userClaims", "redirectUris", "logoUri",
    "additionalConfig", "clientNameLangMap", "status", "grantTypes", "fullName", "gender", "dateOfBirth", "pin",
    "email", "preferredLang", "encodedPhoto", "verificationDetail", "key", "otp", "password", "kbi", "kycToken",
)  # fmt: skip
PARAMETERS = (
    "client_id", "scope", "response_type", "redirect_uri", "state", "nonce", "acr_values", "claims", "display",
    "prompt", "max_age", "claims_locales", "ui_locales", "login_hint", "code_challenge", "code_challenge_method",
    "id_token_hint", "request_uri", "dpop_jkt",
)  # fmt: skip
FIELDS = ("individualId", "factor", "challenge", "decision", "claim-name", "fullName", "channel-phone")
TELLING = (
    "mock-client_id", "2718201306", "openid profile", "code", "http://localhost:1/cb?a=b#c", "consent", "S256",
    '{"userinfo":{"name":{"essential":true}}}', '{"id_token":{"acr":{"values":["x"]}}}', "name,birthdate", "OTP",
    "111111", "alpha-numeric", "\x00", "%", "%zz", "\ud7ff", "\u202e", "'\"><script>", "accept", "on", "0" * 40,
)  # fmt: skip

texts = st.one_of(st.sampled_from(TELLING), st.text(max_size=30))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), texts
)
names = st.sampled_from((*MEMBERS, "userinfo", "id_token", "kty", "n", "e"))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(names, texts), inner, max_size=5),
    ),
    max_leaves=12,
)
requests = st.dictionaries(st.sampled_from(MEMBERS), values, max_size=12)
often = settings(
    max_examples=100,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def front(template_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontChannelBench]:
    directory = tmp_path_factory.mktemp("fuzzing") / "mocks"
    shutil.copytree(template_dir, directory)
    bench = BackChannelBench.open(directory, tolerate="all", link_poll_seconds=0.001)
    yield FrontChannelBench(bench)
    bench.close()


@often
@given(st.sampled_from(JSON_PATHS), st.one_of(requests, values))
def test_enveloped_json(front: FrontChannelBench, call: tuple[str, str], request: Any) -> None:
    method, path = call
    login = front.begin()
    if isinstance(request, dict) and "transactionId" in request:
        request = {**request, "transactionId": login.id}
    headers = {**front.csrf(), **login.headers}

    answer = front.http.request(method, path, json={"requestTime": front.now(), "request": request}, headers=headers)

    assert answer.status_code == 200
    assert set(answer.json()) == {"responseTime", "response", "errors"}


@often
@given(st.sampled_from((*(path for _, path in JSON_PATHS[:22]), *BARE_PATHS)), st.one_of(st.binary(max_size=60), texts))
def test_any_body(front: FrontChannelBench, path: str, body: bytes | str) -> None:
    content = body if isinstance(body, bytes) else body.encode("utf-8", "replace")

    assert front.http.post(path, content=content, headers=front.csrf()).status_code in {200, 405}


@often
@given(st.sampled_from(BARE_PATHS), requests)
def test_bare_json(front: FrontChannelBench, path: str, request: Any) -> None:
    assert front.http.post(path, json=request).status_code == 200


@often
@given(st.dictionaries(st.sampled_from(PARAMETERS), texts, max_size=10))
def test_authorize_page(front: FrontChannelBench, parameters: dict[str, str]) -> None:
    answer = front.http.get("/authorize", params=parameters)

    assert answer.status_code in {200, 302, 400}
    if answer.status_code == 302:
        assert answer.headers["location"].startswith("http://localhost:1/cb")


@often
@given(st.dictionaries(st.sampled_from(PARAMETERS), texts, max_size=4))
def test_authorize_page_with_one_thing_wrong(front: FrontChannelBench, changes: dict[str, str]) -> None:
    answer = front.authorize(**{"login_hint": "2718201306", **changes})

    assert answer.status_code in {200, 302, 400}
    if answer.status_code == 302:
        assert answer.headers["location"].startswith(("http://localhost:3020/", "http://localhost:1/cb"))


@often
@given(st.sampled_from(FORM_PATHS), st.dictionaries(st.sampled_from(FIELDS), texts, max_size=6))
def test_forms(front: FrontChannelBench, path: str, fields: dict[str, str]) -> None:
    form = front.form_of(front.authorize(), "id-input")

    answer = front.post(path, {**form, **fields})

    assert answer.status_code in {200, 302, 400}
    assert "<script>" not in answer.text


@often
@given(st.text(max_size=40), st.text(max_size=40))
def test_search(front: FrontChannelBench, transaction: str, query: str) -> None:
    form = front.form_of(front.authorize(), "id-input")

    for given_id in (form["transaction"], transaction):
        answer = front.http.get("/login", params={"transaction": given_id, "q": query})
        assert answer.status_code in {200, 400}


@often
@given(st.dictionaries(st.sampled_from(("individualId", "url", "parameters", "acceptedClaims", "decision")), values))
def test_control(front: FrontChannelBench, body: Any) -> None:
    assert front.http.post("/_mock/authorize", json=body).status_code in {200, 400}


@often
@given(st.dictionaries(st.sampled_from((*PARAMETERS, "client_assertion", "client_assertion_type")), texts, min_size=1))
def test_pushed_requests(front: FrontChannelBench, form: dict[str, str]) -> None:
    assert front.http.post("/v1/esignet/oauth/par", data=form).status_code == 400
