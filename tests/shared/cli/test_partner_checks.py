"""`doctor --callback`: a partner in order, and one that is broken in each way."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from shared.cli.main import cli
from shared.jwks.keystore import make_keystore
from tests.support.certificates import certificate_until, other_key
from tests.support.credential import check_event, decrypted
from tests.support.kit import Kit
from tests.support.opencrvs_flavours import V2
from tests.support.plain_http import request
from tests.support.suite import RunningApp, environment_for

TOPIC = "crvs-partner/CREDENTIAL_ISSUED"
SECRET = "mosip-websub-secret"

Doctor = Callable[..., Result]


@dataclass
class Partner:
    """A careful subscriber; each member breaks one thing."""

    kit: Kit
    echo: Callable[[str], bytes] = lambda challenge: challenge.encode()
    topics: tuple[str, ...] | None = (TOPIC,)
    """What it confirms; None is everything."""
    skew: timedelta | None = timedelta()
    checks_signatures: bool = True
    secret: str = SECRET
    status: int = 200
    hangs: bool = False

    def on_get(self, query: Mapping[str, str]) -> tuple[int, bytes]:
        if self.topics is not None and query.get("hub.topic") not in self.topics:
            return 404, b"no such topic"
        return 200, self.echo(query.get("hub.challenge", ""))

    def on_post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        expected = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if self.checks_signatures and headers.get("x-hub-signature") != expected:
            return 401, b'{"error":"Invalid X-Hub-Signature"}'
        event = check_event(json.loads(body), TOPIC, V2)
        credential = decrypted(event["data"]["credential"], self.kit)
        assert credential["credentialSubject"]["birthCertificateNumber"]
        return self.status, b'{"event":{"status":"ERROR"}}'


@dataclass
class Served:
    url: str
    partner: Partner
    released: Event


@pytest.fixture(scope="module")
def mosip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    environment = {"MOSIP_MOCK_HUB_SECURITY": "false", "MOSIP_MOCK_DELIVERY_TIMEOUT": "1"}
    with RunningApp("mosip_mock", tmp_path_factory.mktemp("doctor") / "mocks", environment) as app:
        yield app


@pytest.fixture
def doctor(mosip: RunningApp) -> Doctor:
    environment = environment_for(mosip)
    return lambda *arguments: CliRunner().invoke(cli, ["doctor", *arguments], env=environment)


@pytest.fixture
def serve(mosip: RunningApp) -> Iterator[Callable[..., Served]]:
    with ExitStack() as stack:

        def one(**broken: Any) -> Served:
            served = served_by(Partner(Kit.read(mosip.data_dir / "kit"), **broken), stack)
            stack.callback(served.released.set)
            return served

        yield one


def served_by(partner: Partner, stack: ExitStack) -> Served:
    released = Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self._say(*partner.on_get(query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if partner.hangs:
                released.wait(30)
            self._say(*partner.on_post({name.lower(): value for name, value in self.headers.items()}, body))

        def _say(self, status: int, content: bytes) -> None:
            self.send_response_only(status)
            if partner.skew is not None:
                self.send_header("Date", format_datetime(datetime.now(UTC) + partner.skew, usegmt=True))
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base class
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """The doctor hangs up on those that hang."""

    server = stack.enter_context(Server(("127.0.0.1", 0), Handler))
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    stack.callback(server.shutdown)
    return Served(f"http://127.0.0.1:{server.server_address[1]}/callback", partner, released)


def keystore(mosip: RunningApp) -> list[str]:
    return ["--keystore", str(mosip.data_dir / "kit" / "keystore.p12")]


def findings(result: Result) -> dict[str, list[tuple[str, str]]]:
    """State and words by check; a forgery is tried twice."""
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in json.loads(result.stdout):
        found.setdefault(finding["check"], []).append((finding["state"], finding["says"]))
    return found


def test_partner_in_order(mosip: RunningApp, doctor: Doctor, serve: Callable[..., Served]) -> None:
    served = serve()

    result = doctor("--callback", served.url, *keystore(mosip), "--json")

    found = findings(result)
    for check in (
        "callback",
        "intent",
        "foreign topic",
        "partner's clock",
        "forgery",
        "delivery",
        "keystore",
        "credential",
    ):
        assert {state for state, _ in found[check]} == {"ok"}, found[check]
    assert len(found["forgery"]) == 2
    assert "status ERROR" in found["delivery"][0][1]
    assert found["subscription"][0][0] == "warning"
    assert result.exit_code == 0, result.output


BROKEN: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("echoes JSON", {"echo": lambda c: json.dumps(c).encode()}, "intent", "failed", "text/plain"),
    ("echoes a newline", {"echo": lambda c: f"{c}\n".encode()}, "intent", "failed", "no newline"),
    ("confirms everything", {"topics": None}, "foreign topic", "warning", "look at hub.mode and hub.topic"),
    ("a minute ahead", {"skew": timedelta(minutes=1)}, "partner's clock", "failed", "ahead of the mock's"),
    ("ten seconds behind", {"skew": timedelta(seconds=-10)}, "partner's clock", "warning", "behind the mock's"),
    ("without a Date", {"skew": None}, "partner's clock", "warning", "no Date header"),
    ("looks at no signature", {"checks_signatures": False}, "forgery", "failed", "answer 401"),
    ("other secret", {"secret": "another"}, "delivery", "failed", "its secret is not the one"),
    ("answers 500", {"status": 500}, "delivery", "failed", "see its own log"),
    ("redirects", {"status": 302}, "delivery", "failed", "follows no redirect"),
]


@pytest.mark.parametrize("case", BROKEN, ids=[b[0] for b in BROKEN])
def test_partner_that_is_broken_in_one_way(
    doctor: Doctor, serve: Callable[..., Served], case: tuple[str, dict[str, Any], str, str, str]
) -> None:
    _, broken, check, state, mend = case
    result = doctor("--callback", serve(**broken).url, "--json")

    found = findings(result)
    assert found[check][0][0] == state
    assert mend in found[check][0][1]
    others = {name: told for name, told in found.items() if name not in {check, "subscription", "e-Signet mock"}}
    assert {told for outcomes in others.values() for told, _ in outcomes} == {"ok"}, others
    assert result.exit_code == int(state == "failed")


def test_callback_that_nobody_serves(doctor: Doctor, serve: Callable[..., Served]) -> None:
    with ExitStack() as stack:
        url = served_by(serve().partner, stack).url

    result = doctor("--callback", url, "--json")

    found = findings(result)
    assert found["callback"][0][0] == "failed"
    assert "start the subscriber" in found["callback"][0][1]
    assert "delivery" not in found
    assert result.exit_code == 1


def test_keystore_of_somebody_else(doctor: Doctor, tmp_path: Path) -> None:
    path = tmp_path / "other.p12"
    path.write_bytes(make_keystore("other", other_key(), certificate_until(other_key()), "secret"))

    result = doctor("--keystore", str(path), "--keystore-password", "secret", "--json")

    found = findings(result)
    assert found["keystore"][0][0] == "ok"
    assert found["credential"][0][0] == "failed"
    assert f"mosip-mocks kit import --keystore {path}" in found["credential"][0][1]
    assert "callback" not in found
    assert result.exit_code == 1


def test_keystore_that_is_absent(doctor: Doctor, tmp_path: Path) -> None:
    state, says = findings(doctor("--keystore", str(tmp_path / "none.p12"), "--json"))["keystore"][0]

    assert state == "failed"
    assert "cannot be read" in says


def test_keystore_that_is_none(doctor: Doctor, tmp_path: Path) -> None:
    path = tmp_path / "keystore.p12"
    path.write_bytes(b"no keystore")

    state, says = findings(doctor("--keystore", str(path), "--json"))["keystore"][0]

    assert state == "failed"
    assert "does not open as PKCS#12" in says


def test_keystore_with_another_password(mosip: RunningApp, doctor: Doctor) -> None:
    state, says = findings(doctor(*keystore(mosip), "--keystore-password", "x", "--json"))["keystore"][0]

    assert state == "failed"
    assert "--keystore-password" in says


def test_secret_of_the_subscription_is_the_one_that_is_tried(
    mosip: RunningApp, doctor: Doctor, serve: Callable[..., Served]
) -> None:
    served = serve(secret="a secret of its own")
    form = {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": served.url,
        "hub.secret": "a secret of its own",
    }
    assert request("POST", f"{mosip.url}/hub", data=form).status_code == 202
    while not (items := request("GET", f"{mosip.url}/_mock/subscriptions").json()["items"]):
        pass

    result = doctor("--callback", served.url, "--json")

    assert findings(result)["subscription"] == [("ok", f"{TOPIC} is active")]
    assert findings(result)["delivery"][0][0] == "ok"
    assert findings(doctor("--callback", served.url, "--secret", "x", "--json"))["delivery"][0][0] == "failed"
    request("DELETE", f"{mosip.url}/_mock/subscriptions/{items[0]['id']}")


def test_topic_of_a_partner_that_is_unknown(doctor: Doctor, serve: Callable[..., Served]) -> None:
    result = doctor("--callback", serve().url, "--topic", "nobody/CREDENTIAL_ISSUED", "--json")

    assert findings(result)["partner"][0][0] == "failed"
    assert "nobody" in findings(result)["partner"][0][1]


def test_mock_that_does_not_run_cannot_try_anything(tmp_path: Path) -> None:
    environment = {"MOCKS_DATA_DIR": str(tmp_path / "mocks"), "MOSIP_MOCK_PORT": "0"}

    result = CliRunner().invoke(cli, ["doctor", "--callback", "http://127.0.0.1:9/x"], env=environment)

    assert result.exit_code == 1
    assert "mosip-mocks up" in result.stdout


def test_table_says_what_to_mend(doctor: Doctor, serve: Callable[..., Served]) -> None:
    result = doctor("--callback", serve(checks_signatures=False).url)

    line = next(line for line in result.stdout.splitlines() if "forgery" in line)
    assert line.startswith("FAIL  forgery")
    assert "answer 401" in line
