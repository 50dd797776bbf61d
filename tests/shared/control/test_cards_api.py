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


@pytest.mark.parametrize("path", ["2718201306/card.exe", "0000000000/card.svg"])
def test_card_that_cannot_be_is_not_found(bench: Bench, path: str) -> None:
    assert bench.client.get(f"/_mock/citizens/{path}").status_code == 404
