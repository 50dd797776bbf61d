"""`login`, `requests`, `explain` and `faults`: what talks to running apps."""

import json
import secrets
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.shared.cli.conftest import Command
from tests.support.plain_http import get

FATHER, FATHERS_VID = "2718201306", "2718240964814598"
DEACTIVATED = "2718206178"
REDIRECT_URI = "http://localhost/landing"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Both apps, for all tests of this module: none changes what another sees."""
    command = Command(tmp_path_factory.mktemp("login") / "mocks")
    started = command.run("up", "--detach")
    assert started.returncode == 0, started.stderr
    yield command
    command.run("down")


def authorize_url(command: Command, **changes: str) -> str:
    parameters = {
        "client_id": "mock-client_id", "response_type": "code", "scope": "openid profile",
        "state": "state-1",
        "nonce": secrets.token_urlsafe(), "redirect_uri": REDIRECT_URI, "acr_values": "mosip:idp:acr:generated-code",
        **changes,
    }  # fmt: skip
    return f"{command.url('esignet')}/authorize?{urlencode(parameters)}"


def test_login_goes_through_to_tokens_and_claims(running: Command) -> None:
    result = running.json("login", FATHER)
    assert set(result) == {"redirectUrl", "tokens", "idToken", "userinfo"}
    assert result["userinfo"]["name"] == "Joseph Mwamba"
    assert result["userinfo"]["sub"] == result["idToken"]["sub"]
    assert result["tokens"]["token_type"] == "Bearer"


def test_login_takes_a_vid_as_well(running: Command) -> None:
    assert running.json("login", FATHERS_VID)["userinfo"]["name"] == "Joseph Mwamba"


def test_login_shows_claims_and_tokens_to_people(running: Command) -> None:
    ended = running.run("login", FATHER)
    assert ended.returncode == 0, ended.stderr
    lines = dict(line.split(maxsplit=1) for line in ended.stdout.splitlines() if line)
    assert lines["name"] == "Joseph Mwamba"
    assert lines["access_token"].count(".") == 2


def test_login_answers_the_request_of_a_relying_party(running: Command) -> None:
    ended = running.run("login", FATHER, "--url", authorize_url(running))
    assert ended.returncode == 0, ended.stderr
    location = ended.stdout.strip()
    assert location.startswith(f"{REDIRECT_URI}?")
    returned = parse_qs(urlsplit(location).query)
    assert returned["state"] == ["state-1"]
    assert returned["code"]


def test_login_can_deny_consent(running: Command) -> None:
    location = running.json("login", FATHER, "--deny", "--url", authorize_url(running))["redirectUrl"]
    returned = parse_qs(urlsplit(location).query)
    assert "code" not in returned
    assert returned["error"]


@pytest.mark.parametrize(
    ("person", "changes"),
    [
        ("1234567890", {}), (DEACTIVATED, {}), (FATHER, {"client_id": "nobody"}),
        (FATHER, {"redirect_uri": "https://elsewhere.example/"}), (FATHER, {"response_type": "token"}),
    ],
    ids=["unknown person", "deactivated person", "unknown client", "foreign redirect", "other flow"],
)  # fmt: skip
def test_login_refuses_in_one_line_that_explain_continues(
    running: Command, person: str, changes: dict[str, str]
) -> None:
    ended = running.run("login", person, "--url", authorize_url(running, **changes))
    assert ended.returncode == 1, ended.stdout
    assert ended.stderr.count("\n") == 1
    exchange_id = ended.stderr.split()[-1]
    explained = running.run("explain", exchange_id)
    assert explained.returncode == 0, explained.stderr
    for word in ("where", "expected", "received", "why", "mend"):
        assert f"\n  {word} " in explained.stdout


def test_explain_names_the_releases_that_would_refuse_what_was_tolerated(running: Command) -> None:
    assert running.run("login", FATHER, "--url", authorize_url(running, claims="name,birthdate")).returncode == 0
    latest = running.json("requests", "--app", "esignet")[-1]
    assert "\n  refused by e-Signet 1.4, e-Signet 1.5, " in running.run("explain", latest["id"]).stdout


def test_login_says_that_a_team_kept_its_key(running: Command, tmp_path: Path) -> None:
    other = Command(tmp_path / "mocks", {"ESIGNET_MOCK_PORT": running.url("esignet").rpartition(":")[2]})
    other.run("kit", "env")
    (other.data_dir / "kit" / "esignet-jwk.txt").unlink()
    ended = other.run("login", FATHER)
    assert ended.returncode == 1
    assert "esignet-jwk.txt is not there" in ended.stderr


def test_requests_lists_what_both_saw(running: Command) -> None:
    running.run("login", FATHER)
    exchanges = running.json("requests")
    assert [e["started"] for e in exchanges] == sorted(e["started"] for e in exchanges)
    assert any(e["service"] == "token" or "token" in e["path"] for e in exchanges)
    table = running.run("requests", "--app", "esignet", "--limit", "2").stdout.splitlines()
    assert table[0].split()[:3] == ["ID", "TIME", "APP"]
    assert len(table) == 3


def test_requests_filters(running: Command) -> None:
    running.run("login", "1234567890")
    refused = running.json("requests", "--refused")
    assert refused
    assert all(e["refused"] for e in refused)
    assert running.json("requests", "--status", "599") == []
    assert running.json("requests", "--app", "mosip", "--about", "uin=nobody") == []


def test_requests_follows(running: Command) -> None:
    process = running.process("requests", "--follow", "--json", "--limit", "0", "--about", "client=mock-client_id")
    try:
        assert process.stdout is not None
        running.run("login", FATHER)
        exchange = json.loads(process.stdout.readline())
        assert exchange["trace"]["client"] == "mock-client_id"
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_explain_refuses_an_id_that_nobody_knows(running: Command) -> None:
    ended = running.run("explain", "nothing")
    assert ended.returncode == 1
    assert "no exchange 'nothing'" in ended.stderr


def test_explain_gives_everything_as_json(running: Command) -> None:
    running.run("login", FATHER)
    latest = running.json("requests")[-1]
    assert running.json("explain", latest["id"])["path"] == latest["path"]


def test_explain_prints_a_curl_command(running: Command) -> None:
    running.run("login", FATHER)
    call = next(e for e in running.json("requests") if e["method"] == "POST" and "token" in e["path"])

    command = running.run("explain", call["id"], "--curl").stdout

    words = shlex.split(command)
    assert words[:3] == ["curl", "-X", "POST"]
    assert words[3].endswith(call["path"])
    assert "code=(hidden)" in words[words.index("--data-raw") + 1]
    assert running.json("explain", call["id"], "--curl") == {"id": call["id"], "curl": command.rstrip("\n")}


def test_requests_become_an_archive(running: Command, tmp_path: Path) -> None:
    running.run("login", FATHER)
    assert get(f"{running.url('mosip')}/nowhere").status_code == 404

    ended = running.run("requests", "--har", str(tmp_path / "mocks.har"))

    assert ended.returncode == 0, ended.stderr
    entries = json.loads((tmp_path / "mocks.har").read_text())["log"]["entries"]
    assert len(entries) == len([e for e in running.json("requests") if e["direction"] != "internal"])
    assert [e["startedDateTime"] for e in entries] == sorted(e["startedDateTime"] for e in entries)
    refused = json.loads(running.run("requests", "--refused", "--har", "-").stdout)["log"]["entries"]
    assert 0 < len(refused) < len(entries)


def test_traces_tell_a_login(running: Command) -> None:
    running.run("login", FATHER)

    listed = running.json("traces")
    trace = running.json("traces", FATHER)

    assert trace["id"] in [t["id"] for t in listed]
    assert {"authorization", "token"} <= set(trace["services"])
    table = running.run("traces", FATHER).stdout.splitlines()
    assert table[0].startswith(f"{trace['id']}: ")
    assert table[1] == "Login: logged in, and userinfo was read"
    assert len(table) == 3 + len(trace["items"])
    assert running.run("traces", "--limit", "1").stdout.splitlines()[0].split()[:3] == ["ID", "BEGAN", "EXCHANGES"]


def test_trace_that_nobody_knows_is_refused(running: Command) -> None:
    ended = running.run("traces", "no-such-thing")

    assert ended.returncode == 1
    assert "no trace knows 'no-such-thing'" in ended.stderr


def test_faults_are_added_listed_and_cleared(running: Command) -> None:
    added = running.json("faults", "add", "service=token", "uin=2718201306", "status=503", "times=1")
    assert added["match"] == {"service": "token", "uin": "2718201306"}
    assert added["action"] == {"status": 503}
    assert [rule["id"] for rule in running.json("faults", "list")] == [added["id"]]
    assert "service=token uin=2718201306 status=503 times=1" in running.run("faults", "list").stdout
    assert running.json("faults", "clear", added["id"]) == {"cleared": added["id"]}
    running.run("faults", "add", "service=token", "drop=true")
    assert running.run("faults", "clear").stdout == "Cleared all faults\n"
    assert running.json("faults", "list") == []


def test_explain_says_what_somebody_asked_for(running: Command) -> None:
    added = running.json("faults", "add", "service=discovery", "delay=0.01")
    running.run("login", "2718201306")
    running.run("faults", "clear")
    (late,) = running.json("requests", "--service", "discovery")[-1:]

    assert f"on purpose, by {added['id']}" in running.run("explain", late["id"]).stdout
    assert (late["status"], late["refused"]) == (200, False)


@pytest.mark.parametrize(
    ("member", "code"), [("colour=red", 2), ("status=many", 2), ("match={}", 2), ("error=NO-SUCH-CODE", 1)]
)
def test_faults_add_refuses_what_makes_no_rule(running: Command, member: str, code: int) -> None:
    ended = running.run("faults", "add", "service=token", member)
    assert ended.returncode == code, ended.stderr
    assert "the MOSIP mock" not in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("members", "met"),
    [
        (("client=me", "drop=true"), "app=both client=me drop=true"),
        (("drop=true", "--app", "esignet"), "app=esignet drop=true"),
        (("endpoint=/hub", "probability=0.5", "drop=true"), "app=both endpoint=/hub drop=true probability=0.5"),
        (("named=id-token-expired",), "named=id-token-expired"),
    ],
)
def test_faults_add_says_whose_requests_it_meets(running: Command, members: tuple[str, ...], met: str) -> None:
    added = running.run("faults", "add", *members).stdout
    running.run("faults", "clear")

    assert added.partition(": ")[2] == f"{met}\n"
