"""`keys`: the keys that sign tokens, userinfo and credentials, and their rotation. Running mocks notice."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from shared.cli.options import data_dir_option, json_option, limit_option, wanted
from shared.cli.printing import print_json, print_rest

if TYPE_CHECKING:
    from shared.jwks.keyring import KeyRing

_SIGNERS: Final = ("esignet", "kyc", "credential")
_DEFAULT_ROWS: Final = 50


@click.group()
def keys() -> None:
    """Look at the signing keys and rotate them."""


@keys.command("list")
@limit_option(_DEFAULT_ROWS)
@json_option
@data_dir_option
def list_(*, limit: int | None, as_json: bool, data_dir: Path) -> None:
    """List the keys that sign tokens (esignet), userinfo (kyc) and verifiable credentials (credential)."""
    items = _items(_ring(data_dir))
    shown = items[: wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)]
    _print(shown, as_json=as_json)
    if not as_json:
        print_rest(len(shown), len(items))


@keys.command()
@click.argument("key", type=click.Choice(_SIGNERS), default="esignet")
@click.option(
    "--stage",
    type=click.Choice(["publish", "use", "retire", "now"]),
    default="now",
    show_default=True,
    help="One step of the rotation; `now` takes all three.",
)
@json_option
@data_dir_option
def rotate(*, key: str, stage: str, as_json: bool, data_dir: Path) -> None:
    """Publish the next key, sign with it, retire the old one."""
    from shared.jwks.keyring import KeyName  # noqa: PLC0415 - `--help` needs no keys
    from shared.jwks.slots import RotationStage  # noqa: PLC0415 - `--help` needs no keys

    ring, name = _ring(data_dir), KeyName(key)
    steps = list(RotationStage) if stage == "now" else [RotationStage(stage)]
    if stage == "now" and ring.slot(name).next:
        steps.remove(RotationStage.PUBLISH)
    for step in steps:
        ring.rotate(name, step)
    _print(_items(ring), as_json=as_json)


def _ring(data_dir: Path) -> "KeyRing":
    from shared.jwks.keyring import KeyRing, keys_directory  # noqa: PLC0415 - `--help` needs no keys

    return KeyRing(keys_directory(data_dir))


def _items(ring: "KeyRing") -> list[dict[str, str]]:
    from shared.jwks.keyring import KeyName  # noqa: PLC0415 - as above

    return [
        {"key": signer, "kid": kid, "stage": stage}
        for signer in _SIGNERS
        for kid, stage in ring.slot(KeyName(signer)).stages
    ]


def _print(items: list[dict[str, str]], *, as_json: bool) -> None:
    if as_json:
        print_json(items)
        return
    for item in items:
        click.echo(f"{item['key']:<10} {item['stage']:<8} {item['kid']}")
