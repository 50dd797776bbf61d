"""`kit`: the partner's keys and settings, as OpenCRVS' `mosip-api` reads them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from shared.cli.apps import ESIGNET, MOSIP, App, client_of
from shared.cli.control_client import NotRunningError
from shared.cli.options import Command, json_option, with_world
from shared.cli.printing import print_done, print_json
from shared.cli.refusing import wrong_usage
from shared.settings import Addresses

if TYPE_CHECKING:
    from shared.jwks.kit_environment import KitAddresses
    from shared.world import World

_FORMATS: Final = ("dotenv", "shell")
_FILE: Final = click.Path(path_type=Path, dir_okay=False, exists=True, readable=True)


@click.group()
def kit() -> None:
    """Keys and settings of the relying party: what OpenCRVS' mosip-api needs to work with the mocks."""


def _address_options(command: Command) -> Command:
    options: list[Callable[[Command], Command]] = [
        click.option("--mosip-url", "mosip", help="The MOSIP mock as mosip-api reaches it."),
        click.option("--esignet-url", "esignet", help="The e-Signet mock as mosip-api reaches it."),
        click.option("--esignet-public-url", "esignet_public", help="The e-Signet mock as browsers reach it."),
        click.option("--mosip-api-url", "mosip_api", help="mosip-api as the MOSIP mock reaches it (its callback)."),
        click.option("--files", help="The directory of the kit as mosip-api sees it, such as a mount."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@kit.command()
@_address_options
@click.option("--format", "style", type=click.Choice(_FORMATS), help="Default: dotenv.")
@json_option
@with_world
def env(world: "World", *, style: str | None, as_json: bool, **given: str | None) -> None:
    """Print the environment for mosip-api, and make what is missing of the kit.

    Addresses are those of the running mocks, or else of their settings. The kit's own mosip-api.env has those at which
    the mocks were started last. With --format shell the lines are for `eval`.
    """
    from shared.jwks.kit_environment import (  # noqa: PLC0415 - `--help` needs none
        EnvironmentFormat,
        environment_of_kit,
        format_environment,
        write_environment,
    )
    from shared.jwks.partner_kit import ensure_kit  # noqa: PLC0415 - `--help` needs no keys
    from shared.kit_addresses import announced_kit_addresses  # noqa: PLC0415 - as above

    if as_json and style:
        raise click.UsageError("--json is a format of its own; leave --format out")
    ensure_kit(world.data_dir, world.keys)
    write_environment(world.data_dir, lambda: announced_kit_addresses(world.data_dir))
    environment = environment_of_kit(world.data_dir, _addresses(world.data_dir, given))
    if as_json:
        print_json(environment)
    else:
        click.echo(format_environment(environment, EnvironmentFormat(style or "dotenv")), nl=False)


@kit.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True, help="Overwrite files that stand there.")
@_address_options
@json_option
@with_world
def export(world: "World", *, directory: Path, force: bool, as_json: bool, **given: str | None) -> None:
    """Copy the kit to DIRECTORY: ida-partner.crt, keystore.p12, esignet-jwk.txt, mosip-api.env."""
    from shared.jwks.partner_kit import export_kit  # noqa: PLC0415 - `--help` needs no keys

    written = export_kit(world.data_dir, world.keys, directory, _addresses(world.data_dir, given), force=force)
    if as_json:
        print_json([str(path) for path in written])
        return
    for path in written:
        click.echo(path)


@kit.command("import")
@click.option("--keystore", type=_FILE, help="PKCS#12: the partner's key and certificate.")
@click.option("--keystore-password", default="mosip123", show_default=True)
@click.option("--partner-certificate", type=_FILE, help="PEM or DER; enough where the key stays with the team.")
@click.option("--client-key", type=_FILE, help="JWK of the e-Signet client (JSON, or base64 of it), private or public.")
@click.option("--ida-certificate", type=_FILE, help="PEM or DER: what IDA requests are encrypted to already.")
@click.option("--ida-key", type=_FILE, help="PEM or DER: its private key, where the keystore does not hold it.")
@json_option
@with_world
def import_(world: "World", *, as_json: bool, **sources: Any) -> None:  # noqa: ANN401 - the options above
    """Take a team's existing files in place of the kit's. Restart running mocks afterwards.

    All files are checked before anything is changed.
    """
    from shared.jwks.kit_import import KitSources  # noqa: PLC0415 - `--help` needs no keys
    from shared.jwks.partner_kit import import_kit  # noqa: PLC0415 - `--help` needs no keys
    from shared.jwks.partners import IncompleteSourcesError  # noqa: PLC0415 - as above
    from shared.kit_addresses import announced_kit_addresses  # noqa: PLC0415 - as above

    addresses = announced_kit_addresses(world.data_dir)
    with wrong_usage(IncompleteSourcesError):
        told = import_kit(world.data_dir, world.keys, KitSources(**sources), addresses)
    sentences = [sentence[0].upper() + sentence[1:] for sentence in told]
    print_done("\n".join(sentences), as_json=as_json, done=sentences)


@kit.command()
@click.argument("partner_id", metavar="PARTNER")
@click.option("--certificate", type=_FILE, help="PEM or DER.")
@click.option("--keystore", type=_FILE, help="PKCS#12: only the certificate in it is taken.")
@click.option("--keystore-password", default="mosip123", show_default=True)
@json_option
@with_world
def partner(
    world: "World",
    *,
    partner_id: str,
    certificate: Path | None,
    keystore: Path | None,
    keystore_password: str,
    as_json: bool,
) -> None:
    """Take the certificate of a partner other than the kit's: what is for it is encrypted to that."""
    from shared.jwks.kit_import import KitSources  # noqa: PLC0415 - `--help` needs no keys
    from shared.jwks.partner_import import import_partner  # noqa: PLC0415 - `--help` needs no keys
    from shared.jwks.partners import IncompleteSourcesError, PartnerIdError  # noqa: PLC0415 - as above

    sources = KitSources(partner_certificate=certificate, keystore=keystore, keystore_password=keystore_password)
    with wrong_usage(PartnerIdError, of="PARTNER"), wrong_usage(IncompleteSourcesError):
        path = import_partner(world.data_dir, partner_id, sources)
    print_done(f"{partner_id} is known by {path}", as_json=as_json, partner=partner_id, certificate=str(path))


def _addresses(data_dir: Path, given: dict[str, str | None]) -> "KitAddresses":
    """Where mosip-api finds the mocks: as given, else as they run, else as they are set."""
    from shared.kit_addresses import kit_addresses  # noqa: PLC0415 - `--help` needs no keys

    for name, url in given.items():
        if url is not None and name != "files" and not urlsplit(url).hostname:
            option = "--" + name.replace("_", "-") + ("" if name.endswith("url") else "-url")
            raise click.BadParameter(f"'{url}' is no base URL such as http://localhost:20240", param_hint=option)
    found = kit_addresses(_where(data_dir, MOSIP), _where(data_dir, ESIGNET))
    return replace(found, **{name: value.rstrip("/") for name, value in given.items() if value})


def _where(data_dir: Path, app: App) -> Addresses:
    """Where an app runs, or else where it is set to."""
    port = app.port or app.default_port
    bound = f"http://127.0.0.1:{port}"
    public = app.variable("PUBLIC_URL") or f"http://localhost:{port}"
    internal = app.variable("INTERNAL_URL") or public
    try:
        client = client_of(data_dir, app, None)
        health = client.health()
        bound, public, internal = client.base, health.public_url or public, health.internal_url or internal
    except NotRunningError:
        pass
    return Addresses(public=public.rstrip("/"), internal=internal.rstrip("/"), bound=bound)
