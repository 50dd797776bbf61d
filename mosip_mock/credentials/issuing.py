"""Issuing: a credential made, encrypted for its partner, put into an event and published.

Source: mosip/id-repository `CredentialStoreServiceImpl.createCredentialIssuance`. A credential is
published and its request marked `ISSUED` in one store transaction, so that a restart neither loses nor repeats one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Protocol

import msgspec

from mosip_mock.credentials.events import TOPIC, credential_event
from mosip_mock.credentials.failures import CannotIssueError
from mosip_mock.credentials.faulty import encode, encrypted, spoilt_event
from mosip_mock.credentials.magic import MAGIC_FAULTS
from mosip_mock.credentials.making import CredentialMaker, IssuingRules
from mosip_mock.credentials.recipients import Recipients
from mosip_mock.credentials.requests import AGAIN, CredentialRequest, CredentialRequests, new_encryption_key
from mosip_mock.credentials.shares import DataShares
from mosip_mock.credentials.subject import chosen_attributes
from mosip_mock.credentials.vids import CredentialVids, shares_vid, with_vids
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.idrepository.vids import Vids
from mosip_mock.partners.partner import Policy
from mosip_mock.partners.registry import Partners
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import TOPIC_WITHOUT_PARTNER, Tolerance
from shared.jwks import crypto
from shared.jwks.keyring import KeyName
from shared.world import World

_NOBODYS_RID: Final = "10001000000000000000000000000"


class Publisher(Protocol):
    """The hub, as far as issuing needs it."""

    def publish(self, topic: str, body: bytes, about: dict[str, str] | None = None) -> int:
        """Queue a message for every subscription of the topic; how many there are."""
        ...

    def has_subscribers(self, topic: str) -> bool:
        """Whether anybody would receive it."""
        ...


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
        self._maker = CredentialMaker(world.keys, rules, self._draw)
        events = IdentityEvents(publisher, world.clock, draw=world.draws.of("identity events"))
        self._vids = CredentialVids(Vids(world.store, world.citizens, events, world.clock))

    def issue(self, request: CredentialRequest) -> None:
        """Publish the credential of a request and mark it, both or neither."""
        fault = self._fault_of(request)
        exchange = self._world.journal.open(
            "internal",
            method="ISSUE",
            path=request.registration_id,
            service="credentials",
            trace={"rid": request.registration_id, "uin": request.uin, "request": request.request_id},
            faults=(fault,) if fault else (),
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
            exchange.explain(error.explanation(request.request_id))
        exchange.status = 200 if not exchange.explanations else 500
        self._world.journal.close(exchange)

    def _published(
        self, request: CredentialRequest, fault: str | None, now: datetime, exchange: Exchange
    ) -> tuple[dict[str, Any], str]:
        """The plain credential and the id of its (first) event."""
        citizen = self._world.citizens.find_by_uin(request.uin)
        if citizen is None:
            raise CannotIssueError(f"nobody has the UIN {request.uin}")
        if not request.credential_type:
            raise CannotIssueError(
                "IDR-CRS-008: no policy is for a credential of no type",
                expected="a request with a credentialType",
                mend="ask again with `credentialType`",
            )
        policy = self._recipients.policy_of(request.issuer, request.attributes)
        certificate = self._recipients.certificate_of(request.issuer, exchange.tolerates)
        if fault == "credential-other-certificate":
            certificate = self._world.keys.certificate(KeyName.IDA_FIR)
        attributes = chosen_attributes(request.event, policy, request.attributes)
        vids = self._vids.shared(citizen, attributes)
        request = with_vids(request, vids)
        made = [
            self._maker.make(request, citizen, attributes, vids=vids, now=now, fault=fault)
            for _ in range(2 if fault == "credential-again" else 1)
        ]
        event_ids = [self._publish(request, credential, certificate, policy, fault, now) for credential in made]
        return made[0], event_ids[0]

    def _publish(  # noqa: PLR0917 - the parts of one event
        self,
        request: CredentialRequest,
        credential: dict[str, Any],
        certificate: crypto.x509.Certificate,
        policy: Policy,
        fault: str | None,
        now: datetime,
    ) -> str:
        """The id of its event."""
        event_id = self._draw.uuid()
        content: dict[str, Any] = {"proof": {"signature": self._signature(credential)}}
        uri = None
        text = encrypted(certificate, encode(credential), fault)
        if fault == "event-data-share" or policy.type_of_share == "Data Share":
            base = self._rules.internal_url or self._rules.public_url
            uri = base + self._shares.put(text, policy.policy_id, request.issuer)
        else:
            content["credential"] = text
        about = {"rid": request.registration_id, "event": event_id, "process": request.process}
        if fault is not None and fault.startswith("delivery-"):
            about["fault"] = fault
        for topic in self._topics(request.issuer):
            event = credential_event(
                request,
                topic=topic,
                now=now,
                event_id=event_id,
                content=content,
                data_share_uri=uri,
            )
            self._publisher.publish(topic, encode(spoilt_event(event, fault)), about)
        return event_id

    def _signature(self, credential: dict[str, Any]) -> str:
        """A JWS without payload over the plain credential, with the certificate in its header."""
        key = self._world.keys.signing(KeyName.CREDENTIAL)
        return key.sign_jws(encode(credential), alg="RS256", header=key.certificate_header, detached=True)

    def sample(self, partner_id: str, topic: str) -> bytes:
        """An event for this partner about a registration that nobody knows; nothing is published or kept.

        Raises `CannotIssueError`.
        """
        now = self._world.clock.now()
        active = (c for c in self._world.citizens.all() if c.status == "ACTIVATED")
        found = next(((c, vid) for c in active if (vid := self._vids.perpetual(c))), None)
        if found is None:
            raise CannotIssueError("nobody in the population has a VID")
        citizen, vid = found
        request = CredentialRequest(
            request_id=self._requests.new_id(),
            registration_id=_NOBODYS_RID,
            uin=citizen.uin,
            issuer=partner_id,
            additional={"templateTypeCode": "RPR_UIN_CARD_TEMPLATE"},
            encryption_key=new_encryption_key(self._draw),
            created_at=now,
            due_at=now,
        )
        person = msgspec.structs.replace(citizen, birth_certificate_number="DOCTOR")
        policy = self._recipients.policy_of(partner_id)
        attributes = chosen_attributes(request.event, policy, request.attributes)
        vids = {a.attribute_name: vid for a in attributes if shares_vid(a)}
        credential = self._maker.make(request, person, attributes, vids=vids, now=now, fault=None)
        certificate = self._recipients.certificate_of(partner_id, self._allows)
        text = encrypted(certificate, encode(credential), None)
        event = credential_event(
            with_vids(request, vids),
            topic=topic,
            now=now,
            event_id=self._draw.uuid(),
            content={"credential": text, "proof": {"signature": self._signature(credential)}},
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
