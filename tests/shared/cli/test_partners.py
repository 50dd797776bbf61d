"""The commands for the registry of partners, against a running MOSIP mock."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shared.cli.main import cli
from tests.support.suite import RunningApp, environment_for

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def mosip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with RunningApp("mosip_mock", tmp_path_factory.mktemp("partners") / "mocks") as app:
        yield app


@pytest.fixture
def run(mosip: RunningApp) -> Run:
    environment = environment_for(mosip)
    return lambda *arguments: CliRunner().invoke(cli, arguments, env=environment)


def listed(run: Run, kind: str) -> list[dict[str, Any]]:
    result = run(kind, "list", "--json")
    assert result.exit_code == 0, result.output
    items: list[dict[str, Any]] = json.loads(result.stdout)
    return items


@pytest.mark.parametrize("kind", ["partners", "policies", "api-keys", "misps", "oidc-clients"])
def test_each_kind_is_listed(run: Run, kind: str) -> None:
    table = run(kind, "list")

    assert table.exit_code == 0, table.output
    assert len(table.stdout.splitlines()) == 1 + len(listed(run, kind))
    assert "ACTIVE" in table.stdout.splitlines()[1].split()


def test_set_changes_one_and_keeps_the_rest(run: Run) -> None:
    result = run("partners", "set", "crvs_partner", "status=INACTIVE", "hotlisted=true")

    assert result.stdout == "Changed crvs_partner: status=INACTIVE hotlisted=True\n"
    changed = next(p for p in listed(run, "partners") if p["partnerId"] == "crvs_partner")
    assert changed["status"] == "INACTIVE"
    assert changed["hotlisted"] is True
    assert changed["name"]


def test_set_adds_what_is_new_and_remove_takes_it_out(run: Run) -> None:
    added = run("api-keys", "set", "abc", "partnerId=crvs-partner", "policyId=crvs-policy")
    there = [item["apiKey"] for item in listed(run, "api-keys")]
    removed = run("api-keys", "remove", "abc")

    assert added.stdout.startswith("Added abc")
    assert "abc" in there
    assert removed.exit_code == 0
    assert "abc" not in [item["apiKey"] for item in listed(run, "api-keys")]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("misps", "set", "aaaaaAAAAAbbbbbBBBBBcccccCCCCCdddddDDDDD", "status=ASLEEP"), 1, "one of ACTIVE, INACTIVE"),
        (("misps", "remove", "nobody"), 1, "nothing here has the id nobody"),
        (("misps", "set", "x", "status"), 2, "is not FIELD=VALUE"),
    ],
    ids=["state", "unknown", "no-value"],
)
def test_refusals_say_why(run: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    result = run(*arguments)

    assert result.exit_code == code
    assert told in result.output
