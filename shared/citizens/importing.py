"""Importing people from a file: everything is checked first, then all are stored, or none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from shared.citizens.citizen import Citizen
from shared.citizens.drafts import drafted
from shared.citizens.fields import DraftError, problem
from shared.citizens.identifiers import is_legacy_uin
from shared.citizens.population import Population
from shared.citizens.reading import FileFormat, FoundRecord, read_people
from shared.control.explanation import Explanation

_SHOWN: Final = 10
_STEP: Final = 1_000

Existing = Literal["refuse", "skip", "replace"]
"""What becomes of a person of the file whose UIN is in the population already."""


class ImportRefusedError(ValueError):
    """The file has mistakes; nothing was imported. Each problem says where: `[2].birthDate`, `line 4: gender`."""

    def __init__(self, problems: tuple[Explanation, ...]) -> None:
        self.problems = problems
        lines = [f"{p.where}: expected {p.expected}, received {p.received}" for p in problems[:_SHOWN]]
        more = len(problems) - len(lines)
        if more:
            lines.append(f"and {more} more")
        super().__init__("nothing was imported; " + "; ".join(lines))


class ImportReport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What came of it."""

    format: FileFormat
    imported: int
    skipped: tuple[str, ...] = ()
    """The UINs that were there already and were left alone."""
    replaced: tuple[str, ...] = ()
    legacy: tuple[str, ...] = ()
    """Imported numbers that break MOSIP's rules, kept as they are."""


def import_people(
    population: Population,
    content: bytes,
    *,
    now: datetime,
    existing: Existing = "refuse",
    progress: Callable[[int], object] | None = None,
) -> ImportReport:
    """Store everybody in this file (JSON, OpenCRVS' fixture, CSV).

    `progress` is called with the number of records checked. Raises `UnreadableFileError` when it is no such file,
    `ImportRefusedError` when a record is wrong, `DuplicateKeyError` when somebody took a number meanwhile; then nothing
    is stored.
    """
    file_format, records = read_people(content)
    checking = _Checking(population, now, existing)
    done = 0
    for done, record in enumerate(records, 1):
        checking.add(record)
        if progress is not None and done % _STEP == 0:
            progress(done)
    if checking.problems:
        raise ImportRefusedError(tuple(checking.problems))
    with population.store.transaction():
        for citizen in checking.replacing:
            population.remove(citizen.uin)
        population.add_many(checking.people)
    if progress is not None:
        progress(done)
    return ImportReport(
        format=file_format,
        imported=len(checking.people),
        skipped=tuple(checking.skipped),
        replaced=tuple(citizen.uin for citizen in checking.replacing),
        legacy=tuple(c.uin for c in checking.people if is_legacy_uin(c.uin)),
    )


class _Checking:
    """Collects what a file would add, and what is wrong with it."""

    def __init__(self, population: Population, now: datetime, existing: Existing) -> None:
        self._population = population
        self._now = now
        self._existing = existing
        self._places: dict[str, str] = {}
        self.people: list[Citizen] = []
        self.replacing: list[Citizen] = []
        self.skipped: list[str] = []
        self.problems: list[Explanation] = []

    def add(self, record: FoundRecord) -> None:
        if record.problems:
            self._note(record.place, record.problems)
            return
        citizen = self._drafted(record)
        if citizen is None or self._is_repeated(record.place, citizen):
            return
        known = self._population.find_by_uin(citizen.uin)
        if known is not None and self._existing == "skip":
            self.skipped.append(citizen.uin)
            return
        if known is not None and self._existing == "refuse":
            self._note(
                record.place,
                [
                    problem(
                        "uin",
                        "a number that nobody has yet",
                        citizen.uin,
                        mend="import with the choice to skip or to replace those who are there",
                        why="this person is in the population already",
                    )
                ],
            )
            return
        if self._is_vid_taken(record.place, citizen):
            return
        if known is not None:
            self.replacing.append(known)
        self.people.append(citizen)

    def _drafted(self, record: FoundRecord) -> Citizen | None:
        """The person, with made-up numbers that nobody else in the file has."""
        fields: dict[str, Any] = record.fields
        while True:
            try:
                citizen = drafted(self._population, fields, now=self._now, origin="import", any_number=True)
            except DraftError as error:
                self._note(record.place, error.problems)
                return None
            made_up: list[str] = [] if "uin" in fields else [citizen.uin]
            if not ("vids" in fields or "vidDetails" in fields):
                made_up += [vid.vid for vid in citizen.vids]
            if not any(number in self._places for number in made_up):
                return citizen

    def _is_repeated(self, place: str, citizen: Citizen) -> bool:
        numbers = [("uin", str(citizen.uin))]
        numbers += [(f"vids[{i}]", str(vid.vid)) for i, vid in enumerate(citizen.vids)]
        repeated = [
            problem(name, f"a number once in the file ({self._places[number]} has it too)", number)
            for name, number in numbers
            if number in self._places
        ]
        self._note(place, repeated)
        for _, number in numbers:
            self._places.setdefault(number, place)
        return bool(repeated)

    def _is_vid_taken(self, place: str, citizen: Citizen) -> bool:
        taken = []
        for position, vid in enumerate(citizen.vids):
            holder = self._population.find_by_vid(vid.vid)
            if holder is not None and holder.uin != citizen.uin:
                taken.append(problem(f"vids[{position}]", "a VID that nobody else has", vid.vid))
        self._note(place, taken)
        return bool(taken)

    def _note(self, place: str, problems: list[Explanation] | tuple[Explanation, ...]) -> None:
        """Keep these, with the place of the record in front."""
        joint = "." if place.startswith("[") else ": "
        for found in problems:
            where = place if found.where == place else f"{place}{joint}{found.where}"
            self.problems.append(msgspec.structs.replace(found, where=where))
