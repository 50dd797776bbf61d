"""Making userinfo wrong on demand: each fault of the catalogue at the one place where it belongs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from esignet_mock.clients.client import Client
from esignet_mock.token.faulty import tampered
from esignet_mock.userinfo.kyc_exchange import ALGORITHM
from esignet_mock.userinfo.magic import with_magic
from shared.jwks import base64url
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.nested import encrypt_jwt
from shared.jwks.public_key import PublicKey
from shared.jwks.verifying import parse_jws

Claims = dict[str, Any]
_JWS_PARTS: Final = 3

_CLAIMS: Final[Mapping[str, Callable[[Claims], Claims]]] = MappingProxyType(
    {
        "userinfo-wrong-subject": lambda c: c | {"sub": str(c["sub"])[::-1] + "0"},
        "userinfo-missing-claims": lambda c: {"sub": c["sub"]},
        "userinfo-large-picture": lambda c: with_magic("userinfo-large-picture", c),
    }
)


def spoilt_userinfo(userinfo: str, fault: str, keys: KeyRing, client: Client | None) -> str:
    """The answer with this fault. Of one that is encrypted already, only the bytes can be changed."""
    if userinfo.count(".") != _JWS_PARTS - 1 or fault == "userinfo-tampered":
        return tampered(userinfo)
    claims: Claims = msgspec.json.decode(base64url.decode(parse_jws(userinfo).body))
    claims = _CLAIMS[fault](claims) if fault in _CLAIMS else claims
    key = keys.signing(KeyName.KYC)
    match fault:
        case "userinfo-wrong-key":
            return keys.signing(KeyName.AUTH_MANAGER).sign_jwt(claims, alg=ALGORITHM, header={"kid": key.kid})
        case "userinfo-unknown-kid":
            return key.sign_jwt(claims, alg=ALGORITHM, header={"kid": "no-such-key"})
        case "userinfo-encrypted" if client is not None:
            recipient = PublicKey.from_jwk(client.enc_public_key or client.public_key)
            return encrypt_jwt(userinfo, recipient, header={"kid": recipient.thumbprint, "typ": "JWT"})
        case _:
            return key.sign_jwt(claims, alg=ALGORITHM)
