"""All options that only the MOSIP mock has, in the order of its help and of `docs/settings.md`."""

import functools
from collections.abc import Callable
from typing import Any

from mosip_mock.options.authentication import AUTHENTICATION
from mosip_mock.options.delivery import DELIVERY
from mosip_mock.options.registration import REGISTRATION

Command = Callable[..., Any]


def mosip_options(command: Command) -> Command:
    """Decorate the app's command with the MOSIP mock's own settings."""
    options = (*AUTHENTICATION, *REGISTRATION, *DELIVERY)
    return functools.reduce(lambda inner, option: option(inner), reversed(options), command)
