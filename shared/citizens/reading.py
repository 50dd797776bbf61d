"""Reading people from files: our JSON, the fixture of OpenCRVS' own mocks, CSV, TinyDB's; the content says which.

A reader turns bytes into records: a place in the file and the camelCase fields found there.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

import msgspec

from shared.citizens.drafts import FIELDS
from shared.citizens.fields import problem, unknown_names
from shared.control.explanation import Explanation

FileFormat = Literal["json", "opencrvs", "csv", "tinydb"]
TINYDB_TABLE: Final = "citizens"

_OPENCRVS: Final[Mapping[str, str]] = {
    "firstName": "givenName",
    "middleName": "middleName",
    "familyName": "familyName",
    "birthDate": "birthDate",
    "gender": "gender",
    "nid": "uin",
}
"""The members of OpenCRVS' fixture and what they are here."""
_LISTS: Final = ("vids", "parents", "locks")
_JSON_CELLS: Final = ("vidDetails", "names", "attributes")
_NULLABLE: Final = (
    "phone",
    "email",
    "address",
    "photo",
    "spouse",
    "persona",
    "purpose",
    "magic",
    "registrationId",
    "birthCertificateNumber",
    "updatedAt",
    "deceasedOn",
)
"""An empty cell of these says that there is none; of others, that the suite may make one up."""
ADDRESS_COLUMNS: Final = tuple(
    f"address.{part}" for part in ("line1", "line2", "line3", "city", "region", "province", "postalCode", "country")
)
COLUMNS: Final = tuple(
    column for field in FIELDS if field != "legacy" for column in (ADDRESS_COLUMNS if field == "address" else (field,))
)


class UnreadableFileError(ValueError):
    """The file is none of the formats; the text says what was found."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__(f"{explanation.where}: expected {explanation.expected}, received {explanation.received}")
        self.explanation = explanation


class FoundRecord(NamedTuple):
    """One person as the file has them."""

    place: str
    """`[2]` in JSON, `line 4` in CSV, `citizens.3` in a file of TinyDB."""
    fields: dict[str, Any]
    problems: tuple[Explanation, ...] = ()


def read_people(content: bytes) -> tuple[FileFormat, Iterator[FoundRecord]]:
    """What format this is, and its records. Raises `UnreadableFileError`, in part while iterating."""
    if content[:3] == b"\xef\xbb\xbf":
        content = content[3:]
    if content.lstrip()[:1] in (b"[", b"{"):
        document = _json_document(content)
        table = _tinydb_table(document)
        items = _numbered(document) if table is None else [(f"{TINYDB_TABLE}.{n}", item) for n, item in table.items()]
        first = next((item for _, item in items if isinstance(item, dict)), {})
        if "nid" in first and "uin" not in first:
            return "opencrvs", _opencrvs_records(items)
        return "json" if table is None else "tinydb", _json_records(items)
    return "csv", _csv_records(content)


def _json_document(content: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFileError(problem("file", "valid JSON in UTF-8", str(error))) from error


def _tinydb_table(document: Any) -> dict[str, Any] | None:  # noqa: ANN401 - any JSON
    """The table of people in a file of TinyDB; None for any other JSON."""
    table = document.get(TINYDB_TABLE) if isinstance(document, dict) else None
    return table if isinstance(table, dict) and all(number.isdecimal() for number in table) else None


def _numbered(document: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(document, dict):
        document = document.get("items", [document])
    if not isinstance(document, list):
        raise UnreadableFileError(problem("items", "a list of people", document))
    return [(f"[{position}]", item) for position, item in enumerate(document)]


def _json_records(items: Iterable[tuple[str, Any]]) -> Iterator[FoundRecord]:
    for place, item in items:
        if isinstance(item, dict):
            yield FoundRecord(place, item)
        else:
            yield FoundRecord(place, {}, (problem(place, "an object", item),))


def _opencrvs_records(items: Iterable[tuple[str, Any]]) -> Iterator[FoundRecord]:
    for record in _json_records(items):
        unknown = unknown_names(record.fields, _OPENCRVS)
        yield FoundRecord(record.place, _from_opencrvs(record.fields), (*record.problems, *unknown))


def _from_opencrvs(item: Mapping[str, Any]) -> dict[str, Any]:
    """The fixture's members under our names. Its numbers may be JSON numbers, its dates have slashes."""
    fields = {_OPENCRVS[name]: value for name, value in item.items() if name in _OPENCRVS}
    if type(fields.get("uin")) is int:
        fields["uin"] = str(fields["uin"])
    for name, change in (("birthDate", _with_hyphens), ("gender", str.lower)):
        if isinstance(fields.get(name), str):
            fields[name] = change(fields[name])
    return {name: value for name, value in fields.items() if value is not None}


def _with_hyphens(text: str) -> str:
    return text.replace("/", "-")


def _csv_records(content: bytes) -> Iterator[FoundRecord]:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError(problem("file", "text in UTF-8", str(error))) from error
    head = text.partition("\n")[0]
    delimiter = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        _check_columns(columns)
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _record_of_row(f"line {reader.line_num}", columns, row)
    except csv.Error as error:
        raise UnreadableFileError(problem(f"line {reader.line_num}", "CSV", str(error))) from error


def _check_columns(columns: list[str]) -> None:
    """Raise `UnreadableFileError` unless these head a table of people."""
    known = tuple(_OPENCRVS) if "nid" in columns else (*COLUMNS, "legacy")
    if not any(name in known for name in columns):
        expected = "JSON, or CSV whose first line names fields such as fullName,birthDate"
        raise UnreadableFileError(problem("line 1", expected, ",".join(columns)))
    for found in unknown_names(columns, known):
        raise UnreadableFileError(msgspec.structs.replace(found, where=f"line 1: {found.where}"))
    for position, name in enumerate(columns):
        if name in columns[:position]:
            raise UnreadableFileError(problem(f"line 1: {name}", "each column once", name))


def _record_of_row(place: str, columns: list[str], row: list[str]) -> FoundRecord:
    if len(row) != len(columns):
        wrong = problem(place, f"{len(columns)} cells, as the first line has", f"{len(row)} cells")
        return FoundRecord(place, {}, (msgspec.structs.replace(wrong, where="row"),))
    cells = dict(zip(columns, row, strict=True))
    if "nid" in cells:
        return FoundRecord(place, _from_opencrvs({n: c for n, c in cells.items() if c.strip()}))
    fields: dict[str, Any] = {}
    for name, cell in cells.items():
        if name not in ADDRESS_COLUMNS:
            try:
                fields.update(_field_of(name, cell.strip()))
            except msgspec.DecodeError as error:
                return FoundRecord(place, {}, (problem(name, "JSON", str(error)),))
    if any(name in ADDRESS_COLUMNS for name in cells):
        lines = {name.partition(".")[2]: cells.get(name, "").strip() for name in ADDRESS_COLUMNS}
        fields["address"] = {part: line for part, line in lines.items() if line} or None
    return FoundRecord(place, fields)


def _field_of(name: str, text: str) -> dict[str, Any]:
    """What a cell says about its field. Raises `msgspec.DecodeError`."""
    if not text:
        return {name: None} if name in _NULLABLE else {}
    if name in _JSON_CELLS:
        return {name: msgspec.json.decode(text)}
    return {name: text.split() if name in _LISTS else text}
