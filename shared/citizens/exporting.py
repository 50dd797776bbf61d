"""Exporting people to a file that `importing.py` reads back: a JSON list, CSV under field names, or stock TinyDB's."""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from shared.citizens.citizen import Citizen
from shared.citizens.drafts import presented
from shared.citizens.reading import COLUMNS, TINYDB_TABLE

ExportFormat = Literal["json", "csv", "tinydb"]
_LISTS: Final = ("vids", "parents", "locks")
_JSON_CELLS: Final = ("vidDetails", "names", "attributes")


def export_format_of(path: Path) -> ExportFormat:
    """CSV for names ending in `.csv`, else JSON."""
    return "csv" if path.suffix.lower() == ".csv" else "json"


def export_people(citizens: Iterable[Citizen], path: Path, export_format: ExportFormat | None = None) -> int:
    """Write these people to a file, which is replaced once the new one is complete; how many.

    Raises `OSError` when the file cannot be written.
    """
    lines = LINES[export_format or export_format_of(path)]
    counted = _Counted(citizens)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines(counted))
        os.replace(part, path)  # noqa: PTH105 - the one call that is atomic on every system
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # nobody asked for the part file
    finally:
        part.unlink(missing_ok=True)
    return counted.count


def json_lines(citizens: Iterable[Citizen]) -> Iterator[str]:
    """A JSON list, one person a line."""
    joint = "[\n"
    for citizen in citizens:
        yield joint + msgspec.json.encode(presented(citizen)).decode()
        joint = ",\n"
    yield "\n]\n" if joint == ",\n" else "[]\n"


def tinydb_lines(citizens: Iterable[Citizen]) -> Iterator[str]:
    """The file of stock TinyDB, with one table of people."""
    yield f'{{"{TINYDB_TABLE}": {{'
    for number, citizen in enumerate(citizens, 1):
        yield f'{"," if number > 1 else ""}\n"{number}": {msgspec.json.encode(presented(citizen)).decode()}'
    yield "\n}}\n"


def csv_lines(citizens: Iterable[Citizen]) -> Iterator[str]:
    """CSV (RFC 4180). Lists are separated by blanks, deeper values are JSON, an address has a column per line."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for citizen in citizens:
        writer.writerow(_row_of(presented(citizen)))
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


LINES: Final[Mapping[ExportFormat, Callable[[Iterable[Citizen]], Iterator[str]]]] = {
    "json": json_lines,
    "csv": csv_lines,
    "tinydb": tinydb_lines,
}


def _row_of(public: dict[str, Any]) -> dict[str, Any]:
    row = {name: public.get(name) for name in COLUMNS}
    for part, value in (public["address"] or {}).items():
        row[f"address.{part}"] = value
    for name in _LISTS:
        row[name] = " ".join(public[name])
    for name in _JSON_CELLS:
        row[name] = msgspec.json.encode(public[name]).decode() if public[name] else ""
    return row


class _Counted:
    """Counts what passes through."""

    def __init__(self, citizens: Iterable[Citizen]) -> None:
        self._citizens = citizens
        self.count = 0

    def __iter__(self) -> Iterator[Citizen]:
        for citizen in self._citizens:
            self.count += 1
            yield citizen
