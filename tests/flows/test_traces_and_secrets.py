"""One child's story across both apps, and what must never stand in a log or a listing."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.ida_client import MISP_KEY, IdaClient, transaction_id
from tests.support.kit import Kit
from tests.support.newborn import Newborn, born
from tests.support.opencrvs import CLIENT_SECRET, HUB_SECRET, OpenCrvs
from tests.support.opencrvs_flavours import V2
from tests.support.plain_http import get
from tests.support.relying_party import RelyingParty
from tests.support.suite import RunningApp, Suite, running_suite

OTP = re.compile(r"\b(\d{6})\b")
LISTINGS = ("requests?limit=10000", "requests/har", "traces", "packets", "deliveries", "subscriptions", "clients")
VIEWS = ("exchanges", "traces", "packets", "deliveries", "faults")


@dataclass
class Journey:
    """A birth, an authentication by OTP and a login; and every secret that passed on the way."""

    suite: Suite
    directory: Path
    newborn: Newborn
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    directory = tmp_path_factory.mktemp("journey")
    environment = {"MOCKS_LOG_LEVEL": "debug", "MOCKS_JOURNAL_FILE": str(directory / "journal.ndjson")}
    with running_suite(directory, environment) as suite, OpenCrvs(suite.mosip_url, suite.kit, V2) as country:
        country.subscribe()
        newborn = born(country)
        secrets = {
            "cookie": country.token(),
            "client secret": CLIENT_SECRET,
            "hub secret": HUB_SECRET,
            "license key": MISP_KEY,
            **_logged_in(suite, newborn.uin),
            **_authenticated(suite),
            **_private_members(suite.data_dir),
        }
        yield Journey(suite, directory, newborn, secrets)


def _logged_in(suite: Suite, uin: str) -> dict[str, str]:
    party = RelyingParty(esignet_url=suite.esignet_url, jwk=suite.kit.client_jwk)
    code = party.log_in(party.authorize_url(V2), uin).parameters["code"]
    tokens = party.opencrvs_token(code, V2).json()
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert party.userinfo(f"{tokens['access_token']}x").status_code == 401
    assert party.opencrvs_token(code, V2).status_code == 400
    return {"code": code, "access token": tokens["access_token"], "id token": tokens["id_token"]}


def _authenticated(suite: Suite) -> dict[str, str]:
    """An OTP that is drawn anew each time, as it was sent to the person."""
    person = suite.mosip_control.add_citizen(fullName="Ana Lopes", birthDate="1990-02-03", otp="random")
    domain = suite.mosip_control.health()["publicUrl"]
    partner = IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri=domain)
    transaction = transaction_id()
    assert partner.otp(person["uin"], transaction, ["email"]).codes == []
    sent: dict[str, Any] = suite.mosip_control.outbox()[-1]
    found = OTP.search(sent["text"])
    assert found is not None, sent
    return {"otp": found[1]}


def _private_members(data_dir: Path) -> dict[str, str]:
    """The private exponent of every key that the suite or the partner has."""
    found = {"kit": str(Kit.read(data_dir / "kit").client_jwk["d"])}
    for file in (data_dir / "keys").glob("*.jwk.json"):
        found[file.name] = str(json.loads(file.read_text())["d"])
    assert len(found) > 5
    return found


def _page(app: RunningApp, path: str) -> str:
    answer = get(f"{app.url}/_mock/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    return answer.text


def _views_of(exchange: Mapping[str, Any]) -> Iterator[str]:
    yield f"requests/{exchange['id']}"
    yield f"view/exchanges/{exchange['id']}"
    if exchange["direction"] != "internal":  # a step of work is no request
        yield f"requests/{exchange['id']}/curl"


def _shown(journey: Journey) -> Iterator[tuple[str, str]]:
    for app in (journey.suite.mosip, journey.suite.esignet):
        yield app.log.name, app.log.read_text()
        for listing in LISTINGS:
            yield f"{app.module} {listing}", get(f"{app.url}/_mock/{listing}").text
        for exchange in get(f"{app.url}/_mock/requests?limit=10000").json()["items"]:
            for path in _views_of(exchange):
                yield f"{app.module} {path} {exchange['path']}", _page(app, path)
        for trace in get(f"{app.url}/_mock/traces").json()["items"]:
            for path in (f"traces/{trace['id']}", f"view/traces/{trace['id']}"):
                yield f"{app.module} {path}", _page(app, path)
        for view in VIEWS:
            if app.module == "mosip_mock" or view not in {"packets", "deliveries"}:
                yield f"{app.module} view/{view}", _page(app, f"view/{view}")
    for file in journey.directory.glob("journal-*.ndjson"):
        yield file.name, file.read_text()


def test_secrets_stand_in_no_log_and_no_listing(journey: Journey) -> None:
    leaks = [
        f"{name} in {where}"
        for where, text in _shown(journey)
        for name, secret in journey.secrets.items()
        if secret in text
    ]

    assert leaks == []


def test_journal_files_hold_each_exchange(journey: Journey) -> None:
    lines = (journey.directory / "journal-mosip.ndjson").read_text().splitlines()

    listed = get(f"{journey.suite.mosip_url}/_mock/requests?limit=10000").json()["items"]
    assert {e["id"] for e in listed if e["status"] is not None} == {json.loads(line)["id"] for line in lines}


@pytest.mark.parametrize("asked", ["mosip", "esignet"])
def test_one_trace_tells_the_childs_whole_story(journey: Journey, asked: str) -> None:
    app = journey.suite.mosip if asked == "mosip" else journey.suite.esignet

    trace = get(f"{app.url}/_mock/traces/{journey.newborn.uin}").json()

    assert trace["journals"] == ["esignet", "mosip"]
    services = trace["services"]
    assert [s for s in services if s in {"authmanager", "packetmanager", "registration", "credentials", "websub"}] == [
        "authmanager",
        "packetmanager",
        "registration",
        "credentials",
        "websub",
    ]
    assert {"token", "userinfo", "authorization"} <= set(services)
    assert trace["keys"]["rid"] == [journey.newborn.registration_id]
