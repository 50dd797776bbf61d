"""The pages of `docs/journeys`: their commands run as they stand, and print what the pages show.

`UPDATE_JOURNEYS=1` writes what they print into the pages instead.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ida_client import IdaClient
from tests.support.suite import Suite, running_suite

JOURNEYS = Path(__file__).parents[2] / "docs" / "journeys"
BIN = Path(__file__).parents[2] / ".venv" / "bin"
PAGES = sorted(page for page in JOURNEYS.glob("*.md") if page.name != "README.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGING = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\d+"), "0"),
    (re.compile(r"eyJ[\w.-]+"), "TOKEN"),
    (re.compile(r" {2,}"), "  "),
    (re.compile(r" +$", re.MULTILINE), ""),
)
"""What differs from run to run: ids, times, numbers that were drawn, and the columns that are as wide as they are."""
DIAGRAM_LINE = re.compile(
    r"    (participant \w+ as [\w() -]+|\w+(->>|-->>)\w+: [\w :,()'-]+|Note over \w+: [\w ,.-]+|participant \w+)"
)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Suite]:
    """As somebody has it who types the first command."""
    with running_suite(tmp_path, {}) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pages' folder, in which their commands may leave files behind."""
    return Path(shutil.copytree(JOURNEYS, tmp_path / "journeys"))


def run(script: str, folder: Path, suite: Suite) -> str:
    """What a block of commands prints, as somebody sees it who started the mocks at their usual addresses."""
    usual = {"http://localhost:20240": suite.mosip_url, "http://localhost:20260": suite.esignet_url}
    for address, actual in usual.items():
        script = script.replace(address, actual)
    ours = {
        "MOCKS_DATA_DIR": str(suite.data_dir),
        "MOSIP_MOCK_PORT": suite.mosip_url.rpartition(":")[2],
        "ESIGNET_MOCK_PORT": suite.esignet_url.rpartition(":")[2],
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, **ours},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    said = ended.stdout
    for address, actual in usual.items():
        said = said.replace(actual, address)
    return "\n".join(line.rstrip() for line in said.splitlines()) + "\n"


def steady(output: str) -> str:
    """The output without what differs from run to run."""
    for pattern, word in CHANGING:
        output = pattern.sub(word, output)
    return output


def ask_ida(suite: Suite) -> None:
    """What the page on verification leaves to OpenCRVS: a question with the right birth date, one with a wrong one."""
    ida = IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri=suite.mosip_control.health()["publicUrl"])
    for born in ("1986/03/14", "1986/03/15"):
        ida.auth("2718201306", {"dob": born})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_of_a_journey_print_what_its_page_shows(fresh: Suite, folder: Path, page: Path) -> None:
    text = page.read_text()
    printed = ""
    compared = 0
    for block in BLOCK.finditer(text):
        kind, content = block.groups()
        if kind == "sh":
            if "requests --service idauthentication" in content:
                ask_ida(fresh)
            printed = run(content, folder, fresh)
        elif kind == "text":
            if os.environ.get("UPDATE_JOURNEYS"):
                text = text.replace(block.group(), f"```text\n{printed}```")
            else:
                assert steady(printed) == steady(content)
            compared += 1
    if os.environ.get("UPDATE_JOURNEYS"):
        page.write_text(text)

    assert compared == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_journey_has_a_diagram(page: Path) -> None:
    (diagram,) = (content for kind, content in BLOCK.findall(page.read_text()) if kind == "mermaid")
    first, *lines = diagram.splitlines()

    assert first == "sequenceDiagram"
    assert [line for line in lines if not DIAGRAM_LINE.fullmatch(line)] == []
    participants = {line.split()[1] for line in lines if "participant" in line}
    spoken_of = {name for line in lines for pair in re.findall(r"(\w+)--?>>(\w+)", line) for name in pair}
    assert spoken_of == participants


def test_every_journey_is_listed() -> None:
    listed = re.findall(r"\]\((\w+\.md)\)", (JOURNEYS / "README.md").read_text())

    assert sorted(listed) == [page.name for page in PAGES]
