"""Every route of every release, asked in ways that no client library would: never a fault, never a private key.

Below the HTTP client: header values, queries and bodies are bytes, since libraries refuse to send most of these.
"""

import asyncio
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import quote_plus

import pytest

from tests.benches.back_channel import FATHER, BackChannelBench

Headers = tuple[tuple[bytes, bytes], ...]
PRIVATE: Final = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "NONSENSE")
QUERIES: Final = (
    b"",
    b"client_id=x&client_id=y&client_id=",
    b"client_id=%ed%a0%80&redirect_uri=http://localhost/%ff&state=%00&nonce=%fe%ff",
    b"\xff\xfe=\x80&client_id=\xe2\x28\xa1",
    b"&" * 150,
    b"=&==&%&%%&%zz=%u0041",
    b"state=" + b"x" * 100_000,
    b"claims=" + b"%5b" * 5_000,
    b"claims=%7b%22userinfo%22:%7b%22verified_claims%22:[null,1,%22x%22]%7d%7d&client_id=mock-client_id",
    b"transaction=%00&q=%ed%a0%80" + b"(" * 500,
    b"request_uri=urn:ietf:params:oauth:request_uri:%00&client_id=%00",
    (
        b"client_id=mock-client_id&scope=openid&response_type=code&redirect_uri=http://localhost:3020/%ed%a0%80&state=%ff"
        b"&login_hint=2718201306"
    ),
    (
        b"client_id=mock-client_id&scope=openid&response_type=code&redirect_uri=http://localhost:3020/%0d%0aSet-Cookie:a"
        b"&login_hint=2718201306&state=%0d%0aX:%20y&ui_locales=%ed%b0%80"
    ),
)
TYPES: Final = (
    b"application/json",
    b"application/json; charset=utf-16",
    b"application/x-www-form-urlencoded; charset=latin-9",
    b"multipart/form-data; boundary=x",
    b"text/plain;" * 50,
    b"\xff\xfe",
)
ODD_HEADERS: Final[tuple[Headers, ...]] = (
    (),
    ((b"authorization", b"Bearer \xff\xfe"), (b"authorization", b"DPoP x")),
    ((b"authorization", b"DPoP e30.e30.AA"), (b"dpop", b"e30.e30.AA")),
    ((b"authorization", b"Bearer e30.e30.AA"), (b"dpop", b"\xff.\xff.\xff"), (b"dpop", b"")),
    ((b"dpop", b"eyJhbGciOiJSUzI1NiIsInR5cCI6ImRwb3Arand0IiwiandrIjp7Imt0eSI6IlJTQSIsIm4iOjEsImUiOltdfX0.e30.AA"),),
    ((b"accept", b"\xff;q=\x80,*/*;q=1e999"), (b"accept", b"application/jwt;q=-1")),
    ((b"oauth-details-key", b"\xff"), (b"oauth-details-hash", b"\xe9")),
    ((b"cookie", b"XSRF-TOKEN=\xff; esignet-mock-csrf=\x80;;=;a"), (b"x-xsrf-token", b"\xff")),
    ((b"host", b"\xff\xfe:99999999"), (b"x-forwarded-host", b"evil.example"), (b"forwarded", b"host=\xff")),
    ((b"content-length", b"12"), (b"transfer-encoding", b"chunked"), (b"expect", b"100-continue")),
    ((b"x" * 5000, b"y" * 60_000),),
)
SAME_BROWSER: Final[Headers] = (
    (b"cookie", b"XSRF-TOKEN=t; esignet-mock-csrf=t"),
    (b"x-xsrf-token", b"t"),
)
VALUES: Final[tuple[Any, ...]] = (
    "\ud800", "\udfff\ud800", "\x00", "\u202e\ufeff", "x" * 100_000, "9" * 5_000, "%", "\r\nSet-Cookie: a=b",
    None, True, 0, -1, 2**70, 1e308, [], {}, [None], [[]] * 50, {"a": {"b": {"c": []}}}, {"\ud800": 1},
    "mock-client_id", str(FATHER),
)  # fmt: skip
MEMBERS: Final = (
    "transactionId", "linkedTransactionId", "linkCode", "linkedCode", "individualId", "otpChannels", "challengeList",
    "acceptedClaims", "permittedAuthorizeScopes", "signature", "captchaToken", "clientId", "requestUri", "scope",
    "responseType", "redirectUri", "state", "nonce", "acrValues", "claims", "claimsLocales", "maxAge", "codeChallenge",
    "codeChallengeMethod", "idTokenHint", "prompt", "display", "clientName", "clientNameLangMap", "publicKey",
    "encPublicKey", "relyingPartyId", "userClaims", "redirectUris", "logoUri", "authContextRefs", "additionalConfig",
    "status", "grantTypes", "clientAuthMethods", "fullName", "dateOfBirth", "pin", "email", "phone", "preferredLang",
    "verificationDetail", "active", "partnerId", "key", "otp", "password", "biometrics", "kbi", "kycToken",
    "claimLocales", "acceptedClaimDetail", "respType", "requestDateTime", "pathFragment", "authFactorType", "format",
)  # fmt: skip
FIELDS: Final = (
    "grant_type", "code", "client_id", "redirect_uri", "client_assertion_type", "client_assertion", "code_verifier",
    "scope", "response_type", "claims", "nonce", "max_age", "request_uri", "dpop_jkt", "transaction", "_csrf",
    "individualId", "factor", "challenge", "decision", "fullName", "dateOfBirth",
)  # fmt: skip
BODIES: Final = (
    b"",
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    b"[" * 50_000,
    b'{"request":' * 3_000,
    b'{"requestTime":"\\ud800","request":{"a":1,"a":2}}',
    b'{"requestTime":null,"request":1e999}',
    b"null",
    b'"\\ud800"',
    b"a=1&a=2",
    b"%ed%a0%80=%00&=&&;=%",
    b"--x\r\n",
)


class Asked(NamedTuple):
    """One request, as bytes."""

    method: str
    path: str
    query: bytes = b""
    headers: Headers = ()
    body: bytes = b""


class Answered(NamedTuple):
    status: int
    body: bytes


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()  # lone surrogates become escapes


def _form(fields: dict[str, Any]) -> bytes:
    pairs = ((n, v if isinstance(v, str) else json.dumps(v)) for n, v in fields.items())
    return "&".join(f"{n}={quote_plus(v, errors='surrogatepass')}" for n, v in pairs).encode()


def requests_of(paths: list[str], now: str, rng: random.Random) -> Iterator[Asked]:
    """Each path with each method, query, odd header and body, and with members drawn from the hostile values."""
    for path in paths:
        yield from (Asked(method, path) for method in METHODS)
        yield from (Asked("GET", path, query) for query in QUERIES)
        yield from (Asked(method, path, headers=odd) for method in ("GET", "POST") for odd in ODD_HEADERS)
        for body, kind in itertools.product(BODIES, TYPES):
            yield Asked("POST", path, headers=((b"content-type", kind), *SAME_BROWSER), body=body)
        for method in ("POST", "PUT", "PATCH"):
            for _ in range(12):
                members = {name: rng.choice(VALUES) for name in rng.sample(MEMBERS, 12)}
                for content in (members, {"requestTime": now, "request": members}):
                    yield Asked(method, path, headers=((b"content-type", TYPES[0]), *SAME_BROWSER), body=_json(content))
        for _ in range(12):
            fields = {"_csrf": "t", **{name: rng.choice(VALUES) for name in rng.sample(FIELDS, 8)}}
            form_type = (b"content-type", b"application/x-www-form-urlencoded")
            yield Asked("POST", path, headers=(form_type, *SAME_BROWSER), body=_form(fields))


async def answer_of(app: Any, asked: Asked) -> Answered:
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": asked.query,
        "headers": [*asked.headers] if asked.headers else [(b"host", b"testserver")],
        "client": None,
        "server": ("testserver", None),
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return Answered(sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]))


def names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names_in(inner)


def is_a_fault(asked: Asked, answered: Answered, profile: str) -> bool:
    """Up to 1.6 some refusals of the token endpoint have status 500 in the original, too."""
    if answered.status < 500:
        return False
    is_token = asked.path.endswith("/token") and profile in {"1.5", "1.6"}
    return not (is_token and set(json.loads(answered.body)) == {"error", "error_description"})


@pytest.mark.parametrize(
    ("profile", "share"),
    [
        ("1.8", 6),
        ("1.5", 18),
        ("1.6", 18),
        ("1.7", 18),
        pytest.param("1.8", 1, marks=pytest.mark.slow),
        pytest.param("1.6", 1, marks=pytest.mark.slow),
    ],
)
def test_no_request_is_a_fault(open_bench: Any, profile: str, share: int) -> None:
    bench: BackChannelBench = open_bench(profile=profile, tolerate="all", link_poll_seconds=0.0)
    rng = random.Random(f"{profile} {share}")
    paths = [path.replace("{client_id}", "mock-client_id") for path in bench.assembly.table.endpoints()]
    paths = [path.replace("{individual_id}", "%00\ud800").replace("{relying_party_id}", "p") for path in paths]
    now = bench.world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    faults, leaks = [], []

    async def ask_all() -> None:
        for number, asked in enumerate(requests_of([*paths, "/", "/nowhere/\ud800", "/login/static/../x"], now, rng)):
            if (number + rng.randrange(share)) % share:
                continue
            safe = asked._replace(path=asked.path.encode("utf-8", "replace").decode())
            answered = await answer_of(bench.assembly.app, safe)
            if is_a_fault(safe, answered, profile):
                faults.append((safe.method, safe.path, safe.query[:80], safe.headers[:2], safe.body[:200], answered))
            if answered.body[:1] in {b"{", b"["} and PRIVATE & set(names_in(json.loads(answered.body))):
                leaks.append((safe.method, safe.path))

    asyncio.run(ask_all())

    assert faults == []
    assert leaks == []
