"""`login`: the whole login at e-Signet without a browser."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from shared.cli.apps import ESIGNET, client_of
from shared.cli.control_client import ControlClient
from shared.cli.options import admin_token_option, data_dir_option, json_option
from shared.cli.printing import print_json

_REDIRECT_URI: Final = "http://localhost/callback"
_LONGEST_SHOWN: Final = 120


@click.command()
@click.argument("individual_id", metavar="NID")
@click.option(
    "--url", metavar="AUTHORIZE_URL",
    help="The authorize address of a relying party's own request; prints where its browser is sent.",
)  # fmt: skip
@click.option("--deny", is_flag=True, help="The person refuses consent.")
@json_option
@admin_token_option
@data_dir_option
def login(
    *, individual_id: str, url: str | None, deny: bool, as_json: bool, admin_token: str | None, data_dir: Path
) -> None:
    """Log in at e-Signet without a browser, as the person of NID (a UIN, a VID or a handle).

    With --url the login answers that request, and the address to which it redirects is printed. Without it, the
    command plays the relying party with the kit's key, to the end: tokens and claims are printed.
    """
    client = client_of(data_dir, ESIGNET, admin_token)
    if url is not None:
        location = _location(client, url, individual_id, deny=deny)
        if as_json:
            print_json({"redirectUrl": location})
        else:
            click.echo(location)
        return
    from shared.cli.relying_party import RelyingParty  # noqa: PLC0415 - needs keys, which --url does not

    party = RelyingParty.of_kit(client.base, data_dir, _REDIRECT_URI)
    request = party.new_request()
    result = party.finish(request, _location(client, request.url, individual_id, deny=deny), _now(client))
    if as_json:
        print_json(result)
        return
    for name, value in result["userinfo"].items():
        click.echo(f"{name:<16}{_shortened(str(value))}")
    click.echo(f"\nid_token        {result['tokens'].get('id_token', '')}")
    click.echo(f"access_token    {result['tokens']['access_token']}")


def _location(client: ControlClient, url: str, individual_id: str, *, deny: bool) -> str:
    """Where e-Signet sends the browser after this person's login. Raises `ControlError`."""
    decision = "deny" if deny else "accept"
    answer = client.send("POST", "authorize", {"url": url, "individualId": individual_id, "decision": decision})
    return str(answer["redirectUrl"])


def _now(client: ControlClient) -> datetime:
    """The suite's time, by which assertions are judged. Raises `ControlError`."""
    return datetime.fromisoformat(client.get("clock")["now"])


def _shortened(text: str) -> str:
    """A value on one line of a screen; `--json` prints pictures whole."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:60]}... ({len(text)} characters)"
