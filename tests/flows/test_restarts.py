"""What a restart, a kill or a lost subscriber must not take away."""

from tests.support.kit import Kit
from tests.support.newborn import born
from tests.support.opencrvs import OpenCrvs
from tests.support.opencrvs_events import Child, stock_birth
from tests.support.opencrvs_flavours import V2
from tests.support.relying_party import RelyingParty
from tests.support.suite import Suite


def test_world_outlives_both_apps(fresh_suite: Suite) -> None:
    with OpenCrvs(fresh_suite.mosip_url, fresh_suite.kit, V2) as country:
        country.subscribe()
        before = born(country)
        fresh_suite.mosip.restart()
        fresh_suite.esignet.restart()

        after = born(country)  # the subscription is remembered: nobody subscribed again

        assert after.delivered.status == "RECEIVED"
        kit = Kit.read(fresh_suite.data_dir / "kit")
        assert kit.ida_certificate == fresh_suite.kit.ida_certificate
        assert kit.partner_certificate == fresh_suite.kit.partner_certificate
        assert kit.client_jwk == fresh_suite.kit.client_jwk
        relying_party = RelyingParty(esignet_url=fresh_suite.esignet_url, jwk=fresh_suite.kit.client_jwk)
        for newborn in (before, after):
            code = relying_party.log_in(relying_party.authorize_url(V2), newborn.uin).parameters["code"]
            assert relying_party.opencrvs_token(code, V2).status_code == 200


def test_acknowledged_birth_survives_a_kill(fresh_suite: Suite) -> None:
    with OpenCrvs(fresh_suite.mosip_url, fresh_suite.kit, V2) as country:
        country.subscribe()
        registration_id = country.register(stock_birth(Child(), V2))
        fresh_suite.mosip.kill()

        fresh_suite.mosip.start()

        assert country.subscriber.wait_for_delivery(registration_id).status == "RECEIVED"


def test_one_subscribers_failure_is_not_anothers(fresh_suite: Suite) -> None:
    with OpenCrvs(fresh_suite.mosip_url, fresh_suite.kit, V2) as steady:
        steady.subscribe()
        with OpenCrvs(fresh_suite.mosip_url, fresh_suite.kit, V2) as gone:
            gone.subscribe()

        registration_id = steady.register(stock_birth(Child(), V2))

        assert steady.subscriber.wait_for_delivery(registration_id).status == "RECEIVED"
