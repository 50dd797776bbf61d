"""The e-Signet client's private key in the kit, for whoever plays the relying party."""

import base64
import binascii
from pathlib import Path

import msgspec
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK

from shared.jwks.kit_files import CLIENT_KEY_FILE
from shared.jwks.partners import KitError
from shared.jwks.signing import SigningKey


def client_key_in(kit: Path) -> SigningKey:
    """The key in `esignet-jwk.txt`, which may be RSA or EC. Raises `KitError`."""
    path = kit / CLIENT_KEY_FILE
    try:
        members = msgspec.json.decode(base64.b64decode(path.read_bytes(), validate=True))
        return SigningKey(JWK(**members))
    except FileNotFoundError as error:
        raise KitError(f"{path} is not there: the client's private key stayed with the team that owns it") from error
    except OSError as error:
        raise KitError(f"{path} cannot be read ({error.strerror})") from error
    except (binascii.Error, msgspec.DecodeError, JWException, TypeError, ValueError) as error:
        raise KitError(f"{path} does not hold the base64 of a private JWK") from error
