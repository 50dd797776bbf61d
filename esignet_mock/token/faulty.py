"""Making an ID token wrong on demand: each fault of the catalogue at the one place where it belongs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from shared.control.faults.catalogue import BY_NAME
from shared.jwks import base64url
from shared.jwks.keyring import KeyName, KeyRing

_HOUR: Final = 3600
Claims = dict[str, Any]

ID_TOKEN_FAULTS: Final = tuple(name for name in BY_NAME if name.startswith("id-token-"))
_CLAIMS: Final[Mapping[str, Callable[[Claims], Claims]]] = MappingProxyType(
    {
        "id-token-expired": lambda c: c | {"iat": c["iat"] - 2 * _HOUR, "exp": c["iat"] - _HOUR},
        "id-token-from-future": lambda c: {**c, **{n: c[n] + _HOUR for n in ("iat", "exp", "auth_time")}},
        "id-token-wrong-issuer": lambda c: c | {"iss": "https://esignet.another-country.example"},
        "id-token-wrong-audience": lambda c: c | {"aud": "another-client"},
        "id-token-wrong-nonce": lambda c: c | {"nonce": "another-nonce"},
        "id-token-wrong-subject": lambda c: c | {"sub": str(c["sub"])[::-1] + "0"},
        "id-token-missing-claims": lambda c: {n: c[n] for n in ("iss", "sub", "aud")},
    }
)
_NO_ALGORITHM: Final = base64url.encode_text(b'{"alg":"none"}')
_OTHER_ALGORITHM: Final = MappingProxyType({"RS256": "PS256", "PS256": "RS256"})


def spoilt_id_token(claims: Claims, fault: str, keys: KeyRing, alg: str) -> str:
    """The ID token with this fault."""
    if fault in _CLAIMS:
        claims = _CLAIMS[fault](claims)
    key = keys.signing(KeyName.ESIGNET)
    match fault:
        case "id-token-wrong-algorithm":
            return key.sign_jwt(claims, alg=_OTHER_ALGORITHM[alg])
        case "id-token-wrong-key":
            return keys.signing(KeyName.AUTH_MANAGER).sign_jwt(claims, alg=alg, header={"kid": key.kid})
        case "id-token-unknown-kid":
            return key.sign_jwt(claims, alg=alg, header={"kid": "no-such-key"})
        case "id-token-tampered":
            return tampered(key.sign_jwt(claims, alg=alg))
        case "id-token-unsigned":
            payload = key.sign_jwt(claims, alg=alg).split(".")[1]
            return f"{_NO_ALGORITHM}.{payload}."
        case _:
            return key.sign_jwt(claims, alg=alg)


def tampered(token: str) -> str:
    """The same token with one byte of its last part flipped."""
    rest, _, last = token.rpartition(".")
    changed = bytearray(base64url.decode(last.encode()))
    changed[0] ^= 1
    return f"{rest}.{base64url.encode_text(bytes(changed))}"
