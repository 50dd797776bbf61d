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


def work(suite: Mocks, number: int) -> list[str]:
    """Seed, fail, move the clock, reset; what did not look like a world of one's own."""
    mocks, strange = suite.space(f"worker-{number}"), []
    for _ in range(ROUNDS):
        mocks.reset()
        before = mocks.clock.now()
        person = mocks.citizen(fullName=f"Worker {number} Ownson", birthDate="1990-02-03")
        mocks.faults.add(app="esignet", action={"status": 400 + number}, match={"service": "discovery"})
        mocks.clock.advance(1000 * (number + 1))
        names = [c["fullName"] for c in mocks.mosip.call("GET", "citizens", query={"limit": "1000"})["items"]]
        if [n for n in names if n.endswith("Ownson")] != [person["fullName"]]:
            strange.append(f"{number} sees {names}")
        if abs((mocks.clock.now() - before).total_seconds() - 1000 * (number + 1)) > 30:
            strange.append(f"{number}: the clock was moved by somebody else")
        if status(mocks) != 400 + number:
            strange.append(f"{number}: somebody else's fault acts")
        if mocks.esignet_journal.count() != 1:
            strange.append(f"{number}: somebody else's exchanges are in the journal")
    mocks.reset()
    if status(mocks) != 200:
        strange.append(f"{number}: the fault outlived the reset")
    return strange


def status(mocks: Mocks) -> int:
    """What the space's e-Signet answers to a request of the system under test."""

    try:
        with urllib.request.urlopen(f"{mocks.esignet_url}/.well-known/jwks.json") as answer:  # noqa: S310 - our own server
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
