"""What the documents say is so: settings, commands, links, the reasons for dependencies."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import click
import pytest

from shared.cli.main import cli
from shared.control.error_table import ErrorTable
from shared.control.tolerances import TOLERANCES
from tests.project import errors_page, settings_page

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GIVEN = {"click", "faker", "jwcrypto", "starlette", "tinydb", "uvicorn"}  # what the suite was to be built on
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def commands_of(document: Path) -> Iterator[list[str]]:
    """Each command line of a document's shell examples, without comments and what `docker compose exec` puts before."""
    for block in SHELL_BLOCK.findall(document.read_text()):
        for line in block.replace("\\\n", " ").splitlines():
            words = list(takewhile(lambda word: word != "|", shlex.split(line, comments=True)))
            names = [Path(word).name for word in words]
            yield words[names.index("mosip-mocks") :] if "mosip-mocks" in names else words


COMMANDS = [
    pytest.param(words, id=f"{document.relative_to(ROOT)}: {' '.join(words)}")
    for document in DOCUMENTS
    for words in commands_of(document)
    if words and Path(words[0]).name in {"mosip-mocks", "make"}
]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_documented_command_exists(words: list[str]) -> None:
    if words[0] == "make":
        targets = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        assert {word for word in words[1:] if "=" not in word} <= targets
        return
    command: click.Command = cli
    context = click.Context(cli, info_name="mosip-mocks", **cli.context_settings)
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        assert found is not None, f"no command {rest[0]}"
        command, context, rest = found, click.Context(found, info_name=rest[0], parent=context), rest[1:]
    command.make_parser(context).parse_args(list(rest))


def test_the_documents_show_commands() -> None:
    assert len(COMMANDS) > 20


def test_the_pages_of_settings_and_tolerances_are_made_from_the_code() -> None:
    for path, content in settings_page.pages().items():
        assert path.read_text() == content, "bring it up to date: make docs"


def test_the_page_of_error_codes_is_made_from_the_tables() -> None:
    assert errors_page.PAGE.read_text() == errors_page.whole_page(), "bring it up to date: make docs"


@pytest.mark.parametrize(
    "table", [t for tables in errors_page.TABLES.values() for t in tables], ids=lambda table: table.title
)
def test_every_error_code_says_when_it_comes(table: ErrorTable) -> None:
    assert [row.code for row in table.rows if not row.when] == []


def test_every_tolerance_says_who_refuses_it_and_what_to_send_instead() -> None:
    assert [t.name for t in TOLERANCES if not (t.origin and t.refused_by and t.mend)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = (
        link for link in LINK.findall(document.read_text()) if "://" not in link and not link.startswith("mailto:")
    )
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_added_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=;~! ]", line)[0].lower() for line in project["dependencies"]}
    notes = " ".join(path.stem for path in (ROOT / "docs" / "decisions").glob("*.md")).lower()
    assert sorted(name for name in names - GIVEN if name not in notes) == []


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name.partition("-")[0] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)
