"""The person: the individual id by its format, then by the database.

Source: mosip/id-authentication `IdTypeUtil`, `IdServiceImpl.processIdType`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

from mosip_mock.idauthentication.block import scalar_text
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from shared.citizens.citizen import Citizen, Vid
from shared.citizens.identifiers import Rule, violations_of_uin, violations_of_vid
from shared.citizens.population import Population
from shared.control.exchange import Exchange
from shared.control.tolerances import LEGACY_UIN_CHECKSUM
from shared.shapes import shown

IdType = Literal["UIN", "VID", "HANDLE"]
_FORM: Final = frozenset({Rule.NOT_EMPTY, Rule.ONLY_DIGITS, Rule.LENGTH, Rule.CHECKSUM})


class Individual(Struct, frozen=True):
    """A well-formed individual id."""

    value: str
    id_type: IdType


class IdRules(msgspec.Struct, frozen=True, kw_only=True):
    """Which kinds of ids the deployment takes."""

    citizens: Population
    known: tuple[str, ...] = ("UIN", "VID", "HANDLE")
    """The kinds that the release has at all."""
    enabled: tuple[str, ...] = ("UIN", "VID", "HANDLE")
    """The kinds that the country configured (`request.idtypes.allowed`)."""


def id_findings(
    outer: Mapping[str, Any], rules: IdRules, exchange: Exchange, *, is_otp: bool
) -> tuple[Individual | None, list[Finding]]:
    """The individual id of a request, or what is wrong with its form."""
    value = scalar_text(outer.get("individualId"), "individualId")
    given_type = scalar_text(outer.get("individualIdType"), "individualIdType")
    if not value:
        return None, [
            refused(
                IdaCode.MISSING,
                "individualId",
                expected="a UIN (10 digits) or VID (16 digits)",
                received="nothing",
                where="individualId",
                why="there is nobody to authenticate",
                mend="send the person's UIN or VID",
            )
        ]
    if given_type is not None:
        return _typed(value, given_type, rules, exchange, is_otp=is_otp)
    kinds: tuple[IdType, ...] = ("UIN", "VID", "HANDLE")
    for id_type in kinds:
        if id_type in rules.enabled and not _form_violations(value, id_type, rules.citizens, exchange):
            return Individual(value, id_type), []
    return None, [_malformed(value)]


def _typed(
    value: str, given: str, rules: IdRules, exchange: Exchange, *, is_otp: bool
) -> tuple[Individual | None, list[Finding]]:
    id_type: IdType | None = next((known for known in get_args(IdType) if known == given), None)
    if id_type is None or id_type not in rules.known:
        return None, [
            refused(
                IdaCode.INVALID,
                "individualIdType",
                expected="`UIN` or `VID`, in capitals (or leave the member out)",
                received=shown(given),
                where="individualIdType",
                why="the type is compared with the list of the country, in that case",
                mend="write `UIN` or `VID`",
            )
        ]
    if id_type not in rules.enabled:
        return None, [_disabled(id_type, rules.enabled)]
    violations = _form_violations(value, id_type, rules.citizens, exchange)
    if not violations:
        return Individual(value, id_type), []
    if is_otp or id_type == "HANDLE":
        return None, [_malformed(value)]
    other = "VID" if id_type == "UIN" else "UIN"
    swapped = not _form_violations(value, other, rules.citizens, exchange)
    return None, [
        refused(
            IdaCode.INVALID_UIN if id_type == "UIN" else IdaCode.INVALID_VID,
            expected=f"a valid {id_type}",
            received=f"{value}, which is a {other}" if swapped else f"{value}: {'; '.join(violations)}",
            where="individualId",
            why="length and Verhoeff checksum are checked before anybody is looked up",
            mend=f"send `individualIdType: {other}`" if swapped else "check the number as it was typed or stored",
        )
    ]


def _form_violations(value: str, id_type: str, citizens: Population, exchange: Exchange) -> list[str]:
    """What speaks against the number; a known person's number may break the rules when that is tolerated.

    Of a number that nobody has, only length and check digit count, as IDA documents it: the patterns that MOSIP avoids
    when it makes numbers, and that its kernel refuses by configuration, are no reason to call it invalid.
    """
    if id_type == "HANDLE":
        name, _, kind = value.rpartition("@")
        return [] if name and kind else ["a handle is a value, `@` and its kind, such as `+9991234567@phone`"]
    if id_type == "VID":
        return [v.sentence for v in violations_of_vid(value) if v.rule in _FORM]
    found = violations_of_uin(value)
    if not found or citizens.find_by_uin(value) is None:
        return [v.sentence for v in found if v.rule in _FORM]
    violations = [v.sentence for v in found]
    finding = refused(
        IdaCode.INVALID_UIN,
        expected="a UIN by MOSIP's rules",
        received=f"{value}: {'; '.join(violations)}",
        where="individualId",
        why="a real MOSIP never issues such a number and refuses it",
        mend="use one of the personas, or people made by `mosip-mocks seed`",
    )
    return [] if exchange.tolerates(LEGACY_UIN_CHECKSUM, finding.explanation) else violations


def _malformed(value: str) -> Finding:
    return refused(
        IdaCode.INVALID,
        "individualId",
        expected="a valid UIN (10 digits) or VID (16 digits)",
        received=value[:40],
        where="individualId",
        why="its type is derived from its form, and it has none of them",
        mend="check the number; both end in a Verhoeff check digit",
    )


def _disabled(id_type: str, enabled: tuple[str, ...]) -> Finding:
    return refused(
        IdaCode.ID_TYPE_DISABLED,
        id_type,
        expected=" or ".join(enabled),
        received=id_type,
        where="individualIdType",
        why="the country did not enable this kind of id",
        mend="send another kind of id, or enable it with `MOSIP_MOCK_IDA_ID_TYPES`",
    )


def find_individual(individual: Individual, citizens: Population, now: datetime) -> Citizen:
    """The person behind the id. Raises `IdaError`: unknown, deactivated, blocked, VID revoked or expired."""
    citizen = {
        "UIN": citizens.find_by_uin,
        "VID": citizens.find_by_vid,
        "HANDLE": citizens.find_by_individual_id,
    }[individual.id_type](individual.value)
    if citizen is None or citizen.magic == "uin-unknown-to-ida":
        raise IdaError(_not_there(individual, "a number that nobody has"))
    if individual.id_type == "VID":
        vid = next(v for v in citizen.vids if v.vid == individual.value)
        _check_vid(individual, vid, now)
    if citizen.status != "ACTIVATED":
        died = f", deceased on {citizen.deceased_on}" if citizen.deceased_on else ""
        raise IdaError(
            refused(
                IdaCode.BLOCKED,
                "UIN is deactivated/blocked",
                expected="an ACTIVATED identity",
                received=f"{individual.value}, which is {citizen.status}{died}",
                where="individualId",
                why="a deactivated or blocked identity is never authenticated",
                mend="use another person, or set this one ACTIVATED with `mosip-mocks citizens update`",
            )
        )
    return citizen


def _check_vid(individual: Individual, vid: Vid, now: datetime) -> None:
    if vid.is_gone:
        raise IdaError(_not_there(individual, f"a VID that is {vid.vid_status} (uses left: {vid.uses_left})"))
    if not vid.is_in_force(now):
        raise IdaError(
            refused(
                IdaCode.VID_EXPIRED,
                expected="a VID in force",
                received=f"{vid.vid_status}, expiring {vid.expires_at}",
                where="individualId",
                why="temporary VIDs end by themselves",
                mend="make a new VID, or reset the suite's clock",
            )
        )


def _not_there(individual: Individual, received: str) -> Finding:
    return refused(
        IdaCode.NOT_IN_DATABASE,
        individual.id_type,
        expected=f"a {individual.id_type} of this population",
        received=f"{individual.value}: {received}",
        where="individualId",
        why="the number is well formed, but no usable identity has it",
        mend="`mosip-mocks citizens list` shows who is there; `mosip-mocks citizens add` makes more",
    )


def consume_vid(citizens: Population, citizen: Citizen, vid: str) -> None:
    """Count a use of a VID that has a limit; at the last one it is used up."""
    if not any(v.vid == vid and v.uses_left is not None for v in citizen.vids):
        return
    citizens.change(citizen.uin, _with_vid(vid, _used_once))


def _with_vid(number: str, change: Callable[[Vid], Vid]) -> Callable[[Citizen], Citizen]:
    def changed(citizen: Citizen) -> Citizen:
        vids = tuple(change(v) if v.vid == number else v for v in citizen.vids)
        return msgspec.structs.replace(citizen, vids=vids)

    return changed


def _used_once(vid: Vid) -> Vid:
    left = max((vid.uses_left or 0) - 1, 0)
    return msgspec.structs.replace(vid, uses_left=left, vid_status=vid.vid_status if left else "USED")
