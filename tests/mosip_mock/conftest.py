"""Fixtures of the MOSIP mock's services."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.benches.keys import make_all
from tests.benches.office import Office, open_office

OpenOffice = Callable[..., Office]


@pytest.fixture(scope="session")
def shared_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One set of keys for all: making them costs half a second."""
    directory = tmp_path_factory.mktemp("keys")
    with open_office(directory) as office:
        make_all(office.world.keys)
    return directory / "keys"


@pytest.fixture
def office_with(tmp_path: Path, shared_keys: Path) -> Iterator[OpenOffice]:
    """Open offices with settings of their own: `office_with(preset="stock")`."""
    with ExitStack() as stack:

        def open_one(**settings: Any) -> Office:
            directory = tmp_path / f"office-{len(list(tmp_path.iterdir()))}"
            directory.mkdir()
            (directory / "keys").symlink_to(shared_keys)
            return stack.enter_context(open_office(directory, **settings))

        yield open_one


@pytest.fixture
def office(office_with: OpenOffice) -> Office:
    """The defaults, except that packets wait to be advanced."""
    return office_with()
