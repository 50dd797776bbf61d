import zlib
from typing import Any

import base45
import cbor2
import pytest
from cryptography import x509

from tests.shared.control.conftest import Bench


@pytest.mark.parametrize(
    ("ending", "kind", "begins"),
    [("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG"), ("pdf", "application/pdf", b"%PDF")],
)
def test_card_comes_in_three_formats(bench: Bench, ending: str, kind: str, begins: bytes) -> None:
    answer = bench.client.get(f"/_mock/citizens/2718201306/card.{ending}")

    assert answer.headers["content-type"].startswith(kind)
    assert answer.content.startswith(begins)


def test_anchor_is_a_certificate(bench: Bench) -> None:
    x509.load_pem_x509_certificate(bench.client.get("/_mock/cards/anchor.pem").content)


def test_codes_come_as_text_too(bench: Bench) -> None:
    answer = bench.client.get("/_mock/citizens/2718201306/card.json?opencrvs=1.8&spec=1.2.0&nationality=ken").json()

    assert (answer["number"], answer["opencrvs"], answer["spec"]) == ("2718201306", "1.8", "1.2.0")
    assert '"familyName":"Mwamba"' in answer["plain"]
    assert answer["claim169"].startswith("NCF")


def test_the_issuer_is_the_country_whatever_the_address_of_the_app(bench: Bench) -> None:
    text = bench.client.get("/_mock/citizens/2718201306/card.json").json()["claim169"]

    message: Any = cbor2.loads(zlib.decompress(base45.b45decode(text)))
    assert cbor2.loads(message.value[2])[1] == "https://id.farajaland.example"


@pytest.mark.parametrize("query", ["opencrvs=1.7", "spec=2", "nationality=Kenya", "nationality=<b>"])
def test_card_of_an_unknown_kind_is_explained(bench: Bench, query: str) -> None:
    answer = bench.client.get(f"/_mock/citizens/2718201306/card.svg?{query}")

    assert answer.status_code == 400
    assert answer.json()["explanation"]["where"] == f"query parameter {query.partition('=')[0]}"


@pytest.mark.parametrize("photo", ["data:image/jpeg;base64,AAAA", "data:image/png;base64,iVBORw0KGgo="])
def test_photo_that_is_no_picture_is_replaced_by_the_drawn_one(bench: Bench, photo: str) -> None:
    bench.client.patch("/_mock/citizens/2718201306", json={"photo": photo})

    assert bench.client.get("/_mock/citizens/2718201306/card.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["2718201306/card.exe", "0000000000/card.svg"])
def test_card_that_cannot_be_is_not_found(bench: Bench, path: str) -> None:
    assert bench.client.get(f"/_mock/citizens/{path}").status_code == 404
