"""The credential side of the app: the WebSub hub and the job that issues, at work from the start.

What answers requests is put together when it is first asked for, what makes credentials with the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from starlette.routing import BaseRoute

from mosip_mock import paths
from mosip_mock.credentials.job import IssuingJob
from mosip_mock.credentials.requests import CredentialRequests
from mosip_mock.credentials.status_updates import TOPIC as STATUS_UPDATES
from mosip_mock.credentials.status_updates import StatusUpdates
from mosip_mock.partners.registry import Partners
from mosip_mock.settings import Settings
from mosip_mock.websub.deliverer import Deliverer, DeliveryRules
from mosip_mock.websub.http_client import HubClient
from mosip_mock.websub.hub import Hub
from mosip_mock.websub.policy import POLICIES
from mosip_mock.websub.queue import DeliveryQueue
from mosip_mock.websub.sending import Sender
from mosip_mock.websub.subscriptions import Subscriptions
from mosip_mock.websub.verification import CallbackQuestions
from shared.control.services import Service, ServiceParts
from shared.control.tolerances import PARTNER_WITHOUT_CERTIFICATE
from shared.starting import CannotStartError
from shared.world import World

if TYPE_CHECKING:
    from mosip_mock.authmanager.tokens import Tokens
    from mosip_mock.credentials.issuing import Issuer


class CredentialSide(Struct, frozen=True):
    """What the app mounts and runs."""

    services: list[Service]
    control_routes: Callable[[], list[BaseRoute]]
    hub: Hub
    job: IssuingJob
    workers: list[Callable[[], Coroutine[Any, Any, None]]]
    """What runs in the background while the app lives."""


def credential_side(
    settings: Settings, world: World, tokens: Callable[[], Tokens], partners: Partners
) -> CredentialSide:
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

    @cache
    def issuer() -> Issuer:
        from mosip_mock.credentials.parts import issuer_of  # noqa: PLC0415 - with the first credential

        return issuer_of(settings, world, partners, hub)

    job = IssuingJob(world, issuer)
    world.memory.holds(deliverer.reload, job.wake)

    def web_sub() -> ServiceParts:
        from mosip_mock.websub import parts  # noqa: PLC0415 - with its first request
        from mosip_mock.websub.permissions import Permissions  # noqa: PLC0415 - the same

        return parts.web_sub(hub, Permissions(tokens(), is_on=settings.hub_security))

    def documents() -> ServiceParts:
        from mosip_mock.credentials import parts  # noqa: PLC0415 - with its first request

        return parts.documents(settings, world)

    def control_routes() -> list[BaseRoute]:
        from mosip_mock.partner_rehearsal import RehearsalRoutes  # noqa: PLC0415 - with the control API
        from mosip_mock.websub.control import HubControlRoutes  # noqa: PLC0415 - the same

        rehearsal = RehearsalRoutes(
            subscriptions=subscriptions,
            issuer=issuer(),
            clock=world.clock,
            journal=world.journal,
            partner=settings.credential_partners[0],
            hub_url=hub_url,
            draw=world.draws.of("challenges"),
        )
        return [*HubControlRoutes(hub, queue).routes(), *rehearsal.routes()]

    return CredentialSide(
        services=[
            Service("websub", paths.HUB, web_sub),
            Service("credentials", (paths.WELL_KNOWN, paths.DATA_SHARES), documents),
        ],
        control_routes=control_routes,
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
