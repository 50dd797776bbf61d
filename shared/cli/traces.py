"""`traces`: everything about one child, person or login, of both mocks, in one list."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import click

from shared.cli.journal import HEADS, row_of, running_clients
from shared.cli.options import admin_token_option, data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_json, print_json_array, print_line, print_rest, print_table

_EVERYTHING: Final = 1_000_000
_DEFAULT_ROWS: Final = 30


@click.command()
@click.argument("name", required=False, metavar="[ID]")
@limit_option(_DEFAULT_ROWS)
@json_option
@admin_token_option
@data_dir_option
def traces(*, name: str | None, limit: int | None, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
    """List the traces, the newest first; or show one: where a child, person or login stands, and what happened.

    ID is that of the trace or of one of its exchanges, a registration id, a UIN or VID, an event, a login transaction.
    """
    client = running_clients(data_dir, admin_token, None)[0]  # either tells the whole story
    if name is not None:
        trace = client.get(f"traces/{quote(name, safe='')}")
        if as_json:
            print_json(trace)
        else:
            print_line(f"{trace['id']}: {_about(trace['keys'])}")
            for standing in trace["standing"]:
                print_line(_told(standing))
            print_table(HEADS, map(row_of, trace["items"]))
        return
    most = wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)
    found = client.get("traces", {"limit": _EVERYTHING if most is None else most})
    if as_json:
        print_json_array(found["items"])
        return
    heads = ("ID", "BEGAN", "EXCHANGES", "REFUSED", "STANDING", "ABOUT")
    print_table(heads, map(_row, found["items"]))
    print_rest(len(found["items"]), found["total"])


def _row(trace: dict[str, Any]) -> tuple[object, ...]:
    standing = "; ".join(f"{s['about']}: {s['says']}" for s in trace["standing"])
    return trace["id"], trace["began"][11:23], trace["exchanges"], trace["refused"], standing, _about(trace["keys"])


def _told(standing: dict[str, str]) -> str:
    reason = f" ({standing['reason']})" if standing["reason"] else ""
    return f"{standing['about']}: {standing['says']}{reason}"


def _about(keys: dict[str, list[str]]) -> str:
    return " ".join(f"{key}={','.join(values)}" for key, values in keys.items())
