"""`python -m esignet_mock`: the e-Signet mock as one process."""

from pathlib import Path
from typing import Any

import click

from esignet_mock.app import create_app
from esignet_mock.options import esignet_options
from esignet_mock.settings import DEFAULT_PORT, Settings
from shared.control.tolerances import Tolerances
from shared.jwks.partnerkit import ensure_kit
from shared.options import addresses_of, suite_options
from shared.server import address_of, bind, serve
from shared.starting import banner_of, started_or_exit
from shared.world import open_world


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@suite_options("ESIGNET_MOCK", DEFAULT_PORT)
@esignet_options
def main(
    *,
    host: str,
    port: int,
    public_url: str | None,
    internal_url: str | None,
    data_dir: Path,
    tolerate: Tolerances,
    ready_file: Path | None,
    access_log: bool,
    log_level: str,
    **rest: Any,  # noqa: ANN401 - options passed on to Settings by name
) -> None:
    """Run the e-Signet mock. For tests and development only: its people and keys are fake."""
    with started_or_exit():
        listener = bind(host, port)
        settings = Settings(
            addresses=addresses_of(address_of(listener), public_url, internal_url),
            data_dir=data_dir,
            host=host,
            tolerances=tolerate,
            **rest,
        )
        world = open_world(
            data_dir,
            app="esignet",
            sync=settings.sync,
            journal_size=settings.journal_size,
            tolerances=tolerate,
        )
        ensure_kit(data_dir, world.keys)
        app = create_app(settings, world)
    serve(
        app,
        listener,
        banner=lambda: banner_of("e-Signet mock", settings, world),
        ready_file=ready_file,
        access_log=access_log,
        log_level=log_level,
    )
    world.close()


if __name__ == "__main__":
    main()
