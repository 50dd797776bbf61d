"""`python -m mosip_mock`: the MOSIP mock as one process."""

import gc

if __name__ == "__main__":
    gc.disable()  # until the server stands: nothing made at start is garbage, and looking costs a tenth of the start

from mosip_mock.app import create_app
from mosip_mock.options.command import mosip_options
from mosip_mock.settings import DEFAULT_PORT, Settings
from shared.running import command_of

main = command_of(
    "mosip",
    "MOSIP mock",
    default_port=DEFAULT_PORT,
    own_options=mosip_options,
    make_settings=Settings,
    create_app=create_app,
)

if __name__ == "__main__":
    main()
