"""From what somebody gives to a citizen, from changes to a changed one, and back to the public JSON.

A name and a birth date make a person; the rest is made up. What is wrong raises `DraftError`, which names every field.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import msgspec

from shared.citizens.citizen import Citizen, Origin, Vid
from shared.citizens.fabrication import make_address, make_email, make_phone
from shared.citizens.fields import (
    NOTHING,
    STORED,
    TYPES,
    DraftError,
    broken_rules,
    expected_of,
    problem,
    read_fields,
    unknown_names,
)
from shared.citizens.identifiers import is_legacy_uin, violations_of_uin
from shared.citizens.numbering import UIN_LENGTH, Uin, VidNumber
from shared.citizens.population import Population
from shared.control.explanation import Explanation

_NAME_PARTS: Final = ("givenName", "middleName", "familyName")
_KEPT: Final = ("uin", "origin", "createdAt", "updatedAt", "legacy")
"""What a change may repeat but not alter."""
FIELDS: Final = (*TYPES, "vidDetails", "legacy")
_A_NAME: Final = "a name: `fullName`, or `givenName` and `familyName`"
_ATTRIBUTES: Final = {f.encode_name: f.name for f in STORED}


def create_citizen(
    population: Population, given: Mapping[str, Any], *, now: datetime, origin: Origin = "api"
) -> Citizen:
    """Make a citizen of these camelCase fields and store them.

    Raises `DraftError`, and `DuplicateKeyError` when the UIN or a VID is taken.
    """
    with population.store.transaction():
        return population.add(drafted(population, given, now=now, origin=origin))


def drafted(
    population: Population,
    given: Mapping[str, Any],
    *,
    now: datetime,
    origin: Origin = "api",
    any_number: bool = False,
) -> Citizen:
    """The citizen of these fields, not stored yet; what is missing is made up from the UIN.

    `any_number` takes a UIN that breaks MOSIP's rules, as imported fixtures have them. Raises `DraftError`.
    """
    values, problems = _read(given)
    if not any(str(given.get(name) or "").strip() for name in ("fullName", *_NAME_PARTS)):
        problems.append(problem("fullName", _A_NAME, NOTHING))
    if given.get("birthDate") is None and not any(p.where == "birthDate" for p in problems):
        problems.append(problem("birthDate", expected_of("birthDate"), NOTHING))
    uin = values.get("uin")
    if uin is not None:
        problems += _problems_of_uin(uin, any_number)
    _raise_if_any(problems, values, now)
    values["uin"] = Uin(uin) if uin is not None else population.new_uin()
    rng = Random(f"made up about {values['uin']}")
    values.update(_name_of(values))
    if "vidDetails" in values:
        values["vids"] = values.pop("vidDetails")
    elif "vids" in values:
        values["vids"] = tuple(Vid(vid=VidNumber(v), created_at=now) for v in values["vids"])
    else:
        values["vids"] = (Vid(vid=population.new_vid(), created_at=now),)
    values.setdefault("gender", rng.choice(("male", "female")))
    values.setdefault("phone", make_phone(rng))
    values.setdefault("email", make_email(rng, values["fullName"]))
    values.setdefault("address", make_address(rng))
    values.setdefault("origin", origin)
    values.setdefault("createdAt", now)
    return _citizen_of(values)


def patched(citizen: Citizen, changes: Mapping[str, Any], *, now: datetime) -> Citizen:
    """The citizen with these camelCase fields changed. Raises `DraftError`; then nothing is changed."""
    present = presented(citizen)
    altered = {name: value for name, value in changes.items() if present.get(name, _ABSENT) != value}
    problems = [
        problem(name, f"{present[name]!r}, which stays as it is", altered[name], mend=f"leave `{name}` out")
        for name in _KEPT
        if name in altered
    ]
    values, wrong = _read({n: v for n, v in altered.items() if n not in _KEPT})
    values.setdefault("birthDate", citizen.birth_date)
    _raise_if_any(problems + wrong, values, now)
    if not altered:
        return citizen
    if any(name in values for name in ("fullName", *_NAME_PARTS)):
        parts = {name: present[name] for name in _NAME_PARTS} if "fullName" not in values else {}
        named = parts | values
        if not any(str(named.get(name) or "").strip() for name in ("fullName", *_NAME_PARTS)):
            raise DraftError([problem("fullName", _A_NAME, NOTHING)])
        values.update(_name_of(named))
    if "vidDetails" in values:
        values["vids"] = values.pop("vidDetails")
    elif "vids" in values:
        known = {vid.vid: vid for vid in citizen.vids}
        values["vids"] = tuple(known.get(v) or Vid(vid=VidNumber(v), created_at=now) for v in values["vids"])
    values["updatedAt"] = now
    return msgspec.structs.replace(citizen, **{_ATTRIBUTES[n]: v for n, v in values.items()})


def presented(citizen: Citizen) -> dict[str, Any]:
    """The public JSON: every field, present even when it is null. `vids` lists the numbers, active ones first."""
    stored: dict[str, Any] = msgspec.to_builtins(citizen)
    active_first = sorted(citizen.vids, key=lambda vid: vid.vid_status != "ACTIVE")
    public: dict[str, Any] = {name: stored.get(name, _EMPTY.get(name)) for name in _ORDER}
    public.update({name: list(public[name]) for name in ("parents", "locks")})
    public["vids"] = [vid.vid for vid in active_first]
    public["vidDetails"] = [
        {"vid": vid.vid, "vidType": vid.vid_type, "vidStatus": vid.vid_status} | msgspec.to_builtins(vid)
        for vid in citizen.vids
    ]
    public["legacy"] = is_legacy_uin(citizen.uin)
    return public


_ABSENT: Final = object()
_EMPTY: Final[Mapping[str, Any]] = {
    _field.encode_name: msgspec.to_builtins(_field.default)
    for _field in STORED
    if _field.default is not msgspec.NODEFAULT
} | {"names": {}, "attributes": {}}
_ORDER: Final = (
    "uin",
    "vids",
    *_NAME_PARTS,
    "fullName",
    "birthDate",
    "gender",
    "phone",
    "email",
    "address",
    "status",
    *(name for name in TYPES if name not in {"uin", "vids", *_NAME_PARTS, "fullName"}),
)


def _read(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Explanation]]:
    problems = list(unknown_names(given, FIELDS))
    values, wrong = read_fields({n: v for n, v in given.items() if n in FIELDS and n != "legacy"})
    return values, problems + wrong


def _raise_if_any(problems: list[Explanation], values: Mapping[str, Any], now: datetime) -> None:
    """Raise what was found, and what does not fit together."""
    born, died = values.get("birthDate"), values.get("deceasedOn")
    if born is not None and born > now.date() + timedelta(days=1):  # somewhere it is tomorrow already
        problems.append(problem("birthDate", expected_of("birthDate"), born))
    if born is not None and died is not None and died < born:
        problems.append(problem("deceasedOn", expected_of("deceasedOn"), died))
    if problems:
        raise DraftError(problems)


def _problems_of_uin(uin: str, any_number: bool) -> list[Explanation]:
    if any_number and len(uin) == UIN_LENGTH and uin.isascii() and uin.isdigit():
        return []
    return list(broken_rules("uin", expected_of("uin"), uin, violations_of_uin(uin)))


def _name_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The four name fields: the whole name from its parts or, where no part is given, the parts from the whole."""
    parts = [str(values.get(name) or "").strip() for name in _NAME_PARTS]
    full = " ".join(str(values.get("fullName") or "").split())
    if not any(name in values for name in _NAME_PARTS):
        words = full.split()
        given, family = words[0], words[-1] if len(words) > 1 else ""
        parts = [given, " ".join(words[1:-1]), family]
    return dict(zip(_NAME_PARTS, parts, strict=True)) | {"fullName": full or " ".join(filter(None, parts))}


def _citizen_of(values: Mapping[str, Any]) -> Citizen:
    return Citizen(**{_ATTRIBUTES[name]: value for name, value in values.items()})
