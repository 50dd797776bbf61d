"""Issuing: subject, document, proof, encryption, event, publication.

Source: mosip/id-repository `CredentialStoreServiceImpl.createCredentialIssuance`, `VerCredProvider`. A credential is
published and its request marked `ISSUED` in one store transaction, so that a restart neither loses nor repeats one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import msgspec
from msgspec import Struct

from mosip_mock.credentials.contextfiles import CREDENTIALS_V1, ContextStyle, loader, mosip_context
from mosip_mock.credentials.events import (
    PERPETUAL_VID,
    TOPIC,
    credential_event,
    new_protection_key,
)
from mosip_mock.credentials.faulty import (
    MAGIC_FAULTS,
    encode,
    encrypted,
    spoilt_credential,
    spoilt_event,
    spoilt_subject,
)
from mosip_mock.credentials.proof import ProofStyle, with_proof
from mosip_mock.credentials.recipients import CannotIssueError, Recipients
from mosip_mock.credentials.requests import CredentialRequest, CredentialRequests
from mosip_mock.credentials.shares import DataShares
from mosip_mock.credentials.subject import perpetual_vid, subject_of
from mosip_mock.credentials.wellknown import CONTEXT_PATH, CONTROLLER_PATH, KEY_PATH
from mosip_mock.envelope import wire_time
from mosip_mock.partners.partner import Policy
from mosip_mock.partners.registry import Partners
from shared.citizens.citizen import Citizen, Vid
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import TOPIC_WITHOUT_PARTNER, Tolerance
from shared.jwks import crypto
from shared.jwks.keyring import KeyName
from shared.jwks.signing import SigningKey
from shared.world import World

_NOBODYS_RID: Final = "10001000000000000000000000000"
AGAIN: Final = timedelta(minutes=20)
"""Until a failed request is tried again (`credential.request.reprocess.job.fixed.delay`)."""


class Publisher(Protocol):
    """The hub, as far as issuing needs it."""

    def publish(self, topic: str, body: bytes, about: dict[str, str] | None = None) -> int:
        """Queue a message for every subscription of the topic; how many there are."""
        ...

    def has_subscribers(self, topic: str) -> bool:
        """Whether anybody would receive it."""
        ...


class IssuingRules(Struct, frozen=True, kw_only=True):
    """How this deployment issues."""

    public_url: str
    """Stands in credentials: issuer, context, key."""
    internal_url: str = ""
    """Where subscribers fetch data shares, which may run in containers; the public one unless given."""
    proof_style: ProofStyle = "mosip"
    context_style: ContextStyle = "extended"


class Issuer:
    """Makes credentials for requests and publishes them."""

    def __init__(self, world: World, partners: Partners, publisher: Publisher, rules: IssuingRules) -> None:
        self._world = world
        self._recipients = Recipients(partners)
        self._publisher = publisher
        self._rules = rules
        self._requests = CredentialRequests(world.store, world.draws.of("samples"))
        self._draw = world.draws.of("credentials")
        self._shares = DataShares(world.store, world.draws.of("data shares"))
        self._context = mosip_context(rules.public_url, rules.context_style)
        self._load = loader({rules.public_url + CONTEXT_PATH: self._context})

    def issue(self, request: CredentialRequest) -> None:
        """Publish the credential of a request and mark it, both or neither."""
        fault = self._fault_of(request)
        exchange = self._world.journal.open(
            "internal",
            method="ISSUE",
            path=request.registration_id,
            service="credentials",
            trace={"rid": request.registration_id, "uin": request.uin, "request": request.request_id},
            faults=[fault] if fault else [],
        )
        now = self._world.clock.now()
        try:
            with self._world.store.transaction():
                if fault != "credential-never":
                    events = self._published(request, fault, now, exchange)
                    exchange.decode("credential", events[0])
                    exchange.tag(event=events[1])
                self._requests.set_status(request.request_id, "ISSUED", at=now)
        except CannotIssueError as error:
            self._requests.fail(request.request_id, at=now, comment=str(error), again_at=now + AGAIN)
            exchange.explain(_cannot(request, str(error)))
        exchange.status = 200 if not exchange.explanations else 500
        self._world.journal.close(exchange)

    def _published(
        self, request: CredentialRequest, fault: str | None, now: datetime, exchange: Exchange
    ) -> tuple[dict[str, Any], str]:
        """The plain credential and the id of its (first) event."""
        citizen = self._world.citizens.find_by_uin(request.uin)
        if citizen is None:
            raise CannotIssueError(f"nobody has the UIN {request.uin}")
        policy = self._recipients.policy_of(request.issuer)
        certificate = self._recipients.certificate_of(request.issuer, exchange.tolerates)
        if fault == "credential-other-certificate":
            certificate = self._world.keys.certificate(KeyName.IDA_FIR)
        if request.event != "death" and "VID" in policy.shareable_attributes:
            citizen = self._with_vid(citizen, now)
        credential = self._credential(request, citizen, policy, fault, now)
        event_id = self._draw.uuid()
        for number in range(2 if fault == "credential-again" else 1):
            if number:
                event_id = self._draw.uuid()
            self._publish(request, credential, certificate, event_id, fault, now)
        return credential, event_id

    def _with_vid(self, citizen: Citizen, now: datetime) -> Citizen:
        """The person with a perpetual VID to share; a new one if there is none. Raises `CannotIssueError`."""
        if citizen.status != "ACTIVATED":
            raise CannotIssueError(f"IDR-CRS-006: no VID is made for a UIN that is {citizen.status}")
        if perpetual_vid(citizen) is not None:
            return citizen
        vid = Vid(vid=self._world.citizens.new_vid(), created_at=now)
        return self._world.citizens.change(
            citizen.uin, lambda present: msgspec.structs.replace(present, vids=(*present.vids, vid))
        )

    def _credential(
        self, request: CredentialRequest, citizen: Citizen, policy: Policy, fault: str | None, now: datetime
    ) -> dict[str, Any]:
        base = self._rules.public_url
        document = {
            "@context": [CREDENTIALS_V1, base + CONTEXT_PATH, {"sec": "https://w3id.org/security#"}],
            "credentialSubject": spoilt_subject(
                subject_of(citizen, request.registration_id, request.event, policy), fault
            ),
            "id": f"http://credential.idrepo/credentials/{self._draw.uuid()}",
            "issuanceDate": wire_time(now),
            "issuer": base + CONTROLLER_PATH,
            "type": ["VerifiableCredential", "MOSIPVerifiableCredential"],
        }
        host = "https://credentials.another-country.example" if fault == "proof-other-host" else base
        signed = with_proof(
            document,
            self._signing_key(fault),
            created=now,
            verification_method=host + KEY_PATH,
            load=self._load,
            style=self._rules.proof_style,
        )
        return spoilt_credential(signed, fault)

    def _signing_key(self, fault: str | None) -> SigningKey:
        if fault == "proof-wrong-key":
            return self._world.keys.signing(KeyName.KYC)
        return self._world.keys.signing(KeyName.CREDENTIAL)

    def _publish(  # noqa: PLR0917 - the parts of one event
        self,
        request: CredentialRequest,
        credential: dict[str, Any],
        certificate: crypto.x509.Certificate,
        event_id: str,
        fault: str | None,
        now: datetime,
    ) -> None:
        content: dict[str, Any] = {}
        uri = None
        text = encrypted(certificate, encode(credential), fault)
        if fault == "event-data-share" or self._recipients.policy_of(request.issuer).type_of_share == "Data Share":
            base = self._rules.internal_url or self._rules.public_url
            uri = base + self._shares.put(text, self._recipients.policy_of(request.issuer).policy_id, request.issuer)
        else:
            content = {"credential": text, "proof": {"signature": self._signature(credential)}}
        if "VID" in credential["credentialSubject"]:
            content |= PERPETUAL_VID
        about = {"rid": request.registration_id, "event": event_id, "process": request.process}
        if fault is not None and fault.startswith("delivery-"):
            about["fault"] = fault
        pin = new_protection_key(self._draw)
        for topic in self._topics(request.issuer):
            event = credential_event(
                request,
                topic=topic,
                now=now,
                event_id=event_id,
                protection_key=pin,
                content=content,
                data_share_uri=uri,
            )
            self._publisher.publish(topic, encode(spoilt_event(event, fault)), about)

    def _signature(self, credential: dict[str, Any]) -> str:
        """A JWS without payload over the plain credential, with the certificate in its header."""
        key = self._world.keys.signing(KeyName.CREDENTIAL)
        return key.sign_jws(encode(credential), alg="RS256", header=key.certificate_header, detached=True)

    def sample(self, partner_id: str, topic: str) -> bytes:
        """An event for this partner about a registration that nobody knows; nothing is published or kept.

        Raises `CannotIssueError`.
        """
        now = self._world.clock.now()
        citizen = next((c for c in self._world.citizens.all() if c.status == "ACTIVATED" and perpetual_vid(c)), None)
        if citizen is None:
            raise CannotIssueError("nobody in the population has a VID")
        request = CredentialRequest(
            request_id=self._requests.new_id(),
            registration_id=_NOBODYS_RID,
            uin=citizen.uin,
            issuer=partner_id,
            additional={"templateTypeCode": "RPR_UIN_CARD_TEMPLATE"},
            created_at=now,
            due_at=now,
        )
        person = msgspec.structs.replace(citizen, birth_certificate_number="DOCTOR")
        credential = self._credential(request, person, self._recipients.policy_of(partner_id), None, now)
        certificate = self._recipients.certificate_of(partner_id, self._allows)
        text = encrypted(certificate, encode(credential), None)
        event = credential_event(
            request,
            topic=topic,
            now=now,
            event_id=self._draw.uuid(),
            protection_key=new_protection_key(self._draw),
            content={"credential": text, "proof": {"signature": self._signature(credential)}, **PERPETUAL_VID},
        )
        return encode(event)

    def _topics(self, issuer: str) -> list[str]:
        """The partner's own topic; and the bare one, for clients that subscribe to it and are tolerated."""
        topics = [f"{issuer}/{TOPIC}"]
        if self._publisher.has_subscribers(TOPIC) and self._world.journal.tolerances.allows(TOPIC_WITHOUT_PARTNER):
            topics.append(TOPIC)
        return topics

    def _allows(self, tolerance: Tolerance, _: Explanation) -> bool:
        return self._world.journal.tolerances.allows(tolerance)

    def _fault_of(self, request: CredentialRequest) -> str | None:
        asked = self._world.faults.named(
            "credentials", partner=request.issuer, uin=request.uin, process=request.process
        )
        return asked or (MAGIC_FAULTS.get(request.fault, request.fault) if request.fault else None)


def _cannot(request: CredentialRequest, reason: str) -> Explanation:
    return Explanation(
        expected="a person, a partner with a certificate, and a policy that says what to share",
        received=reason,
        where=f"credential request {request.request_id}",
        why="the real credential service fails such a request and tries it again later, up to ten times",
        mend="put what is missing, then PUT /v1/credentialrequest/retrigger/{requestId}",
    )
