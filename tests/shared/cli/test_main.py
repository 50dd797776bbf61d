"""The command as a whole: its help, its exit codes, how it fails."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from shared.cli.main import COMMANDS, cli
from shared.cli.refusing import reason_for
from tests.shared.cli.conftest import Command
from tests.shared.cli.help_texts import help_texts

Invoke = Callable[..., Result]
HEAVY = ("shared.world", "shared.citizens", "shared.jwks", "tinydb", "jwcrypto", "starlette", "faker", "http.client")


def test_help_says_what_it_said_before() -> None:
    accepted = Path(__file__).with_name("help.txt").read_text()
    assert help_texts().strip() == accepted.strip(), (
        "to accept it: python tests/shared/cli/help_texts.py > .../help.txt"
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_command_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    first_line = (command.help or "").split("\n")[0]
    assert command.name == name
    assert first_line.startswith(COMMANDS[name].summary.removesuffix("."))


def all_commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{above}{name} ")
        elif command is not None and name != "serve":  # what follows its name is the app's own
            yield above + name, command


@pytest.mark.parametrize(("name", "command"), tuple(all_commands(cli)))
def test_every_command_takes_json(name: str, command: click.Command) -> None:
    assert "as_json" in {parameter.name for parameter in command.params}, name


def listings() -> Iterator[tuple[str, click.Command]]:
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group) and "list" in command.commands:
            yield f"{name} list", command.commands["list"]
        elif command is not None and name in {"requests", "traces", "subscriptions"}:
            yield name, command


@pytest.mark.parametrize(("name", "listing"), tuple(listings()))
def test_every_listing_takes_json_and_limit(name: str, listing: click.Command) -> None:
    assert {parameter.name for parameter in listing.params} >= {"as_json", "limit"}, name


def test_help_loads_nothing_that_only_work_needs() -> None:
    code = f"""if True:
        import sys
        from shared.cli.main import cli
        try:
            cli(["--help"], prog_name="mosip-mocks")
        except SystemExit:
            print([m for m in sys.modules if m.startswith({HEAVY!r})])
    """
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",), ("citizens", "nothing"), ("citizens", "show"), ("seed", "many"), ("seed", "--", "-5"),
        ("serve",), ("serve", "other"), ("clock", "advance", "soon"), ("clock", "set", "yesterday"),
        ("clock", "set", "2030-02-30"), ("clock", "advance", "99999w"), ("citizens", "list", "--limit", "-1"),
        ("citizens", "list", "--status", "HAPPY"), ("citizens", "update", "2718201306"),
        ("citizens", "update", "2718201306", "--set", "pin"), ("citizens", "update", "2718201306", "--set", "locks=[1"),
        ("kit", "env", "--mosip-url", "here"), ("kit", "import", "--keystore", "/nowhere/at.all"),
        ("requests", "--about", "rid"), ("faults", "add"), ("faults", "add", "503"), ("up", "--timeout", "0"),
        ("login",), ("explain",), ("status", "keycloak"),
        ("citizens", "add"), ("citizens", "add", "--name", "Amina"), ("citizens", "add", "--birth-date", "1990-05-17"),
        ("seed", "5", "--families", "3"), ("seed", "5", "--locale", "xx_XX"),
        ("kit", "import"), ("kit", "import", "--ida-key", __file__), ("kit", "partner", "somebody"),
        ("kit", "partner", "crvs-partner", "--certificate", __file__), ("kit", "partner", "a/b"),
        ("kit", "env", "--json", "--format", "shell"), ("snapshot", "a/b"), ("restore", "a/b"),
        ("requests", "--har", "-", "--follow"), ("requests", "--har", "-", "--limit", "3"),
        ("partners", "set", "crvs-partner", "status"), ("doctor", "--topic", "x"), ("doctor", "--secret", "x"),
        ("card", "2718201306", "--out", "card.gif"), ("card", "2718201306", "--out", "card.svg", "--qr", "plain"),
        ("up", "--json"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_two_and_says_how_it_is_used(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("Usage: mosip-mocks")
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("citizens", "show", "1"), "no citizen has the number or handle '1'"),
        (("citizens", "remove", "0000000000"), "no citizen has the number or handle '0000000000'"),
        (("citizens", "add", "--name", "A", "--birth-date", "1990-13-01"), "received '1990-13-01'"),
        (("citizens", "add", "--name", "A", "--birth-date", "1990-01-01", "--uin", "123"), "uin: expected ten digits"),
        (("citizens", "add", "--name", "A", "--birth-date", "1990-01-01", "--uin", "2718201306"), "already holds"),
        (("citizens", "update", "2718201306", "--phone", "none"), "phone: expected digits"),
        (("citizens", "update", "2718201306", "--set", "colour=red"), "colour: expected one of"),
        (("restore", "never-kept"), "there is no snapshot 'never-kept'"),
        (("citizens", "export", "/nowhere/at.all"), "/nowhere/at.all: no such file or directory"),
        (("card", "2718201306", "--out", "/nowhere/card.svg"), "/nowhere/card.svg: no such file or directory"),
        (("card", "2718201306", "--anchor", "/nowhere/a.pem"), "/nowhere/a.pem: no such file or directory"),
        (("kit", "export", "/proc/kit"), "the kit cannot be written to /proc/kit"),
        (("requests",), "does not answer at"),
        (("explain", "m1"), "does not answer at"),
        (("faults", "list"), "does not answer at"),
        (("status",), "not running: MOSIP mock and e-Signet mock"),
        (("login", "2718201306"), "does not answer at"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_refusal_ends_with_one_and_one_line(invoke: Invoke, arguments: tuple[str, ...], reason: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 1, result.output
    *others, last = result.stderr.strip().splitlines()
    assert last.startswith("Error: ")
    assert reason in last
    assert not [line for line in others if "Error" in line or "Traceback" in line]


def test_an_unexpected_failure_is_one_line_and_says_how_to_see_more() -> None:
    assert reason_for(KeyError("uin")) == (
        "unexpected KeyError: 'uin' (a defect of this command; `mosip-mocks --traceback ...` shows where)"
    )


def test_traceback_shows_where_a_failure_came_from(mocks: Command) -> None:
    ended = mocks.run("--traceback", "citizens", "show", "1")
    assert ended.returncode == 1
    assert "Traceback (most recent call last)" in ended.stderr


def test_a_closed_pipe_is_no_failure_worth_words(mocks: Command) -> None:
    process = mocks.process("citizens", "list", "--json")
    assert process.stdout is not None
    process.stdout.close()
    process.wait(30)


def test_a_file_where_the_data_directory_should_be_is_refused(mocks: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = mocks.run("citizens", "list", "--data-dir", str(tmp_path / "file"))
    assert ended.returncode == 2
    assert "is a file" in ended.stderr


def test_a_damaged_store_is_one_line(mocks: Command) -> None:
    store = next(path for path in mocks.data_dir.iterdir() if path.is_file() and path.stat().st_size > 1000)
    lines = store.read_bytes().splitlines(keepends=True)
    lines[1] = b"this is no line of the store\n"
    store.write_bytes(b"".join(lines))
    ended = mocks.run("citizens", "list")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("Error: ")


def test_version_is_that_of_the_package(invoke: Invoke) -> None:
    assert invoke("--version").stdout.startswith("mosip-mocks ")
