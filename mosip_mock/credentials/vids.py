"""The VID that a credential carries: one that the person has or a new one, as the partner's policy decides.

Source: mosip/id-repository `CredentialProvider.prepareSharableAttributes`, `VIDUtil`; the VID service decides what may
be made.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from mosip_mock.credentials.failures import CannotIssueError
from mosip_mock.credentials.requests import CredentialRequest
from mosip_mock.idrepository.vids import POLICIES, Vids, expiry_text, vid_type_of
from mosip_mock.partners.partner import Attribute
from shared.citizens.citizen import Citizen, Vid, VidType
from shared.control.explanation import Refusal

_DEFAULT_TYPE: Final = "Perpetual"
"""Where the policy names no type (`credential.service.default.vid.type`)."""
_RETRIEVE: Final = "RETRIEVE"


class CredentialVids(Struct, frozen=True):
    """Finds and makes VIDs for credentials."""

    service: Vids

    def shared(self, citizen: Citizen, attributes: Iterable[Attribute]) -> dict[str, Vid]:
        """The VIDs to share, by the names of their attributes. Raises `CannotIssueError`."""
        return {a.attribute_name: self._vid(citizen, a) for a in attributes if shares_vid(a)}

    def perpetual(self, citizen: Citizen) -> Vid | None:
        """The one of the default type; None when the person has none that is active."""
        return self._present(citizen, _DEFAULT_TYPE)

    def _vid(self, citizen: Citizen, attribute: Attribute) -> Vid:
        """`RETRIEVE` takes what is there, also of an inactive person; any other format wants a new one.

        An entry without a format, with which the original fails, takes what is there of an active person.
        """
        kind = _type_of(attribute)
        retrieves = attribute.format is None or attribute.format.upper() == _RETRIEVE
        present = self._present(citizen, kind) if retrieves else None
        if present is not None and attribute.format is not None:
            return present
        if citizen.status != "ACTIVATED":
            raise CannotIssueError(
                f"IDR-CRS-006: no VID is made for a UIN that is {citizen.status}",
                expected="an ACTIVATED UIN where the policy wants a VID",
                mend="activate the person (PATCH /idrepository/v1/identity/ with status ACTIVATED)",
            )
        return present or self._new(citizen, kind)

    def _present(self, citizen: Citizen, kind: VidType) -> Vid | None:
        """The active one that expires last."""
        active = self.service.active(citizen, kind)
        return max(active, key=expiry_text, default=None)

    def _new(self, citizen: Citizen, kind: VidType) -> Vid:
        try:
            return self.service.create_in_place(citizen.uin, kind)
        except Refusal as refusal:
            raise CannotIssueError(
                f"IDR-CRS-006: the VID service makes no {kind} VID ({refusal.code})",
                expected=refusal.explanation.expected,
                mend=f"{refusal.explanation.mend}, or let the policy RETRIEVE one",
            ) from refusal


def shares_vid(attribute: Attribute) -> bool:
    """Whether it is a VID, which no identity holds."""
    return attribute.source_name.upper() == "VID"


def with_vids(request: CredentialRequest, vids: Mapping[str, Vid]) -> CredentialRequest:
    """The request with what `event.data` says of its VID: a `LocalDateTime` without zone, and how often it may be used.

    Of several it tells of the last.
    """
    told = [{"ExpiryTimestamp": expiry_text(v), "TransactionLimit": POLICIES[v.vid_type].uses} for v in vids.values()]
    return replace(request, additional=request.additional | told[-1]) if told else request


def _type_of(attribute: Attribute) -> VidType:
    named = next(iter(attribute.filtered("type")), _DEFAULT_TYPE)
    kind = vid_type_of(named)
    if kind is None:
        raise CannotIssueError(
            f"IDR-CRS-006: the VID service knows no type {named!r}",
            expected=f"one of the types {', '.join(POLICIES)}",
            mend="name one of them in the filter of the policy's VID",
        )
    return kind
