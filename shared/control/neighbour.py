"""Where the other app over the same data directory answers, and reading its journal.

Each app leaves its addresses in `addresses/` of the data directory when it starts, so that a trace can be told whole
whichever of the two is asked, and the partner kit names both.
"""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from shared.settings import SPACE_PREFIX, Addresses, SuiteSettings

_FOLDER: Final = "addresses"
_OTHER: Final = {"mosip": "esignet", "esignet": "mosip"}
_PATIENCE_SECONDS: Final = 3.0
_EVERYTHING: Final = 1_000_000


def announce(settings: SuiteSettings, app: str) -> None:
    """Leave this app's addresses."""
    folder = settings.data_dir / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    partial = folder / f"{app}.{os.getpid()}"
    partial.write_bytes(msgspec.json.encode(settings.addresses))
    partial.replace(folder / f"{app}.json")


def announced(data_dir: Path, app: str) -> Addresses | None:
    """The addresses that an app over this data directory left when it started last; it may have ended since."""
    try:
        return msgspec.json.decode((data_dir / _FOLDER / f"{app}.json").read_bytes(), type=Addresses)
    except (OSError, msgspec.DecodeError):
        return None


def space_of(settings: SuiteSettings) -> str:
    """The path prefix of the space that these settings are for; empty for the default world."""
    path = urlsplit(settings.addresses.bound).path
    return path if path.startswith(SPACE_PREFIX) else ""


class Neighbour:
    """The other app's journal. `space` is the path prefix of a space, empty for the default world."""

    def __init__(self, settings: SuiteSettings, app: str, space: str = "") -> None:
        self._data_dir = settings.data_dir
        self._other = _OTHER.get(app, app)
        self._token = settings.admin_token
        self._space = space

    async def exchanges(self) -> list[dict[str, Any]] | None:
        """What the other app lists; None when it does not answer."""
        other = announced(self._data_dir, self._other)
        for address in dict.fromkeys((other.bound, other.internal) if other else ()):
            listed = await self._asked(address)
            if listed is not None:
                return listed
        return None

    async def _asked(self, address: str) -> list[dict[str, Any]] | None:
        import aiohttp  # noqa: PLC0415 - 142 ms, needed only when somebody reads a trace

        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        url = f"{address}{self._space}/_mock/requests?limit={_EVERYTHING}"
        timeout = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, headers=headers) as answer:
                if answer.status != 200:  # noqa: PLR2004 - OK
                    return None
                listed: dict[str, Any] = msgspec.json.decode(await answer.read())
        except (aiohttp.ClientError, OSError, TimeoutError, msgspec.DecodeError):
            return None
        return list(listed["items"])
