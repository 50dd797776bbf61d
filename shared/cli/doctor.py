"""`doctor`: what is in order, what is not, and what to do about it."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from shared.cli.apps import APPS, MOSIP, App, addresses, client_of, started
from shared.cli.control_client import Health, NotRunningError
from shared.cli.options import admin_token_option, data_dir_option, json_option
from shared.cli.port_holder import holder_of
from shared.cli.printing import print_json
from shared.cli.refusing import RefusedError, reason_for
from shared.control.finding import Finding
from shared.control.release import RELEASE
from shared.jwks.kit_environment import KEYSTORE_PASSWORD

if TYPE_CHECKING:
    from shared.jwks.keyring import KeyRing

_SIGNS: Final = {"ok": "ok  ", "warning": "note", "failed": "FAIL"}


@click.command()
@click.option("--callback", metavar="URL", help="Try this callback of a subscriber out, from where the MOSIP mock is.")
@click.option("--topic", help="Of the subscription. Default: that of the callback's, else the partner's credentials.")
@click.option("--secret", help="Of the subscription. Default: that of the callback's, else OpenCRVS' default.")
@click.option(
    "--keystore",
    type=click.Path(path_type=Path, dir_okay=False),
    help="PKCS#12 file that the partner decrypts with: does it open a credential?",
)
@click.option("--keystore-password", default=KEYSTORE_PASSWORD, show_default=True, help="Of the keystore.")
@json_option
@admin_token_option
@data_dir_option
def doctor(
    *, callback: str | None, topic: str | None, secret: str | None, keystore: Path | None, keystore_password: str,
    as_json: bool, admin_token: str | None, data_dir: Path,
) -> None:  # fmt: skip
    """Check whether everything is in order: data directory, store, clock, keys, partner kit, ports, both mocks.

    With --callback or --keystore the side of a partner as well, for which the MOSIP mock has to run: whether the
    callback answers, echoes and takes a signed event, whether it refuses a forged one, its clock, its keystore.

    Exit code 1 when a check fails.
    """
    if (topic or secret) and not (callback or keystore):
        raise click.UsageError("--topic and --secret are of a subscription: give its --callback, too")
    findings = list(_findings(data_dir, admin_token))
    if callback or keystore:
        from shared.cli.partner_checks import partner_findings  # noqa: PLC0415 - `--help` needs no keys

        asked = {"callback": callback, "topic": topic, "secret": secret}
        find_client = partial(client_of, data_dir, MOSIP, admin_token)
        findings += partner_findings(find_client, asked, keystore, keystore_password)
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            click.echo(f"{_SIGNS[finding.state]}  {finding.check:<16}{finding.says}")
    failed = [finding.check for finding in findings if finding.state == "failed"]
    if failed:
        raise RefusedError(f"not in order: {', '.join(failed)}")


def _findings(data_dir: Path, admin_token: str | None) -> Iterator[Finding]:
    directory = _data_dir(data_dir)
    yield directory
    if directory.state == "ok" and any(data_dir.iterdir()):
        yield from _world(data_dir)
    for app in APPS:
        yield _app(data_dir, app, admin_token)


def _data_dir(data_dir: Path) -> Finding:
    name = "data directory"
    if not data_dir.exists():
        return Finding(name, "warning", f"{data_dir} does not exist yet; `mosip-mocks up` makes it")
    if not os.access(data_dir, os.R_OK | os.W_OK | os.X_OK):
        return Finding(name, "failed", f"{data_dir} may not be read and written; mend its owner or permissions")
    return Finding(name, "ok", str(data_dir.absolute()))


def _world(data_dir: Path) -> Iterator[Finding]:
    from shared.jwks.keyring import keys_directory  # noqa: PLC0415 - as below
    from shared.world import open_world  # noqa: PLC0415 - `--help` needs no world

    try:
        world = open_world(data_dir)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        yield Finding("store", "failed", reason_for(error))
        return
    try:
        yield Finding("store", "ok", f"{world.citizens.count()} citizens")
        state = world.clock.state()
        moved = state.frozen_at is not None or state.offset_seconds
        says = f"{world.clock.now().isoformat(timespec='seconds')}"
        yield Finding(
            "clock",
            "warning" if moved else "ok",
            f"{says}, moved away from real time; `mosip-mocks clock reset` returns" if moved else says,
        )
        if keys_directory(data_dir).exists():
            from shared.cli.kit_checks import kit_findings  # noqa: PLC0415 - as above

            yield _keys(world.keys)
            yield from kit_findings(data_dir, world.keys, world.clock.now())
    finally:
        world.close()


def _keys(keys: "KeyRing") -> Finding:
    from shared.jwks.keyring import KeyName  # noqa: PLC0415 - `--help` needs no keys

    try:
        for name in KeyName:
            keys.published(name)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return Finding("keys", "failed", reason_for(error))
    return Finding("keys", "ok", f"{len(KeyName)} keys")


def _app(data_dir: Path, app: App, admin_token: str | None) -> Finding:
    try:
        health = client_of(data_dir, app, admin_token).health()
    except NotRunningError:
        return _absent(data_dir, app)
    return _running(app, health)


def _absent(data_dir: Path, app: App) -> Finding:
    running = started(data_dir, app)
    if running is not None:
        return Finding(app.title, "failed", f"process {running.pid} does not answer at {running.url}; see its log")
    holder = holder_of(app.port) if app.port else None
    if holder:
        return Finding(
            app.title, "failed",
            f"port {app.port} is held by {holder}; stop it, or set {app.prefix}_PORT to another one",
        )  # fmt: skip
    where = " or ".join(addresses(data_dir, app))
    return Finding(
        app.title, "warning", f"does not run{where and ' at '}{where}; start it with: mosip-mocks up --detach"
    )


def _running(app: App, health: Health) -> Finding:
    if health.version != RELEASE:
        return Finding(
            app.title,
            "warning",
            f"release {health.version} runs, this command is {RELEASE}; restart it: mosip-mocks down",
        )
    where = health.public_url
    if health.internal_url != health.public_url:
        where += f" (in containers {health.internal_url})"
    return Finding(app.title, "ok", f"{health.citizens} citizens at {where}")
