"""ID cards, read by others' code: a QR reader, and an implementation of Claim 169 that is not ours."""

import io
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import base45
import cbor2
import claim169
import pytest
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.cards import drawing
from shared.cards.card import Card, card_of
from shared.cards.card_keys import CardKeys, card_keys
from shared.cards.claim169 import SpecVersion
from shared.cards.plain_qr import plain_json
from shared.cards.small_picture import LARGEST, small_picture
from shared.citizens.citizen import Citizen
from shared.citizens.personas import personas

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> CardKeys:
    return card_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def people() -> dict[str, Citizen]:
    return {str(citizen.persona): citizen for citizen in personas(NOW.date())}


@pytest.fixture(scope="module")
def person(people: dict[str, Citizen]) -> Citizen:
    return next(iter(people.values()))


def drawn(citizen: Citizen, keys: CardKeys, version: SpecVersion = "1.1.0") -> Card:
    return card_of(citizen, keys, issuer="http://localhost:1", now=NOW, version=version)


def read_codes(picture: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def leaf_pem(keys: CardKeys) -> str:
    pem = keys.certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def cose_of(text: str) -> list[Any]:
    message = cbor2.loads(zlib.decompress(base45.b45decode(text)))
    return list(message.value)


@pytest.mark.parametrize("version", ["1.1.0", "1.2.0"])
def test_both_codes_of_a_drawn_card_are_read_by_another_reader(
    person: Citizen, keys: CardKeys, version: SpecVersion
) -> None:
    card = drawn(person, keys, version)

    assert sorted(read_codes(drawing.png(card))) == sorted([card.plain_qr, card.claim_qr])


@pytest.mark.parametrize("version", ["1.1.0", "1.2.0"])
def test_claim_verifies_with_another_implementation(person: Citizen, keys: CardKeys, version: SpecVersion) -> None:
    card = drawn(person, keys, version)

    read = claim169.decode_with_ecdsa_p256_pem(card.claim_qr, leaf_pem(keys))

    assert read.claim169.id == person.uin
    assert read.claim169.full_name == person.full_name
    assert read.claim169.date_of_birth == f"{person.birth_date:%Y%m%d}"
    assert read.cwt_meta.issuer == "http://localhost:1"


def test_signing_certificate_in_the_code_was_issued_by_the_anchor(person: Citizen, keys: CardKeys) -> None:
    protected = cbor2.loads(cose_of(drawn(person, keys).claim_qr)[0])

    certificate = x509.load_der_x509_certificate(protected[33])

    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(keys.anchor_pem()))
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert protected[1] == -7  # ES256


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_flipped_byte_of_the_message_is_refused(data: st.DataObject, person: Citizen, keys: CardKeys) -> None:
    message = bytearray(zlib.decompress(base45.b45decode(drawn(person, keys).claim_qr)))
    place = data.draw(st.integers(0, len(message) - 1))
    message[place] ^= data.draw(st.integers(1, 255))
    spoilt = base45.b45encode(zlib.compress(bytes(message))).decode()

    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever of its errors the other implementation chooses
        claim169.decode_with_ecdsa_p256_pem(spoilt, leaf_pem(keys))


def test_plain_form_of_1_9_has_the_members_that_the_form_reads(person: Citizen) -> None:
    members = json.loads(plain_json(person, "1.9"))

    assert members["name"] == {
        "firstname": person.given_name,
        "middlename": person.middle_name,
        "surname": person.family_name,
    }
    assert members["birthDate"] == person.birth_date.isoformat()
    assert set(members) == {"name", "birthDate", "gender", "nid", "idType", "nationality"}


def test_plain_form_of_1_8_is_flat(person: Citizen) -> None:
    assert set(json.loads(plain_json(person, "1.8"))) == {
        "firstName",
        "middleName",
        "familyName",
        "birthDate",
        "gender",
        "nid",
    }


def test_every_persona_has_a_card_whose_picture_fits(people: dict[str, Citizen], keys: CardKeys) -> None:
    for citizen in people.values():
        assert len(small_picture(citizen)) <= LARGEST, citizen.persona
        assert drawing.svg(drawn(citizen, keys)).startswith("<svg"), citizen.persona


def test_svg_shows_names_and_escapes_them(person: Citizen, keys: CardKeys) -> None:
    import msgspec  # noqa: PLC0415 - only here

    named = msgspec.structs.replace(person, family_name="<script>alert(1)</script>")

    text = drawing.svg(drawn(named, keys))

    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "http://" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_pdf_is_one(person: Citizen, keys: CardKeys) -> None:
    assert drawing.pdf(drawn(person, keys)).startswith(b"%PDF-")


def test_keys_are_made_once_and_private(tmp_path: Path) -> None:
    first, second = card_keys(tmp_path), card_keys(tmp_path)

    assert first.key_pem == second.key_pem
    assert (tmp_path / "cards" / "card.pem").stat().st_mode & 0o077 == 0
