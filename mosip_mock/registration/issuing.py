"""What the pipeline asks of others: a credential for a person."""

from collections.abc import Mapping
from typing import Any, Protocol


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
        further: Mapping[str, Any] | None = None,
    ) -> str:
        """Ask for one credential about the person of this UIN; the id of the request.

        `rid` is the registration id of the packet that caused it, `template` the `templateTypeCode` of the event,
        `further` are other members of `event.data`.
        """
        ...
