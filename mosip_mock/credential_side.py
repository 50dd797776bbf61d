"""Putting the credential side together over one world: WebSub hub, issuing, the documents that verifiers ask for."""

from collections.abc import Callable, Coroutine
from typing import Any

from msgspec import Struct
from starlette.routing import BaseRoute

from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.credentials.contextfiles import mosip_context
from mosip_mock.credentials.issuing import Issuer
from mosip_mock.credentials.job import IssuingJob
from mosip_mock.credentials.making import IssuingRules
from mosip_mock.credentials.requests import CredentialRequests
from mosip_mock.credentials.shares import DataShares
from mosip_mock.credentials.statusupdates import TOPIC as STATUS_UPDATES
from mosip_mock.credentials.statusupdates import StatusUpdates
from mosip_mock.credentials.wellknown import WellKnownRoutes
from mosip_mock.partner_rehearsal import RehearsalRoutes
from mosip_mock.partners.registry import Partners
from mosip_mock.services import credentials_service, hub_service
from mosip_mock.settings import Settings
from mosip_mock.websub.control import HubControlRoutes
from mosip_mock.websub.deliverer import Deliverer, DeliveryRules
from mosip_mock.websub.http_client import HubClient
from mosip_mock.websub.hub import Hub
from mosip_mock.websub.permissions import Permissions
from mosip_mock.websub.policy import POLICIES
from mosip_mock.websub.queue import DeliveryQueue
from mosip_mock.websub.routes import HubRoutes
from mosip_mock.websub.sending import Sender
from mosip_mock.websub.subscriptions import Subscriptions
from mosip_mock.websub.verification import CallbackQuestions
from shared.control.faults.services import Service
from shared.control.tolerances import PARTNER_WITHOUT_CERTIFICATE
from shared.starting import CannotStartError
from shared.world import World


class CredentialSide(Struct, frozen=True):
    """What the app mounts and runs."""

    routes: list[BaseRoute]
    control_routes: list[BaseRoute]
    services: list[Service]
    """For the table of fault rules."""
    hub: Hub
    job: IssuingJob
    workers: list[Callable[[], Coroutine[Any, Any, None]]]
    """What runs in the background while the app lives."""

    def reload(self) -> None:
        """Look at the store anew, after a reset."""
        self.hub.deliverer.reload()
        self.job.wake()


def credential_side(settings: Settings, world: World, tokens: Tokens, partners: Partners) -> CredentialSide:
    """The hub and the issuing of credentials. Raises `CannotStartError`."""
    _check_certificate(settings, partners)
    subscriptions, queue = Subscriptions(world.store), DeliveryQueue(world.store)
    client = HubClient(settings.delivery_timeout)
    hub_url = f"{settings.addresses.internal}/hub"
    policy = POLICIES[settings.delivery_policy].with_waits(settings.delivery_waits)
    questions_policy = POLICIES["mosip"].with_waits(settings.delivery_waits)
    deliverer = Deliverer(
        queue,
        subscriptions,
        Sender(
            client,
            hub_url=hub_url,
            policy=policy,
            journal=world.journal,
        ),
        DeliveryRules(policy=policy, wait_scale=settings.delivery_wait_scale, enforces_leases=settings.enforce_leases),
        clock=world.clock,
        faults=world.faults,
    )
    questions = CallbackQuestions(
        client,
        clock=world.clock,
        journal=world.journal,
        faults=world.faults,
        waits=questions_policy.waits,
        wait_scale=settings.delivery_wait_scale,
        draw=world.draws.of("challenges"),
    )
    updates = StatusUpdates(CredentialRequests(world.store), world.clock, world.journal)
    hub = Hub(subscriptions, deliverer, questions, world.clock, {STATUS_UPDATES: updates.take})
    rules = IssuingRules(
        public_url=settings.addresses.public,
        internal_url=settings.addresses.internal,
        proof_style=settings.proof_style,
        context_style=settings.context_style,
        context_terms=settings.context_terms,
    )
    issuer = Issuer(world, partners, hub, rules)
    job = IssuingJob(world, issuer)
    rehearsal = RehearsalRoutes(
        subscriptions=subscriptions,
        issuer=issuer,
        clock=world.clock,
        journal=world.journal,
        partner=settings.credential_partners[0],
        hub_url=hub_url,
        draw=world.draws.of("challenges"),
    )
    context = mosip_context(rules.public_url, rules.context_style, rules.context_terms)
    documents = WellKnownRoutes(world.keys, DataShares(world.store), rules.public_url, context)
    return CredentialSide(
        routes=[
            *HubRoutes(hub, Permissions(tokens, is_on=settings.hub_security)).routes(),
            *documents.routes(),
        ],
        control_routes=[*HubControlRoutes(hub, queue).routes(), *rehearsal.routes()],
        services=[hub_service(), credentials_service()],
        hub=hub,
        job=job,
        workers=[job.run],
    )


def _check_certificate(settings: Settings, partners: Partners) -> None:
    """Say at once what each credential would fail for."""
    if settings.preset == "stock" or settings.tolerances.allows(PARTNER_WITHOUT_CERTIFICATE):
        return
    without = next((p for p in settings.credential_partners if partners.certificate_of(p) is None), None)
    if without is not None:
        raise CannotStartError(
            f"the partner {without} has no certificate to encrypt credentials to; give it by `mosip-mocks kit partner "
            f"{without} --certificate FILE`, or tolerate {PARTNER_WITHOUT_CERTIFICATE.name}"
        )
