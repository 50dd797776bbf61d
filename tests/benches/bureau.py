"""Issuing in this process: what is published is caught on its way to the hub, and opened with the partner's key."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from mosip_mock.credentials.issuing import Issuer
from mosip_mock.credentials.job import IssuingJob
from mosip_mock.credentials.making import IssuingRules
from mosip_mock.credentials.requests import CredentialRequest
from mosip_mock.partners.partner import Attribute, Policy
from mosip_mock.partners.registry import Partners
from mosip_mock.registration.issuing import NO_WISHES, CredentialWishes
from shared.citizens.citizen import Citizen
from shared.control.faults.rule import Action, FaultRule, Match
from shared.control.tolerances import parse_tolerances
from shared.world import World, open_world
from tests.support.credential import decrypted
from tests.support.kit import Kit

URL: Final = "http://localhost:20240"
PARTNER: Final = "crvs-partner"
TOPIC: Final = f"{PARTNER}/CREDENTIAL_ISSUED"
RID: Final = "10001100042026020300001"
FATHER: Final = "2718201306"
FATHERS_VID: Final = "2718240964814598"
BIRTH_CERTIFICATE: Final = "2026BDEMO01"


@dataclass
class CatchingHub:
    """Keeps what would be published."""

    topics: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    about: list[dict[str, str]] = field(default_factory=list)
    has_bare_subscribers: bool = False

    def publish(self, topic: str, body: bytes, about: dict[str, str] | None = None) -> int:
        self.topics.append(topic)
        self.bodies.append(body)
        self.about.append(about or {})
        return 1

    def has_subscribers(self, topic: str) -> bool:
        return topic == TOPIC or self.has_bare_subscribers


@dataclass
class Bureau:
    """Issues credentials, by default about the father of the cast, who has a birth certificate here."""

    world: World
    kit: Kit
    hub: CatchingHub
    partners: Partners
    issuer: Issuer
    job: IssuingJob

    def request(
        self,
        uin: str = FATHER,
        *,
        rid: str = RID,
        process: str = "CRVS_NEW",
        partner_id: str = PARTNER,
        credential_type: str = "vercred",
        wishes: CredentialWishes = NO_WISHES,
    ) -> str:
        """Ask for a credential; the id of the request."""
        return self.job.issue(
            rid=rid,
            uin=uin,
            process=process,
            partner_id=partner_id,
            credential_type=credential_type,
            template="RPR_UIN_CARD_TEMPLATE",
            wishes=wishes,
        )

    def issue(self, uin: str = FATHER, **asked: Any) -> list[bytes]:
        """Ask for a credential and work off what is due; what was published for it."""
        known = len(self.hub.bodies)
        self.request(uin, **asked)
        self.work()
        return self.hub.bodies[known:]

    def work(self) -> None:
        """What the job does in one turn."""
        for request in self.job.requests.waiting():
            if request.due_at <= self.world.clock.now():
                self.issuer.issue(request)

    def credential(self, uin: str = FATHER, **asked: Any) -> dict[str, Any]:
        """A credential as the partner reads it."""
        (body,) = self.issue(uin, **asked)
        return self.opened(body)

    def opened(self, body: bytes) -> dict[str, Any]:
        """The credential inside an event."""
        return decrypted(json.loads(body)["event"]["data"]["credential"], self.kit)

    def shared(self, *attributes: Attribute | str, **asked: Any) -> dict[str, Any]:
        """What a credential says by a policy of these attributes, beside its id and version."""
        self.share(*attributes)
        subject: dict[str, Any] = self.credential(**asked)["credentialSubject"]
        return {name: value for name, value in subject.items() if name not in {"id", "vcVer"}}

    def only_request(self) -> CredentialRequest:
        (request,) = self.job.requests.all()
        return request

    def fail(self, name: str, **match: Any) -> None:
        self.world.faults.add(FaultRule(action=Action(named=name), match=Match(**match)))

    def share(self, *attributes: Attribute | str, **changes: Any) -> None:
        """Let the partner's policy share these attributes of an identity."""
        policy = self.partners.policies.find("crvs-policy")
        assert policy is not None
        changed: Policy = msgspec.structs.replace(policy, **({"shareable_attributes": attributes} | changes))
        self.partners.policies.put(changed)

    def change(self, uin: str = FATHER, **changes: Any) -> Citizen:
        return self.world.citizens.change(uin, lambda citizen: msgspec.structs.replace(citizen, **changes))


def policy_entry(**members: Any) -> Attribute:
    """An entry of `shareableAttributes` as JSON has it."""
    return msgspec.convert(members, Attribute)


@contextmanager
def open_bureau(template: Path, directory: Path, *, tolerate: str = "opencrvs", **rules: Any) -> Iterator[Bureau]:
    """Over a copy of a data directory with keys and kit."""
    shutil.copytree(template, directory)
    world = open_world(directory, app="mosip", tolerances=parse_tolerances(tolerate))
    try:
        hub, partners = CatchingHub(), Partners(world.store, directory / "partners")
        issuer = Issuer(world, partners, hub, IssuingRules(public_url=URL, **rules))
        bureau = Bureau(world, Kit.read(directory / "kit"), hub, partners, issuer, IssuingJob(world, lambda: issuer))
        bureau.change(birth_certificate_number=BIRTH_CERTIFICATE)
        yield bureau
    finally:
        world.close()
