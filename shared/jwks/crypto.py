"""What the suite uses of `cryptography` and `jwcrypto`, each name loaded when it is first asked for.

The two cost a start a sixth of its time and of its memory, and nothing before the first signature needs them. Modules
that are loaded at start take the names from here and leave annotations unevaluated; all others import them as usual.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from jwcrypto.common import JWException
    from jwcrypto.jwk import JWK

__all__ = [
    "AESGCM", "JWK", "InvalidSignature", "InvalidTag", "JWException", "ec", "hashes", "padding", "rsa",
    "serialization", "utils", "x509",
]  # fmt: skip

_PLACES: Final = {
    "AESGCM": "cryptography.hazmat.primitives.ciphers.aead:AESGCM",
    "JWK": "jwcrypto.jwk:JWK",
    "InvalidSignature": "cryptography.exceptions:InvalidSignature",
    "InvalidTag": "cryptography.exceptions:InvalidTag",
    "JWException": "jwcrypto.common:JWException",
    "ec": "cryptography.hazmat.primitives.asymmetric.ec",
    "hashes": "cryptography.hazmat.primitives.hashes",
    "padding": "cryptography.hazmat.primitives.asymmetric.padding",
    "rsa": "cryptography.hazmat.primitives.asymmetric.rsa",
    "serialization": "cryptography.hazmat.primitives.serialization",
    "utils": "cryptography.hazmat.primitives.asymmetric.utils",
    "x509": "cryptography.x509",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - modules and classes
    """PEP 562: called once for each name, which then is an ordinary one of this module."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, member = _PLACES[name].partition(":")
    found = import_module(module)
    globals()[name] = getattr(found, member) if member else found
    return globals()[name]
