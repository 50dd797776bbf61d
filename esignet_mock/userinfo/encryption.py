"""Userinfo for clients that want it encrypted: a JWS nested in a JWE.

Who encrypts depends on the release: e-Signet itself in 1.8, when the answer is fetched; the identity system in 1.6
and 1.7, when the code is redeemed; nobody before. Source: mosip/esignet `OpenIdConnectServiceImpl`, keymanager
`JWTCipher`; the original's `kid` is the thumbprint of a certificate made for the purpose, here the key's own.
"""

from typing import Final

from esignet_mock.clients.client import Client
from shared.citizens.identity_system import IdentitySystem
from shared.jwks.nested import encrypt_jwt
from shared.jwks.public_key import InvalidKeyError, PublicKey

_RESPONSE_TYPE: Final = "userinfo_response_type"


def wants_encryption(client: Client) -> bool:
    return client.additional_config.get(_RESPONSE_TYPE) == "JWE"


def encrypted_by_esignet(userinfo: str, client: Client) -> str:
    """As e-Signet 1.8 does it: `typ` JWT, no compression. Raises `InvalidKeyError`."""
    key = _key(client)
    return encrypt_jwt(userinfo, key, header={"kid": key.thumbprint, "typ": "JWT"})


def encrypted_by_identity_system(userinfo: str, client: Client, system: IdentitySystem) -> str:
    """As the identity system does it; ID authentication compresses. Raises `InvalidKeyError`."""
    key = _key(client)
    compressed = {"zip": "DEF"} if system == "ida" else {}
    return encrypt_jwt(userinfo, key, header={"kid": key.kid or key.thumbprint, **compressed})


def _key(client: Client) -> PublicKey:
    if client.enc_public_key is None:
        raise InvalidKeyError("the client wants encrypted userinfo and has no `encPublicKey`")
    key = PublicKey.from_jwk(client.enc_public_key)
    _ = key.rsa
    return key
