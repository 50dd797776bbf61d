"""The options that only the e-Signet mock's command has, each with the field of `Settings` that it fills."""

from typing import get_args

import click

from esignet_mock.profiles import PROFILES, SERVER_PROFILES
from esignet_mock.userinfo.subject import subject_rule
from shared.citizens.identity_system import IdentitySystem
from shared.options import setting, together


def _subject(_: click.Context, option: click.Parameter, value: str) -> str:
    try:
        subject_rule(value, "ida")
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from error
    return value


def _patterns(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in value.replace(",", " ").split())))


_SECONDS = click.IntRange(1, 86_400)
esignet_options = together(
    [
        setting(
            "--profile",
            "ESIGNET_MOCK_PROFILE",
            default="1.8",
            type=click.Choice(list(PROFILES)),
            help="The e-Signet release to answer like.",
        ),
        setting(
            "--server-profile",
            "ESIGNET_MOCK_SERVER_PROFILE",
            default="none",
            type=click.Choice(list(SERVER_PROFILES)),
            help="fapi2.0 demands PAR, DPoP and PKCE of every client (releases from 1.7).",
        ),
        setting(
            "--identity-system",
            "ESIGNET_MOCK_IDENTITY_SYSTEM",
            default="ida",
            type=click.Choice(get_args(IdentitySystem)),
            help="Whose userinfo to give: ID authentication's (production) or the mock-identity-system's.",
        ),
        setting(
            "--subject",
            "ESIGNET_MOCK_SUBJECT",
            default="pairwise",
            callback=_subject,
            help="The `sub` of tokens and userinfo: pairwise, uin, or fixed:VALUE.",
        ),
        setting(
            "--v1-accepts-code-verifier/--v1-drops-code-verifier",
            "ESIGNET_MOCK_V1_ACCEPTS_CODE_VERIFIER",
            default=False,
            help="Let /oauth/token honour PKCE (for fayda-sdk); the real ones drop the verifier there.",
        ),
        setting(
            "--redirect-uris",
            "ESIGNET_MOCK_REDIRECT_URIS",
            default="",
            callback=_patterns,
            help="Further redirect URI patterns of the default client, such as https://register.example/**",
        ),
        setting(
            "--auto-login",
            "ESIGNET_MOCK_AUTO_LOGIN",
            help="UIN or VID of the person to log in without any page (a request's `login_hint` goes first).",
        ),
        setting(
            "--captcha/--no-captcha",
            "ESIGNET_MOCK_CAPTCHA",
            default=False,
            help="Refuse UI API calls without a captcha token, as production deployments do.",
        ),
        setting(
            "--link-poll-seconds",
            "ESIGNET_MOCK_LINK_POLL_SECONDS",
            default=25.0,
            type=click.FloatRange(0, 600),
            help="How long a browser's call waits for the wallet in a linked login.",
        ),
        setting(
            "--code-lifetime",
            "ESIGNET_MOCK_CODE_LIFETIME",
            type=_SECONDS,
            help="Seconds that an authorization code is good for. Default: the release's own.",
        ),
        setting(
            "--login-window",
            "ESIGNET_MOCK_LOGIN_WINDOW",
            type=_SECONDS,
            help="Seconds from the authorize request to authentication. Default: the release's own.",
        ),
        setting(
            "--consent-window",
            "ESIGNET_MOCK_CONSENT_WINDOW",
            type=_SECONDS,
            help="Seconds from authentication to consent. Default: the release's own.",
        ),
        setting(
            "--block-duration",
            "ESIGNET_MOCK_BLOCK_DURATION",
            type=_SECONDS,
            help="Seconds for which too many attempts block a number. Default: the release's own.",
        ),
    ]
)
