"""The options that only the e-Signet mock's command has, each with the field of `Settings` that it fills."""

import functools
from collections.abc import Callable
from typing import Any, get_args

import click

from esignet_mock.profiles import PROFILES, SERVER_PROFILES
from esignet_mock.userinfo.subject import subject_rule
from shared.citizens.claims import IdentitySystem

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


def _patterns(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in value.replace(",", " ").split())))


_SECONDS = click.IntRange(1, 86_400)
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
        "--server-profile",
        envvar="ESIGNET_MOCK_SERVER_PROFILE",
        default="none",
        show_default=True,
        show_envvar=True,
        type=click.Choice(list(SERVER_PROFILES)),
        help="fapi2.0 demands PAR, DPoP and PKCE of every client (releases from 1.7).",
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
    click.option(
        "--redirect-uris",
        envvar="ESIGNET_MOCK_REDIRECT_URIS",
        default="",
        show_envvar=True,
        callback=_patterns,
        help="Further redirect URI patterns of the default client, such as https://register.example/**",
    ),
    click.option(
        "--auto-login",
        envvar="ESIGNET_MOCK_AUTO_LOGIN",
        show_envvar=True,
        help="UIN or VID of the person to log in without any page (a request's `login_hint` goes first).",
    ),
    click.option(
        "--captcha/--no-captcha",
        envvar="ESIGNET_MOCK_CAPTCHA",
        default=False,
        show_default=True,
        show_envvar=True,
        help="Refuse UI API calls without a captcha token, as production deployments do.",
    ),
    click.option(
        "--link-poll-seconds",
        envvar="ESIGNET_MOCK_LINK_POLL_SECONDS",
        default=25.0,
        show_default=True,
        show_envvar=True,
        type=click.FloatRange(0, 600),
        help="How long a browser's call waits for the wallet in a linked login.",
    ),
    click.option(
        "--code-lifetime",
        envvar="ESIGNET_MOCK_CODE_LIFETIME",
        show_envvar=True,
        type=_SECONDS,
        help="Seconds that an authorization code is good for. Default: the release's own.",
    ),
    click.option(
        "--login-window",
        envvar="ESIGNET_MOCK_LOGIN_WINDOW",
        show_envvar=True,
        type=_SECONDS,
        help="Seconds from the authorize request to authentication. Default: the release's own.",
    ),
    click.option(
        "--consent-window",
        envvar="ESIGNET_MOCK_CONSENT_WINDOW",
        show_envvar=True,
        type=_SECONDS,
        help="Seconds from authentication to consent. Default: the release's own.",
    ),
    click.option(
        "--block-duration",
        envvar="ESIGNET_MOCK_BLOCK_DURATION",
        show_envvar=True,
        type=_SECONDS,
        help="Seconds for which too many attempts block a number. Default: the release's own.",
    ),
]
