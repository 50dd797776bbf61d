"""A partner of IDA: asks whether a person is who they say, asks for an OTP, asks for the person's data.

Written from the interface alone, so that the mock's cryptography is checked by somebody else's.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.ida_recipe import Recipe, SignedRequest, build_request
from tests.support.ida_styles import MOSIP_API, Style, base64url, from_base64url
from tests.support.kit import Kit
from tests.support.plain_http import post

MISP_KEY: Final = "aaaaaAAAAAbbbbbBBBBBcccccCCCCCdddddDDDDD"
PARTNER_ID: Final = "crvs-partner"
API_KEY: Final = "123456"

Demographics = Mapping[str, Any]


def transaction_id() -> str:
    """Ten digits, none of them a leading zero."""
    return str(secrets.choice(range(10**9, 10**10)))


@dataclass(frozen=True)
class IdaAnswer:
    """What IDA said. `codes` are its error codes in order."""

    status: int
    body: bytes
    headers: httpx2.Headers

    @property
    def content(self) -> dict[str, Any]:
        content = json.loads(self.body)
        assert isinstance(content, dict)
        return content

    @property
    def response(self) -> dict[str, Any]:
        response = self.content["response"]
        assert isinstance(response, dict)
        return response

    @property
    def codes(self) -> list[str]:
        return [error["errorCode"] for error in self.content["errors"] or []]

    @property
    def explanation_id(self) -> str | None:
        return self.headers.get("X-Mock-Explain")


@dataclass(frozen=True, kw_only=True)
class IdaClient:
    """One partner with its keys. `domain_uri` and `env` are what the partner was told to send."""

    base_url: str
    kit: Kit
    domain_uri: str
    style: Style = MOSIP_API
    misp_key: str = MISP_KEY
    partner_id: str = PARTNER_ID
    api_key: str = API_KEY
    env: str = "Developer"

    def auth(self, individual_id: str, demographics: Demographics | None, **ingredients: Any) -> IdaAnswer:
        """Is this person as described? `ingredients` are those of `Recipe`, and `otp`."""
        return self._send("auth", self.auth_request(individual_id, demographics, **ingredients))

    def kyc(self, individual_id: str, demographics: Demographics | None, **ingredients: Any) -> IdaAnswer:
        """The same, and the answer brings the person's data, encrypted for the partner."""
        return self._send("kyc", self.auth_request(individual_id, demographics, kind="kyc", **ingredients))

    def otp(self, individual_id: str, transaction: str, channels: list[str], **ingredients: Any) -> IdaAnswer:
        """Have an OTP sent; use the same transaction for the authentication that follows."""
        outer = {
            "id": "mosip.identity.otp",
            "version": "1.0",
            "individualId": individual_id,
            "individualIdType": _type_of(individual_id),
            "transactionID": transaction,
            "requestTime": "",
            "otpChannel": channels,
            "metadata": {},
        }
        recipe = replace(Recipe(style=self.style), **ingredients)
        return self._send("otp", build_request(self.kit, outer, None, recipe))

    def auth_request(
        self,
        individual_id: str,
        demographics: Demographics | None,
        *,
        kind: str = "auth",
        otp: str = "",
        transaction: str | None = None,
        **ingredients: Any,
    ) -> SignedRequest:
        """The request alone, not yet sent."""
        outer = {
            "id": f"mosip.identity.{kind}",
            "version": "1.0",
            "individualId": individual_id,
            "individualIdType": _type_of(individual_id),
            "transactionID": transaction or transaction_id(),
            "requestTime": "",
            "specVersion": "1.0",
            "domainUri": self.domain_uri,
            "env": self.env,
            "requestedAuth": dict(self.style.requested_auth),
            "consentObtained": True,
            "metadata": {},
        }
        block: dict[str, Any] = {"biometrics": [], "demographics": demographics, "otp": otp}
        return build_request(self.kit, outer, block, replace(Recipe(style=self.style), **ingredients))

    def post(self, kind: str, request: SignedRequest) -> IdaAnswer:
        """Send a request that was made (or spoiled) by hand."""
        return self._send(kind, request)

    def decrypted_identity(self, answer: IdaAnswer) -> dict[str, Any]:
        """The person's data out of a KYC answer, with the partner's key."""
        response = answer.response
        assert response["thumbprint"] == self.kit.partner_certificate.fingerprint(hashes.SHA256()).hex().upper()
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        session_key = self.kit.partner_key.decrypt(from_base64url(response["sessionKey"]), oaep)
        sealed = from_base64url(response["identity"])
        identity = json.loads(AESGCM(session_key).decrypt(sealed[-16:], sealed[:-16], None))
        assert isinstance(identity, dict)
        return identity

    def _send(self, kind: str, request: SignedRequest) -> IdaAnswer:
        parts = "/".join(quote(part, safe="") for part in (self.misp_key, self.partner_id, self.api_key))
        answer = post(
            f"{self.base_url}/idauthentication/v1/{kind}/{parts}",
            content=request.body,
            headers=request.headers,
        )
        return IdaAnswer(answer.status_code, answer.content, answer.headers)


def verified_signer(answer: IdaAnswer) -> x509.Certificate:
    """Check `response-signature` over the exact bytes of the answer; the certificate that it names.

    Raises `InvalidSignature` when the bytes are not the signed ones.
    """
    protected, payload, signature = answer.headers["response-signature"].split(".")
    assert not payload, "the signature is detached"
    header = json.loads(from_base64url(protected))
    assert header["alg"] == "RS256"
    der = base64.b64decode(header["x5c"][0], validate=True)
    certificate = x509.load_der_x509_certificate(der)
    assert header["x5t#S256"] == base64url(certificate.fingerprint(hashes.SHA256()))
    assert certificate.public_bytes(Encoding.DER) == der
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    signed = f"{protected}.{base64url(answer.body)}".encode()
    key.verify(from_base64url(signature), signed, padding.PKCS1v15(), hashes.SHA256())
    return certificate


def _type_of(individual_id: str) -> str:
    return "VID" if len(individual_id) == 16 else "UIN"
