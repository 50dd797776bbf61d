"""`CREDENTIAL_STATUS_UPDATE`: what receivers say of a credential, copied to its request.

Source: mosip/id-repository `credential-request-generator`, `CredentialRequestServiceImpl.updateCredentialStatus`:
the status is free text, an empty `url` changes nothing, an unknown `requestId` is an error that only its log shows.
"""

from typing import Final

import msgspec
from msgspec import Struct

from mosip_mock.credentials.requests import CredentialRequests, NoSuchRequestError
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.control.journal import Journal

TOPIC: Final = "CREDENTIAL_STATUS_UPDATE"


class _Event(msgspec.Struct, frozen=True, rename="camel"):
    request_id: str
    status: str
    url: str | None = None


class _Update(msgspec.Struct, frozen=True):
    event: _Event


class StatusUpdates(Struct, frozen=True):
    """MOSIP's own subscriber of the topic."""

    requests: CredentialRequests
    clock: Clock
    journal: Journal

    def take(self, body: bytes) -> None:
        """Copy a status; what cannot be taken is explained in the journal."""
        exchange = self.journal.open("internal", method="STATUS", path=TOPIC, service="credentials")
        try:
            event = msgspec.json.decode(body, type=_Update).event
            exchange.tag(request=event.request_id)
            self.requests.set_status(event.request_id, event.status, at=self.clock.now(), url=event.url or "")
            exchange.status = 200
        except (msgspec.DecodeError, NoSuchRequestError) as error:
            exchange.status = 500
            exchange.explain(_not_taken(error))
        self.journal.close(exchange)


def _not_taken(error: Exception) -> Explanation:
    unknown = isinstance(error, NoSuchRequestError)
    return Explanation(
        expected="`event.requestId`, the `transactionId` of a CREDENTIAL_ISSUED event, and `event.status`",
        received=f"the unknown request {error}" if unknown else str(error),
        where="event.requestId" if unknown else "published body",
        why="the credential request generator finds its request by this id; it logs the failure, the publisher was "
        "told `accepted` long before",
        mend="put the event's own `transactionId` there",
    )
