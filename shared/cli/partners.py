"""`partners`, `policies`, `api-keys`, `misps`, `oidc-clients`: who may ask ID authentication, and in which state."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from shared.cli.apps import MOSIP, client_of
from shared.cli.options import admin_token_option, data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_done, print_json, print_json_array, print_rest, print_table

_DEFAULT_ROWS: Final = 50


class _Kind(msgspec.Struct, frozen=True):
    """One collection of the registry: its path in the control API, the member that is its key, what is shown."""

    path: str
    key: str
    shown: tuple[str, ...]
    what: str


_KINDS: Final = (
    _Kind("partners", "partnerId", ("name", "status", "hotlisted"), "Partners of ID authentication and their state."),
    _Kind("policies", "policyId", ("status", "validUntil", "authTokenType"), "What partners may do."),
    _Kind(
        "api-keys", "apiKey", ("partnerId", "policyId", "status", "validUntil"), "Keys that join partners to policies."
    ),
    _Kind("misps", "licenseKey", ("status", "validUntil", "hasPolicy"), "Licences of infrastructure providers."),
    _Kind("oidc-clients", "clientId", ("partnerId", "policyId", "status"), "Clients of delegated requests."),
)


def _group(kind: _Kind) -> click.Group:
    @click.group(kind.path, help=f"{kind.what} The MOSIP mock has to run.")
    def group() -> None:
        pass

    @group.command("list", help="List them.")
    @limit_option(_DEFAULT_ROWS)
    @json_option
    @admin_token_option
    @data_dir_option
    def list_(*, limit: int | None, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
        items = client_of(data_dir, MOSIP, admin_token).items(kind.path)
        most = wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)
        if as_json:
            print_json_array(items[:most])
            return
        heads = (kind.key, *kind.shown)
        print_table([head.upper() for head in heads], ([i.get(head) for head in heads] for i in items[:most]))
        print_rest(len(items[:most]), len(items))

    @group.command("set", help="Change members of one, such as `status=INACTIVE`, or add it. JSON is sent as JSON.")
    @click.argument("key")
    @click.argument("members", nargs=-1, required=True, metavar="FIELD=VALUE...")
    @json_option
    @admin_token_option
    @data_dir_option
    def set_(*, key: str, members: tuple[str, ...], as_json: bool, admin_token: str | None, data_dir: Path) -> None:
        changes = dict(map(_member, members))
        client = client_of(data_dir, MOSIP, admin_token)
        known = any(item.get(kind.key) == key for item in client.items(kind.path))
        if known:
            kept = client.send("PATCH", f"{kind.path}/{key}", changes)
        else:
            kept = client.send("POST", kind.path, {kind.key: key, **changes})
        if as_json:
            print_json(kept)
        else:
            click.echo(f"{'Changed' if known else 'Added'} {key}: {_shown(changes)}")

    @group.command("remove", help="Take one out.")
    @click.argument("key")
    @json_option
    @admin_token_option
    @data_dir_option
    def remove(*, key: str, as_json: bool, admin_token: str | None, data_dir: Path) -> None:
        client_of(data_dir, MOSIP, admin_token).send("DELETE", f"{kind.path}/{key}")
        print_done(f"Removed {key}", as_json=as_json, removed=key)

    return group


def _member(text: str) -> tuple[str, Any]:
    field, equals, value = text.partition("=")
    if not equals or not field:
        raise click.BadParameter(f"'{text}' is not FIELD=VALUE", param_hint="FIELD=VALUE")
    try:
        return field, json.loads(value)
    except ValueError:
        return field, value


def _shown(members: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in members.items())


partners, policies, api_keys, misps, oidc_clients = map(_group, _KINDS)
