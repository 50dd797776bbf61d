"""What a body asks the credential request generator for.

Source: mosip/id-repository `CredentialIssueRequest`, `RequestValidator`.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid
from mosip_mock.idrepository.requests import optional_text, unmapped
from mosip_mock.registration.issuing import CredentialWishes
from shared.control.explanation import Explanation

_LONGEST_ID: Final = 64
"""`credential_transaction.id`."""
_NAMED: Final = frozenset({"registrationId", "templateTypeCode"})
"""Members of `additionalData` with a place of their own; the others go into the event as they are."""


class AskedCredential(Struct, frozen=True, kw_only=True):
    """A credential as it is asked for; what the body leaves out is empty."""

    number: str
    """A UIN, a VID or a registration id."""
    partner_id: str
    credential_type: str
    registration_id: str
    template: str
    wishes: CredentialWishes


def asked_credential(members: Mapping[str, Any], request_id: str = "") -> AskedCredential:
    """The members as Jackson maps them; `request_id` is one that the caller chose. Raises `IdRepoError`."""
    additional = members.get("additionalData") or {}
    if not isinstance(additional, Mapping):
        raise unmapped("request.additionalData", "an object", additional)
    number, registration_id = _text(members, "id"), additional.get("registrationId")
    return AskedCredential(
        number=number,
        partner_id=_text(members, "issuer"),
        credential_type=_text(members, "credentialType"),
        registration_id=registration_id if isinstance(registration_id, str) else "",
        template=str(additional.get("templateTypeCode") or ""),
        wishes=CredentialWishes(
            request_id=request_id,
            individual_id=number,
            attributes=_attributes(members),
            encrypts=_encrypts(members),
            encryption_key=_text(members, "encryptionKey"),
            further={name: value for name, value in additional.items() if name not in _NAMED},
        ),
    )


def require_type_and_partner(asked: AskedCredential) -> None:
    """Raise `IdRepoError` where the validator would."""
    for name, text in (("credentialType", asked.credential_type), ("issuer", asked.partner_id)):
        if not text.strip():
            raise blank(f"request.{name}", name)


def require_storable(request_id: str) -> None:
    """Raise `IdRepoError` for an id that the real database has no room for."""
    if len(request_id) > _LONGEST_ID:
        raise IdRepoError(
            IdRepoCode.REQUEST_UNKNOWN,
            Explanation(
                expected=f"an id of at most {_LONGEST_ID} characters",
                received=f"{len(request_id)} characters",
                where="path",
                why="the database refuses it, and the service has one code for all that it does not expect",
                mend="take the registration id, with a suffix such as -PDF",
            ),
        )


def blank(where: str, about: str) -> IdRepoError:
    """A member that is not there or holds nothing."""
    return invalid(where, "a value", "nothing", "the validator refuses blank ones", about)


def _text(members: Mapping[str, Any], name: str) -> str:
    return optional_text(members, name, f"request.{name}") or ""


def _attributes(members: Mapping[str, Any]) -> tuple[str, ...]:
    attributes = members.get("sharableAttributes") or []
    if not isinstance(attributes, list) or not all(isinstance(name, str) for name in attributes):
        raise unmapped("request.sharableAttributes", "a list of names", attributes)
    return tuple(attributes)


def _encrypts(members: Mapping[str, Any]) -> bool:
    encrypts = members.get("encrypt") or False
    if not isinstance(encrypts, bool):
        raise unmapped("request.encrypt", "true or false", encrypts)
    return encrypts
