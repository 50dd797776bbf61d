"""The credential service put together: who issues, and the documents that verifiers and partners fetch."""

from mosip_mock.credentials.context_files import mosip_context
from mosip_mock.credentials.issuing import Issuer, Publisher
from mosip_mock.credentials.making import IssuingRules
from mosip_mock.credentials.shares import DataShares
from mosip_mock.credentials.well_known import WellKnownRoutes
from mosip_mock.partners.registry import Partners
from mosip_mock.settings import Settings
from shared.control.services import ServiceParts
from shared.world import World


def issuer_of(settings: Settings, world: World, partners: Partners, publisher: Publisher) -> Issuer:
    """Makes credentials by the rules of this deployment."""
    rules = IssuingRules(
        public_url=settings.addresses.public,
        internal_url=settings.addresses.internal,
        proof_style=settings.proof_style,
        context_style=settings.context_style,
        context_terms=settings.context_terms,
    )
    return Issuer(world, partners, publisher, rules)


def documents(settings: Settings, world: World) -> ServiceParts:
    """What credentials point to, and shared data. They have no codes of their own."""
    base = settings.addresses.public
    context = mosip_context(base, settings.context_style, settings.context_terms)
    routes = WellKnownRoutes(world.keys, DataShares(world.store), base, context)
    return ServiceParts(routes=routes.routes(), names=("partner",))
