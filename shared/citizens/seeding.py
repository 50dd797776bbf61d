"""Seeding: any number of fake people, the same for the same seed on any machine and any day.

Words come from the pools of a locale, numbers from `random.Random`, dates from fixed ranges. People are made and
stored in a stream, a thousand at a time.
"""

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from random import Random
from typing import Final

import msgspec

from shared.citizens.citizen import Address, Citizen, Gender, Vid
from shared.citizens.fabrication import EMAIL_DOMAINS
from shared.citizens.generation import generate_uin, generate_vid
from shared.citizens.locales import DEFAULT_LOCALE, Pools, pools_for
from shared.citizens.numbering import Uin
from shared.citizens.population import Population
from shared.store.protocol import DuplicateKeyError

SEEDED_AT: Final = datetime(2024, 1, 1, tzinfo=UTC)
CHUNK: Final = 1_000
SMALLEST_FAMILY: Final = 3
_ADULTS: Final = (date(1935, 1, 1).toordinal(), date(2005, 12, 31).toordinal())
_FATHERS: Final = (date(1965, 1, 1).toordinal(), date(1990, 12, 31).toordinal())
_CHILD_AFTER: Final = (20 * 365, 33 * 365)  # days after the mother's birth: the youngest is born in 2024
_MIDDLE_NAME_SHARE: Final = 0.25

Household = list[Citizen]


class SeedingError(ValueError):
    """What was asked for cannot be made; the text says why."""


class SeedReport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What came of it."""

    asked: int
    added: int
    already_there: int
    """The same people, from an earlier run with the same seed."""
    locale: str
    rng_seed: int
    families: int
    note: str = ""
    """Where names were borrowed from, if the locale has none."""


def seed(
    population: Population,
    count: int,
    *,
    families: int = 0,
    locale: str = DEFAULT_LOCALE,
    rng_seed: int = 1,
    progress: Callable[[int], object] | None = None,
) -> SeedReport:
    """Store `count` people, `families` of whose households have parents and children.

    `progress` is called with the number of people dealt with so far. Raises `SeedingError` and `UnknownLocaleError`.
    """
    check_amounts(count, families)
    pools = pools_for(locale, rng_seed)
    added = done = 0
    with _no_garbage_collection():
        for chunk in _chunks(_Maker(pools, rng_seed).households(count, families)):
            people = list(chain.from_iterable(chunk))
            added += _store(population, chunk, people)
            done += len(people)
            if progress is not None:
                progress(done)
    return SeedReport(
        asked=count,
        added=added,
        already_there=done - added,
        locale=pools.locale,
        rng_seed=rng_seed,
        families=families,
        note=pools.note,
    )


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """People are made without cycles, and looking for some takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_amounts(count: int, families: int) -> None:
    """Raise `SeedingError` for amounts that cannot be."""
    if count < 0 or families < 0:
        raise SeedingError("the number of people and of families is zero or more")
    if count < families * SMALLEST_FAMILY:
        raise SeedingError(
            f"{families} families are at least {families * SMALLEST_FAMILY} people, but only {count} are to be made"
        )


def people_of(pools: Pools, count: int, *, families: int = 0, rng_seed: int = 1) -> Iterator[Citizen]:
    """The people that `seed` would store, without storing them."""
    return chain.from_iterable(_Maker(pools, rng_seed).households(count, families))


class _Maker:
    """Combines people from pools."""

    def __init__(self, pools: Pools, rng_seed: int) -> None:
        self._pools = pools
        self._rng = Random(f"people {pools.locale} {rng_seed}")
        self._numbers = Random(f"numbers {pools.locale} {rng_seed}")
        self._given: set[int] = set()

    def households(self, count: int, families: int) -> Iterator[Household]:
        """Families first, then single people."""
        left = count
        for later in range(families - 1, -1, -1):
            most = left - later * SMALLEST_FAMILY
            family = self._family(min(3, most - 2))
            left -= len(family)
            yield family
        for _ in range(left):
            yield [self._single()]

    def _single(self) -> Citizen:
        random = self._rng.random
        gender: Gender = "male" if random() < 0.5 else "female"  # noqa: PLR2004 - half of them
        family = self._family_name(gender)
        return self._person(gender, family, _day(random(), _ADULTS), self._address())

    def _family(self, most_children: int) -> Household:
        random = self._rng.random
        uins = self._uin(), self._uin()
        at = int(random() * len(self._pools.family_male.words))
        address = self._address()
        born = _day(random(), _FATHERS)
        father = self._person("male", at, born, address, uin=uins[0], spouse=uins[1])
        born = _day(random(), (born - 1500, born + 1500))
        mother = self._person("female", at, born, address, uin=uins[1], spouse=uins[0])
        children = []
        for _ in range(1 + int(random() * most_children)):
            gender: Gender = "male" if random() < 0.5 else "female"  # noqa: PLR2004 - half of them
            age = _day(random(), (born + _CHILD_AFTER[0], born + _CHILD_AFTER[1]))
            children.append(self._person(gender, at, age, address, parents=uins))
        return [father, mother, *children]

    def _person(
        self,
        gender: Gender,
        family_at: int,
        born: int,
        address: Address,
        *,
        uin: Uin | None = None,
        parents: tuple[Uin, ...] = (),
        spouse: Uin | None = None,
    ) -> Citizen:
        rng, pools = self._rng.random, self._pools
        male = gender == "male"
        givens = pools.male if male else pools.female
        families = pools.family_male if male else pools.family_female
        family_at %= len(families.words)
        at = int(rng() * len(givens.words))
        given, family = givens.words[at], families.words[family_at]
        middle = ""
        if rng() < _MIDDLE_NAME_SHARE:
            middle = givens.words[int(rng() * len(givens.words))]
        number = int(rng() * 10_000_000)
        mailbox = f"{givens.mailboxes[at]}.{families.mailboxes[family_at]}{number % 10_000}"
        return Citizen(
            uin=uin or self._uin(),
            vids=(Vid(vid=generate_vid(self._numbers), created_at=SEEDED_AT),),
            language=pools.language,
            given_name=given,
            middle_name=middle,
            family_name=family,
            full_name=f"{given} {middle} {family}" if middle else f"{given} {family}",
            birth_date=date.fromordinal(born),
            gender=gender,
            phone=None if parents else f"+999{number:07d}",
            email=None if parents else f"{mailbox}@{EMAIL_DOMAINS[number % 3]}",
            address=address,
            parents=parents,
            spouse=spouse,
            origin="seed",
            created_at=SEEDED_AT,
        )

    def _family_name(self, gender: Gender) -> int:
        families = self._pools.family_male if gender == "male" else self._pools.family_female
        return int(self._rng.random() * len(families.words))

    def _address(self) -> Address:
        random, pools = self._rng.random, self._pools
        region = pools.regions[int(random() * len(pools.regions))]
        return Address(
            line1=f"{1 + int(random() * 250)} {pools.streets[int(random() * len(pools.streets))]}",
            city=pools.cities[int(random() * len(pools.cities))],
            region=region,
            province=region,
            postal_code=pools.postal_codes[int(random() * len(pools.postal_codes))],
            country=pools.country,
        )

    def _uin(self) -> Uin:
        while True:
            uin = generate_uin(self._numbers)
            number = int(uin)
            if number not in self._given:
                self._given.add(number)
                return uin


def _day(share: float, between: tuple[int, int]) -> int:
    return between[0] + int(share * (between[1] - between[0] + 1))


def _chunks(households: Iterable[Household]) -> Iterator[list[Household]]:
    chunk: list[Household] = []
    people = 0
    for household in households:
        chunk.append(household)
        people += len(household)
        if people >= CHUNK:
            yield chunk
            chunk, people = [], 0
    if chunk:
        yield chunk


def _store(population: Population, chunk: list[Household], people: list[Citizen]) -> int:
    """Store a chunk at once or, if a number in it is taken, household by household; how many were new."""
    try:
        with population.store.transaction():
            return population.add_many(people)
    except DuplicateKeyError:
        with population.store.transaction():
            return sum(_settle(population, household) for household in chunk)


def _settle(population: Population, household: Household) -> int:
    """Store those of a household who are not there yet, under other numbers where theirs are taken."""
    new: Household = []
    renamed: dict[Uin, Uin] = {}
    for citizen in household:
        uin, is_there = _free_or_own(population, citizen)
        if uin != citizen.uin:
            renamed[citizen.uin] = uin
        if not is_there:
            new.append(msgspec.structs.replace(citizen, vids=(_free_vid(population, citizen.vids[0]),)))
    return population.add_many(_renamed(citizen, renamed) for citizen in new)


def _free_or_own(population: Population, citizen: Citizen) -> tuple[Uin, bool]:
    """The number that this person has or, being new, gets: drawn from the number that somebody else has."""
    uin = citizen.uin
    while (other := population.find_by_uin(uin)) is not None:
        if (other.full_name, other.birth_date) == (citizen.full_name, citizen.birth_date):
            return uin, True
        uin = generate_uin(Random(f"instead of {uin}"))
    return uin, False


def _free_vid(population: Population, vid: Vid) -> Vid:
    """This VID or, somebody else having it, one drawn from it: other settings draw the numbers in another order."""
    number = vid.vid
    while population.find_by_vid(number) is not None:
        number = generate_vid(Random(f"instead of {number}"))
    return vid if number == vid.vid else msgspec.structs.replace(vid, vid=number)


def _renamed(citizen: Citizen, renamed: dict[Uin, Uin]) -> Citizen:
    if not renamed:
        return citizen
    spouse = citizen.spouse
    return msgspec.structs.replace(
        citizen,
        uin=renamed.get(citizen.uin, citizen.uin),
        parents=tuple(renamed.get(parent, parent) for parent in citizen.parents),
        spouse=renamed.get(spouse, spouse) if spouse else None,
    )
