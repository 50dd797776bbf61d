"""The options that only the MOSIP mock has."""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

Command = Callable[..., Any]


def mosip_options(command: Command) -> Command:
    """Decorate the app's command with the MOSIP mock's own settings."""
    options = [
        click.option(
            "--ida-profile",
            envvar="MOSIP_MOCK_IDA_PROFILE",
            default="1.3.0",
            show_default=True,
            show_envvar=True,
            type=click.Choice(["1.2.0.1", "1.3.0"]),
            help="Which generation of ID authentication to be.",
        ),
        click.option(
            "--otp-lifetime",
            envvar="MOSIP_MOCK_OTP_LIFETIME",
            default=180,
            show_default=True,
            show_envvar=True,
            type=click.IntRange(1),
            callback=_seconds,
            help="Seconds until an OTP expires.",
        ),
        click.option(
            "--allowed-domain-uris",
            envvar="MOSIP_MOCK_ALLOWED_DOMAIN_URIS",
            default="",
            show_envvar=True,
            callback=_words,
            help="Further values of `domainUri` to accept, separated by commas.",
        ),
        click.option(
            "--languages",
            envvar="MOSIP_MOCK_LANGUAGES",
            default="eng,ara,fra",
            show_default=True,
            show_envvar=True,
            callback=_words,
            help="Three-letter language codes of the deployment, separated by commas.",
        ),
    ]
    return functools.reduce(lambda inner, option: option(inner), reversed(options), command)


def _seconds(_: click.Context, __: click.Parameter, value: int) -> timedelta:
    return timedelta(seconds=value)


def _words(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in value.split(",")) if word)
