"""Many workers share one running suite, each in a space of its own."""

import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mosip_mocks.processes import RunningMocks
from mosip_mocks.steering import Mocks
from mosip_mocks.transport import MocksError

WORKERS = 20
ROUNDS = 2
CERTIFICATE = "/idauthentication/v1/internal/getCertificate"
LOGIN = (
    "/authorize?client_id=mock-client_id&response_type=code&scope=openid"
    "&redirect_uri=http://localhost:3020/callback&acr_values=mosip:idp:acr:generated-code"
)


def work(suite: Mocks, number: int) -> list[str]:
    """Seed, log in, fail, move the clock, reset; what did not look like a world of one's own."""
    mocks, strange = suite.space(f"worker-{number}"), []
    for _ in range(ROUNDS):
        mocks.reset()
        strange += [text for text, holds in round_of(mocks, number).items() if not holds]
    mocks.reset()
    left = {
        "a journal outlived the reset": mocks.esignet_journal.count() + mocks.mosip_journal.count() == 0,
        "a fault outlived the reset": {status(mocks), status(mocks, CERTIFICATE)} == {200},
    }
    return [f"{number}: {text}" for text in (*strange, *(text for text, holds in left.items() if not holds))]


def round_of(mocks: Mocks, number: int) -> dict[str, bool]:
    """What has to hold in a space of one's own, whatever the others do."""
    before = mocks.clock.now()
    person = mocks.citizen(fullName=f"Worker {number} Ownson", birthDate="1990-02-03")
    mocks.clock.advance(1000 * (number + 1))
    names = [c["fullName"] for c in mocks.mosip.call("GET", "citizens", query={"limit": "1000"})["items"]]
    moved = (mocks.clock.now() - before).total_seconds()
    redirect = mocks.login_as(person["uin"], LOGIN)
    logged_in = mocks.esignet_journal.count()
    mocks.faults.add(app="esignet", action={"status": 400 + number}, match={"service": "discovery"})
    mocks.faults.add(app="mosip", action={"status": 400 + number}, match={"service": "idauthentication"})
    return {
        f"sees {names}": [n for n in names if n.endswith("Ownson")] == [person["fullName"]],
        "the clock was moved by somebody else": abs(moved - 1000 * (number + 1)) < 30,
        "the person cannot log in at the other app": "code=" in redirect,
        "somebody else's fault acts at e-Signet": status(mocks) == 400 + number,
        "somebody else's fault acts at MOSIP": status(mocks, CERTIFICATE) == 400 + number,
        "somebody else's exchanges are in e-Signet's journal": mocks.esignet_journal.count() == logged_in + 1,
        "somebody else's exchanges are in MOSIP's journal": mocks.mosip_journal.count() == 1,
    }


def status(mocks: Mocks, path: str = "/.well-known/jwks.json") -> int:
    """What the space answers to a request of the system under test."""
    url = (mocks.mosip_url if path == CERTIFICATE else mocks.esignet_url) + path
    try:
        with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_twenty_workers_never_see_each_other(tmp_path: Path) -> None:
    with RunningMocks(tmp_path / "mocks") as running:
        people = running.mocks.mosip.call("GET", "health")["citizens"]
        with ThreadPoolExecutor(WORKERS) as pool:
            strange = [text for found in pool.map(lambda n: work(running.mocks, n), range(WORKERS)) for text in found]

        assert strange == []
        assert running.mocks.mosip.call("GET", "health")["citizens"] == people
        assert running.mocks.mosip.call("GET", "spaces")["total"] == WORKERS
        running.mocks.remove_space("worker-3")
        assert running.mocks.mosip.call("GET", "spaces")["total"] == WORKERS - 1


def test_refusal_of_the_mocks_is_their_own_sentence(tmp_path: Path) -> None:
    with RunningMocks(tmp_path / "mocks") as running:
        with pytest.raises(MocksError, match="credential-trunkated") as refused:
            running.mocks.faults.add(app="mosip", action={"named": "credential-trunkated"})

        assert refused.value.status == 400
