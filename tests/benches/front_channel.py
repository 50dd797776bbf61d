"""e-Signet's front channel in this process: the authorize page, its forms, and the UI API as a script calls it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx2
from starlette.testclient import TestClient

from shared.control.explanation import Explanation
from tests.benches.back_channel import CALLBACK, FATHER, BackChannelBench
from tests.support.login_page import Page

SERVICE: Final = "/v1/esignet"
OTP: Final = "mosip:idp:acr:generated-code"
PIN: Final = "mosip:idp:acr:static-code"
CLAIMS: Final = {"userinfo": {"name": {"essential": True}, "birthdate": None}}


def parameters_of(response: httpx2.Response) -> dict[str, str]:
    """What a redirect carries."""
    assert response.status_code in {302, 303}, f"{response.status_code}: {Page(response.text).text[:400]}"
    return dict(parse_qsl(urlsplit(response.headers["location"]).query, keep_blank_values=True))


def otp_challenge(otp: str = "111111") -> dict[str, str]:
    return {"authFactorType": "OTP", "challenge": otp, "format": "alpha-numeric"}


@dataclass
class FrontChannelBench:
    """One browser or script in front of one app."""

    back: BackChannelBench
    http: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = TestClient(self.back.assembly.app, base_url="http://testserver", follow_redirects=False)

    # The pages

    def authorize(self, **changes: str | None) -> httpx2.Response:
        """`GET /authorize`; `None` leaves a parameter out."""
        parameters: dict[str, str | None] = {
            "client_id": self.back.client_id,
            "response_type": "code",
            "scope": "openid profile",
            "redirect_uri": CALLBACK,
            "state": "s1",
            "acr_values": OTP,
            "claims": json.dumps(CLAIMS),
            **changes,
        }
        return self.http.get("/authorize", params={n: v for n, v in parameters.items() if v is not None})

    def form_of(self, response: httpx2.Response, element_id: str) -> dict[str, str]:
        """The fields of the form that holds this element."""
        form = Page(response.text).form_with(element_id)
        assert form is not None, f"no #{element_id}: {Page(response.text).text[:400]}"
        return dict(form.fields)

    def post(self, path: str, fields: Mapping[str, str]) -> httpx2.Response:
        return self.http.post(path, data=dict(fields))

    def quick(self, individual_id: str = FATHER, **changes: str | None) -> httpx2.Response:
        """The shortest way: one field, one button."""
        fields = self.form_of(self.authorize(**changes), "id-input")
        return self.post("/login/quick", {**fields, "individualId": individual_id})

    def up_to_consent(self, individual_id: str = FATHER, **changes: str | None) -> httpx2.Response:
        """Step by step with an OTP, until the consent page (or the redirect, if it is skipped)."""
        fields = self.form_of(self.authorize(**changes), "id-input")
        self.post("/login/send-otp", {**fields, "individualId": individual_id, "channel-email": "on"})
        return self.post(
            "/login/authenticate",
            {**fields, "individualId": individual_id, "factor": "OTP", "challenge": "111111"},
        )

    # The UI API

    def csrf(self) -> dict[str, str]:
        token = self.http.get(f"{SERVICE}/csrf/token").json()["token"]
        return {"X-XSRF-TOKEN": token}

    def now(self) -> str:
        return self.back.world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def call(
        self,
        path: str,
        request: Any,
        *,
        headers: Mapping[str, str] | None = None,
        request_time: Any = ...,
    ) -> httpx2.Response:
        """A POST of an envelope to a path below the service."""
        time = self.now() if request_time is ... else request_time
        body = {"requestTime": time, "request": request}
        return self.http.post(f"{SERVICE}{path}", json=body, headers={**self.csrf(), **(headers or {})})

    def details_request(self, **changes: Any) -> dict[str, Any]:
        """A request that oauth-details takes; `...` leaves a member out."""
        request = {
            "clientId": self.back.client_id,
            "scope": "openid profile",
            "responseType": "code",
            "redirectUri": CALLBACK,
            "state": "s1",
            "acrValues": OTP,
            "claims": CLAIMS,
            **changes,
        }
        return {name: value for name, value in request.items() if value is not ...}

    def details(self, path: str = "/authorization/v3/oauth-details", **changes: Any) -> httpx2.Response:
        return self.call(path, self.details_request(**changes))

    def begin(self, **changes: Any) -> "UiLogin":
        """A login under way, as the script sees it."""
        answer = self.details(**changes)
        assert answer.json()["errors"] == [], answer.text
        return UiLogin(self, answer.json()["response"])

    # What came of it

    def explanations(self) -> list[Explanation]:
        return list(self.back.last_exchange().explanations)


@dataclass
class UiLogin:
    """The steps of one login through the UI API."""

    bench: FrontChannelBench
    response: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.response["transactionId"])

    @property
    def headers(self) -> dict[str, str]:
        text = json.dumps(self.response, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).digest()
        hashed = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return {"oauth-details-key": self.id, "oauth-details-hash": hashed}

    def send_otp(self, individual_id: str = FATHER, **changes: Any) -> httpx2.Response:
        request = {
            "transactionId": self.id,
            "individualId": individual_id,
            "otpChannels": ["email", "phone"],
            **changes,
        }
        return self.bench.call("/authorization/send-otp", request, headers=self.headers)

    def authenticate(
        self, individual_id: str = FATHER, challenge: Any = None, *, version: str = "/v3", **changes: Any
    ) -> httpx2.Response:
        request = {
            "transactionId": self.id,
            "individualId": individual_id,
            "challengeList": [challenge or otp_challenge()],
            **changes,
        }
        return self.bench.call(f"/authorization{version}/authenticate", request, headers=self.headers)

    def log_in(self, individual_id: str = FATHER) -> "UiLogin":
        """OTP and authentication, both expected to work."""
        assert self.send_otp(individual_id).json()["errors"] == []
        answer = self.authenticate(individual_id)
        assert answer.json()["errors"] == [], answer.text
        return self

    def claim_details(self) -> httpx2.Response:
        return self.bench.http.get(f"{SERVICE}/authorization/claim-details", headers=self.headers)

    def auth_code(self, accepted: Any = ("name", "birthdate"), permitted: Any = (), **changes: Any) -> httpx2.Response:
        request = {
            "transactionId": self.id,
            "acceptedClaims": list(accepted),
            "permittedAuthorizeScopes": list(permitted),
            **changes,
        }
        return self.bench.call("/authorization/auth-code", request, headers=self.headers)


def codes_of(response: httpx2.Response) -> list[str]:
    """The error codes of an envelope."""
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["response"] is None) == bool(body["errors"])
    return [error["errorCode"] for error in body["errors"]]
