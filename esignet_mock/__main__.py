"""`python -m esignet_mock`: the e-Signet mock as one process."""

import gc

if __name__ == "__main__":
    gc.disable()  # until the server stands: nothing made at start is garbage, and looking costs a tenth of the start

from pathlib import Path
from typing import Any

import click

from esignet_mock.app import create_app
from esignet_mock.options import esignet_options
from esignet_mock.settings import DEFAULT_PORT, Settings
from shared.control.tolerances import Tolerances
from shared.options import suite_options
from shared.running import run


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
    run(
        "esignet",
        "e-Signet mock",
        lambda addresses: Settings(addresses=addresses, data_dir=data_dir, host=host, tolerances=tolerate, **rest),
        create_app,
        host=host,
        port=port,
        public_url=public_url,
        internal_url=internal_url,
        ready_file=ready_file,
        access_log=access_log,
        log_level=log_level,
    )


if __name__ == "__main__":
    main()
