"""What the pipeline asks of others: a credential for a person."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from msgspec import Struct


class CredentialWishes(Struct, frozen=True, kw_only=True):
    """What a request may ask for beside person, partner and type."""

    request_id: str = ""
    """An id that it brings along, and takes the place of another request by; else one is drawn."""
    individual_id: str = ""
    """What it calls the person by, where that is no RID."""
    attributes: tuple[str, ...] = ()
    """What to share of the policy's attributes; none means all."""
    encrypts: bool = False
    encryption_key: str = ""
    further: Mapping[str, Any] = {}
    """Other members of `event.data`."""


NO_WISHES: Final = CredentialWishes()


class CredentialIssuer(Protocol):
    """Takes requests for credentials, as MOSIP's credential request generator does.

    Called inside the store transaction that moves the packet on: the implementation stores the request there and
    works it off later, so that each packet gets its credential exactly once. Never awaits.
    """

    def issue(
        self,
        *,
        rid: str,
        uin: str,
        process: str,
        partner_id: str,
        credential_type: str,
        template: str,
        wishes: CredentialWishes = NO_WISHES,
    ) -> str:
        """Ask for one credential about the person of this UIN; the id of the request.

        `rid` is the registration id of the packet that caused it, `template` the `templateTypeCode` of the event.
        """
        ...
