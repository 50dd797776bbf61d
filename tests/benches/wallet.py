"""A wallet app: it binds its key to a person, and logs in by a token that the key signed."""

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.benches.ida_bench import IdaBench
from tests.support.ida_client import IdaAnswer
from tests.support.ida_styles import base64url


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@dataclass
class Wallet:
    """One key, and the certificate that MOSIP made over it."""

    key: rsa.RSAPrivateKey = field(default_factory=_key)
    certificate: x509.Certificate | None = None

    @property
    def jwk(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}

    def bind(
        self, bench: IdaBench, person: dict[str, Any] | str, *, binding: Any = None, key: Any = None, **ingredients: Any
    ) -> IdaAnswer:
        """Bind the key to a person, who is authenticated by demographics."""
        wanted = {"publicKeyJWK": key or self.jwk, "authFactorType": "WLA"} if binding is None else binding
        outer = {"identityKeyBinding": wanted}
        answer = bench.delegated("identity-key-binding", person, **{"outer": outer, **ingredients})
        if not answer.codes and answer.response.get("identityCertificate"):
            self.certificate = x509.load_pem_x509_certificate(answer.response["identityCertificate"].encode())
        return answer

    def log_in(
        self,
        bench: IdaBench,
        person: dict[str, Any],
        *,
        token_type: str = "WLA",  # noqa: S107 - a kind of token
        header: dict[str, Any] | None = None,
        key: rsa.RSAPrivateKey | None = None,
        **claims: Any,
    ) -> IdaAnswer:
        """kyc-auth by a key-bound token; `header` and `claims` replace what is right."""
        token = self.token(bench, person, header or {}, key or self.key, claims)
        tokens = [{"type": token_type, "token": token, "format": "jwt"}]
        return bench.delegated("kyc-auth", person, None, block={"keyBindedTokens": tokens})

    def token(
        self,
        bench: IdaBench,
        person: dict[str, Any],
        header: dict[str, Any],
        key: rsa.RSAPrivateKey,
        claims: dict[str, Any],
    ) -> str:
        thumbprint = base64url(self.certificate.fingerprint(hashes.SHA256())) if self.certificate else ""
        now = int(bench.now().timestamp())
        payload = {"sub": person["uin"], "aud": "ida-binding", "iss": "wallet", "iat": now, "exp": now + 60, **claims}
        parts = ({"alg": "RS256", "x5t#S256": thumbprint, **header}, payload)
        text = ".".join(base64url(json.dumps(part).encode()) for part in parts)
        return f"{text}.{base64url(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
