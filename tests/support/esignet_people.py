"""People of the cast whom e-Signet's identity system treats in a way of its own, and challenges for every factor."""

import base64
import json
from typing import Final

BLOCKED, DECEASED, NO_CONTACT, OTP_LOCKED = "2718236073", "2718206178", "2718236947", "2718239512"
SON_OF_FIVE_YEARS_LESS, RANDOM_OTP, BIO_MISMATCH, BIO_REFUSE = "2718219756", "2718254723", "2718251960", "2718253740"
UNKNOWN: Final = "3592563415"
MAGIC: Final = {
    "otp-send-fails": "9630810213", "otp-always-expired": "9630812513", "otp-frozen": "9630813627",
    "uin-unknown-to-ida": "9630819415", "login-blocked": "9630825136", "consent-refused": "9630827183",
}  # fmt: skip
PIN_CHALLENGE: Final = {"authFactorType": "PIN", "challenge": "111111", "format": "number"}
WRONG_PIN: Final = {**PIN_CHALLENGE, "challenge": "000000"}
PASSWORD: Final = {"authFactorType": "PWD", "challenge": "Mosip@123456", "format": "alpha-numeric"}
WALLET: Final = {"authFactorType": "WLA", "challenge": "x" * 500, "format": "jwt"}
BIOMETRICS: Final = {"authFactorType": "BIO", "challenge": "A" * 600, "format": "encoded-json"}


def knowledge(**fields: str) -> dict[str, str]:
    """The challenge of the knowledge form."""
    text = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    return {"authFactorType": "KBI", "challenge": text, "format": "base64url-encoded-json"}
