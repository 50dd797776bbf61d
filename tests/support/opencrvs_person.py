"""What OpenCRVS puts into its form from the claims of a log-in; each release reads other claims."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.support.opencrvs_flavours import V1_9, Flavour


@dataclass(frozen=True)
class Person:
    """Empty text is what the form shows when a claim is missing or of another format."""

    first_name: str
    family_name: str
    gender: str
    birth_date: str


def person_for_form(flavour: Flavour, claims: Mapping[str, Any]) -> Person:
    """1.9 reads `given_name` and `family_name`, the others split `name`; the date must be `yyyy/MM/dd`."""
    if flavour is V1_9:
        first, last = claims.get("given_name", ""), claims.get("family_name", "")
    else:
        words = str(claims.get("name", "")).split(" ")
        first, last = words[0], words[-1]
    return Person(first, last, str(claims.get("gender", "")).lower(), _iso_date(str(claims.get("birthdate", ""))))


def _iso_date(text: str) -> str:
    if re.fullmatch(r"\d{4}/\d\d/\d\d", text) is None:
        return ""
    return datetime.strptime(text, "%Y/%m/%d").date().isoformat()  # noqa: DTZ007 - a date has no zone
