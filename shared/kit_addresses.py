"""The addresses in the partner kit: where `mosip-api` finds each app."""

from pathlib import Path
from urllib.parse import urlsplit

from shared.control.neighbour import announced
from shared.jwks.kit_environment import KitAddresses
from shared.settings import LOOPBACK_HOSTS, Addresses


def kit_addresses(mosip: Addresses | None, esignet: Addresses | None) -> KitAddresses:
    """Those of the apps; an app that has none has its default."""
    found: dict[str, str] = {}
    if mosip is not None:
        found |= {"mosip": _by_number(mosip), "mosip_public": mosip.public}
    if esignet is not None:
        # The URL that mosip-api calls is the audience of its assertion too, so it is the one that e-Signet advertises.
        found |= {"esignet": esignet.internal, "esignet_public": esignet.public}
    return KitAddresses(**found)


def announced_kit_addresses(data_dir: Path) -> KitAddresses:
    """Where both apps over this data directory are, or were when they ran last."""
    return kit_addresses(announced(data_dir, "mosip"), announced(data_dir, "esignet"))


def _by_number(addresses: Addresses) -> str:
    """For servers: older Node tries the first address of `localhost` alone, often ::1, where no mock listens."""
    is_local = urlsplit(addresses.internal).hostname in LOOPBACK_HOSTS
    return addresses.bound if is_local else addresses.internal
