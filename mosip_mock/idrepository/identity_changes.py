"""Requests that create or change an identity, as the real checks read them: what is missing first, then what is wrong.

Source: mosip/id-repository `IdRepoController.addIdentity`, `.updateIdentity`, `IdRequestValidator`. The identity schema
of master data is not part of the mock: a name and a date of birth are all that it asks for.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, get_args

import msgspec

from mosip_mock.idrepository.answers import CREATE_ID, UPDATE_ID
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, missing, refuse_all
from mosip_mock.idrepository.requests import Envelope, optional_text, require_id, time_errors, version_errors
from mosip_mock.registration.person import Person, person_of
from mosip_mock.spring import text_of
from shared.citizens.citizen import CitizenStatus
from shared.control.explanation import Explanation

STATUSES: Final = get_args(CitizenStatus)


class IdentityChange(msgspec.Struct, frozen=True, kw_only=True):
    """A request that its validator lets through. Whether the numbers are good ones is for the repository to say."""

    registration_id: str
    uin: str
    status: CitizenStatus | None
    person: Person


def read_creation(envelope: Envelope, now: datetime) -> IdentityChange:
    """A new identity. Raises `IdRepoError`."""
    return _read(envelope, now, CREATE_ID)


def read_update(envelope: Envelope, now: datetime) -> IdentityChange:
    """A change of an identity or its status. Raises `IdRepoError`."""
    return _read(envelope, now, UPDATE_ID)


def _read(envelope: Envelope, now: datetime, expected_id: str) -> IdentityChange:
    """The controller looks for the UIN first, then at the id; only then it tells what the validator found."""
    members = _members(envelope)
    identity = _identity(members)
    uin = identity["UIN"]
    require_id(envelope, expected_id)
    registration_id = optional_text(members, "registrationId", "request.registrationId")
    status = optional_text(members, "status", "request.status") if expected_id == UPDATE_ID else None
    found = list(time_errors(envelope, now)) or list(version_errors(envelope))
    if status is not None and status not in STATUSES and not found:
        found.append(invalid("request.status", " or ".join(STATUSES), status))
    person = person_of(identity)
    found += _identity_errors(identity, person, is_new=expected_id == CREATE_ID)
    if registration_id is None:
        found.append(missing("request.registrationId"))
    refuse_all(found)
    return IdentityChange(
        registration_id=registration_id or "",
        uin="" if isinstance(uin, dict | list) else text_of(uin) or "",
        status=_status(status),
        person=person,
    )


def _members(envelope: Envelope) -> Mapping[str, Any]:
    if envelope.request is None:
        raise _unhandled("request", "the validator reads its members without looking")
    return envelope.request


def _identity(members: Mapping[str, Any]) -> Mapping[str, Any]:
    """The identity, which has a UIN of whatever form."""
    identity = members.get("identity")
    if identity is None or (isinstance(identity, Mapping) and "UIN" not in identity):
        raise missing("request.identity.UIN", "identity/UIN")
    if not isinstance(identity, Mapping):
        raise _unhandled("request.identity", "the validator takes it for an object")
    return identity


def _identity_errors(identity: Mapping[str, Any], person: Person, *, is_new: bool) -> Iterator[IdRepoError]:
    if is_new and not person.names:
        yield missing("request.identity.fullName", "identity/fullName")
    if person.birth_date is None:
        where, about = "request.identity.dateOfBirth", "identity/dateOfBirth"
        if identity.get("dateOfBirth"):
            yield invalid(where, "a date YYYY/MM/DD", identity["dateOfBirth"], about=about)
        elif is_new:
            yield missing(where, about)


def _status(text: str | None) -> CitizenStatus | None:
    return next((status for status in STATUSES if status == text), None)


def _unhandled(where: str, why: str) -> IdRepoError:
    """A null pointer or a failed cast in the real service, which its exception handler answers with one code."""
    return IdRepoError(
        IdRepoCode.UNKNOWN,
        Explanation(
            expected="an object",
            received="nothing, or something else",
            where=where,
            why=f"{why}, and what it does not handle has this one code",
            mend=f"send `{where}` as an object",
        ),
    )
