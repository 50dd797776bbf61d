"""The options that only the e-Signet mock's command has, each with the field of `Settings` that it fills."""

import functools
from collections.abc import Callable
from typing import Any, get_args

import click

from esignet_mock.profiles import PROFILES
from esignet_mock.settings import IdentitySystem
from esignet_mock.userinfo.subject import subject_rule

Command = Callable[..., Any]


def esignet_options(command: Command) -> Command:
    """Decorate the app's command."""
    return functools.reduce(lambda inner, option: option(inner), reversed(_OPTIONS), command)


def _subject(_: click.Context, option: click.Parameter, value: str) -> str:
    try:
        subject_rule(value, "ida")
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from error
    return value


_OPTIONS = [
    click.option(
        "--profile",
        envvar="ESIGNET_MOCK_PROFILE",
        default="1.8",
        show_default=True,
        show_envvar=True,
        type=click.Choice(list(PROFILES)),
        help="The e-Signet release to answer like.",
    ),
    click.option(
        "--identity-system",
        envvar="ESIGNET_MOCK_IDENTITY_SYSTEM",
        default="ida",
        show_default=True,
        show_envvar=True,
        type=click.Choice(get_args(IdentitySystem)),
        help="Whose userinfo to give: ID authentication's (production) or the mock-identity-system's.",
    ),
    click.option(
        "--subject",
        envvar="ESIGNET_MOCK_SUBJECT",
        default="pairwise",
        show_default=True,
        show_envvar=True,
        callback=_subject,
        help="The `sub` of tokens and userinfo: pairwise, uin, or fixed:VALUE.",
    ),
    click.option(
        "--v1-accepts-code-verifier/--v1-drops-code-verifier",
        envvar="ESIGNET_MOCK_V1_ACCEPTS_CODE_VERIFIER",
        default=False,
        show_default=True,
        show_envvar=True,
        help="Let /oauth/token honour PKCE (for fayda-sdk); the real ones drop the verifier there.",
    ),
]
