"""The people that the login page offers to log in as."""

from typing import Final

from msgspec import Struct

from shared.citizens.citizen import Citizen
from shared.citizens.population import Population

_SHOWN: Final = 80
"""The whole cast that a fresh store has, and some more."""
_LONGEST_QUERY: Final = 100


class People(Struct, frozen=True):
    """Searching the population, the documented cast first since it came first."""

    citizens: Population

    def search(self, query: str) -> tuple[list[Citizen], int]:
        """Some of the people who match, and how many match in all."""
        words = query.strip()[:_LONGEST_QUERY]
        if words.isdigit() and (citizen := self.citizens.find_by_individual_id(words)) is not None:
            return [citizen], 1
        return self.citizens.list(words, limit=_SHOWN)
