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
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

from shared.cards import drawing, lettering
from shared.cards.card import Card, card_of
from shared.cards.card_keys import CardKeys, card_keys
from shared.cards.claim169 import SpecVersion
from shared.cards.lettering import fitted, font_for, width_of
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


def verified_by_anchor(message: bytes, anchor: x509.Certificate) -> Any:
    """What a scanner does that knows the anchor alone: it issued the certificate in the code, whose key signed."""
    protected = cbor2.loads(cbor2.loads(message).value[0])
    certificate = x509.load_der_x509_certificate(protected[33])
    certificate.verify_directly_issued_by(anchor)
    pem = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    text = base45.b45encode(zlib.compress(message)).decode()
    return claim169.decode_with_ecdsa_p256_pem(text, pem).claim169


@pytest.mark.parametrize("version", ["1.1.0", "1.2.0"])
def test_message_verifies_against_the_anchor_and_not_with_any_byte_flipped(
    person: Citizen, keys: CardKeys, version: SpecVersion
) -> None:
    anchor = x509.load_pem_x509_certificate(keys.anchor_pem())
    message = zlib.decompress(base45.b45decode(drawn(person, keys, version).claim_qr))
    assert verified_by_anchor(message, anchor).id == person.uin

    accepted = []
    for place in range(len(message)):
        for flip in (0x01, 0x80, 0xFF):
            spoilt = bytearray(message)
            spoilt[place] ^= flip
            try:
                verified_by_anchor(bytes(spoilt), anchor)
            except Exception:  # noqa: BLE001, S112 - whichever of their errors the other implementations choose
                continue
            accepted.append((place, flip))
    assert accepted == []


def test_card_of_another_anchor_is_refused(person: Citizen, keys: CardKeys, tmp_path: Path) -> None:
    message = zlib.decompress(base45.b45decode(drawn(person, keys).claim_qr))

    with pytest.raises(InvalidSignature):
        verified_by_anchor(message, card_keys(tmp_path).anchor)


def test_face_is_said_to_be_what_it_is(person: Citizen, keys: CardKeys) -> None:
    """Data sub formats of images in mosip/id-claim-169: PNG, JPEG, JPEG2000, AVIF, WEBP from 0 on."""
    first = claim169.decode_with_ecdsa_p256_pem(drawn(person, keys).claim_qr, leaf_pem(keys)).claim169
    (face,) = claim169.decode_with_ecdsa_p256_pem(drawn(person, keys, "1.2.0").claim_qr, leaf_pem(keys)).claim169.face

    assert (first.photo_format, face.format, face.sub_format) == (claim169.PhotoFormat.WEBP, 0, 4)
    assert Image.open(io.BytesIO(face.data)).format == "WEBP"
    assert Image.open(io.BytesIO(first.photo)).format == "WEBP"


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


def test_words_of_every_persona_keep_off_the_code(people: dict[str, Citizen], keys: CardKeys) -> None:
    for citizen in people.values():
        for _, value in drawn(citizen, keys).lines:
            lines = list(fitted(value, 33))
            assert len(lines) <= 2, citizen.persona
            assert all(width_of(text, size) <= 33 for _, size, text in lines), citizen.persona


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Mwamba", ["Mwamba"]),
        ("W" * 200, ["W" * 15 + "…"]),
        ("Bartholomew Maximilian Theophilus", ["Bartholomew Maximilian", "Theophilus"]),
        ("", [""]),
    ],
)
def test_long_words_shrink_then_wrap_then_are_cut(text: str, lines: list[str]) -> None:
    assert [line for _, _, line in fitted(text, 33)] == lines


def test_letters_that_no_font_has_have_none() -> None:
    assert font_for("\U0001fbff\U000e0001", 20) is None
    assert font_for("Zoë O'Brien-Núñez", 20) is not None


def test_card_without_a_font_for_a_name_shows_it_in_latin_letters(
    people: dict[str, Citizen], keys: CardKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = drawn(people["arabic"], keys)
    monkeypatch.setattr(lettering, "_FOLDERS", ())
    lettering.forget_fonts()

    words = [text for *_, text in drawing.words(card, with_latin=True)]
    lettering.forget_fonts()

    assert "Layla" in words
    assert "Layla" not in [text for *_, text in drawing.words(card, with_latin=False)]


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
