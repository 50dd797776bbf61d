"""Bodies that no client should send, to every family of paths: a clear refusal, never a crash, always explained."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import pytest

from tests.support.bodies import Body, malformed_forms, malformed_json
from tests.support.control import Control
from tests.support.ida_client import API_KEY, MISP_KEY, PARTNER_ID
from tests.support.opencrvs import PACKET_CLIENT, OpenCrvs
from tests.support.opencrvs_flavours import V2
from tests.support.plain_http import plain_client
from tests.support.suite import Suite

_PARTNER: Final = f"{MISP_KEY}/{PARTNER_ID}/{API_KEY}"
_PACKETS: Final = "/commons/v1/packetmanager"


@dataclass(frozen=True)
class Family:
    """Paths that are handled alike. `real_500` names the bodies for which the real service crashes too."""

    app: str
    method: str
    path: str
    form: bool = False
    real_500: frozenset[str] = field(default_factory=frozenset)
    accepted: frozenset[str] = field(default_factory=frozenset)
    """Bodies that this endpoint has an ordinary answer for."""

    @property
    def caller(self) -> str:
        if "/idauthentication/" in self.path:
            return "ida_partner"
        return "login_page" if "/authorization/" in self.path else self.app

    @property
    def name(self) -> str:
        return f"{self.app}-{self.path.partition('/' + MISP_KEY)[0]}"


# Spring answers 500 where `request` is absent (packet manager), and where the filter of IDA meets what is no JSON
# object or lacks the thumbprint; the workflow manager's Vert.x handler where the body is no JSON.
_NO_OBJECT: Final = frozenset(
    {
        *("empty", "blank", "no-json", "cut-off", "two-documents", "null", "number", "number-beyond-all", "text"),
        *("array", "array-of-objects", "deep-array", "deep-array-closed", "deep-object", "latin-1", "utf-16"),
        *("byte-order-mark", "binary", "plain-text", "xml", "form-instead", "no-media-type", "lone-surrogate"),
        *("too-large", "odd-media-type"),
    }
)
_NO_REQUEST: Final = frozenset({"empty-object", "request-null", "byte-order-mark", "unknown-charset", "odd-media-type"})
_NO_THUMBPRINT: Final = _NO_OBJECT | {"request-text", "request-array", "members-of-other-types", "nul", "large"}
_NO_BYPASS_CACHE: Final = _NO_REQUEST | {"members-of-other-types", "nul", "large", "lone-surrogate"}

_EMPTY_REQUEST: Final = frozenset({"unknown-charset"})

FAMILIES: Final = (
    Family("mosip", "POST", "/v1/authmanager/authenticate/clientidsecretkey"),
    Family("mosip", "POST", "/v1/authmanager/authenticate/internal/useridPwd"),
    Family("mosip", "POST", "/v1/authmanager/authenticate/sendotp"),
    Family("mosip", "PUT", f"{_PACKETS}/createPacket", real_500=_NO_REQUEST | {"nul", "large", "lone-surrogate"}),
    Family("mosip", "POST", f"{_PACKETS}/searchField", real_500=_NO_BYPASS_CACHE),
    Family("mosip", "POST", f"{_PACKETS}/info", real_500=_NO_BYPASS_CACHE, accepted=_EMPTY_REQUEST),
    Family(
        "mosip", "POST", "/registrationprocessor/v1/workflowmanager/workflowinstance", real_500=_NO_OBJECT - {"null"}
    ),
    Family("mosip", "POST", "/registrationprocessor/v1/workflowmanager/workflowaction", real_500=_NO_OBJECT - {"null"}),
    Family(
        "mosip", "POST", "/registrationprocessor/v1/workflowmanager/workflow/search", real_500=_NO_OBJECT - {"null"}
    ),
    Family("mosip", "POST", f"/idauthentication/v1/auth/{_PARTNER}", real_500=_NO_THUMBPRINT),
    Family("mosip", "POST", f"/idauthentication/v1/kyc/{_PARTNER}", real_500=_NO_THUMBPRINT),
    Family("mosip", "POST", f"/idauthentication/v1/otp/{_PARTNER}", real_500=_NO_OBJECT),
    Family("mosip", "POST", f"/idauthentication/v1/kyc-auth/delegated/{_PARTNER}", real_500=_NO_THUMBPRINT),
    Family("mosip", "POST", f"/idauthentication/v1/kyc-exchange/delegated/{_PARTNER}", real_500=_NO_OBJECT),
    Family("mosip", "POST", "/idrepository/v1/identity/"),
    Family("mosip", "POST", f"/idauthentication/v1/identity-key-binding/delegated/{_PARTNER}", real_500=_NO_THUMBPRINT),
    Family("mosip", "PATCH", "/idrepository/v1/identity/"),
    Family("mosip", "POST", "/idrepository/v1/identity/idvid/"),
    Family("mosip", "POST", "/idrepository/v1/vid"),
    Family("mosip", "PATCH", "/idrepository/v1/vid/3658943018528347"),
    Family("mosip", "POST", "/v1/credentialrequest/requestgenerator"),
    Family("mosip", "POST", "/v1/credentialrequest/v2/requestgenerator/10001100042026020300001-PDF"),
    Family("mosip", "POST", "/websub/hub", form=True),
    Family("mosip", "POST", "/hub", form=True),
    Family("esignet", "POST", "/oauth/token", form=True),
    Family("esignet", "POST", "/v1/esignet/oauth/token", form=True),
    Family("esignet", "POST", "/v1/esignet/oauth/v2/token", form=True),
    Family("esignet", "POST", "/v1/esignet/oauth/par", form=True),
    Family("esignet", "POST", "/v1/esignet/authorization/v3/oauth-details"),
    Family("esignet", "POST", "/v1/esignet/authorization/send-otp"),
    Family("esignet", "POST", "/v1/esignet/authorization/v3/authenticate"),
    Family("esignet", "POST", "/v1/esignet/authorization/auth-code"),
    Family("esignet", "POST", "/v1/esignet/authorization/par-oauth-details"),
    Family("esignet", "POST", "/v1/esignet/linked-authorization/v2/link-transaction"),
    Family("esignet", "POST", "/v1/esignet/linked-authorization/v2/authenticate"),
    Family("esignet", "POST", "/v1/esignet/linked-authorization/v2/consent"),
    Family("esignet", "POST", "/v1/esignet/client-mgmt/client"),
    Family("esignet", "PATCH", "/v1/esignet/client-mgmt/client/mock-client_id"),
    Family("esignet", "PUT", "/v1/esignet/client-mgmt/oauth-client/mock-client_id"),
    Family("esignet", "POST", "/v1/mock-identity-system/identity"),
    Family("esignet", "POST", "/v1/mock-identity-system/v2/kyc-auth/rp/client"),
    Family("esignet", "POST", "/login/quick", form=True),
    Family("esignet", "POST", "/login/authenticate", form=True),
    Family("esignet", "POST", "/login/consent", form=True),
)
CASES: Final = [
    pytest.param(family, body, id=f"{family.name}-{body.name}")
    for family in FAMILIES
    for body in (malformed_forms() if family.form else malformed_json())
    if body.name not in family.accepted
]


@pytest.fixture(scope="module")
def mosip(suite: Suite) -> Iterator[httpx2.Client]:
    """A caller who passes every check that comes before the body."""
    with OpenCrvs(suite.mosip_url, suite.kit, V2) as country:
        headers = {"Cookie": f"Authorization={country.token(PACKET_CLIENT)}"}
    with plain_client(base_url=suite.mosip_url, headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def ida_partner(suite: Suite) -> Iterator[httpx2.Client]:
    """A partner of IDA, which looks at the body before the signature."""
    headers = {"Authorization": "Authorization", "Signature": "e30..c2ln"}
    with plain_client(base_url=suite.mosip_url, headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def esignet(suite: Suite) -> Iterator[httpx2.Client]:
    """A relying party."""
    with plain_client(base_url=suite.esignet_url) as client:
        yield client


@pytest.fixture(scope="module")
def login_page(suite: Suite) -> Iterator[httpx2.Client]:
    """A login page with its CSRF token."""
    with plain_client(base_url=suite.esignet_url) as client:
        csrf = client.get("/v1/esignet/csrf/token").json()
        client.headers[csrf["headerName"]] = csrf["token"]
        yield client


Clients = Callable[[str], httpx2.Client]


@pytest.fixture
def client_of(request: pytest.FixtureRequest) -> Clients:
    """`mosip`, `ida_partner`, `esignet` or `login_page`."""
    return request.getfixturevalue


@pytest.fixture(scope="module")
def controls(suite: Suite) -> dict[str, Control]:
    return {"mosip": suite.mosip_control, "esignet": suite.esignet_control}


def assert_explained(answer: httpx2.Response, control: Control) -> None:
    """The refusal leads to an explanation that a newcomer can act upon."""
    exchange_id = answer.headers.get("X-Mock-Explain")
    assert exchange_id, f"{answer.status_code} without an explanation: {answer.text[:300]}"
    explanations: list[dict[str, Any]] = control.exchange(exchange_id)["explanations"]
    assert explanations
    for explanation in explanations:
        assert all(explanation[member] for member in ("expected", "received", "where", "why", "mend")), explanation


@pytest.mark.parametrize(("family", "body"), CASES)
def test_service_refuses_and_explains(
    client_of: Clients, controls: dict[str, Control], family: Family, body: Body
) -> None:
    headers = {"Content-Type": body.media_type} if body.media_type else {}

    answer = client_of(family.caller).request(family.method, family.path, content=body.content, headers=headers)

    assert "Traceback" not in answer.text
    assert answer.status_code not in {404, 405}, "the path is not served"
    assert answer.status_code < 500 or body.name in family.real_500, f"{answer.status_code} {answer.text[:300]}"
    assert_explained(answer, controls[family.app])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "client_id=%ff%fe&redirect_uri=%00",
        "client_id=nobody&response_type=code&scope=openid&redirect_uri=http://localhost/",
        "client_id=mock-client_id&client_id=mock-client_id",
        "client_id=mock-client_id&response_type=code&scope=openid&redirect_uri=javascript:alert(1)",
        "client_id=mock-client_id&response_type=code&scope=openid&redirect_uri=http://[::1",
        "client_id=mock-client_id&response_type=code&scope=openid&redirect_uri=http://localhost/&claims=" + "[" * 3000,
        "client_id=mock-client_id&response_type=code&scope=openid&redirect_uri=http://localhost/&max_age=x",
        "client_id=mock-client_id&request_uri=urn:ietf:params:oauth:request_uri:unknown",
        "&".join(f"p{i}=1" for i in range(2000)),
    ],
)
def test_authorize_refuses_on_its_own_page(client_of: Clients, controls: dict[str, Control], query: str) -> None:
    answer = client_of("esignet").get(f"/authorize?{query}")

    assert 400 <= answer.status_code < 500 or answer.status_code == 200
    assert "Traceback" not in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert_explained(answer, controls["esignet"])


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer a b", "bearer x", "Basic eDp5", "Bearer a.b.c", "Bearer " + "e" * 9000],
)
@pytest.mark.parametrize("path", ["/oidc/userinfo", "/v1/esignet/oidc/userinfo"])
def test_userinfo_refuses_with_an_empty_body(
    client_of: Clients, controls: dict[str, Control], path: str, authorization: str
) -> None:
    answer = client_of("esignet").get(path, headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer.content == b""
    assert answer.headers["WWW-Authenticate"] == 'error="invalid_token"'
    assert_explained(answer, controls["esignet"])


@pytest.mark.parametrize("app", ["mosip", "esignet"])
@pytest.mark.parametrize("path", ["/nowhere", "/v1/nowhere", "/%00", "/" + "a" * 5000, "//", "/../etc/passwd"])
def test_unknown_path_is_explained(client_of: Clients, controls: dict[str, Control], app: str, path: str) -> None:
    base = str(client_of(app).base_url).rstrip("/")

    answer = client_of(app).get(httpx2.URL(base + path))

    assert answer.status_code == 404
    assert_explained(answer, controls[app])
