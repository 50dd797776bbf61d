"""The `CREDENTIAL_ISSUED` event.

Source: mosip/id-repository `CredentialStoreServiceImpl.getEventModel`, mosip/commons `EventModel`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from mosip_mock.credentials.requests import CredentialRequest
from shared.wire import wire_time

PUBLISHER: Final = "CREDENTIAL_SERVICE"
TOPIC: Final = "CREDENTIAL_ISSUED"


def credential_event(
    request: CredentialRequest,
    *,
    topic: str,
    now: datetime,
    event_id: str,
    content: Mapping[str, Any],
    data_share_uri: str | None = None,
) -> dict[str, Any]:
    """The event; `content` holds `proof` and, unless it is shared by URI, `credential`."""
    instant = wire_time(now)
    return {
        "publisher": PUBLISHER,
        "topic": topic,
        "publishedOn": instant,
        "event": {
            "id": event_id,
            "transactionId": request.request_id,
            "type": {"namespace": "mosip", "name": "mosip"},
            "timestamp": instant,
            "dataShareUri": data_share_uri,
            "data": {
                "registrationId": request.registration_id,
                **request.additional,
                **content,
                "credentialType": request.credential_type,
                "protectionKey": request.encryption_key,
            },
        },
    }
