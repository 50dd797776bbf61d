"""What the ID repository tells the world about an identity: created, updated, status, locks.

Source: mosip/id-repository `IdRepoServiceImpl`, `IdRepoWebSubHelper`, `AuthTypeStatusEventsDTO`.
"""

import hashlib
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.events import EventPublisher
from shared.citizens.citizen import Citizen, Vid
from shared.citizens.token_id import token_id
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw
from shared.jwks import base64url
from shared.wire import wire_time

ONLINE_VERIFICATION_PARTNER: Final = "mpartner-default-auth"
_SALT: Final = "mosip-mocks"


class IdentityEvents(Struct, frozen=True):
    """Publishes; called inside the transaction of the change."""

    publisher: EventPublisher
    clock: Clock
    partner: str = ONLINE_VERIFICATION_PARTNER
    draw: Draw = RANDOM

    def created(self, citizen: Citizen, registration_id: str) -> None:
        self._about_identity("IDENTITY_CREATED", citizen, registration_id)

    def updated(self, citizen: Citizen, registration_id: str) -> None:
        """Only active identities are announced."""
        if citizen.status == "ACTIVATED":
            self._about_identity("IDENTITY_UPDATED", citizen, registration_id)

    def status_changed(self, citizen: Citizen) -> None:
        """`REMOVE_ID` for a blocked UIN, `DEACTIVATE_ID` for an inactive, `ACTIVATE_ID` for an active one."""
        topic = {"BLOCKED": "REMOVE_ID", "ACTIVATED": "ACTIVATE_ID"}.get(citizen.status, "DEACTIVATE_ID")
        expiry = self.clock.now() if topic == "DEACTIVATE_ID" else None
        self._about_id(topic, citizen.uin, expiry, None)

    def vid_changed(self, vid: Vid) -> None:
        """The same for a VID."""
        topic = {"REVOKED": "REMOVE_ID", "ACTIVE": "ACTIVATE_ID"}.get(vid.vid_status, "DEACTIVATE_ID")
        expiry = self.clock.now() if topic == "DEACTIVATE_ID" else vid.expires_at
        self._about_id(topic, vid.vid, expiry, vid.uses_left)

    def locks_changed(self, citizen: Citizen, statuses: list[dict[str, Any]]) -> None:
        self._publish(
            f"{self.partner}/AUTH_TYPE_STATUS_UPDATE",
            {"id_hash": None, "tokenId": token_id(citizen.uin, self.partner), "authTypeStatusList": statuses},
            self.draw.uuid(),
            "ida",
        )

    def _about_identity(self, topic: str, citizen: Citizen, registration_id: str) -> None:
        data = {"id_hash": id_hash(citizen.uin), "registration_id": registration_id}
        self._publish(topic, data, registration_id, "mosip")

    def _about_id(self, topic: str, number: str, expiry: datetime | None, limit: int | None) -> None:
        data: dict[str, Any] = {"id_hash": id_hash(number)}
        if expiry is not None:
            data["expiry_timestamp"] = wire_time(expiry)
        if limit is not None:
            data["transaction_limit"] = limit
        self._publish(f"{self.partner}/{topic}", data, self.draw.uuid(), "ida")

    def _publish(self, topic: str, data: dict[str, Any], transaction_id: str, kind: str) -> None:
        now = wire_time(self.clock.now())
        event = {
            "publisher": "ID_REPO",
            "topic": topic,
            "publishedOn": now,
            "event": {
                "id": self.draw.uuid(),
                "transactionId": transaction_id,
                "type": {"namespace": "mosip", "name": kind},
                "timestamp": now,
                "dataShareUri": None,
                "data": data,
            },
        }
        self.publisher.publish(topic, msgspec.json.encode(event))


def hash_attributes(number: str) -> dict[str, str]:
    """How a number is told to partners: its hash, and what the hash was made with."""
    modulo = int(id_hash(number)[:8], 16) % 1000
    return {"id_hash": id_hash(number), "MODULO": str(modulo), "SALT": base64url.encode_text(_SALT.encode())}


def id_hash(number: str) -> str:
    """Upper-case hex of the salted number; the real salts are secret."""
    return hashlib.sha256(f"{number}{_SALT}".encode()).hexdigest().upper()
