"""The registration side's settings: read from flags and variables, refused with a sentence."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from mosip_mock.options.command import mosip_options


@click.command()
@mosip_options
def _shown(**settings: Any) -> None:
    chosen = {
        name: settings[name]
        for name in ("preset", "processing_rules", "packet_audiences", "smtp_url", "credential_partners")
    }
    delay = settings["processing_delay"]
    chosen["delay"] = "manual" if delay.is_manual else [delay.low, delay.high]
    chosen["clients"] = [client.client_id for client in settings["accounts"].clients]
    chosen["centers"] = [center.center_id for center in settings["master_data"].centers]
    click.echo(json.dumps(chosen))


def shown(*arguments: str, **environment: str) -> dict[str, Any]:
    result = CliRunner().invoke(_shown, list(arguments), env=environment)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_defaults_are_what_opencrvs_needs() -> None:
    chosen = shown()

    assert (chosen["preset"], chosen["processing_rules"], chosen["delay"]) == ("opencrvs", "warn", [0.5, 0.5])
    assert chosen["packet_audiences"] == ["mosip-regproc-client", "mosip-crvs1-client"]
    assert chosen["smtp_url"] is None
    assert "10001" in chosen["centers"]


def test_each_partner_that_gets_credentials_counts_once() -> None:
    assert shown()["credential_partners"] == ["crvs-partner"]
    assert shown(MOSIP_MOCK_CREDENTIAL_PARTNER="a, b,a")["credential_partners"] == ["a", "b"]


def test_variables_count() -> None:
    chosen = shown(
        MOSIP_MOCK_PRESET="stock",
        MOSIP_MOCK_PROCESSING_RULES="strict",
        MOSIP_MOCK_PROCESSING_DELAY="1-5",
        MOCKS_SMTP_URL="smtp://localhost:1025",
    )

    assert (chosen["preset"], chosen["processing_rules"], chosen["delay"]) == ("stock", "strict", [1, 5])
    assert chosen["smtp_url"] == "smtp://localhost:1025"


def test_accounts_and_master_data_come_from_files(tmp_path: Path) -> None:
    accounts, data = tmp_path / "accounts.json", tmp_path / "data.json"
    accounts.write_text('{"clients": [{"clientId": "mine", "secret": "s", "roles": ["DATA_READ"]}]}')
    data.write_text('{"centers": [{"centerId": "20001", "opens": "08:00:00", "closes": "17:00:00"}]}')

    chosen = shown("--accounts", str(accounts), "--master-data", str(data))

    assert (chosen["clients"], chosen["centers"]) == (["mine"], ["20001"])


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--processing-delay", "soon", "is no delay"),
        ("--processing-rules", "lenient", "lenient"),
        ("--preset", "other", "other"),
        ("--smtp-url", "http://localhost", "is no address"),
        ("--credential-partner", " , ", "name one at least"),
        ("--smtp-url", "smtp://localhost:x", "is no address"),
    ],
)
def test_wrong_value_is_refused(option: str, value: str, told: str) -> None:
    result = CliRunner().invoke(_shown, [option, value])

    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"bloodGroup": 5}', '{"bloodGroup": {"@id": "mosip:x", "@type": "?"}}']
)
def test_terms_that_are_none_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "terms.json"
    path.write_text(content)

    result = CliRunner().invoke(_shown, ["--context-terms", str(path)])

    assert result.exit_code == 2
    assert "terms.json" in result.output.replace("\n", "")


@pytest.mark.parametrize("content", ["{", '{"clients": [{"id": "x"}]}', "[]"])
def test_broken_file_is_refused_with_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(content)

    result = CliRunner().invoke(_shown, ["--accounts", str(path)])

    assert result.exit_code == 2
    assert "accounts.json" in result.output.replace("\n", "")
