"""The fields of a citizen as people write them (camelCase JSON), each checked with a clear reason when it is wrong."""

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, get_args, get_origin

import msgspec

from shared.citizens.citizen import LOCKS, Address, Citizen, Name, Vid
from shared.citizens.identifiers import Violation, violations_of_vid
from shared.citizens.numbering import UIN_LENGTH
from shared.control.explanation import Explanation
from shared.nearest import nearest
from shared.shapes import Misfit, misfit, shown

EARLIEST_BIRTH: Final = date(1869, 1, 1)
"""The earliest date of birth of MOSIP's identity schemas."""
_MAX_TEXT: Final = 1000
_MAX_PHOTO: Final = 2_000_000
_OTHER_WORDS: Final = {
    "name": "fullname", "firstname": "givenname", "lastname": "familyname", "surname": "familyname",
    "dateofbirth": "birthdate", "dob": "birthdate", "sex": "gender", "nid": "uin", "vid": "vids",
}  # fmt: skip
"""What other formats call a field."""

STORED: Final = msgspec.structs.fields(Citizen)
TYPES: Final[Mapping[str, Any]] = {field.encode_name: field.type for field in STORED}
"""The stored fields by their JSON names."""

_EXPECTED: Final[Mapping[str, str]] = {
    "uin": "ten digits by MOSIP's rules, such as `2178026904`",
    "vids": "a list of VIDs (16 digits each)",
    "vidDetails": "a list of objects with `vid`, `vidType`, `vidStatus`, ...",
    "birthDate": "a date such as `1990-05-17`, not in the future",
    "deceasedOn": "a date such as `2024-11-02`, not before the birth, or null",
    "phone": "digits, perhaps after a plus sign, such as `+9991234567`, or null",
    "email": "an e-mail address such as `maria@example.org`, or null",
    "address": "an object with `line1`, `city`, `postalCode`, `country`, ..., or null",
    "names": 'an object of names by language, such as `{"ara": {"full": "..."}}`',
    "photo": "a data URI such as `data:image/jpeg;base64,...`, or null to have one drawn",
    "language": "a language code of three letters, such as `eng`",
    "locks": f"a list of {', '.join(f'`{lock}`' for lock in LOCKS)}",
    "parents": "a list of UINs",
    "spouse": "a UIN, or null",
    "pin": "six digits",
    "attributes": "an object of further identity-schema fields",
    "createdAt": "a date and time such as `2024-11-02T10:00:00Z`, or null",
    "updatedAt": "a date and time such as `2024-11-02T10:00:00Z`, or null",
}
_UNWRITABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs."""
_PHONE: Final = re.compile(r"\+?[0-9]{5,15}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_LANGUAGE: Final = re.compile(r"[a-z]{3}")
_PIN: Final = re.compile(r"[0-9]{6}")
_NESTED: Final[Mapping[str, type[msgspec.Struct]]] = {
    "address": Address,
    "names": Name,
    "vidDetails": Vid,
}


NOTHING: Final = object()
"""Received, where a field is missing."""


class DraftError(ValueError):
    """What somebody gave cannot become a citizen. Each problem names its JSON path."""

    def __init__(self, problems: Iterable[Explanation]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.where}: expected {p.expected}, received {p.received}" for p in self.problems))

    @property
    def explanation(self) -> Explanation:
        """The first problem."""
        return self.problems[0]


def problem(where: str, expected: str, value: object, mend: str = "", why: str = "") -> Explanation:
    """A wrong field, in words."""
    return Explanation(
        expected=expected,
        received="nothing" if value is NOTHING else shown(value),
        where=where,
        why=why or "the suite stores only what the identity schema allows",
        mend=mend or f"correct `{where}`",
    )


def unknown_names(given: Iterable[str], known: Iterable[str], prefix: str = "") -> Iterator[Explanation]:
    """A problem for each name that is not known, with the nearest one that is."""
    known = tuple(known)
    for name in given:
        if name in known:
            continue
        by_small_letters = {word.lower(): word for word in known}
        small = re.sub(r"[^a-z0-9]", "", name.lower())
        near = nearest(_OTHER_WORDS.get(small, small), by_small_letters)
        suggestion = f"`{by_small_letters[near[0]]}`" if near else ""
        yield Explanation(
            expected=suggestion or f"one of {', '.join(known)}",
            received=f"the unknown field {shown(name)}",
            where=f"{prefix}{name if name.isprintable() and name else ascii(name)}",
            mend=f"did you mean {suggestion}?" if suggestion else "leave it out",
            why="unknown fields are refused, so that a misspelt one does not vanish",
        )


def read_fields(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Explanation]]:
    """The typed values of the fields that are right, and a problem for each that is wrong."""
    values: dict[str, Any] = {}
    problems: list[Explanation] = []
    for name, value in given.items():
        try:
            typed, found = _checked(name, value)
        except DraftError as error:
            problems += error.problems
            continue
        problems += found
        if not found:
            values[name] = typed
    return values, problems


def expected_of(name: str) -> str:
    """What a field has to be, in words."""
    if name in _EXPECTED:
        return _EXPECTED[name]
    kind = TYPES[name]
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in get_args(kind))
    return "text" if kind is str else "text, or null"


def _type_of(name: str) -> Any:  # noqa: ANN401 - a type form
    if name == "vids":
        return tuple[str, ...]
    return tuple[Vid, ...] if name == "vidDetails" else TYPES[name]


def _checked(name: str, value: Any) -> tuple[Any, list[Explanation]]:  # noqa: ANN401 - any JSON value
    """The typed value and what is wrong with it. Raises `DraftError` when it is of another type."""
    if value is not None and (unwritable := next(_unwritable(name, value), None)):
        raise DraftError([unwritable])
    try:
        typed = msgspec.convert(value, _type_of(name))
    except msgspec.ValidationError as error:
        raise DraftError([_type_problem(name, value, misfit(error, _type_of(name)))]) from error
    if typed is None:
        return None, []
    found = list(_unknown_inside(name, value, _NESTED[name])) if name in _NESTED else []
    check = _CHECKS.get(name)
    return typed, [*found, *check(name, typed)] if check is not None else found


def _type_problem(name: str, value: object, found: Misfit) -> Explanation:
    if not found.where:
        return problem(name, expected_of(name), value)
    expected, received, where, mend = found.inside(name)
    return msgspec.structs.replace(problem(where, expected, value, mend), received=received)


def _unwritable(where: str, value: Any) -> Iterator[Explanation]:  # noqa: ANN401 - any JSON value
    """Text that no identity has: control characters, halves of surrogate pairs, or far too much of it."""
    if isinstance(value, str):
        limit = _MAX_PHOTO if where == "photo" else _MAX_TEXT
        if len(value) > limit:
            yield problem(where, f"at most {limit} characters", f"{len(value)} characters")
        elif _UNWRITABLE.search(value):
            yield problem(where, "text without control characters", ascii(value)[:60])
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unwritable(f"{where}.{key}", inner)
            yield from _unwritable(f"{where} (name of a member)", key)
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from _unwritable(f"{where}[{position}]", inner)


def _unknown_inside(name: str, value: Any, kind: type[msgspec.Struct]) -> Iterator[Explanation]:  # noqa: ANN401
    known = kind.__struct_encode_fields__
    if name == "names":
        for language, inner in value.items():
            yield from unknown_names(inner, known, f"names.{language}.")
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from unknown_names(inner, known, f"{name}[{position}].")
    elif value is not None:
        yield from unknown_names(value, known, f"{name}.")


def _matches(pattern: re.Pattern[str]) -> Callable[[str, str], Iterator[Explanation]]:
    def check(name: str, value: str) -> Iterator[Explanation]:
        if not pattern.fullmatch(value):
            yield problem(name, expected_of(name), value)

    return check


def _check_vids(name: str, vids: tuple[str, ...]) -> Iterator[Explanation]:
    for position, vid in enumerate(vids):
        yield from broken_rules(f"{name}[{position}]", "a valid VID", vid, violations_of_vid(vid))
        if vid in vids[:position]:
            yield problem(f"{name}[{position}]", "each VID once", vid)


def _check_vid_details(name: str, details: tuple[Vid, ...]) -> Iterator[Explanation]:
    yield from _check_vids(name, tuple(vid.vid for vid in details))
    for position, vid in enumerate(details):
        if vid.uses_left is not None and vid.uses_left < 0:
            yield problem(f"{name}[{position}].usesLeft", "zero or more, or null", vid.uses_left)
        for field, at in (("createdAt", vid.created_at), ("expiresAt", vid.expires_at)):
            yield from _check_instant(f"{name}[{position}].{field}", at)


def _check_instant(name: str, at: Any) -> Iterator[Explanation]:  # noqa: ANN401 - a datetime or None
    if at is not None and at.tzinfo is None:
        yield problem(name, "a time with its zone, such as `2024-11-02T10:00:00Z`", at.isoformat())


def _check_names(name: str, names: Mapping[str, Name]) -> Iterator[Explanation]:
    for language, words in names.items():
        if not _LANGUAGE.fullmatch(language):
            yield problem(f"{name}.{language}", _EXPECTED["language"], language)
        if not words.full.strip():
            yield problem(f"{name}.{language}.full", "the whole name in this language", words.full)


def _check_locks(name: str, locks: tuple[str, ...]) -> Iterator[Explanation]:
    for position, lock in enumerate(locks):
        if lock not in LOCKS:
            near = nearest(lock, LOCKS)
            mend = f"did you mean `{near[0]}`?" if near else ""
            yield problem(f"{name}[{position}]", f"one of {', '.join(LOCKS)}", lock, mend)


def _check_relatives(name: str, uins: tuple[str, ...] | str) -> Iterator[Explanation]:
    for uin in (uins,) if isinstance(uins, str) else uins:
        if not (len(uin) == UIN_LENGTH and uin.isascii() and uin.isdigit()):
            yield problem(name, expected_of(name), uin)


def _check_photo(name: str, photo: str) -> Iterator[Explanation]:
    head, comma, data = photo.partition(";base64,")
    if not (comma and head.startswith("data:image/")):
        yield problem(name, expected_of(name), photo)
        return
    try:
        binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error as error:
        yield problem(name, "base64 after the comma", str(error))


def _check_birth_date(name: str, born: date) -> Iterator[Explanation]:
    if born < EARLIEST_BIRTH:
        yield problem(name, f"a date from {EARLIEST_BIRTH} on", born)


def _not_blank(name: str, value: str) -> Iterator[Explanation]:
    if not value.strip():
        yield problem(name, "text that is not empty", value)


def broken_rules(where: str, expected: str, value: str, violations: Iterable[Violation]) -> Iterator[Explanation]:
    """One problem for all rules that a number breaks."""
    listed = list(violations)
    if listed:
        yield msgspec.structs.replace(
            problem(where, expected, value, mend=f"leave `{where}` out to have a valid one made"),
            why="; ".join(violation.sentence for violation in listed),
            code=listed[0].code,
        )


_CHECKS: Final[Mapping[str, Callable[[str, Any], Iterator[Explanation]]]] = {
    "vids": _check_vids,
    "vidDetails": _check_vid_details,
    "names": _check_names,
    "language": _matches(_LANGUAGE),
    "birthDate": _check_birth_date,
    "phone": _matches(_PHONE),
    "email": _matches(_EMAIL),
    "photo": _check_photo,
    "locks": _check_locks,
    "parents": _check_relatives,
    "spouse": _check_relatives,
    "pin": _matches(_PIN),
    "password": _not_blank,
    "registrationId": _not_blank,
    "birthCertificateNumber": _not_blank,
    "createdAt": _check_instant,
    "updatedAt": _check_instant,
}
