"""A citizen, as the whole suite sees one. Stored as the JSON of these structs, camelCase.

Status and identifier words are MOSIP's (identity repository, VID service).
"""

from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec

from shared.citizens.numbering import Uin, VidNumber

Gender = Literal["male", "female", "other"]
CitizenStatus = Literal["ACTIVATED", "DEACTIVATED", "BLOCKED"]
VidType = Literal["Perpetual", "Temporary", "OneTimeUse"]
VidStatus = Literal["ACTIVE", "REVOKED", "EXPIRED", "USED", "INVALIDATED", "DEACTIVATED"]
Origin = Literal["persona", "seed", "packet", "api", "import"]

LOCKS: Final = (
    "otp",
    "otp-email",
    "otp-phone",
    "otp-sms",
    "demo",
    "bio",
    "bio-Finger",
    "bio-Iris",
    "bio-FACE",
    "pin",
    "pwd",
    "kbt",
    "hotlist",
)

_GONE: Final = frozenset({"REVOKED", "USED", "INVALIDATED"})


def completed_years(born: date, today: date) -> int:
    """The age of somebody born on a day, as people count it."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


class Vid(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A virtual id. `uses_left` counts down for Temporary and OneTimeUse ones; None is unlimited."""

    vid: VidNumber
    vid_type: VidType = "Perpetual"
    vid_status: VidStatus = "ACTIVE"
    created_at: datetime | None = None
    expires_at: datetime | None = None
    uses_left: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether MOSIP knows it no more: revoked, invalidated, or used up."""
        return self.vid_status in _GONE or self.uses_left == 0

    def is_in_force(self, now: datetime) -> bool:
        """Whether it serves at this time."""
        return self.vid_status == "ACTIVE" and (self.expires_at is None or now < self.expires_at)


class Name(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A name in one language."""

    full: str
    given: str = ""
    middle: str = ""
    family: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Lines from the door outwards; MOSIP's location levels (region, province, city) as names."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    city: str = ""
    region: str = ""
    province: str = ""
    postal_code: str = ""
    country: str = ""


class Citizen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One person of the population."""

    uin: Uin
    vids: tuple[Vid, ...] = ()
    language: str = "eng"
    """Three letters (ISO 639-3): the language of the plain name fields, and the preferred one."""
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    full_name: str
    names: dict[str, Name] = {}
    """The name in further languages, by three-letter code."""
    birth_date: date
    gender: Gender = "other"
    phone: str | None = None
    email: str | None = None
    address: Address | None = None
    photo: str | None = None
    """A data URI; None lets the suite draw one from the UIN when it is asked for."""
    parents: tuple[Uin, ...] = ()
    spouse: Uin | None = None
    status: CitizenStatus = "ACTIVATED"
    locks: tuple[str, ...] = ()
    """Locked authentication types in IDA's words: `otp`, `otp-email`, `otp-sms`, `demo`, `bio-Finger`, `pwd`, `kbt`.

    `otp-phone` is `otp-sms`; `hotlist` blocks the person altogether.
    """
    pin: str = "111111"
    password: str = "Mosip@123456"  # noqa: S105 - the documented password of every fake person
    otp: Literal["fixed", "random"] = "fixed"
    biometrics: Literal["match", "mismatch", "refuse"] | None = None
    """What comes of comparing them. None leaves it to the service: no match at ID authentication, in at e-Signet."""
    persona: str | None = None
    """The persona's name (`widow`, `twin-a`), for people of the documented cast."""
    purpose: str | None = None
    """What this person is for, in a few words."""
    magic: str | None = None
    """The failure that this UIN always produces."""
    registration_id: str | None = None
    """The RID whose packet made this identity."""
    birth_certificate_number: str | None = None
    attributes: dict[str, Any] = {}
    """Identity-schema fields that have no member of their own here, as MOSIP stores them."""
    origin: Origin = "api"
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deceased_on: date | None = None
