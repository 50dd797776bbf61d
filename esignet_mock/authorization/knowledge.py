"""Comparing what somebody gives with what is on record."""

import hmac
from typing import Any

import msgspec

from shared.citizens.citizen import Citizen
from shared.jwks import base64url


def is_same(given: str, known: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode("utf-8", "replace"))


def knows(citizen: Citizen, challenge: str) -> bool:
    """Whether each field of the knowledge form agrees with the record; at least one has to be there."""
    try:
        form: Any = msgspec.json.decode(base64url.decode(challenge.rstrip("=").encode()))
    except (ValueError, RecursionError):
        return False
    known = {
        "phone": citizen.phone or "",
        "email": citizen.email or "",
        "dateOfBirth": f"{citizen.birth_date:%Y/%m/%d}",
        "fullName": citizen.full_name,
    }
    if not isinstance(form, dict) or not set(form) & set(known):
        return False
    return all(isinstance(form[name], str) and is_same(form[name], known[name]) for name in set(form) & set(known))
