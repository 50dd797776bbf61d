"""How waits between deliveries are given, and refused."""

import click
import pytest
from click.testing import CliRunner, Result

from mosip_mock.options.command import mosip_options


@click.command()
@mosip_options
def _shown(**settings: object) -> None:
    click.echo(repr(settings["delivery_waits"]))


def given(waits: str) -> Result:
    return CliRunner().invoke(_shown, [], env={"MOSIP_MOCK_DELIVERY_WAITS": waits})


def test_waits_are_those_of_the_policy_unless_given() -> None:
    assert CliRunner().invoke(_shown, []).output == "None\n"


@pytest.mark.parametrize(
    ("waits", "means"), [("3,6,12", (3.0, 6.0, 12.0)), (" 0.5 ", (0.5,)), ("0", (0.0,)), ("none", ())]
)
def test_waits_are_seconds(waits: str, means: tuple[float, ...]) -> None:
    assert given(waits).output == f"{means!r}\n"


@pytest.mark.parametrize("waits", ["soon", "1,,2", "-1", "inf", "nan", "1;2"])
def test_waits_that_are_none_are_refused(waits: str) -> None:
    result = given(waits)

    assert result.exit_code == 2
    assert "--delivery-waits" in result.output
