"""`python -m esignet_mock`: the e-Signet mock as one process."""

import gc

if __name__ == "__main__":
    gc.disable()  # until the server stands: nothing made at start is garbage, and looking costs a tenth of the start

from esignet_mock.app import create_app
from esignet_mock.options import esignet_options
from esignet_mock.settings import DEFAULT_PORT, Settings
from shared.running import command_of

main = command_of(
    "esignet",
    "e-Signet mock",
    default_port=DEFAULT_PORT,
    own_options=esignet_options,
    make_settings=Settings,
    create_app=create_app,
)

if __name__ == "__main__":
    main()
