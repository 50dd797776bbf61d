"""The commands that work on the data directory: citizens, seed, clock, kit, reset."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from shared.cli.clock import advance
from shared.cli.durations import Instant, Span
from shared.cli.main import cli
from tests.shared.cli.conftest import Command
from tests.support.plain_http import get

Invoke = Callable[..., Result]
JsonOf = Callable[..., Any]
FATHER = "2718201306"


def test_citizens_list_gives_everybody_as_json(json_of: JsonOf) -> None:
    everybody = json_of("citizens", "list")
    assert len(everybody) > 50
    assert everybody[0]["uin"] == FATHER
    assert set(everybody[0]) >= {"uin", "vids", "fullName", "birthDate", "gender", "status"}


def test_citizens_list_shows_fifty_in_a_table_and_says_how_many_there_are(invoke: Invoke, json_of: JsonOf) -> None:
    total = len(json_of("citizens", "list"))
    result = invoke("citizens", "list")
    assert len(result.stdout.splitlines()) == 51
    assert result.stderr == f"50 of {total} shown; --limit 0 shows all\n"
    assert len(invoke("citizens", "list", "--limit", "0").stdout.splitlines()) == total + 1


def test_a_long_name_is_cut_in_the_table_alone(invoke: Invoke, json_of: JsonOf) -> None:
    longest = max((person["fullName"] for person in json_of("citizens", "list")), key=len)
    heads, *rows = invoke("citizens", "list", "--limit", "0").stdout.splitlines()
    assert longest not in "".join(rows)
    assert longest[:25] in "".join(rows)
    assert len(heads) < 120


def test_citizens_list_takes_a_limit_as_json_too(json_of: JsonOf) -> None:
    assert len(json_of("citizens", "list", "--limit", "3")) == 3


def test_citizens_list_of_nobody_is_an_empty_array(json_of: JsonOf) -> None:
    assert json_of("citizens", "list", "nobody-of-this-name") == []


def test_citizens_list_filters_by_words_and_status(json_of: JsonOf) -> None:
    assert [c["fullName"] for c in json_of("citizens", "list", "joseph", "mwamba")] == ["Joseph Mwamba"]
    assert {c["status"] for c in json_of("citizens", "list", "--status", "BLOCKED")} == {"BLOCKED"}


def test_citizens_add_makes_up_what_is_not_given(json_of: JsonOf) -> None:
    added = json_of("citizens", "add", "--name", "Amina Noor Yusuf", "--birth-date", "1990-05-17")
    assert (added["givenName"], added["middleName"], added["familyName"]) == ("Amina", "Noor", "Yusuf")
    assert len(added["uin"]) == 10
    assert len(added["vids"][0]) == 16
    assert json_of("citizens", "show", added["vids"][0]) == added


def test_citizens_add_takes_any_field(json_of: JsonOf) -> None:
    added = json_of(
        "citizens", "add", "--name", "A B", "--birth-date", "1990-05-17", "--gender", "other", "--set", "phone=null",
        "--set", 'address={"city": "Riverton"}', "--set", "pin=123456",
    )  # fmt: skip
    assert added["phone"] is None
    assert added["address"]["city"] == "Riverton"
    assert added["pin"] == "123456"


def test_citizens_update_changes_only_what_is_named(json_of: JsonOf) -> None:
    before = json_of("citizens", "show", FATHER)
    after = json_of("citizens", "update", FATHER, "--phone", "+9991112222")
    assert after["phone"] == "+9991112222"
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"phone", "updatedAt"}


def test_citizens_update_writes_nothing_when_one_field_is_wrong(invoke: Invoke, json_of: JsonOf) -> None:
    before = json_of("citizens", "show", FATHER)
    result = invoke("citizens", "update", FATHER, "--email", "joe@example.org", "--phone", "none")
    assert result.exit_code == 1
    assert json_of("citizens", "show", FATHER) == before


def test_citizens_deactivate_and_remove(json_of: JsonOf, invoke: Invoke) -> None:
    assert json_of("citizens", "deactivate", FATHER)["status"] == "DEACTIVATED"
    assert invoke("citizens", "remove", FATHER).stdout == f"Removed {FATHER} (Joseph Mwamba)\n"
    assert invoke("citizens", "show", FATHER).exit_code == 1


def test_what_was_done_is_told_as_json(json_of: JsonOf, tmp_path: Path) -> None:
    people = len(json_of("citizens", "list"))
    file, card, certificate = tmp_path / "people.json", tmp_path / "card.svg", tmp_path / "partner.pem"

    assert json_of("snapshot", "before") == {"name": "before"}
    assert json_of("citizens", "export", str(file)) == {"citizens": people, "file": str(file)}
    assert json_of("card", FATHER, "--out", str(card)) == {"uin": FATHER, "file": str(card)}
    assert json_of("card", FATHER, "--qr", "claim169")["qr"]
    assert json_of("citizens", "remove", FATHER) == {"uin": FATHER}
    assert json_of("restore", "before") == {"name": "before", "citizens": people}
    assert json_of("reset") == {"citizens": people}
    kit = json_of("kit", "export", str(tmp_path / "kit"))
    keystore = next(path for path in kit if path.endswith(".p12"))
    known = json_of("kit", "partner", "their-country", "--keystore", keystore)
    assert (known["partner"], Path(known["certificate"]).name) == ("their-country", "their-country.crt")
    certificate.write_bytes(Path(known["certificate"]).read_bytes())
    assert json_of("kit", "import", "--partner-certificate", str(certificate))["done"]
    assert json_of("down") == {"stopped": []}


def test_seed_gives_the_same_people_for_the_same_seed(mocks: Command, tmp_path: Path) -> None:
    other = Command(tmp_path / "other")
    for command in (mocks, other):
        report = command.json("seed", "30", "--families", "4", "--rng-seed", "7")
        assert report["added"] == 30
    seeded, again = (
        [c for c in command.json("citizens", "list") if c["origin"] == "seed"] for command in (mocks, other)
    )
    assert len(seeded) == 30
    assert seeded == again
    assert sum(bool(c["parents"]) for c in seeded) >= 4


def test_seed_says_what_it_did_and_shows_progress_beside_it(mocks: Command) -> None:
    ended = mocks.run("seed", "5")
    assert ended.stdout.startswith("Added 5 citizens; the population is ")
    assert "Seeding 5 citizens" in ended.stderr


def test_clock_advances_sets_freezes_and_returns(json_of: JsonOf) -> None:
    ahead = json_of("clock", "advance", "1d2h")
    assert ahead["offsetSeconds"] == timedelta(days=1, hours=2).total_seconds()
    frozen = json_of("clock", "set", "2030-01-31", "--freeze")
    assert (frozen["now"], frozen["frozen"]) == ("2030-01-31T00:00:00Z", True)
    assert json_of("clock", "advance", "-1d")["now"] == "2030-01-30T00:00:00Z"
    assert json_of("clock", "advance", "-1h30m")["now"] == "2030-01-29T22:30:00Z"
    assert json_of("clock", "resume")["frozen"] is False
    assert json_of("clock", "reset") | {"now": ""} == {"now": "", "offsetSeconds": 0.0, "frozen": False}


def test_an_hour_back_is_no_call_for_help_whoever_described_the_command_before(json_of: JsonOf) -> None:
    suite = click.Context(cli, help_option_names=["-h", "--help"])
    click.Context(advance, parent=suite).get_help()
    assert json_of("clock", "advance", "-1h")["offsetSeconds"] == -3600


def test_clock_refuses_to_leave_the_calendar(invoke: Invoke) -> None:
    invoke("clock", "set", "8999-12-31", "--freeze")
    for code, command in ((1, ("advance", "2d")), (2, ("set", "9999-12-31"))):
        result = invoke("clock", *command)
        assert result.exit_code == code
        assert "between the years 1970 and 9000" in result.stderr


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("2h30m", 9000), ("-1d", -86400), ("+1w", 604800), ("1.5h", 5400)],
)
def test_a_span_reads(text: str, seconds: float) -> None:
    assert Span().convert(text, None, None) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2030-01-31", datetime(2030, 1, 31, tzinfo=UTC)),
        ("2030-01-31T08:00", datetime(2030, 1, 31, 8, tzinfo=UTC)),
        ("2030-01-31T08:00:00Z", datetime(2030, 1, 31, 8, tzinfo=UTC)),
        ("2030-01-31T08:00:00+02:00", datetime(2030, 1, 31, 6, tzinfo=UTC)),
    ],
)
def test_an_instant_reads(text: str, instant: datetime) -> None:
    assert Instant().convert(text, None, None) == instant


def test_kit_export_writes_the_three_files_and_their_environment(mocks: Command, tmp_path: Path) -> None:
    target = tmp_path / "kit"
    written = mocks.json("kit", "export", str(target))
    assert sorted(Path(path).name for path in written) == [
        "esignet-jwk.txt", "ida-partner.crt", "keystore.p12", "mosip-api.env",
    ]  # fmt: skip
    assert f"ENCRYPT_CERT_PATH={target}/ida-partner.crt" in (target / "mosip-api.env").read_text()
    again = mocks.run("kit", "export", str(target))
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert mocks.run("kit", "export", str(target), "--force").returncode == 0


def test_kit_env_names_the_files_where_they_stand(mocks: Command) -> None:
    environment = mocks.json("kit", "env")
    assert Path(environment["DECRYPT_P12_FILE_PATH"]) == mocks.data_dir / "kit" / "keystore.p12"
    assert environment["DECRYPT_P12_FILE_PASSWORD"] == "mosip123"
    assert all(Path(environment[name]).exists() for name in environment if name.endswith("_PATH"))


def test_kit_env_names_containers_by_their_internal_url_and_browsers_by_the_public_one(mocks: Command) -> None:
    mocks.environment |= {
        "MOSIP_MOCK_INTERNAL_URL": "http://mosip-mock:20240", "ESIGNET_MOCK_INTERNAL_URL": "http://esignet-mock:20260",
        "ESIGNET_MOCK_PUBLIC_URL": "http://login.localhost:8080",
    }  # fmt: skip
    environment = mocks.json("kit", "env")
    assert environment["MOSIP_AUTH_URL"].startswith("http://mosip-mock:20240/")
    assert environment["ESIGNET_TOKEN_URL"].startswith("http://esignet-mock:20260/")
    assert environment["ESIGNET_REDIRECT_URL"].startswith("http://login.localhost:8080/")


def test_kit_env_names_the_ports_of_running_mocks(mocks: Command) -> None:
    mocks.run("up", "--detach")
    environment = mocks.json("kit", "env")
    assert environment["MOSIP_AUTH_URL"].startswith(f"{mocks.url('mosip')}/")
    discovery = get(f"{mocks.url('esignet')}/.well-known/openid-configuration").json()
    assert environment["ESIGNET_TOKEN_URL"] == discovery["token_endpoint"]
    assert environment["ESIGNET_USERINFO_URL"] == discovery["userinfo_endpoint"]


def test_kit_env_for_a_shell_can_be_evaluated(mocks: Command) -> None:
    lines = mocks.run("kit", "env", "--format", "shell").stdout.splitlines()
    assert lines
    assert all(line.startswith("export ") for line in lines)


def test_kit_import_takes_back_what_was_exported(mocks: Command, tmp_path: Path) -> None:
    other = Command(tmp_path / "other")
    mocks.run("kit", "export", str(tmp_path / "kit"))
    ended = other.run(
        "kit", "import", "--keystore", str(tmp_path / "kit/keystore.p12"),
        "--client-key", str(tmp_path / "kit/esignet-jwk.txt"),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    for name in ("keystore.p12", "esignet-jwk.txt"):
        assert json_or_bytes(other.data_dir / "kit" / name) == json_or_bytes(tmp_path / "kit" / name)


def json_or_bytes(path: Path) -> object:
    import base64  # noqa: PLC0415 - for this one reading

    content = path.read_bytes()
    return json.loads(base64.b64decode(content)) if path.suffix == ".txt" else content


def test_reset_returns_to_the_first_population_and_real_time(mocks: Command) -> None:
    before = mocks.json("citizens", "list")
    mocks.run("citizens", "remove", FATHER)
    mocks.run("seed", "10")
    mocks.run("clock", "advance", "1d")
    assert mocks.run("reset").stdout == f"Reset to {len(before)} citizens\n"
    assert mocks.json("citizens", "list") == before
    assert mocks.json("clock", "show")["offsetSeconds"] == 0


def test_running_mocks_see_what_the_command_does(mocks: Command) -> None:
    mocks.run("up", "--detach")
    mocks.run("seed", "7")
    mocks.run("clock", "set", "2031-02-03", "--freeze")
    counts = {state["citizens"] for state in mocks.json("status")}
    assert counts == {len(mocks.json("citizens", "list"))}


def test_citizens_export_and_import_give_the_same_people(mocks: Command, tmp_path: Path) -> None:
    everybody = mocks.json("citizens", "list")
    for name in ("people.json", "people.csv"):
        ended = mocks.run("citizens", "export", str(tmp_path / name))
        assert ended.stdout == f"Exported {len(everybody)} citizens to {tmp_path / name}\n"
        report = mocks.json("citizens", "import", str(tmp_path / name), "--existing", "replace")
        assert len(report["replaced"]) == len(everybody)
        assert sorted(c["uin"] for c in mocks.json("citizens", "list")) == sorted(c["uin"] for c in everybody)


def test_citizens_import_takes_the_fixture_of_opencrvs_from_standard_input(mocks: Command) -> None:
    fixture = [
        {
            "firstName": "Ada", "middleName": "", "familyName": "Green", "birthDate": "1985/04/12", "gender": "female",
            "nid": "1234567890",
        }
    ]  # fmt: skip
    ended = mocks.run("citizens", "import", "-", given=json.dumps(fixture))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("Imported 1 citizens (opencrvs)")
    shown = mocks.json("citizens", "show", "1234567890")
    assert (shown["fullName"], shown["birthDate"], shown["legacy"]) == ("Ada Green", "1985-04-12", True)


def test_citizens_import_stores_nobody_when_one_is_wrong(mocks: Command) -> None:
    before = mocks.json("citizens", "list")
    people = [{"fullName": "A B", "birthDate": "1990-01-01"}, {"fullName": "C D", "birthDate": "soon"}]
    ended = mocks.run("citizens", "import", "-", given=json.dumps(people))
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: nothing was imported; [1].birthDate: expected")
    assert mocks.json("citizens", "list") == before


def test_citizens_import_refuses_what_is_no_list_of_people(mocks: Command) -> None:
    for text in ("", "{", "\x00\x01", '"people"'):
        ended = mocks.run("citizens", "import", "-", given=text)
        assert ended.returncode == 1
        assert ended.stderr.count("\n") == 1


def test_citizens_export_to_standard_output_reads_as_json(mocks: Command) -> None:
    assert json.loads(mocks.run("citizens", "export", "-").stdout) == mocks.json("citizens", "list")
