"""Fixtures for pytest: `mocks`, `citizen`, `login_as`, `fault`, `journal`, `clock`.

Each test process (each xdist worker) runs a suite of its own on free ports. Before each test that uses it the suite
is reset; with `mocks_isolation = space` in the pytest configuration each test gets a space of its own instead. Set
`MOSIP_MOCK_URL` and `ESIGNET_MOCK_URL` to use a suite that runs already: then every worker works in its own space.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mosip_mocks.processes import RunningMocks
from mosip_mocks.steering import Citizen, Clock, Faults, Journal, Mocks


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the plugin's settings."""
    parser.addini("mocks_apps", "which apps to start: `mosip`, `esignet`", type="args", default=["mosip", "esignet"])
    parser.addini("mocks_seed", "what made-up numbers, codes and ids come from; empty: chance", default="")
    parser.addini("mocks_isolation", "`reset` before each test, or a `space` for each", default="reset")


@pytest.fixture(scope="session")
def mocks_kit(running_mocks: RunningMocks | None) -> Path | None:
    """The partner kit of the suite that this process started."""
    return running_mocks.kit if running_mocks else None


@pytest.fixture(scope="session")
def running_mocks(pytestconfig: pytest.Config) -> Iterator[RunningMocks | None]:
    """The suite as child processes of this test process; None when a running one is used."""
    if os.environ.get("MOSIP_MOCK_URL") or os.environ.get("ESIGNET_MOCK_URL"):
        yield None
        return
    seed = pytestconfig.getini("mocks_seed")
    with RunningMocks(
        environment={"MOCKS_SEED": seed} if seed else {}, apps=pytestconfig.getini("mocks_apps")
    ) as running:
        yield running


@pytest.fixture(scope="session")
def mocks_session(running_mocks: RunningMocks | None) -> Iterator[Mocks]:
    """The suite for the whole session, never reset by itself."""
    if running_mocks is not None:
        yield running_mocks.mocks
        return
    shared = Mocks(
        os.environ.get("MOSIP_MOCK_URL", ""),
        os.environ.get("ESIGNET_MOCK_URL", ""),
        os.environ.get("MOCKS_ADMIN_TOKEN"),
    )
    name = f"worker-{uuid.uuid4().hex[:12]}"
    yield shared.space(name)
    shared.remove_space(name)


@pytest.fixture
def mocks(mocks_session: Mocks, running_mocks: RunningMocks | None, pytestconfig: pytest.Config) -> Iterator[Mocks]:
    """Both apps, as they are after a fresh start."""
    if pytestconfig.getini("mocks_isolation") == "space" and running_mocks is not None:
        name = f"test-{uuid.uuid4().hex[:12]}"
        yield mocks_session.space(name)
        mocks_session.remove_space(name)
        return
    mocks_session.reset()
    yield mocks_session


@pytest.fixture
def citizen(mocks: Mocks) -> Callable[..., Citizen]:
    """`citizen(fullName="Ana Lopes", birthDate="1990-02-03")` makes a person."""

    def make(**members: Any) -> Citizen:  # noqa: ANN401 - members of a citizen
        return mocks.citizen(**{"fullName": "Ana Lopes", "birthDate": "1990-02-03", **members})

    return make


@pytest.fixture
def login_as(mocks: Mocks) -> Callable[[str, str], str]:
    """`login_as(uin, authorize_url)` logs in without a browser and gives the redirect URL."""
    return mocks.login_as


@pytest.fixture
def fault(mocks: Mocks) -> Iterator[Faults]:
    """Fault rules; cleared after the test."""
    yield mocks.faults
    mocks.faults.clear()


@pytest.fixture
def journal(mocks: Mocks) -> Journal:
    """What the MOSIP mock saw; `mocks.esignet_journal` for the other, and this where only that one runs."""
    return mocks.mosip_journal if mocks.mosip_url else mocks.esignet_journal


@pytest.fixture
def clock(mocks: Mocks) -> Iterator[Clock]:
    """The suite's clock; back to real time after the test."""
    yield mocks.clock
    mocks.clock.reset()
