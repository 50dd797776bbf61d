"""What the mock's own page shows and sends in the place of a person who knows secrets and has fingers."""

import base64
from collections.abc import Mapping
from typing import Final

import msgspec

from shared.citizens.citizen import Citizen

_BIOMETRICS_BYTES: Final = 600


def pretended_challenge(kind: str, form: Mapping[str, str]) -> str:
    """The challenge that a form stands for: what was typed, or a made-up capture of the biometric device."""
    match kind:
        case "BIO":
            return base64.b64encode(b'[{"data":"' + b"0" * _BIOMETRICS_BYTES + b'"}]').decode()
        case "KBI":
            fields = {"fullName": form.get("fullName", ""), "dateOfBirth": form.get("dateOfBirth", "")}
            return base64.urlsafe_b64encode(msgspec.json.encode(fields)).decode().rstrip("=")
        case _:
            return form.get("challenge", "").strip() if kind != "PWD" else form.get("challenge", "")


def pretended_factors(citizen: Citizen | None, otp: str | None) -> dict[str, str]:
    """What the person would know, by factor, for the mock's panel. Nothing for a person who is not there."""
    if citizen is None:
        return {}
    known = {
        "PIN": citizen.pin,
        "PWD": citizen.password,
        "KBI": f"{citizen.full_name}, {citizen.birth_date:%Y/%m/%d}",
    }
    return known | ({"OTP": otp} if otp is not None else {})
