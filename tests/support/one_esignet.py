"""The e-Signet mock alone, as a process, with what a relying party has to know of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.kit import Kit
from tests.support.suite import RunningApp

FATHER: Final = "2718201306"


class Esignet:
    """A running mock and the default client's key."""

    client_id = "mock-client_id"
    redirect_uri = "http://localhost:3020/callback"

    def __init__(self, app: RunningApp) -> None:
        self.issuer = f"http://localhost:{app.url.rpartition(':')[2]}"
        self.jwk = Kit.read(app.data_dir / "kit").client_jwk


@contextmanager
def running_esignet(directory: Path, environment: Mapping[str, str]) -> Iterator[Esignet]:
    """The mock with its data below `directory`; nothing is tolerated unless the environment says so."""
    with RunningApp("esignet_mock", directory / "mocks", {"MOCKS_TOLERATE": "none", **environment}) as app:
        yield Esignet(app)
