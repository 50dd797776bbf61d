"""Phone and e-mail: which of them a request wants its OTP by, and which the person has.

Source: mosip/id-authentication `OTPRequestValidator`, `OTPServiceImpl`.
"""

from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, refused
from shared.citizens.citizen import Citizen
from shared.shapes import shown

_CHANNELS: Final = ("phone", "email")
SENDING_FAILS: Final = "otp-send-fails"
"""The kind of magic person to whom no OTP can be sent, whatever their addresses."""


def channels_of(value: Any) -> tuple[tuple[str, ...], list[Finding]]:  # noqa: ANN401 - wire
    """`phone`, `email` or both, from `otpChannel` in any case, and what is wrong with it."""
    channels = [c if isinstance(c, str) else shown(c) for c in value] if isinstance(value, list) else []
    if not channels or not channels[0]:
        finding = refused(
            IdaCode.OTP_CHANNEL_MISSING,
            expected="`otpChannel`: a list of `email`, `phone`",
            received="nothing" if value is None else shown(value),
            where="otpChannel",
            why="the OTP must be sent somewhere",
            mend='send e.g. ["email", "phone"]',
        )
        return (), [finding]
    unknown = ",".join(c for c in channels if c.lower() not in _CHANNELS)
    if unknown:
        finding = refused(
            IdaCode.INVALID,
            f"otpChannel - {unknown}",
            expected="email or phone",
            received=unknown[:40],
            where="otpChannel",
            why="there are no other channels",
            mend="send email, phone or both",
        )
        return (), [finding]
    return tuple(dict.fromkeys(c.lower() for c in channels)), []


def address_of(citizen: Citizen, channel: str) -> str | None:
    """Where the person is reached by `phone` or `email`; None when there is no such address."""
    return citizen.phone if channel == "phone" else citizen.email


def no_address(wanted: tuple[str, ...], citizen: Citizen) -> Finding:
    """The refusal of an OTP that cannot be sent."""
    texts: dict[tuple[str, ...], str] = {
        ("phone",): "Phone Number is not found in identity data.",
        ("email",): "Email ID is not found in identity data.",
    }
    missing = texts.get(wanted, "Both Phone Number and Email ID are not found in identity data.")
    return refused(
        IdaCode.OTP_NO_CHANNEL_DATA,
        missing,
        expected=f"a person with {' or '.join(wanted)}",
        received=f"phone {citizen.phone or 'none'}, email {citizen.email or 'none'}"
        + (" (a magic UIN: sending fails)" if citizen.magic == SENDING_FAILS else ""),
        where="individualId",
        why="there is nowhere to send the OTP to",
        mend="ask for the other channel, or give the person one with `mosip-mocks citizens update`",
    )
