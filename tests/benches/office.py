"""The registration side of the MOSIP mock in this process, with what a registration office sends to it.

Credentials and events go to recorders; processing goes on when a test says so.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.credentials.requests import CredentialRequests
from mosip_mock.registration.delay import parse_delay
from mosip_mock.registration.issuing import NO_WISHES, CredentialWishes
from mosip_mock.registration_side import RegistrationSide, registration_side
from mosip_mock.settings import Settings
from shared.control.explanation import Explanation
from shared.control.layers import control_mount, layered
from shared.control.services import ServiceTable
from shared.control.tolerances import parse_tolerances
from shared.settings import Addresses
from shared.world import World, open_world
from tests.support.opencrvs_events import identity_schema

BASE: Final = "http://localhost:20240"
PACKET_CLIENT: Final = "mosip-regproc-client"
SECRET: Final = "abcdeABCDE123456"
PACKETS: Final = "/commons/v1/packetmanager"
WORKFLOWS: Final = "/registrationprocessor/v1/workflowmanager"
COMPLETED: Final = "REGISTRATION_PROCESSOR_WORKFLOW_COMPLETED_EVENT"
NOW: Final = "2026-02-03T08:15:30.120Z"


@dataclass
class RecordingIssuer:
    """Remembers what credentials were asked for."""

    asked: list[dict[str, str]] = field(default_factory=list)
    wishes: list[CredentialWishes] = field(default_factory=list)

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
        request = {"rid": rid, "uin": uin, "process": process, "partner_id": partner_id}
        request |= {"credential_type": credential_type, "template": template}
        self.asked.append(request | ({"further": json.dumps(wishes.further)} if wishes.further else {}))
        self.wishes.append(wishes)
        return wishes.request_id or f"request-{len(self.asked)}"


@dataclass
class RecordingPublisher:
    """Remembers what was published."""

    events: list[tuple[str, Any]] = field(default_factory=list)

    def publish(self, topic: str, body: bytes) -> None:
        self.events.append((topic, json.loads(body)))

    def of(self, topic: str) -> list[Any]:
        return [event for name, event in self.events if name == topic]


@dataclass
class Office:
    """The services and a registration office in front of them."""

    world: World
    settings: Settings
    tokens: Tokens
    side: RegistrationSide
    http: TestClient
    issuer: RecordingIssuer
    publisher: RecordingPublisher

    def ask_token(self, **changes: Any) -> httpx2.Response:
        request = {"clientId": PACKET_CLIENT, "secretKey": SECRET, "appId": "admin"} | changes
        return self.post("/v1/authmanager/authenticate/clientidsecretkey", envelope(request), cookie=None)

    def token(self, client_id: str = PACKET_CLIENT) -> str:
        answer = self.ask_token(clientId=client_id)
        assert answer.status_code == 200, answer.text
        return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        method: str = "POST",
        cookie: str | None = "",
        client: str = PACKET_CLIENT,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """A request with the token of `client`, or with this `Cookie` header, or with none (None)."""
        sent = dict(headers or {})
        if cookie is not None:
            sent["Cookie"] = cookie or f"Authorization={self.token(client)};"
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        sent.setdefault("Content-Type", "application/json")
        self.http.cookies.clear()
        answer = self.http.request(method, path, content=content, headers=sent)
        self.http.cookies.clear()
        return answer

    def create_packet(self, body: Any = None, **how: Any) -> httpx2.Response:
        return self.post(f"{PACKETS}/createPacket", packet_body() if body is None else body, method="PUT", **how)

    def start(self, body: Any = None, **how: Any) -> httpx2.Response:
        return self.post(f"{WORKFLOWS}/workflowinstance", workflow_body() if body is None else body, **how)

    def register(self, registration_id: str | None = None, **changes: Any) -> str:
        """createPacket and workflowinstance, both accepted."""
        registration_id = registration_id or new_id()
        written = self.create_packet(packet_body(id=registration_id, **changes))
        assert written.json()["response"], written.text
        shared = {name: changes[name] for name in ("process", "source") if name in changes}
        started = self.start(workflow_body(registrationId=registration_id, **shared))
        assert started.json()["errors"] is None, started.text
        return registration_id

    def process(self, registration_id: str, *, to: str = "finished") -> dict[str, Any]:
        """Advance a packet as far as it goes; its listing."""
        answer = self.post(f"/_mock/packets/{registration_id}/advance", {"to": to}, cookie=None)
        assert answer.status_code == 200, answer.text
        packet: dict[str, Any] = answer.json()
        return packet

    def born(self, **fields: Any) -> str:
        """A birth, registered and processed; the UIN."""
        uin: str = self.process(self.register(fields=proper_fields(**fields)))["uin"]
        return uin

    def processed(self, process: str, **fields: Any) -> dict[str, Any]:
        """A packet with these fields alone, as far as it goes; its listing."""
        return self.process(self.register(process=process, fields=fields))

    def packet(self, registration_id: str) -> dict[str, Any]:
        listing = self.http.get(f"/_mock/packets/{registration_id}").json()
        found: dict[str, Any] = listing["items"][-1]
        return found

    def explanations(self, answer: httpx2.Response) -> list[Explanation]:
        """What the journal says beside this answer."""
        exchange = self.world.journal.find(answer.headers.get("X-Mock-Explain", ""))
        return list(exchange.explanations) if exchange else []

    def explained(self, answer: httpx2.Response) -> Explanation:
        """The one explanation; every part of it says something."""
        found = self.explanations(answer)
        assert found, f"no explanation beside {answer.status_code} {answer.text}"
        for explanation in found:
            assert all((explanation.expected, explanation.received, explanation.where, explanation.why)), explanation
            assert explanation.mend
        return found[0]


@contextmanager
def open_office(
    directory: Path, *, tolerate: str = "opencrvs", delay: str = "manual", **settings: Any
) -> Iterator[Office]:
    """An office over its own data directory."""
    tolerances = parse_tolerances(tolerate)
    chosen = Settings(
        addresses=Addresses(public=BASE, internal=BASE, bound=BASE),
        data_dir=directory,
        tolerances=tolerances,
        processing_delay=parse_delay(delay),
        **settings,
    )
    world = open_world(directory, app="mosip", tolerances=tolerances)
    tokens = Tokens(world.keys, world.clock, chosen.addresses)
    issuer, publisher = RecordingIssuer(), RecordingPublisher()
    book = CredentialRequests(world.store)
    side = registration_side(chosen, world, lambda: tokens, issuer=issuer, requests=book, publisher=publisher)
    control = Starlette(routes=[control_mount(world, chosen, side.control_routes)])
    served = layered(control, world, chosen, ServiceTable(side.services))
    http = TestClient(served, base_url=BASE, raise_server_exceptions=False)
    try:
        yield Office(world, chosen, tokens, side, http, issuer, publisher)
    finally:
        http.close()
        world.close()


def new_id() -> str:
    return "10001" + "".join(secrets.choice("0123456789") for _ in range(10))


def warnings_of(packet: dict[str, Any]) -> str:
    """What a real deployment would say of a packet, as text."""
    return json.dumps(packet["warnings"])


def envelope(request: Any, **changes: Any) -> dict[str, Any]:
    return {"id": "string", "version": "string", "requesttime": NOW, "metadata": {}, "request": request} | changes


def by_language(value: str, language: str = "eng") -> str:
    return json.dumps([{"language": language, "value": value}])


def labelled(**values: str) -> str:
    return json.dumps([{"label": label, "value": value} for label, value in values.items()])


def proper_fields(**changes: Any) -> dict[str, Any]:
    """Fields that the schema accepts; None takes one out."""
    fields = {
        "fullName": by_language("Mele Fonua"),
        "dateOfBirth": "2026/01/20",
        "gender": by_language("Female"),
        "addressLine1": by_language("12 Beach Road"),
        "birthCertificateNumber": "2026BDEMO01",
    } | changes
    return {name: value for name, value in fields.items() if value is not None}


def proper_meta_info(**changes: Any) -> dict[str, Any]:
    return {
        "metaData": labelled(registrationType="CRVS_NEW", machineId="10004", centerId="10001"),
        "operationsData": labelled(officerId="crvs-officer", officerPassword="true"),
        "capturedRegisteredDevices": "[]",
    } | changes


def packet_body(**changes: Any) -> dict[str, Any]:
    """createPacket of a birth that every rule accepts. A change of None takes the member out."""
    request = {
        "id": new_id(),
        "refId": "10001_10004",
        "offlineMode": False,
        "process": "CRVS_NEW",
        "source": "OPENCRVS",
        "schemaVersion": "0.100",
        "fields": proper_fields(),
        "metaInfo": proper_meta_info(),
        "audits": [{"uuid": "6c1f7f0e-1111-4222-8333-9abcdefabcde", "eventName": "PACKET_CREATED"}],
        "schemaJson": identity_schema(),
    } | changes
    return envelope({name: value for name, value in request.items() if value is not None})


def workflow_body(**changes: Any) -> dict[str, Any]:
    """workflowinstance; changes of `request` by name, None takes a member out."""
    request = {
        "registrationId": new_id(),
        "process": "CRVS_NEW",
        "source": "OPENCRVS",
        "additionalInfoReqId": "",
        "notificationInfo": {"name": "Sione Fonua", "phone": "0770000001", "email": "sione@example.org"},
    } | changes
    return {
        "id": "mosip.registration.processor.workflow.instance",
        "version": "v1",
        "requesttime": NOW,
        "request": {name: value for name, value in request.items() if value is not None},
    }
