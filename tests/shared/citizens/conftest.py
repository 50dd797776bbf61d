"""A population in a store of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.citizens.population import Population
from shared.store.database import open_store

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def new_population(tmp_path: Path) -> Iterator[Callable[[], Population]]:
    """Makes empty populations, each in its own data directory."""
    with ExitStack() as stack:
        made = 0

        def make() -> Population:
            nonlocal made
            made += 1
            store = open_store(tmp_path / f"store-{made}")
            stack.enter_context(closing(store))
            return Population(store)

        yield make


@pytest.fixture
def population(new_population: Callable[[], Population]) -> Population:
    return new_population()


@pytest.fixture
def now() -> datetime:
    return NOW
