"""The bare address, which a start prints and people open, shows the dashboard."""

from typing import Final
from urllib.parse import urljoin

import pytest

from tests.support.plain_http import get
from tests.support.suite import Suite

APPS: Final = ("mosip", "esignet")


@pytest.mark.parametrize("prefix", ["", "/_space/front-door"])
@pytest.mark.parametrize("app", APPS)
def test_bare_address_leads_to_the_dashboard(suite: Suite, app: str, prefix: str) -> None:
    address = f"{suite.mosip_url if app == 'mosip' else suite.esignet_url}{prefix}/"

    answer = get(address)

    assert answer.status_code == 307
    target = urljoin(address, answer.headers["location"])
    assert target == f"{address}_mock/"
    assert "text/html" in get(target, headers={"Accept": "text/html"}).headers["content-type"]
