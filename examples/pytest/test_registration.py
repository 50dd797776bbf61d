"""What a test of your integration may look like with the mocks' pytest plugin.

Run it in a clone of the mocks: pip install . pytest; pytest examples/pytest
Replace the calls of `urllib` by calls of your own system under test, configured with `mocks.mosip_url`.
"""

import json
import urllib.request

import pytest

from mosip_mocks.steering import Clock, Faults, Journal, Mocks

TOKEN = "/v1/authmanager/authenticate/clientidsecretkey"
LOGIN = {"clientId": "mosip-regproc-client", "secretKey": "abcdeABCDE123456", "appId": "admin"}


def ask_token(mocks: Mocks) -> dict:
    """Stands for your system: it asks MOSIP for a token."""
    body = {"id": "x", "version": "x", "requesttime": "2026-02-03T08:15:30.120Z", "request": LOGIN}
    request = urllib.request.Request(
        mocks.mosip_url + TOKEN, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_token_is_given(mocks: Mocks, journal: Journal) -> None:
    assert ask_token(mocks)["errors"] is None

    (exchange,) = journal.wait_for(service="authmanager")
    assert exchange["trace"]["client"] == "mosip-regproc-client"


def test_my_system_survives_a_failing_auth_manager(mocks: Mocks, fault: Faults) -> None:
    fault.add(app="mosip", match={"service": "authmanager"}, action={"status": 503}, times=1)

    with pytest.raises(urllib.error.HTTPError):
        ask_token(mocks)
    assert ask_token(mocks)["errors"] is None


def test_person_is_there_and_time_moves(citizen, clock: Clock, mocks: Mocks) -> None:
    ana = citizen(fullName="Ana Lopes", birthDate="1990-02-03")
    before = clock.now()

    clock.advance(3600)

    assert (clock.now() - before).total_seconds() >= 3600
    assert mocks.find_citizen(ana["uin"])["familyName"] == "Lopes"
