"""What an app prints once it answers."""

from pathlib import Path

import pytest

from shared.settings import Addresses, SuiteSettings
from shared.starting import banner_of
from shared.world import open_world

ADDRESSES = Addresses(public="http://localhost:1", internal="http://mosip-mock:1", bound="http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("host", "token", "control"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:1/_mock/"),
        ("0.0.0.0", "a token", "http://127.0.0.1:1/_mock/"),  # noqa: S104 - nothing listens
        ("0.0.0.0", None, "off, as others reach this app; MOCKS_ADMIN_TOKEN switches it on"),  # noqa: S104 - as above
    ],
)
def test_banner_says_where_the_control_api_is_or_that_it_is_off(
    tmp_path: Path, host: str, token: str | None, control: str
) -> None:
    world = open_world(tmp_path)

    lines = banner_of("MOSIP mock", SuiteSettings(addresses=ADDRESSES, host=host, admin_token=token), world)

    assert lines.splitlines()[1:] == [
        "  browsers use    http://localhost:1",
        "  containers use  http://mosip-mock:1",
        f"  control API     {control}",
    ]
    world.close()
