"""MOSIP's own PixelPass (npm) reads the signed QR code of a card."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.support.installed import node_with_packages

pytestmark = pytest.mark.e2e
FOLDER = Path(__file__).parent / "pixelpass"


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the locked packages installed."""
    return node_with_packages(FOLDER)


@pytest.mark.parametrize("spec", ["1.1.0", "1.2.0"])
def test_pixelpass_reads_the_picture_of_a_card(node: str, tmp_path: Path, spec: str) -> None:
    picture = tmp_path / "card.png"
    command = [sys.executable, "-m", "shared.cli.main", "card", "2718201306", "--out", str(picture)]
    options = ["--spec", spec, "--data-dir", str(tmp_path / "mocks")]
    subprocess.run([*command, *options], check=True, capture_output=True)
    text = max((code.text for code in zxingcpp.read_barcodes(Image.open(picture))), key=len)

    read = subprocess.run(
        [node, str(FOLDER / "read.mjs"), text], check=True, capture_output=True, text=True, timeout=30
    )

    found: dict[str, Any] = json.loads(read.stdout)
    assert found["issuer"] == "https://id.farajaland.example"
    assert found["identity"]["id"] == "2718201306"
    assert found["identity"]["version"] == spec
    assert found["identity"]["fullName"] == "Joseph Mwamba"
    assert found["identity"]["dateOfBirth"] == "19860314"
