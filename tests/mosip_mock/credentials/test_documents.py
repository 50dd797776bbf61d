"""`/.well-known`, data shares and `CREDENTIAL_STATUS_UPDATE` over HTTP."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from mosip_mock.credentials.requests import CredentialRequest, CredentialRequests
from mosip_mock.partners.registry import Partners
from shared.citizens.numbering import Uin
from shared.jwks.keyring import KeyName
from tests.benches.bureau import FATHER, RID
from tests.benches.hub_bench import BASE, TOPIC, HubBench, open_hub
from tests.support.credential import decrypted
from tests.support.hub_receiver import Receiver
from tests.support.kit import Kit


@pytest.fixture
def hub(template_dir: Path, tmp_path: Path) -> Iterator[HubBench]:
    directory = tmp_path / "mocks"
    shutil.copytree(template_dir, directory)
    with open_hub(directory, hub_security=False) as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as opened:
        yield opened


def request_credential(hub: HubBench) -> str:
    """Asked for the way the credential request generator does; the id of the request."""
    requests = CredentialRequests(hub.world.store)
    now = hub.world.clock.now()
    request = CredentialRequest(
        request_id=requests.new_id(),
        registration_id=RID,
        uin=Uin(FATHER),
        issuer="crvs-partner",
        additional={"templateTypeCode": "X"},
        created_at=now,
        due_at=now,
    )
    return requests.add(request).request_id


def test_public_key_has_mosips_shape(hub: HubBench) -> None:
    document = hub.http.get("/.well-known/public-key.json").json()

    pem = document.pop("publicKeyPem")
    assert document == {
        "@context": "https://w3id.org/security/v2",
        "type": "RsaVerificationKey2018",
        "id": f"{BASE}/.well-known/public-key.json",
        "controller": f"{BASE}/.well-known/controller.json",
    }
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\r\n")
    assert pem.endswith("-----END PUBLIC KEY-----\r\n")
    assert pem.count("\n") == pem.count("\r\n") > 5
    expected = hub.world.keys.certificate(KeyName.CREDENTIAL).public_key()
    assert load_pem_public_key(pem.encode()) == expected


def test_controller_names_the_key(hub: HubBench) -> None:
    assert hub.http.get("/.well-known/controller.json").json() == {
        "@context": "https://w3id.org/security/v2",
        "id": f"{BASE}/.well-known/controller.json",
        "assertionMethod": [f"{BASE}/.well-known/public-key.json"],
    }


@pytest.mark.parametrize("style", ["stock", "extended"])
def test_context_has_mosips_terms(template_dir: Path, tmp_path: Path, style: str) -> None:
    shutil.copytree(template_dir, tmp_path / "mocks")
    with open_hub(tmp_path / "mocks", context_style=style) as hub:
        context = hub.http.get("/.well-known/mosip-context.json").json()["@context"]

    version, odrl, terms = context
    assert version == {"@version": 1.1}
    assert odrl == "https://www.w3.org/ns/odrl.jsonld"
    assert terms["mosip"] == f"{BASE}/mosip#"
    assert terms["VID"] == "mosip:VID"
    assert terms["fullName"]["@context"] == {"value": "rdf:value", "lang": "@language"}
    assert ("birthCertificateNumber" in terms) == (style == "extended")


def test_context_has_a_country_s_own_terms(template_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(template_dir, tmp_path / "mocks")
    own = {"bloodGroup": "mosip:bloodGroup", "phone": "https://country.example/phone"}
    with open_hub(tmp_path / "mocks", context_terms=own) as hub:
        terms = hub.http.get("/.well-known/mosip-context.json").json()["@context"][2]

    assert {name: terms[name] for name in (*own, "VID")} == {**own, "VID": "mosip:VID"}


def test_data_share_is_fetched_by_its_uri(hub: HubBench, receiver: Receiver) -> None:
    policies = Partners(hub.world.store, hub.settings.data_dir / "partners").policies
    policy = policies.find("crvs-policy")
    assert policy is not None
    policies.put(msgspec.structs.replace(policy, type_of_share="Data Share"))
    hub.subscribed(receiver)
    request_credential(hub)

    event = receiver.wait_for(1)[0].content()["event"]
    share = hub.http.get(event["dataShareUri"])

    assert "credential" not in event["data"]
    assert share.headers["content-type"].startswith("text/plain")
    credential = decrypted(share.text, Kit.read(hub.settings.data_dir / "kit"))
    assert credential["credentialSubject"]["UIN"] == FATHER


@pytest.mark.parametrize("path", ["crvs-policy/crvs-partner/unknown", "a%2Fb/c/d", "x/y/%00"])
def test_unknown_data_share_is_not_found(hub: HubBench, path: str) -> None:
    assert hub.http.get(f"/v1/datashare/get/{path}").status_code == 404


def publish_status(hub: HubBench, **event: Any) -> None:
    body = {"publisher": "x", "topic": "CREDENTIAL_STATUS_UPDATE", "event": {"id": "e", "timestamp": "t", **event}}
    answer = hub.http.post("/hub?hub.mode=publish&hub.topic=CREDENTIAL_STATUS_UPDATE", json=body)
    assert (answer.status_code, answer.text) == (200, "hub.mode=accepted")


def test_receiver_s_status_is_copied_to_the_request(hub: HubBench, receiver: Receiver) -> None:
    hub.subscribed(receiver)
    request_id = request_credential(hub)
    transaction = receiver.wait_for(1)[0].content()["event"]["transactionId"]
    assert transaction == request_id

    publish_status(hub, requestId=transaction, status="printing", url="http://printer.example/1")
    publish_status(hub, requestId=transaction, status="served", url="")

    kept = CredentialRequests(hub.world.store).find(request_id)
    assert kept is not None
    assert (kept.status, kept.status_url) == ("served", "http://printer.example/1")


@pytest.mark.parametrize("event", [{"requestId": "unknown", "status": "served"}, {"status": "served"}, {}])
def test_status_that_cannot_be_taken_is_explained_and_hurts_nobody(hub: HubBench, event: dict[str, str]) -> None:
    publish_status(hub, **event)

    found = hub.http.get("/_mock/requests?service=credentials").json()["items"][0]
    detail = json.loads(hub.http.get(f"/_mock/requests/{found['id']}").content)
    assert detail["status"] == 500
    assert "transactionId" in detail["explanations"][0]["mend"]


def test_topic_of_credentials_is_the_partners(hub: HubBench, receiver: Receiver) -> None:
    hub.subscribed(receiver)
    request_credential(hub)

    assert receiver.wait_for(1)[0].content()["topic"] == TOPIC


@pytest.mark.parametrize("path", ["/.well-known/public-key.json", "/.well-known/controller.json"])
def test_documents_that_cannot_be_reached(hub: HubBench, path: str) -> None:
    rule = {"match": {"service": "credentials"}, "action": {"status": 503, "body": "html"}, "times": 1}
    assert hub.http.post("/_mock/faults", json=rule).status_code == 201

    assert hub.http.get(path).status_code == 503
    assert hub.http.get(path).status_code == 200
