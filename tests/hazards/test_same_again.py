"""With a seed and a standing clock, a run after a reset is byte for byte the run after a fresh start.

The script goes over real sockets and through both apps: a birth with its credential, ID authentication, a log-in,
refusals, faults, the clock. What cannot be equal is named: salts of PS256 signatures, and what is encrypted, which is
compared opened. Everything else is compared as bytes.
"""

import base64
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.callback import CallbackServer, Reply
from tests.support.credential import decrypted
from tests.support.ida_client import IdaClient
from tests.support.opencrvs_events import Child, identity_schema, stock_birth
from tests.support.opencrvs_flavours import V2
from tests.support.plain_http import plain_client
from tests.support.relying_party import ASSERTION_TYPE
from tests.support.suite import Suite, running_suite

INSTANT: Final = datetime(2026, 2, 3, 8, 15, 30, tzinfo=UTC)
WIRE_INSTANT: Final = "2026-02-03T08:15:30.000Z"
RID: Final = "10001100770000120260203081530"
FATHER: Final = "2718201306"
CALLBACK: Final = "http://localhost:3020/callback"
SECRET: Final = "a-secret-of-the-hub"
CREDENTIALS: Final = {"clientId": "mosip-regproc-client", "secretKey": "abcdeABCDE123456", "appId": "admin"}
AT_ONCE: Final = {"MOSIP_MOCK_PROCESSING_DELAY": "0"}
SEEDED: Final = {**AT_ONCE, "MOCKS_SEED": "nineteen"}
TELLS_REAL_TIME: Final = {"durationMs"}
ENCRYPTED: Final = {"signature", "encryptedHash"}
"""Members of createPacket's answer that are made from what was encrypted."""


@dataclass
class Receiver:
    """A subscriber that keeps what the hub sends."""

    bodies: list[bytes] = field(default_factory=list)
    challenges: list[str] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    server: CallbackServer = field(init=False)

    def __post_init__(self) -> None:
        self.server = CallbackServer("/callback", self._verify, self._take)

    def _verify(self, query: Mapping[str, str]) -> Reply:
        with self.arrived:
            self.challenges.append(query.get("hub.challenge", ""))
            self.arrived.notify_all()
        return Reply(200, "text/plain", query.get("hub.challenge", "").encode())

    def _take(self, _: Mapping[str, str], body: bytes) -> Reply:
        with self.arrived:
            self.bodies.append(body)
            self.arrived.notify_all()
        return Reply(200, "application/json", b"{}")

    def wait(self, what: list[Any]) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: bool(what), 30), "nothing came"

    def forget(self) -> None:
        self.bodies.clear()
        self.challenges.clear()


@dataclass
class Run:
    """What a run saw: each answer, in order, as comparable text."""

    suite: Suite
    receiver: Receiver
    http: httpx2.Client
    seen: list[tuple[str, Any]] = field(default_factory=list)
    made_up: dict[str, str] = field(default_factory=dict)
    """Identifiers that do not depend on the suite's address."""

    def note(self, what: str, value: Any) -> None:
        self.seen.append((what, value))

    def call(self, what: str, method: str, url: str, **parts: Any) -> httpx2.Response:
        self.http.cookies.clear()
        answer = self.http.request(method, url, **parts)
        self.note(what, (answer.status_code, _masked(json.dumps(_headers(answer.headers))), _masked(answer.text)))
        return answer

    def clock(self, change: dict[str, Any]) -> None:
        self.call("clock", "PUT", f"{self.suite.esignet_url}/_mock/clock", json=change)

    def play(self) -> "Run":
        self.clock({"now": INSTANT.isoformat(), "frozen": True})
        self.people()
        self.birth()
        self.authentication()
        self.login()
        self.failing()
        self.books()
        return self

    def people(self) -> None:
        for url in (self.suite.mosip_url, self.suite.esignet_url):
            person = {"fullName": "Ana Lopes", "birthDate": "1990-02-03", "otp": "random"}
            made = self.call("citizen", "POST", f"{url}/_mock/citizens", json=person).json()
            self.made_up[f"uin {len(self.made_up)}"] = made["uin"]

    def birth(self) -> None:
        mosip = self.suite.mosip_url
        envelope = {"id": "string", "version": "string", "requesttime": WIRE_INSTANT}
        token_url = f"{mosip}/v1/authmanager/authenticate/clientidsecretkey"
        answer = self.call("token", "POST", token_url, json={**envelope, "request": CREDENTIALS})
        cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        websub = {**envelope, "request": {**CREDENTIALS, "clientId": "mosip-websub-client"}}
        token = self.call("token", "POST", token_url, json=websub).headers["set-cookie"]
        form = {"hub.mode": "subscribe", "hub.topic": "CREDENTIAL_ISSUED", "hub.secret": SECRET}
        form["hub.callback"] = self.receiver.server.url
        token = token.partition(";")[0]
        both = {"Cookie": token, "Authorization": token.removeprefix("Authorization=")}
        assert self.call("subscribe", "POST", f"{mosip}/websub/hub", data=form, headers=both).is_success
        self.receiver.wait(self.receiver.challenges)
        self.suite.mosip_control.wait_for_subscription(self.receiver.server.url)
        self.note("challenge", self.receiver.challenges[0])
        self.made_up["challenge"] = self.receiver.challenges[0]
        child = Child("Mele", "Fonua", INSTANT.date(), "male", "2026BDEMO01")
        packet = stock_birth(child, V2)
        request = {
            "id": RID,
            "refId": "10001_10077",
            "offlineMode": False,
            "process": packet.process,
            "source": V2.source,
            "schemaVersion": V2.schema_version,
            "fields": packet.fields,
            "metaInfo": packet.meta_info,
            "audits": [packet.audit],
            "schemaJson": identity_schema(),
        }
        self.call(
            "packet",
            "PUT",
            f"{mosip}/commons/v1/packetmanager/createPacket",
            json={**envelope, "request": request},
            headers=cookie,
        )
        workflow = {"registrationId": RID, "process": packet.process, "source": V2.source, "additionalInfoReqId": ""}
        instance = {**envelope, "id": "mosip.registration.processor.workflow.instance", "version": "v1"}
        self.call(
            "workflow",
            "POST",
            f"{mosip}/registrationprocessor/v1/workflowmanager/workflowinstance",
            json={**instance, "request": {**workflow, "notificationInfo": packet.recipient}},
            headers=cookie,
        )
        self.receiver.wait(self.receiver.bodies)
        event = json.loads(self.receiver.bodies[0])
        credential = decrypted(event["event"]["data"].pop("credential"), self.suite.kit)
        del event["event"]["data"]["proof"]  # over the credential with its proof's PS256 signature
        self.note("event", event)
        jws = credential["proof"].pop("jws")
        self.note("credential", (credential, jws.partition(".")[0]))
        self.made_up |= {"event": event["event"]["id"], "transaction": event["event"]["transactionId"]}
        self.made_up["child"] = credential["credentialSubject"]["VID"]

    def authentication(self) -> None:
        mosip = self.suite.mosip_url
        partner = IdaClient(base_url=mosip, kit=self.suite.kit, domain_uri=mosip.replace("127.0.0.1", "localhost"))
        name = [{"language": "eng", "value": "Somebody Else"}]
        for uin, transaction in ((FATHER, "1234567890"), ("3592563415", "1234567891")):
            answer = partner.auth(uin, {"name": name}, transaction=transaction, now=INSTANT)
            self.note("auth", (answer.status, _headers(answer.headers), answer.body))
        uin = self.made_up["uin 0"]
        sent = partner.otp(uin, "1234567892", ["email"], now=INSTANT)
        self.note("otp", (sent.status, sent.body))

    def login(self) -> None:
        esignet = self.suite.esignet_url
        query = {
            "client_id": "mock-client_id",
            "response_type": "code",
            "scope": "openid profile",
            "acr_values": "mosip:idp:acr:generated-code",
            "claims": json.dumps({"userinfo": {"name": {"essential": True}}, "id_token": {}}),
            "redirect_uri": CALLBACK,
            "state": "s",
            "nonce": "n",
        }
        self.call("page", "GET", f"{esignet}/authorize", params=query)
        query["nonce"] = "m"
        wanted = {"url": f"{esignet}/authorize?{httpx2.QueryParams(query)}", "individualId": FATHER}
        redirect = self.call("login", "POST", f"{esignet}/_mock/authorize", json=wanted).json()["redirectUrl"]
        code = httpx2.URL(redirect).params["code"]
        self.made_up["code"] = code
        issuer = httpx2.get(f"{esignet}/.well-known/openid-configuration", trust_env=False).json()
        now = int(INSTANT.timestamp())
        claims = {"iss": "mock-client_id", "sub": "mock-client_id", "aud": issuer["token_endpoint"], "jti": "jti-1"}
        key = RSAKey.import_key(dict(self.suite.kit.client_jwk))
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "mock-client_id",
            "redirect_uri": CALLBACK,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": jwt.encode({"alg": "RS256"}, {**claims, "iat": now, "exp": now + 60}, key),
        }
        tokens = self.call("tokens", "POST", issuer["token_endpoint"], data=form).json()
        self.call("replay", "POST", issuer["token_endpoint"], data=form)
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        self.call("userinfo", "GET", issuer["userinfo_endpoint"], headers=bearer)
        self.clock({"advanceSeconds": 4000})
        self.call("expired", "GET", issuer["userinfo_endpoint"], headers=bearer)

    def failing(self) -> None:
        certificate = f"{self.suite.mosip_url}/idauthentication/v1/internal/getCertificate"
        rule = {"action": {"status": 503}, "match": {"service": "idauthentication"}, "times": 3, "probability": 0.5}
        made = self.call("fault", "POST", f"{self.suite.mosip_url}/_mock/faults", json={**rule, "seed": 5})
        self.made_up["fault"] = made.json()["id"]
        for _ in range(8):
            self.call("failing", "GET", certificate)
        self.call("nowhere", "GET", f"{self.suite.mosip_url}/no/such/path")

    def books(self) -> None:
        for url in (self.suite.mosip_url, self.suite.esignet_url):
            for book in ("citizens?limit=1000", "outbox", "faults", "health"):
                self.call(book, "GET", f"{url}/_mock/{book}")
            listed = self.http.get(f"{url}/_mock/requests?limit=1000").json()["items"]
            self.note("journal", [{k: v for k, v in e.items() if k not in TELLS_REAL_TIME} for e in listed])
        for book in ("packets", "subscriptions", "deliveries"):
            answer = self.http.get(f"{self.suite.mosip_url}/_mock/{book}").json()
            self.note(book, json.loads(re.sub(r'"milliseconds":\s*[\d.]+', '"milliseconds":0', json.dumps(answer))))
        self.call("clients", "GET", f"{self.suite.esignet_url}/_mock/clients")


_PS256: Final = re.compile(r"(eyJ[\w-]+)\.(eyJ[\w-]+)\.[\w-]+")


def _headers(headers: httpx2.Headers) -> list[tuple[str, str]]:
    return sorted((n, v) for n, v in headers.multi_items() if n not in {"date", "content-length"})


def _masked(text: str) -> str:
    """Each salted signature taken out, and the hash over one; claims opened."""

    def opened(found: re.Match[str]) -> str:
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in found.groups())
        if header["alg"] == "RS256":
            return found[0]
        claims.pop("at_hash", None)
        return json.dumps((header, claims), sort_keys=True).replace('"', "'")

    text = _PS256.sub(opened, text)
    return re.sub(rf'"({"|".join(ENCRYPTED)})":"[^"]*"', r'"\1":"..."', text)


def mess_about(suite: Suite, http: httpx2.Client) -> None:
    """Whatever a test before might have done, at either app."""
    for url in (suite.mosip_url, suite.esignet_url):
        http.put(f"{url}/_mock/clock", json={"frozen": False})
        http.put(f"{url}/_mock/clock", json={"advanceSeconds": 10**6})
        http.post(f"{url}/_mock/citizens", json={"fullName": "Xaver Oort", "birthDate": "1990-02-03"})
        http.post(f"{url}/_mock/faults", json={"action": {"status": 500}})
        http.get(f"{url}/nowhere")
    http.patch(f"{suite.mosip_url}/_mock/citizens/{FATHER}", json={"status": "BLOCKED"})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.close()


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with plain_client(follow_redirects=False) as client:
        yield client


@pytest.fixture
def seeded(tmp_path: Path) -> Iterator[Suite]:
    with running_suite(tmp_path, SEEDED) as running:
        yield running


@pytest.mark.parametrize("resets", ["mosip", "esignet"])
def test_a_run_after_a_reset_is_that_after_a_fresh_start(
    seeded: Suite, receiver: Receiver, http: httpx2.Client, resets: str
) -> None:
    fresh = Run(seeded, receiver, http).play()
    mess_about(seeded, http)
    url = seeded.mosip_url if resets == "mosip" else seeded.esignet_url
    assert http.post(f"{url}/_mock/reset?subscriptions=forget").status_code == 200
    receiver.forget()

    again = Run(seeded, receiver, http).play()

    for (what, before), (_, after) in zip(fresh.seen, again.seen, strict=True):
        assert after == before, what
    assert len(fresh.seen) > 40


def test_another_suite_makes_up_the_same(
    seeded: Suite, receiver: Receiver, http: httpx2.Client, tmp_path: Path
) -> None:
    first = Run(seeded, receiver, http).play()
    receiver.forget()
    (tmp_path / "other").mkdir()
    with running_suite(tmp_path / "other", SEEDED) as other:
        second = Run(other, receiver, http).play()

    assert second.made_up == first.made_up
    assert len(set(first.made_up.values())) == len(first.made_up) >= 7


def test_without_a_seed_runs_differ(receiver: Receiver, http: httpx2.Client, tmp_path: Path) -> None:
    with running_suite(tmp_path, AT_ONCE) as suite:
        first = Run(suite, receiver, http).play()
        http.post(f"{suite.mosip_url}/_mock/reset?subscriptions=forget")
        receiver.forget()
        second = Run(suite, receiver, http).play()

    assert not set(first.made_up.values()) & set(second.made_up.values())


def test_each_space_begins_with_the_same(seeded: Suite, http: httpx2.Client) -> None:
    uins = [
        http.post(
            f"{seeded.mosip_url}{space}/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"}
        ).json()["uin"]
        for space in ("", "/_space/one", "/_space/two", "/_space/two")
    ]

    assert uins[0] == uins[1] == uins[2] != uins[3]
