"""`response-signature`: a detached JWS over the exact bytes of an answer, with the certificate in its header.

Source: mosip/id-authentication `IdAuthSecurityManager.sign`, key application `IDA`, reference `SIGN`.
"""

from typing import Any

from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.signing import SigningKey


class ResponseSigner:
    """Signs answers; what the header says is made once for a key."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._key: SigningKey | None = None
        self._header: dict[str, Any] = {}

    def signature(self, body: bytes) -> str:
        """The detached JWS."""
        key = self._keys.signing(KeyName.IDA_SIGN)
        if key is not self._key:
            self._key, self._header = key, key.certificate_header
        return key.sign_jws(body, alg="RS256", header=self._header, detached=True)
