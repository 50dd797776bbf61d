"""The environment that connects OpenCRVS' `mosip-api` with the suite.

Variable names are those of `packages/mosip-api/src/constants.ts` (opencrvs/mosip, later opencrvs-core); a process
in production mode has no defaults for them, so all that concern MOSIP and e-Signet are given.
"""

import string
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, assert_never

import msgspec

from shared.jwks import key_files
from shared.jwks.kit_files import (
    CLIENT_ID,
    CLIENT_KEY_FILE,
    ENVIRONMENT_FILE,
    IDA_CERTIFICATE_FILE,
    KEYSTORE_FILE,
    PARTNER_ID,
    PASSWORD_FILE,
    kit_directory,
)
from shared.jwks.partners import KitError, unwritable

KEYSTORE_PASSWORD: Final = "mosip123"  # noqa: S105 - documented, guards test keys
_NEEDS_NO_QUOTES: Final = frozenset(string.ascii_letters + string.digits + "@%+=:,./-_")


class KitAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """Who finds whom where; base URLs without a slash at the end."""

    mosip: str = "http://127.0.0.1:20240"
    """The MOSIP mock as `mosip-api` reaches it (in a compose network: the service's name)."""
    esignet: str = "http://localhost:20260"
    """The e-Signet mock as `mosip-api` reaches it, in the words of its discovery document."""
    mosip_public: str = ""
    """As the MOSIP mock names itself in credentials; empty: the same."""
    esignet_public: str = ""
    """As browsers reach the e-Signet mock; empty: the same."""
    mosip_api: str = "http://localhost:2024"
    """`mosip-api` as the MOSIP mock reaches it. Node listens on the first address of `localhost`, often `::1`."""
    files: str = ""
    """The kit's directory as `mosip-api` sees it (a mount in its container); empty: where it stands."""


def kit_environment(
    addresses: KitAddresses, directory: str = ".", *, keystore_password: str = KEYSTORE_PASSWORD
) -> dict[str, str]:
    """All variables in a readable order; `directory` is where the kit stands, unless the addresses say otherwise."""
    mosip, esignet = addresses.mosip, addresses.esignet
    mosip_public = addresses.mosip_public or mosip
    esignet_public = addresses.esignet_public or esignet
    files = (addresses.files or directory).rstrip("/")
    secret = "abcdeABCDE123456"  # noqa: S105 - the default of every OpenCRVS deployment
    return {
        "MOSIP_AUTH_URL": f"{mosip}/v1/authmanager/authenticate/clientidsecretkey",
        "MOSIP_AUTH_CLIENT_APP_ID": "admin",
        "MOSIP_PACKET_AUTH_CLIENT_ID": "mosip-regproc-client",
        "MOSIP_PACKET_AUTH_CLIENT_SECRET": secret,
        "MOSIP_CREATE_PACKET_URL": f"{mosip}/commons/v1/packetmanager/createPacket",
        "MOSIP_PROCESS_PACKET_URL": (f"{mosip}/registrationprocessor/v1/workflowmanager/workflowinstance"),
        # Up to 1.9 a process in production mode does not start without these two, and never calls them.
        "MOSIP_BIRTH_WEBHOOK_URL": f"{mosip}/webhooks/opencrvs/birth",
        "MOSIP_DEATH_WEBHOOK_URL": f"{mosip}/webhooks/opencrvs/death",
        "MOSIP_CENTER_ID": "10001",
        "MOSIP_MACHINE_ID": "10004",
        "TRANSACTION_ID_PREFIX": "10001",
        "MOSIP_WEBSUB_AUTH_CLIENT_ID": "mosip-websub-client",
        "MOSIP_WEBSUB_AUTH_CLIENT_SECRET": secret,
        "MOSIP_WEBSUB_HUB_URL": f"{mosip}/hub",
        "MOSIP_WEBSUB_TOPIC": "CREDENTIAL_ISSUED",
        "MOSIP_WEBSUB_SECRET": "mosip-websub-secret",
        "MOSIP_WEBSUB_CALLBACK_URL": f"{addresses.mosip_api}/websub/callback",
        "MOSIP_VERIFIABLE_CREDENTIAL_ALLOWLIST": f"{mosip_public}/.well-known/public-key.json",
        "IDA_AUTH_DOMAIN_URI": mosip_public,
        "IDA_AUTH_URL": f"{mosip}/idauthentication/v1/auth",
        "PARTNER_ID": PARTNER_ID,
        "PARTNER_APIKEY": "123456",
        "PARTNER_MISP_LK": "aaaaaAAAAAbbbbbBBBBBcccccCCCCCdddddDDDDD",
        "ENCRYPT_CERT_PATH": f"{files}/{IDA_CERTIFICATE_FILE}",
        "DECRYPT_P12_FILE_PATH": f"{files}/{KEYSTORE_FILE}",
        "DECRYPT_P12_FILE_PASSWORD": keystore_password,
        "SIGN_P12_FILE_PATH": f"{files}/{KEYSTORE_FILE}",
        "SIGN_P12_FILE_PASSWORD": keystore_password,
        # The audience of the client assertion is the URL that mosip-api calls; e-Signet accepts the advertised one.
        "ESIGNET_TOKEN_URL": f"{esignet}/v1/esignet/oauth/v2/token",
        "ESIGNET_USERINFO_URL": f"{esignet}/v1/esignet/oidc/userinfo",
        "ESIGNET_REDIRECT_URL": f"{esignet_public}/authorize",
        "OPENID_PROVIDER_CLIENT_ID": CLIENT_ID,
        # Has to be set in production mode; the default of the country configuration, which alone reads it.
        "OPENID_PROVIDER_CLAIMS": "name,family_name,given_name,middle_name,birthdate,address",
        "OIDP_CLIENT_PRIVATE_KEY_PATH": f"{files}/{CLIENT_KEY_FILE}",
    }


def keystore_password(data_dir: Path) -> str:
    """What opens the keystore of the kit. Raises `KitError`."""
    path = kit_directory(data_dir) / PASSWORD_FILE
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return KEYSTORE_PASSWORD
    except (OSError, UnicodeDecodeError) as error:
        raise KitError(f"{path} cannot be read ({getattr(error, 'strerror', None) or error})") from error


def environment_of_kit(data_dir: Path, addresses: KitAddresses) -> dict[str, str]:
    """The environment for the kit where it stands, with the keystore's own password. Raises `KitError`."""
    directory = str(kit_directory(data_dir).resolve())
    return kit_environment(addresses, directory, keystore_password=keystore_password(data_dir))


def environment_file(data_dir: Path, addresses: KitAddresses) -> bytes:
    """What `mosip-api.env` has to hold for the kit where it stands. Raises `KitError`."""
    return format_environment(environment_of_kit(data_dir, addresses), EnvironmentFormat.DOTENV).encode()


def write_environment(data_dir: Path, find_addresses: Callable[[], KitAddresses]) -> None:
    """Bring the `mosip-api.env` of a kit that stands up to date. Raises `KitError`.

    The addresses are found under the kit's lock: of two apps that start at once, the last one to write knows of both.
    """
    directory = kit_directory(data_dir)
    try:
        with key_files.locked(directory):
            content = environment_file(data_dir, find_addresses())
            if not key_files.holds(directory / ENVIRONMENT_FILE, content):
                key_files.write_whole(directory / ENVIRONMENT_FILE, content, key_files.PRIVATE_FILE)
    except OSError as error:
        raise unwritable(data_dir, error) from error


class EnvironmentFormat(StrEnum):
    """How an environment is written down."""

    SHELL = "shell"
    DOTENV = "dotenv"
    JSON = "json"


def format_environment(environment: Mapping[str, str], style: EnvironmentFormat) -> str:
    """Text for `eval`, for an env file (quoted only where needed: Docker keeps quotes), or a JSON object."""
    match style:
        case EnvironmentFormat.SHELL:
            import shlex  # noqa: PLC0415 - no start needs it

            return "".join(f"export {name}={shlex.quote(environment[name])}\n" for name in environment)
        case EnvironmentFormat.DOTENV:
            return "".join(f"{name}={_dotenv(environment[name])}\n" for name in environment)
        case EnvironmentFormat.JSON:
            return msgspec.json.format(msgspec.json.encode(environment), indent=2).decode() + "\n"
        case _:
            assert_never(style)


def _dotenv(value: str) -> str:
    if value and _NEEDS_NO_QUOTES.issuperset(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f'"{escaped}"'
