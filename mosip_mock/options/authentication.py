"""Options of ID authentication."""

from datetime import timedelta
from typing import Final

import click

from mosip_mock.options.words import words


def _seconds(_: click.Context, __: click.Parameter, value: int) -> timedelta:
    return timedelta(seconds=value)


AUTHENTICATION: Final = (
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
        "--ida-id-types",
        envvar="MOSIP_MOCK_IDA_ID_TYPES",
        default="UIN,VID,HANDLE",
        show_default=True,
        show_envvar=True,
        callback=words,
        help="Kinds of individual ids that are enabled, separated by commas.",
    ),
    click.option(
        "--ida-auth-types",
        envvar="MOSIP_MOCK_IDA_AUTH_TYPES",
        default="demo,otp,bio-Finger,bio-Iris,bio-Face,pwd,kbt",
        show_default=True,
        show_envvar=True,
        callback=words,
        help="Factors that the server takes, separated by commas.",
    ),
    click.option(
        "--ida-time-allowed",
        envvar="MOSIP_MOCK_IDA_TIME_ALLOWED",
        default=30,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(0),
        callback=_seconds,
        help="Seconds within which a request must arrive.",
    ),
    click.option(
        "--ida-time-adjustment",
        envvar="MOSIP_MOCK_IDA_TIME_ADJUSTMENT",
        default=30,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(0),
        callback=_seconds,
        help="Seconds by which clocks may differ.",
    ),
    click.option(
        "--child-max-age",
        envvar="MOSIP_MOCK_CHILD_MAX_AGE",
        default=5,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(0),
        help="Years below which neither OTP nor biometrics count.",
    ),
    click.option(
        "--kyc-token-lifetime",
        envvar="MOSIP_MOCK_KYC_TOKEN_LIFETIME",
        default=3000,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(1),
        callback=_seconds,
        help="Seconds until a KYC token expires.",
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
        "--otp-length",
        envvar="MOSIP_MOCK_OTP_LENGTH",
        default=6,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(4, 10),
        help="Digits of an OTP.",
    ),
    click.option(
        "--otp-freeze",
        envvar="MOSIP_MOCK_OTP_FREEZE",
        default=1800,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(60),
        callback=_seconds,
        help="Seconds for which five wrong OTPs freeze a person.",
    ),
    click.option(
        "--otp-per-minute",
        envvar="MOSIP_MOCK_OTP_PER_MINUTE",
        default=100,
        show_default=True,
        show_envvar=True,
        type=click.IntRange(1),
        help="OTP requests a minute for one person before it is a flood.",
    ),
    click.option(
        "--allowed-domain-uris",
        envvar="MOSIP_MOCK_ALLOWED_DOMAIN_URIS",
        default="",
        show_envvar=True,
        callback=words,
        help="Further values of `domainUri` to accept, separated by commas.",
    ),
    click.option(
        "--languages",
        envvar="MOSIP_MOCK_LANGUAGES",
        default="eng,ara,fra",
        show_default=True,
        show_envvar=True,
        callback=words,
        help="Three-letter language codes of the deployment, separated by commas.",
    ),
)
