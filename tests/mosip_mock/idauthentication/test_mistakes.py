"""What integrators get wrong, what ID authentication answers, and what the explanation says about it."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives import hashes

from shared.jwks.keyring import KeyName
from tests.benches.ida_bench import DEMOGRAPHICS, NAME, IdaBench
from tests.support.certificates import certificate_until, other_key, pem
from tests.support.ida_client import IdaAnswer, verified_signer
from tests.support.ida_recipe import REMOVED, mosip_time
from tests.support.ida_styles import standard_base64

NOT_PROCESSED: Final = "IDA-MLC-007"
Spoiled = Callable[[IdaBench], dict[str, Any]]


def always(**ingredients: Any) -> Spoiled:
    return lambda _: ingredients


def foreign(bench: IdaBench) -> dict[str, Any]:
    """Signed with a certificate of the partner's own making, over the partner's key."""
    return {"signing_certificate": certificate_until(bench.kit.partner_key, name="own-ca")}


def expired(bench: IdaBench) -> dict[str, Any]:
    end = bench.now() - timedelta(days=1)
    return {"signing_certificate": certificate_until(bench.kit.partner_key, end)}


def time(text: str) -> Spoiled:
    return always(outer={"requestTime": text})


def standard_alphabet(data: bytes) -> str:
    text = standard_base64(data)
    return text if "+" in text or "/" in text else text[:-4] + "+/" + text[-2:]


def no_tag(data: bytes) -> str:
    """Ciphertext and nonce, the tag between them forgotten; the session key as it is."""
    short = data if len(data) == 256 else data[:-32] + data[-16:]
    return base64.urlsafe_b64encode(short).decode()


MISTAKES: Final[dict[str, tuple[Spoiled, list[str], str]]] = {
    # Signature and header
    "no-signature": (always(headers={"Signature": REMOVED}), [NOT_PROCESSED, "IDA-MLC-006"], "no `Signature` header"),
    "body-altered": (
        always(alter_after_signing=lambda b: b.replace(b"Developer", b"developer")),
        [NOT_PROCESSED, "IDA-MPA-001"],
        "a RS256 signature that does not verify",
    ),
    "body-reserialised": (
        always(alter_after_signing=lambda b: json.dumps(json.loads(b), indent=1).encode()),
        [NOT_PROCESSED, "IDA-MPA-001"],
        "a RS256 signature that does not verify",
    ),
    "expired-certificate": (expired, [NOT_PROCESSED, "IDA-MPA-001"], "one valid from"),
    "own-ca-certificate": (foreign, [NOT_PROCESSED, "IDA-MPA-001"], "CN=own-ca issued by CN=own-ca"),
    "x5c-is-rubbish": (
        always(jws_header={"x5c": ["rubbish!"]}),
        [NOT_PROCESSED, "IDA-MPA-001"],
        "8 characters beginning 'rubbish!'",
    ),
    "x5c-is-text": (always(jws_header={"x5c": "text"}), [NOT_PROCESSED, "IDA-MPA-001"], "`x5c` 'text'"),
    "alg-none": (always(jws_header={"alg": "none"}), [NOT_PROCESSED, "IDA-MPA-001"], "alg 'none'"),
    "no-authorization": (
        always(headers={"Authorization": REMOVED}),
        [NOT_PROCESSED, "IDA-MLC-006"],
        "none",
    ),
    "empty-authorization": (
        always(headers={"Authorization": ""}),
        [NOT_PROCESSED, "IDA-MLC-006"],
        "an empty one",
    ),
    # HMAC
    "hmac-absent": (always(outer={"requestHMAC": REMOVED}), [NOT_PROCESSED, "IDA-MLC-006"], "nothing"),
    "hmac-lower-case": (
        always(digest=lambda plain: hashlib.sha256(plain).hexdigest().encode()),
        [NOT_PROCESSED, "IDA-MPA-016"],
        "the right hash in lower-case hex",
    ),
    "hmac-raw": (
        always(digest=lambda plain: hashlib.sha256(plain).digest()),
        [NOT_PROCESSED, "IDA-MPA-016"],
        "the raw 32 bytes of the hash",
    ),
    "hmac-over-other-bytes": (
        always(digest=lambda plain: hashlib.sha256(plain + b" ").hexdigest().upper().encode()),
        [NOT_PROCESSED, "IDA-MPA-016"],
        "the hash of other bytes",
    ),
    # Encryption
    "thumbprint-wrong": (
        always(thumbprint="A" * 43 + "="),
        [NOT_PROCESSED, "IDA-MPA-003"],
        "0" * 64,
    ),
    "thumbprint-short": (always(thumbprint="abcd"), [NOT_PROCESSED, "IDA-MPA-003"], "abcd"),
    "mgf1-with-sha1": (
        always(mgf_hash=hashes.SHA1()),  # noqa: S303 - the mistake
        [NOT_PROCESSED, "IDA-MPA-003"],
        "MGF1 over SHA-1",
    ),
    "oaep-with-sha1": (
        always(mgf_hash=hashes.SHA1(), oaep_hash=hashes.SHA1()),  # noqa: S303 - the mistake
        [NOT_PROCESSED, "IDA-MPA-003"],
        "RSA-OAEP with SHA-1",
    ),
    "biometric-certificate": (
        lambda bench: {"encryption_certificate": bench.world.keys.certificate(KeyName.IDA_FIR)},
        [NOT_PROCESSED, "IDA-MPA-003"],
        "the thumbprint of the IDA-FIR (biometrics) certificate",
    ),
    "biometric-key-behind-the-right-thumbprint": (
        lambda bench: {
            "encryption_certificate": bench.world.keys.certificate(KeyName.IDA_FIR),
            "thumbprint": bench.kit.ida_certificate.fingerprint(hashes.SHA256()).hex(),
        },
        [NOT_PROCESSED, "IDA-MPA-003"],
        "encrypted to the IDA-FIR (biometrics) certificate",
    ),
    "session-key-of-16-bytes": (
        always(session_key=b"k" * 16),
        [NOT_PROCESSED, "IDA-MPA-003"],
        "a session key of 16 bytes",
    ),
    "nonce-in-front": (
        always(nonce_in_front=True),
        [NOT_PROCESSED, "IDA-MPA-003"],
        "a nonce of 16 bytes in front",
    ),
    "nonce-of-12-bytes": (
        always(nonce_length=12),
        [NOT_PROCESSED, "IDA-MPA-003"],
        "a nonce of 12 bytes at the end",
    ),
    "tag-missing": (always(encode=no_tag), [NOT_PROCESSED, "IDA-MPA-003"], "without the authentication tag"),
    "additional-data": (always(aad=b"aad"), [NOT_PROCESSED, "IDA-MPA-003"], "another session key, or altered"),
    "standard-base64": (always(encode=standard_alphabet), [NOT_PROCESSED], "standard base64 (`+` and `/`)"),
    "thumbprint-of-the-partners-own-certificate": (
        lambda bench: {"encryption_certificate": bench.kit.partner_certificate},
        [NOT_PROCESSED, "IDA-MPA-003"],
        "the partner's own certificate, which signed this request",
    ),
    "thumbprint-of-the-pem-text": (
        lambda bench: {"thumbprint": hashlib.sha256(pem(bench.kit.ida_certificate).encode()).hexdigest()},
        [NOT_PROCESSED, "IDA-MPA-003"],
        "the PEM text",
    ),
    "thumbprint-by-sha-1": (
        lambda bench: {"thumbprint": bench.kit.ida_certificate.fingerprint(hashes.SHA1()).hex()},  # noqa: S303 - the mistake
        [NOT_PROCESSED, "IDA-MPA-003"],
        "as of SHA-1",
    ),
    "thumbprint-empty": (
        always(thumbprint=""),
        [NOT_PROCESSED, "IDA-MPA-003"],
        "an empty text",
    ),
    "wrong-padding": (always(outer={"request": "AAAAA="}), [NOT_PROCESSED], "wrong padding"),
    "line-breaks": (
        always(encode=lambda data: base64.encodebytes(data).decode()),
        [NOT_PROCESSED],
        "",
    ),
    "block-no-json": (always(plaintext=b"hello"), [NOT_PROCESSED], "b'hello'"),
    "block-of-another-type": (always(block={"demographics": {"name": "Maria"}}), [NOT_PROCESSED], "text"),
    "another-type-beside-a-null": (
        always(block={"demographics": {"nickName": None, "name": "Maria"}}),
        [NOT_PROCESSED],
        "text",
    ),
    "biometrics-of-another-type": (always(block={"biometrics": ["Finger"]}), [NOT_PROCESSED], "text"),
    "capture-as-an-object": (
        always(block={"biometrics": [{"data": {"bioType": "Finger"}}]}),
        [NOT_PROCESSED, "IDA-MLC-006"],
        '{"bioType":"Finger"}',
    ),
    # Fields
    "id-of-kyc": (always(outer={"id": "mosip.identity.kyc"}), [NOT_PROCESSED, "IDA-MLC-009"], "mosip.identity.kyc"),
    "version-without-dot": (always(outer={"version": "1"}), [NOT_PROCESSED, "IDA-MLC-009"], "'1'"),
    "no-consent": (always(outer={"consentObtained": False}), ["IDA-MLC-012"], "false"),
    "consent-left-out": (always(outer={"consentObtained": REMOVED}), ["IDA-MLC-012"], "nothing"),
    "clock-behind": (always(clock_skew=timedelta(seconds=-75)), ["IDA-MLC-001"], "a time 75 s behind it"),
    "clock-ahead": (
        always(clock_skew=timedelta(seconds=75)),
        ["IDA-MLC-001", "IDA-MLC-001"],
        "a time 75 s ahead of it",
    ),
    "no-milliseconds": (time("2026-01-31T10:15:30Z"), ["IDA-MLC-009"], "2026-01-31T10:15:30Z"),
    "four-digits-of-a-second": (time("2026-01-31T10:15:30.1234Z"), ["IDA-MLC-009"], "30.1234Z"),
    "zone-without-colon": (time("2026-01-31T10:15:30.123+0530"), ["IDA-MLC-009"], "+0530"),
    "no-zone": (time("2026-01-31T10:15:30.123"), ["IDA-MLC-009"], "30.123"),
    "no-time": (time(""), ["IDA-MLC-006"], "nothing"),
    "transaction-of-9": (always(outer={"transactionID": "123456789"}), ["IDA-MLC-009"], "123456789"),
    "transaction-with-hyphen": (always(outer={"transactionID": "12345-7890"}), ["IDA-MLC-009"], "12345-7890"),
    "no-transaction": (always(outer={"transactionID": REMOVED}), ["IDA-MLC-006"], "nothing"),
    "foreign-domain": (always(outer={"domainUri": "https://other.example"}), ["IDA-MLC-009"], "https://other.example"),
    "unknown-environment": (always(outer={"env": "Laptop"}), ["IDA-MLC-009"], "Laptop"),
    "type-in-small-letters": (always(outer={"individualIdType": "uin"}), ["IDA-MLC-009"], "'uin'"),
    "type-empty": (always(outer={"individualIdType": ""}), ["IDA-MLC-009"], "''"),
    "no-individual-id": (always(outer={"individualId": ""}), ["IDA-MLC-006"], "nothing"),
    "two-letter-language": (
        always(block={"demographics": {"name": [{"language": "en", "value": NAME}]}}),
        ["IDA-DEA-002"],
        "en",
    ),
    "dob-with-dashes": (always(block={"demographics": {"dob": "1990-04-05"}}), ["IDA-MLC-009"], "1990-04-05"),
    "otp-of-5-digits": (always(block={"otp": "12345"}), ["IDA-MLC-009"], "5 characters"),
    "no-factor": (always(block={"demographics": None}), ["IDA-MLC-008"], "a block without any"),
}


@pytest.mark.parametrize(("spoiled", "codes", "diagnosis"), MISTAKES.values(), ids=MISTAKES.keys())
def test_auth_refuses_and_says_why(
    shared_bench: IdaBench, adult: dict[str, Any], spoiled: Spoiled, codes: list[str], diagnosis: str
) -> None:
    answer = shared_bench.auth(adult, **spoiled(shared_bench))

    assert answer.status == 200
    assert answer.codes == codes, answer.content
    assert answer.response == {"authStatus": False, "authToken": None}
    verified_signer(answer)
    explanation = shared_bench.explanations(answer)[0]
    assert diagnosis in explanation["received"], explanation


def test_vid_sent_as_uin_is_named(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult["vids"][0], outer={"individualIdType": "UIN"})

    assert answer.codes == ["IDA-MLC-002"]
    assert "which is a VID" in shared_bench.explanations(answer)[0]["received"]


@pytest.mark.parametrize(
    "caller", [{"misp_key": "x"}, {"partner_id": "x"}, {"api_key": "x"}], ids=["misp", "partner", "api-key"]
)
def test_unknown_callers_are_refused(shared_bench: IdaBench, adult: dict[str, Any], caller: dict[str, str]) -> None:
    answer = shared_bench.partner(**caller).auth(adult["uin"], DEMOGRAPHICS, now=shared_bench.now())

    assert answer.codes == [NOT_PROCESSED, "IDA-MPA-007" if "misp_key" in caller else "IDA-MPA-009"]


def test_shifted_birth_date_shows_both_dates(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult, {"dob": "1990/04/04"})

    explanation = shared_bench.explanations(answer)[0]
    assert (explanation["expected"], explanation["received"]) == ("1990/04/05", "1990/04/04")
    assert "time zone" in explanation["mend"]


@pytest.mark.parametrize("register", [IdaBench.change_partner, IdaBench.change_misp], ids=["partner", "misp"])
def test_registered_foreign_certificate_is_trusted(bench: IdaBench, register: Callable[..., None]) -> None:
    certificate = certificate_until(other_key(), name="own-ca")
    register(bench, certificate=pem(certificate))

    answer = bench.auth(bench.citizen(), signing_key=other_key(), signing_certificate=certificate)

    assert answer.response["authStatus"] is True, answer.content


@pytest.mark.parametrize("zone", ["Z", "+05:30", "-11:00"])
def test_times_of_any_zone_are_taken(shared_bench: IdaBench, adult: dict[str, Any], zone: str) -> None:
    hours, minutes = (0, 0) if zone == "Z" else (int(zone[:3]), int(zone[0] + zone[4:]))
    local = mosip_time(shared_bench.now() + timedelta(hours=hours, minutes=minutes))[:-1] + zone

    answer: IdaAnswer = shared_bench.auth(adult, outer={"requestTime": local})

    assert answer.response["authStatus"] is True, answer.content


def test_numbers_count_as_texts(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(
        adult,
        {"age": 20, "phoneNumber": 9876543210},
        outer={"individualId": int(adult["uin"]), "transactionID": 1234567890},
    )

    assert answer.response["authStatus"] is True, answer.content
