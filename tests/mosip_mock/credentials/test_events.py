"""`CREDENTIAL_ISSUED`, field by field, and which topics it goes to."""

import base64
import json
import re
import uuid
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from mosip_mock.registration.issuing import CredentialWishes
from tests.benches.bureau import RID, TOPIC, Bureau
from tests.mosip_mock.credentials.conftest import OpenBureau
from tests.support.ida_styles import from_base64url

MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def event_of(body: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(body)
    return content


def test_event_has_every_field(bureau: Bureau) -> None:
    (body,) = bureau.issue()

    event = event_of(body)
    assert list(event) == ["publisher", "topic", "publishedOn", "event"]
    assert event["publisher"] == "CREDENTIAL_SERVICE"
    assert event["topic"] == TOPIC
    assert MILLISECONDS.fullmatch(event["publishedOn"])
    inner = event["event"]
    assert set(inner) == {"id", "transactionId", "type", "timestamp", "dataShareUri", "data"}
    assert inner["timestamp"] == event["publishedOn"]
    assert inner["dataShareUri"] is None
    assert inner["type"] == {"namespace": "mosip", "name": "mosip"}
    assert uuid.UUID(inner["id"]).version == 4
    assert inner["transactionId"] == bureau.only_request().request_id
    assert uuid.UUID(inner["transactionId"]).version == 4
    data = inner["data"]
    assert data["registrationId"] == RID
    assert data["templateTypeCode"] == "RPR_UIN_CARD_TEMPLATE"
    assert data["ExpiryTimestamp"] == "9999-12-31T23:59:59.999999999"
    assert data["TransactionLimit"] is None
    assert data["credentialType"] == "vercred"
    assert set(data) == {
        "registrationId", "templateTypeCode", "ExpiryTimestamp", "TransactionLimit", "credential", "proof",
        "credentialType", "protectionKey",
    }  # fmt: skip


def test_expiry_stands_only_where_a_vid_is_shared(bureau: Bureau) -> None:
    bureau.share("UIN", "birthCertificateNumber")

    (body,) = bureau.issue()

    assert not {"ExpiryTimestamp", "TransactionLimit"} & set(event_of(body)["event"]["data"])


def test_transaction_is_called_what_the_request_called_itself(bureau: Bureau) -> None:
    """And asked for again under that id, it is issued again."""
    wishes = CredentialWishes(request_id=f"{RID}-PDF")

    bodies = bureau.issue(wishes=wishes) + bureau.issue(wishes=wishes, credential_type="opencrvs")

    events = [event_of(body)["event"] for body in bodies]
    assert [event["transactionId"] for event in events] == [f"{RID}-PDF"] * 2
    assert [event["data"]["credentialType"] for event in events] == ["vercred", "opencrvs"]
    assert bureau.only_request().credential_type == "opencrvs"


def test_protection_key_is_a_fresh_pin(bureau: Bureau) -> None:
    pins = [event_of(body)["event"]["data"]["protectionKey"] for _ in range(5) for body in bureau.issue()]

    assert all(isinstance(pin, str) and re.fullmatch(r"\d{6}", pin) and 100_000 <= int(pin) <= 999_998 for pin in pins)
    assert len(set(pins)) > 1


@pytest.mark.parametrize("kind", ["vercred", "euin"])
def test_credential_type_is_the_one_asked_for(bureau: Bureau, kind: str) -> None:
    (body,) = bureau.issue(credential_type=kind)

    assert event_of(body)["event"]["data"]["credentialType"] == kind
    assert bureau.opened(body)["proof"]["type"] == "RsaSignature2018"


def test_signature_beside_the_credential_is_over_its_plain_text(bureau: Bureau) -> None:
    """Header with certificate and its hash, no payload; the payload is the plain credential, rebuilt by the reader."""
    (body,) = bureau.issue()

    data = event_of(body)["event"]["data"]
    header, payload, signature = data["proof"]["signature"].split(".")
    told = json.loads(from_base64url(header))
    certificate = x509.load_der_x509_certificate(base64.b64decode(told["x5c"][0]))
    assert payload == ""
    assert from_base64url(told["x5t#S256"]) == certificate.fingerprint(hashes.SHA256())
    plain = json.dumps(bureau.opened(body), separators=(",", ":"), ensure_ascii=False).encode()
    signed = f"{header}.{base64.urlsafe_b64encode(plain).rstrip(b'=').decode()}".encode()
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(from_base64url(signature), signed, padding.PKCS1v15(), hashes.SHA256())


def test_retriggered_request_gives_another_event_and_credential_of_the_same_transaction(bureau: Bureau) -> None:
    (first,) = bureau.issue()
    bureau.job.requests.set_status(bureau.only_request().request_id, "RETRY", at=bureau.world.clock.now())
    bureau.work()

    second = bureau.hub.bodies[1]
    one, other = event_of(first)["event"], event_of(second)["event"]
    assert one["id"] != other["id"]
    assert one["transactionId"] == other["transactionId"]
    assert one["data"]["protectionKey"] == other["data"]["protectionKey"], "it is the request's"
    before, after = bureau.opened(first), bureau.opened(second)
    assert before["id"] != after["id"]
    assert before["credentialSubject"] == after["credentialSubject"]


def test_delivery_knows_what_it_is_about(bureau: Bureau) -> None:
    (body,) = bureau.issue()

    assert bureau.hub.about == [{"rid": RID, "event": event_of(body)["event"]["id"], "process": "CRVS_NEW"}]


def test_bare_topic_gets_the_same_event_while_somebody_listens_there(bureau: Bureau) -> None:
    bureau.hub.has_bare_subscribers = True

    own, bare = bureau.issue()

    assert bureau.hub.topics == [TOPIC, "CREDENTIAL_ISSUED"]
    assert event_of(bare)["topic"] == "CREDENTIAL_ISSUED"
    assert event_of(own)["event"] == event_of(bare)["event"]


def test_data_share_mode_gives_a_uri_in_the_place_of_the_credential(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(internal_url="http://mosip-mock:20240")
    bureau.share("VID", "UIN", type_of_share="Data Share")

    (body,) = bureau.issue()

    inner = event_of(body)["event"]
    assert re.fullmatch(
        r"http://mosip-mock:20240/v1/datashare/get/crvs-policy/crvs-partner/[\w-]{16}", inner["dataShareUri"]
    )
    assert "credential" not in inner["data"]
    assert inner["data"]["proof"]["signature"], "of what the share holds"
    assert inner["data"]["credentialType"] == "vercred"


def test_bare_topic_stays_silent_where_that_is_not_tolerated(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(tolerate="none")
    bureau.hub.has_bare_subscribers = True

    bureau.issue()

    assert bureau.hub.topics == [TOPIC]


def test_packets_that_are_issued_in_the_other_order_arrive_so(bureau: Bureau) -> None:
    bureau.request(rid="1")
    bureau.request(rid="2")
    first, second = bureau.job.requests.waiting()

    bureau.issuer.issue(second)
    bureau.issuer.issue(first)

    assert [event_of(body)["event"]["data"]["registrationId"] for body in bureau.hub.bodies] == ["2", "1"]


def test_what_the_requester_adds_stands_in_the_event_and_overrides_nothing(bureau: Bureau) -> None:
    """As `metaInfoFields` of a partner entry do, `opencrvsBRN` for example."""
    further = {"opencrvsBRN": "2026B1", "credential": "x", "protectionKey": "x", "ExpiryTimestamp": "x"}
    bureau.request(wishes=CredentialWishes(further=further))
    bureau.work()

    data = event_of(bureau.hub.bodies[0])["event"]["data"]
    assert data["opencrvsBRN"] == "2026B1"
    assert "x" not in {data["credential"], data["protectionKey"], data["ExpiryTimestamp"]}
