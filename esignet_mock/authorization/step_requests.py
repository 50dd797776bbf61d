"""The bodies of a login's steps, and the rules that each of their fields obeys before anything is looked up.

Source: mosip/esignet `core/dto/OtpRequest`, `AuthRequest`, `AuthCodeRequest`, `SignupRedirectRequest`,
`PushedOAuthDetailRequest`, `Link*Request`, `Linked*Request`.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import violation
from esignet_mock.authorization.factors import Challenge
from esignet_mock.envelope import Violation

CHANNELS: Final = ("email", "phone")


class PushedDetailsRequest(msgspec.Struct, frozen=True, rename="camel"):
    """`par-oauth-details`."""

    client_id: str | None = None
    request_uri: str | None = None


class OtpRequest(msgspec.Struct, frozen=True, rename="camel"):
    """`send-otp`, the browser's and the wallet's."""

    transaction_id: str | None = None
    individual_id: str | None = None
    otp_channels: tuple[str, ...] | None = None
    captcha_token: str | None = None


class AuthRequest(msgspec.Struct, frozen=True, rename="camel"):
    """`authenticate`."""

    transaction_id: str | None = None
    individual_id: str | None = None
    challenge_list: tuple[Challenge, ...] | None = None
    captcha_token: str | None = None


class CodeRequest(msgspec.Struct, frozen=True, rename="camel"):
    """`auth-code`."""

    transaction_id: str | None = None
    accepted_claims: tuple[str, ...] | None = None
    permitted_authorize_scopes: tuple[str, ...] | None = None


class SignupRequest(msgspec.Struct, frozen=True, rename="camel"):
    """`prepare-signup-redirect`; `complete-signup-redirect` has the id alone."""

    transaction_id: str | None = None
    path_fragment: str | None = None


class LinkRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The browser's calls of a linked login, and `link-transaction`."""

    transaction_id: str | None = None
    link_code: str | None = None
    linked_code: str | None = None


class LinkedAuthRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The wallet's `authenticate`."""

    linked_transaction_id: str | None = None
    individual_id: str | None = None
    challenge_list: tuple[Challenge, ...] | None = None


class LinkedConsentRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The wallet's `consent`."""

    linked_transaction_id: str | None = None
    accepted_claims: tuple[str, ...] | None = None
    permitted_authorize_scopes: tuple[str, ...] | None = None
    signature: str | None = None


def blank(**fields: str | None) -> list[Violation]:
    """One for each of these fields that is missing or blank, by the names of the structs above."""
    return [_without(name) for name, value in fields.items() if not (value or "").strip()]


def channel_violations(channels: Sequence[str] | None) -> list[Violation]:
    """At least one channel, and none but those that there are."""
    if channels and all(channel in CHANNELS for channel in channels):
        return []
    return [
        violation(
            "otpChannels",
            Code.INVALID_OTP_CHANNEL,
            expected=f"some of {', '.join(CHANNELS)}",
            received=channels,
            why="the list of channels is closed",
            mend='send "otpChannels": ["email", "phone"]',
        )
    ]


_CODES: Final = {
    "client_id": Code.INVALID_CLIENT_ID,
    "request_uri": Code.INVALID_REQUEST,
    "transaction_id": Code.INVALID_TRANSACTION_ID,
    "linked_transaction_id": Code.INVALID_TRANSACTION_ID,
    "individual_id": Code.INVALID_IDENTIFIER,
    "path_fragment": Code.INVALID_PATH_FRAGMENT,
    "link_code": Code.INVALID_LINK_CODE,
    "linked_code": Code.INVALID_LINK_CODE,
}


def _without(name: str) -> Violation:
    head, *rest = name.split("_")
    field = head + "".join(word.title() for word in rest)
    return violation(
        field,
        _CODES[name],
        expected="a value",
        received=None,
        why="the step cannot do without",
        mend=f"send `{field}`",
    )
