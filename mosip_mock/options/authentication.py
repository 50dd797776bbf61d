"""Options of ID authentication."""

from datetime import timedelta
from typing import Final

import click

from mosip_mock.options.words import words
from mosip_mock.settings import OPENCRVS_DOMAIN_URI
from shared.options import setting


def _seconds(_: click.Context, __: click.Parameter, value: int) -> timedelta:
    return timedelta(seconds=value)


AUTHENTICATION: Final = (
    setting(
        "--ida-profile",
        "MOSIP_MOCK_IDA_PROFILE",
        default="1.3.0",
        type=click.Choice(["1.2.0.1", "1.3.0"]),
        help="Which generation of ID authentication to be.",
    ),
    setting(
        "--ida-id-types",
        "MOSIP_MOCK_IDA_ID_TYPES",
        default="UIN,VID,HANDLE",
        callback=words,
        help="Kinds of individual ids that are enabled, separated by commas.",
    ),
    setting(
        "--ida-auth-types",
        "MOSIP_MOCK_IDA_AUTH_TYPES",
        default="demo,otp,bio-Finger,bio-Iris,bio-Face,pwd,kbt",
        callback=words,
        help="Factors that the server takes, separated by commas.",
    ),
    setting(
        "--ida-time-allowed",
        "MOSIP_MOCK_IDA_TIME_ALLOWED",
        default=30,
        type=click.IntRange(0),
        callback=_seconds,
        help="Seconds within which a request must arrive.",
    ),
    setting(
        "--ida-time-adjustment",
        "MOSIP_MOCK_IDA_TIME_ADJUSTMENT",
        default=30,
        type=click.IntRange(0),
        callback=_seconds,
        help="Seconds by which clocks may differ.",
    ),
    setting(
        "--child-max-age",
        "MOSIP_MOCK_CHILD_MAX_AGE",
        default=5,
        type=click.IntRange(0),
        help="Years below which neither OTP nor biometrics count.",
    ),
    setting(
        "--kyc-token-lifetime",
        "MOSIP_MOCK_KYC_TOKEN_LIFETIME",
        default=3000,
        type=click.IntRange(1),
        callback=_seconds,
        help="Seconds until a KYC token expires.",
    ),
    setting(
        "--otp-lifetime",
        "MOSIP_MOCK_OTP_LIFETIME",
        default=180,
        type=click.IntRange(1),
        callback=_seconds,
        help="Seconds until an OTP expires.",
    ),
    setting("--otp-length", "MOSIP_MOCK_OTP_LENGTH", default=6, type=click.IntRange(4, 10), help="Digits of an OTP."),
    setting(
        "--otp-freeze",
        "MOSIP_MOCK_OTP_FREEZE",
        default=1800,
        type=click.IntRange(60),
        callback=_seconds,
        help="Seconds for which five wrong OTPs freeze a person.",
    ),
    setting(
        "--otp-per-minute",
        "MOSIP_MOCK_OTP_PER_MINUTE",
        default=100,
        type=click.IntRange(1),
        help="OTP requests a minute for one person before it is a flood.",
    ),
    setting(
        "--allowed-domain-uris",
        "MOSIP_MOCK_ALLOWED_DOMAIN_URIS",
        default=OPENCRVS_DOMAIN_URI,
        callback=words,
        help="Further values of `domainUri` to accept, separated by commas.",
    ),
    setting(
        "--languages",
        "MOSIP_MOCK_LANGUAGES",
        default="eng,ara,fra",
        callback=words,
        help="Three-letter language codes of the deployment, separated by commas.",
    ),
)
