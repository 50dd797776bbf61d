"""What the suite makes up about a person of whom only name and birth date are known. Faker is not needed here.

Phones begin with +999, a country code that no country has; e-mail addresses end in the domains that RFC 2606 keeps
for examples. So no message ever reaches anybody.
"""

import unicodedata
from random import Random
from typing import Final

from shared.citizens.citizen import Address

EMAIL_DOMAINS: Final = ("example.org", "example.com", "example.net")
_STREETS: Final = (
    "Acacia Avenue",
    "Baobab Road",
    "Cedar Lane",
    "Fig Tree Street",
    "Hill Road",
    "Jacaranda Street",
    "Lake View",
    "Market Street",
    "Mill Lane",
    "Station Road",
)
_PLACES: Final = (
    ("Riverton", "North", "Riverside"),
    ("Lakeford", "North", "Lakeland"),
    ("Hillbrook", "Central", "Highlands"),
    ("Marshfield", "South", "Lowlands"),
    ("Port Amber", "South", "Coast"),
)
COUNTRY: Final = "Farland"


def make_phone(rng: Random) -> str:
    """Ten digits after a plus sign: MOSIP's and OpenCRVS' patterns take it, and E.164 does."""
    return f"+999{int(rng.random() * 10_000_000):07d}"


def make_email(rng: Random, full_name: str) -> str:
    """An address of this name, with a number against namesakes."""
    return f"{mailbox(full_name)}{int(rng.random() * 10_000)}@{EMAIL_DOMAINS[int(rng.random() * 3)]}"


def mailbox(name: str) -> str:
    """The name as the local part of an address: Latin letters and dots, `citizen` if it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = ("".join(c for c in word if c.isalnum()) for word in plain.split())
    return ".".join(filter(None, words))[:40] or "citizen"


def make_address(rng: Random) -> Address:
    """An address in a country that does not exist."""
    city, region, province = rng.choice(_PLACES)
    return Address(
        line1=f"{rng.randrange(1, 200)} {rng.choice(_STREETS)}",
        city=city,
        region=region,
        province=province,
        postal_code=f"{rng.randrange(10_000, 100_000)}",
        country=COUNTRY,
    )
