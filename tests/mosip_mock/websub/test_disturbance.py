"""Credentials issued while subscribers are down, slow, refusing, hanging or restarting, and while the mock is killed.

The mock is a process of its own. What is looked at is what each subscriber got: everything, in the order of issue,
nothing of another partner's, the same bytes where an event came twice.
"""

import base64
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.certificates import certificate_until, other_key, pem
from tests.support.hub_receiver import SECRET, Received, Receiver
from tests.support.plain_http import plain_client, request
from tests.support.suite import RunningApp

FATHER: Final = "2718201306"
OURS, THEIRS = "crvs-partner", "other-partner"
MOODS: Final = [500, 200, 401, 200, 302, 200]
FAILING: Final = ("down", "moody", "hanging", "restarting", "slow")
ENVIRONMENT: Final = {
    "MOSIP_MOCK_HUB_SECURITY": "false",
    "MOSIP_MOCK_DELIVERY_WAIT_SCALE": "0.01",
    "MOSIP_MOCK_DELIVERY_TIMEOUT": "1",
    "MOCKS_JOURNAL_SIZE": "100",
}
SIZES: Final = [40, pytest.param(1000, marks=pytest.mark.slow)]
MEMORY_KILOBYTES: Final = 16_000
"""For 1,000 events of 6 KB to eight subscribers, which would be 48,000 if they were kept."""


@dataclass
class Country:
    """The mock, its subscribers by name, and whoever asks for credentials."""

    app: RunningApp
    receivers: dict[str, Receiver]
    issued: list[str] = field(default_factory=list)
    """Registration ids for our partner, in the order in which they were asked for."""

    def subscribe(self, *names: str) -> None:
        for name in names:
            receiver = self.receivers[name]
            topic = f"{THEIRS if name == 'stranger' else OURS}/CREDENTIAL_ISSUED"
            form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": receiver.url, "hub.secret": SECRET}
            assert request("POST", f"{self.app.url}/hub", data=form).status_code == 202
            while receiver.url not in self.active():
                pass

    def active(self) -> set[str]:
        items = request("GET", f"{self.app.url}/_mock/subscriptions").json()["items"]
        return {s["callback"] for s in items if s["state"] == "active"}

    def ask(self, count: int) -> None:
        """Ask for credentials about one person under many registration ids; every tenth is for another partner."""
        with plain_client(headers={"Cookie": f"Authorization={self._token()}"}) as client:
            for _ in range(count):
                rid = f"{len(self.issued):029d}"
                self.issued.append(rid)
                self._ask_one(client, rid, OURS)
                if len(self.issued) % 10 == 0:
                    self._ask_one(client, f"9{rid[1:]}", THEIRS)

    def _ask_one(self, client: Any, rid: str, partner: str) -> None:
        asked = {
            "id": FATHER,
            "issuer": partner,
            "credentialType": "vercred",
            "additionalData": {"registrationId": rid, "templateTypeCode": "X"},
        }
        answer = client.post(
            f"{self.app.url}/v1/credentialrequest/requestgenerator",
            json={"id": "x", "version": "1.0", "requesttime": "2026-01-01T00:00:00.000Z", "request": asked},
        )
        assert answer.json()["response"]["requestId"], answer.text

    def _token(self) -> str:
        asked = {"clientId": "mosip-idrepo-client", "secretKey": "abcdeABCDE123456", "appId": "admin"}
        body = {"id": "string", "version": "string", "requesttime": "2026-01-01T00:00:00.000Z", "metadata": {}}
        answer = request(
            "POST", f"{self.app.url}/v1/authmanager/authenticate/clientidsecretkey", json={**body, "request": asked}
        )
        return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]

    def got_everything(self, name: str) -> Callable[[], bool]:
        expected = len(self.issued) // 10 if name == "stranger" else len(self.issued)
        return lambda: len({event_id(one) for one in self.receivers[name].got}) >= expected

    def resident_kilobytes(self) -> int:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.app.pid}/status").read_text())
        assert found is not None
        return int(found[1])

    def check(self) -> None:
        """Everybody got all of theirs, in order, signed, and nothing else."""
        for name, receiver in self.receivers.items():
            ours = name != "stranger"
            expected = self.issued if ours else [f"9{rid[1:]}" for rid in self.issued[9::10]]
            topic = f"{OURS if ours else THEIRS}/CREDENTIAL_ISSUED"
            assert {one.content()["topic"] for one in receiver.got} == {topic}, name
            assert all(one.is_signed() for one in receiver.got), name
            bodies: dict[str, set[bytes]] = {}
            for one in receiver.got:
                bodies.setdefault(event_id(one), set()).add(one.body)
            assert {len(same) for same in bodies.values()} == {1}, f"{name}: what comes twice is the same"
            first = list(dict.fromkeys((event_id(one), registration_id(one)) for one in receiver.got))
            assert [rid for _, rid in first] == expected, name


def event_id(one: Received) -> str:
    found: str = one.content()["event"]["id"]
    return found


def registration_id(one: Received) -> str:
    found: str = one.content()["event"]["data"]["registrationId"]
    return found


@pytest.fixture
def country_with(tmp_path: Path) -> Iterator[Callable[..., Country]]:
    """A running mock with a second partner and subscribers: `country_with("healthy", "down", POLICY="patient")`."""
    with ExitStack() as stack:

        def start(*names: str, **settings: str) -> Country:
            environment = ENVIRONMENT | {f"MOSIP_MOCK_{name}": value for name, value in settings.items()}
            app = stack.enter_context(RunningApp("mosip_mock", tmp_path / "mocks", environment))
            partner = {"partnerId": THEIRS, "certificate": pem(certificate_until(other_key()))}
            key = {"apiKey": "777", "partnerId": THEIRS, "policyId": "crvs-policy"}
            assert request("POST", f"{app.url}/_mock/partners", json=partner).status_code == 201
            assert request("POST", f"{app.url}/_mock/api-keys", json=key).status_code == 201
            receivers = {name: stack.enter_context(Receiver()) for name in names}
            country = Country(app, receivers)
            country.subscribe(*names)
            return country

        yield start


@pytest.mark.parametrize("policy", ["mosip", "patient"])
@pytest.mark.parametrize("count", SIZES)
def test_failing_subscribers_lose_nothing_and_disturb_nobody(
    country_with: Callable[..., Country], policy: str, count: int
) -> None:
    country = country_with("healthy", "second", "stranger", *FAILING, DELIVERY_POLICY=policy)
    receivers = country.receivers
    receivers["moody"].statuses = MOODS * count
    receivers["slow"].seconds_for_each = 0.01
    country.ask(count // 10)
    receivers["healthy"].wait(country.got_everything("healthy"))
    before = country.resident_kilobytes()

    receivers["down"].hang_up()
    receivers["hanging"].is_open.clear()
    for _ in range(3):
        receivers["restarting"].hang_up()
        country.ask(count * 3 // 10)
        receivers["restarting"].listen()
    for name in ("healthy", "second", "stranger"):  # while the others still fail
        receivers[name].wait(country.got_everything(name))
    assert country.resident_kilobytes() - before < MEMORY_KILOBYTES
    assert receivers["moody"].got
    assert receivers["down"].arrived < len(country.issued)

    if policy == "mosip":
        while {receivers[name].url for name in ("down", "hanging", "moody")} & country.active():
            pass
    receivers["down"].listen()
    receivers["hanging"].is_open.set()
    receivers["moody"].statuses.clear()
    if policy == "mosip":
        country.subscribe("moody")  # any change of a subscription wakes the others
    for name in FAILING:
        receivers[name].wait(country.got_everything(name))
    country.check()


@pytest.mark.parametrize("count", SIZES)
def test_mock_that_is_killed_while_it_issues_and_delivers_goes_on_where_it_was(
    country_with: Callable[..., Country], count: int
) -> None:
    country = country_with("healthy", "stranger", "stuck")
    stuck = country.receivers["stuck"]
    stuck.is_open.clear()
    asking = threading.Thread(target=country.ask, args=(count,))
    asking.start()
    country.receivers["healthy"].wait(lambda: country.receivers["healthy"].arrived >= count // 4)
    asking.join()

    country.app.kill()
    stuck.is_open.set()
    country.app.start()

    for name, receiver in country.receivers.items():
        receiver.wait(country.got_everything(name))
    country.check()
    assert len(country.receivers["healthy"].got) - count <= 200, "successes are written down within milliseconds"


def test_credentials_differ_for_each_registration(country_with: Callable[..., Country]) -> None:
    """The checks above would not see one and the same event under many numbers."""
    country = country_with("healthy")
    country.ask(3)
    country.receivers["healthy"].wait(country.got_everything("healthy"))

    texts = {one.content()["event"]["data"]["credential"] for one in country.receivers["healthy"].got}
    assert len(texts) == 3
    assert all(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).startswith(b"VER_R2") for text in texts)
