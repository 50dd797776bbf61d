"""A child whose birth was registered: the shortest way to a person that MOSIP made of a packet."""

from dataclasses import dataclass

from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, Death, stock_birth
from tests.support.subscriber import Delivered


@dataclass(frozen=True)
class Newborn:
    """A child, and what MOSIP made of it."""

    child: Child
    registration_id: str
    delivered: Delivered

    @property
    def uin(self) -> str:
        return str(self.delivered.subject["UIN"])

    @property
    def vid(self) -> str:
        return str(self.delivered.subject["VID"])

    def dies(self, national_id: str | None = None) -> Death:
        """The death to register, known by the UIN unless another number is given."""
        return Death(national_id or self.uin, self.child.full_name, self.child.birth_date, self.child.gender)


def born(country: OpenCrvs) -> Newborn:
    """Register a birth and wait for its credential."""
    child = Child()
    registration_id = country.register(stock_birth(child, country.flavour))
    return Newborn(child, registration_id, country.subscriber.wait_for_delivery(registration_id))
