"""An OpenCRVS `mosip-api` in the releases that countries run: what it sends, stores, checks and answers.

It knows the wire only; its HTTP, its subscriber and its cryptography are its own.
"""

import json
import re
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any, Final, Self

import httpx2

from tests.support.ida_recipe import mosip_time
from tests.support.kit import Kit
from tests.support.opencrvs_events import CENTER, MACHINE, Packet, identity_schema
from tests.support.opencrvs_flavours import Flavour
from tests.support.plain_http import plain_client
from tests.support.subscriber import Subscriber

CLIENT_SECRET: Final = "abcdeABCDE123456"
PACKET_CLIENT: Final = "mosip-regproc-client"
WEBSUB_CLIENT: Final = "mosip-websub-client"
HUB_SECRET: Final = "mosip-websub-secret"


class CallFailedError(AssertionError):
    """A call that `mosip-api` would have given up on."""


class OpenCrvs:
    """One country's middleware. Use as a context manager: it runs the callback server."""

    def __init__(self, mosip_url: str, kit: Kit, flavour: Flavour, *, topic: str = "CREDENTIAL_ISSUED") -> None:
        self.flavour = flavour
        self.topic = topic
        self.subscriber = Subscriber(kit, flavour, topic, HUB_SECRET)
        self.mosip_url = mosip_url
        self._http = plain_client(timeout=15)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.subscriber.close()
        self._http.close()

    def token(self, client_id: str = PACKET_CLIENT) -> str:
        """The text of the first cookie between the first `=` and the next `=` or `;`, whatever the cookie is called."""
        answer = self._http.post(
            f"{self.mosip_url}/v1/authmanager/authenticate/clientidsecretkey",
            json={
                "id": "string",
                "version": "string",
                "requesttime": _now(),
                "metadata": {},
                "request": {"clientId": client_id, "secretKey": CLIENT_SECRET, "appId": "admin"},
            },
        )
        self._http.cookies.clear()
        cookie = answer.headers.get("Set-Cookie")
        if not answer.is_success or cookie is None:
            raise CallFailedError(f"Failed getting MOSIP auth token: {answer.status_code} {answer.text}")
        return re.split(r"[=;]", cookie, maxsplit=2)[1]

    def subscribe(self) -> httpx2.Response:
        """Subscribe as at start-up, and return once the hub has verified the intent."""
        answer = self.ask_hub("subscribe", secret=self.subscriber.hub_secret)
        if not answer.is_success:
            raise CallFailedError(f"subscribing failed: {answer.status_code} {answer.text}")
        self.subscriber.wait_for_verification()
        return answer

    def ask_hub(self, mode: str, *, secret: str | None = None) -> httpx2.Response:
        """A form to the hub with the token in both headers, as `mosip-api` sends it."""
        token = self.token(WEBSUB_CLIENT)
        form = {"hub.mode": mode, "hub.topic": self.topic, "hub.callback": self.subscriber.callback_url}
        return self._http.post(
            f"{self.mosip_url}/websub/hub",
            data=form | ({"hub.secret": secret} if secret is not None else {}),
            headers={"Authorization": token, "Cookie": f"Authorization={token}"},
        )

    def register(self, packet: Packet) -> str:
        """An event from the office to MOSIP, all calls in order. The registration id."""
        is_correction = packet.process == "CRVS_UPDATE"  # of which it keeps no row
        registration_id = str(uuid.uuid4()) if is_correction else new_registration_id()
        if self.flavour.row_before_calls and not is_correction:
            self.subscriber.expect(registration_id)
        token = self.token()
        self.create_packet(registration_id, packet, token)
        self.workflow_instance(registration_id, packet, token)
        if not self.flavour.row_before_calls:
            self.subscriber.expect(registration_id)
        return registration_id

    def create_packet(self, registration_id: str, packet: Packet, token: str) -> Any:
        """The answer's JSON, which `mosip-api` never looks at."""
        request: dict[str, Any] = {
            "id": registration_id,
            "refId": f"{CENTER}_{MACHINE}",
            "offlineMode": False,
            "process": packet.process,
            "source": self.flavour.source,
            "schemaVersion": self.flavour.schema_version,
            "fields": packet.fields,
            "metaInfo": packet.meta_info,
            "audits": [packet.audit],
            "schemaJson": identity_schema(),
        }
        if packet.meta_info is None:
            del request["metaInfo"]
        answer = self._http.put(
            f"{self.mosip_url}/commons/v1/packetmanager/createPacket",
            content=_pretty({"id": "string", "version": "string", "requesttime": _now(), "request": request}),
            headers={"Content-Type": "application/json", "Cookie": f"Authorization={token};"},
        )
        return _json_of(answer, "createPacket")

    def workflow_instance(self, registration_id: str, packet: Packet, token: str) -> Any:
        answer = self._http.post(
            f"{self.mosip_url}/registrationprocessor/v1/workflowmanager/workflowinstance",
            content=_pretty(
                {
                    "id": "mosip.registration.processor.workflow.instance",
                    "requesttime": _now(),
                    "version": "v1",
                    "request": {
                        "registrationId": registration_id,
                        "process": packet.process,
                        "source": self.flavour.source,
                        "additionalInfoReqId": "",
                        "notificationInfo": packet.recipient,
                    },
                }
            ),
            headers={"Content-Type": "application/json", "Cookie": f"Authorization={token};"},
        )
        self._http.cookies.clear()
        content = _json_of(answer, "workflowinstance")
        errors = content.get("errors") if isinstance(content, dict) else None
        if errors:
            raise CallFailedError(f"workflowinstance: {errors[0]['message']}")
        return content


def new_registration_id() -> str:
    """Centre and ten random digits."""
    return CENTER + "".join(secrets.choice("0123456789") for _ in range(10))


def _now() -> str:
    return mosip_time(datetime.now(UTC))


def _pretty(body: dict[str, Any]) -> bytes:
    """As `JSON.stringify(body, null, 2)` writes it."""
    return json.dumps(body, indent=2, ensure_ascii=False).encode()


def _json_of(answer: httpx2.Response, what: str) -> Any:
    if not answer.is_success:
        raise CallFailedError(f"{what}: {answer.status_code} {answer.text}")
    return answer.json()
