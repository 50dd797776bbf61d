"""Named faults of credentials, proofs and events, as a careful receiver sees them. What is issued is caught on its way
to the hub, opened with the partner's key and checked by independent code."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from mosip_mock.credentials.context_files import mosip_context
from shared.citizens.magic import MAGIC_UINS
from shared.citizens.packet_words import PACKET_WORDS, PacketWord
from shared.control.faults.catalogue import BY_NAME
from shared.jwks.keyring import KeyName
from tests.benches.bureau import RID, TOPIC, URL, Bureau, open_bureau
from tests.support.credential import MalformedError, check_credential, check_event, decrypted
from tests.support.opencrvs_flavours import V1_9
from tests.support.proof import is_signed

LARGEST = 1024 * 1024

SEEN: dict[str, str] = {
    "credential-other-certificate": "thumbprint",
    "credential-tag-flipped": "InvalidTag",
    "credential-ciphertext-flipped": "InvalidTag",
    "credential-aad-flipped": "InvalidTag",
    "credential-key-flipped": "ValueError",
    "credential-without-splitter": "no key splitter",
    "credential-truncated": "InvalidTag",
    "credential-other-version": "VER_R1",
    "credential-sha1-mgf": "ValueError",
    "credential-padded-base64": "base64url",
    "credential-not-json": "JSONDecodeError",
    "credential-oversized": "body above 1 MiB",
    "credential-without-identifier": "a death",
    "credential-unknown-transaction": "unknown transaction",
    "proof-subject-changed": "signature",
    "proof-brn-changed": "signature",
    "proof-created-changed": "signature",
    "proof-wrong-key": "signature",
    "proof-other-host": "verificationMethod",
    "event-data-share": "credential: no text",
    "event-time-without-seconds": "no UTC time",
    "event-other-topic": "topic",
    "event-other-type": "credentialType",
}


def problem(bureau: Bureau, body: bytes) -> str | None:
    """The first thing that a careful receiver objects to."""
    if len(body) > LARGEST:
        return "body above 1 MiB"
    try:
        event = check_event(json.loads(body), TOPIC, V1_9)
        credential = decrypted(event["data"]["credential"], bureau.kit)
        kind = check_credential(credential, V1_9)
    except MalformedError as error:
        return str(error)
    if not credential["proof"]["verificationMethod"].startswith(URL):
        return "verificationMethod of another host"
    if not holds(bureau, credential):
        return "signature of the proof"
    if credential["credentialSubject"]["id"].rpartition("/")[2] != RID:
        return "unknown transaction"
    return None if kind == "birth" else "a death"


def holds(bureau: Bureau, credential: dict[str, Any]) -> bool:
    contexts = {credential["@context"][1]: mosip_context(URL, "extended")["@context"]}
    key = bureau.world.keys.certificate(KeyName.CREDENTIAL).public_key()
    assert isinstance(key, RSAPublicKey)
    return is_signed(credential, contexts, key)


@pytest.fixture
def bureau(template_dir: Path, tmp_path: Path) -> Iterator[Bureau]:
    with open_bureau(template_dir, tmp_path / "mocks") as opened:
        yield opened


def test_without_a_rule_a_careful_receiver_finds_nothing(bureau: Bureau) -> None:
    bureau.issue()

    (body,) = bureau.hub.bodies
    assert problem(bureau, body) is None


@pytest.mark.parametrize(("name", "seen"), SEEN.items())
def test_a_careful_receiver_objects(bureau: Bureau, name: str, seen: str) -> None:
    bureau.fail(name)
    bureau.issue()

    (body,) = bureau.hub.bodies
    assert re.search(seen, problem(bureau, body) or "nothing"), problem(bureau, body)


def test_time_without_fraction_is_still_a_time(bureau: Bureau) -> None:
    bureau.fail("event-time-without-fraction")
    bureau.issue()

    (body,) = bureau.hub.bodies
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", json.loads(body)["publishedOn"])


def test_no_event_at_all(bureau: Bureau) -> None:
    bureau.fail("credential-never")
    bureau.issue()

    assert bureau.hub.bodies == []
    assert bureau.job.requests.waiting() == []


def test_a_second_event_for_the_same_transaction(bureau: Bureau) -> None:
    bureau.fail("credential-again")
    bureau.issue()

    first, second = (json.loads(body)["event"] for body in bureau.hub.bodies)
    assert first["id"] != second["id"]
    assert first["transactionId"] == second["transactionId"]
    one, other = map(bureau.opened, bureau.hub.bodies)
    assert one["id"] != other["id"]
    assert one["credentialSubject"] == other["credentialSubject"]


def test_rule_for_one_person_spares_the_others(bureau: Bureau) -> None:
    bureau.fail("credential-truncated", uin="0000000000")
    bureau.issue()

    assert problem(bureau, bureau.hub.bodies[0]) is None


MAGIC = {m.name: m.uin for m in MAGIC_UINS if m.name.startswith("credential-")}


@pytest.mark.parametrize(
    ("name", "seen"),
    [("credential-tampered", "signature"), ("credential-undecryptable", "thumbprint")],
)
def test_magic_uin_spoils_the_credential(bureau: Bureau, name: str, seen: str) -> None:
    bureau.issue(MAGIC[name])

    assert seen in (problem(bureau, bureau.hub.bodies[0]) or "")


@pytest.mark.parametrize(
    ("name", "fault"),
    [("credential-duplicate", "delivery-duplicate"), ("credential-bad-signature", "delivery-wrong-signature")],
)
def test_magic_uin_spoils_the_delivery(bureau: Bureau, name: str, fault: str) -> None:
    bureau.issue(MAGIC[name])

    assert bureau.hub.about[0]["fault"] == fault


def test_magic_uin_brings_no_credential(bureau: Bureau) -> None:
    bureau.issue(MAGIC["credential-never"])

    assert bureau.hub.bodies == []


def test_magic_uin_brings_it_a_minute_late(bureau: Bureau) -> None:
    assert bureau.issue(MAGIC["credential-late"]) == []

    bureau.world.clock.advance(timedelta(seconds=59))
    bureau.work()
    assert bureau.hub.bodies == []

    bureau.world.clock.advance(timedelta(seconds=1))
    bureau.work()
    assert len(bureau.hub.bodies) == 1


@pytest.mark.parametrize("word", [w for w in PACKET_WORDS if w.name in MAGIC], ids=lambda w: w.word)
def test_word_in_the_name_of_a_newborn_does_the_same(bureau: Bureau, word: PacketWord) -> None:
    bureau.change(full_name=f"Mele {word.word} Fonua")
    bureau.request()

    (request,) = bureau.job.requests.waiting()
    assert request.fault == word.name


def test_each_fault_of_credentials_is_held_here() -> None:
    named = {name for name, fault in BY_NAME.items() if "credentials" in fault.services}
    source = Path(__file__).read_text("utf-8")

    assert [name for name in sorted(named) if f'"{name}"' not in source] == []
