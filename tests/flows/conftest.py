"""Countries that run OpenCRVS against the worker's suite, and the children registered there.

Each is made at its first use and shared by the module's tests, which only read: a test that changes somebody
registers its own.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.support.ida_client import IdaClient
from tests.support.newborn import Newborn, born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_flavours import Flavour
from tests.support.relying_party import RelyingParty
from tests.support.suite import Suite


@pytest.fixture(scope="module")
def country_of(suite: Suite) -> Iterator[Callable[[Flavour], OpenCrvs]]:
    """The subscribed country of a release."""
    with ExitStack() as open_countries:
        countries: dict[str, OpenCrvs] = {}

        def country(flavour: Flavour) -> OpenCrvs:
            if flavour.name not in countries:
                new = open_countries.enter_context(OpenCrvs(suite.mosip_url, suite.kit, flavour))
                new.subscribe()
                countries[flavour.name] = new
            return countries[flavour.name]

        yield country


@pytest.fixture(scope="module")
def newborn_in(country_of: Callable[[Flavour], OpenCrvs]) -> Callable[[Flavour], Newborn]:
    """A child whose birth was registered in the country of a release. Shared: only read."""
    newborns: dict[str, Newborn] = {}

    def newborn(flavour: Flavour) -> Newborn:
        if flavour.name not in newborns:
            newborns[flavour.name] = born(country_of(flavour))
        return newborns[flavour.name]

    return newborn


@pytest.fixture
def partner(suite: Suite) -> IdaClient:
    """The partner of IDA that every OpenCRVS is."""
    return IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri=suite.mosip_control.health()["publicUrl"])


@pytest.fixture
def relying_party(suite: Suite) -> RelyingParty:
    return RelyingParty(esignet_url=suite.esignet_url, jwk=suite.kit.client_jwk)
