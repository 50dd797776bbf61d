"""A card's content: the words on its front, its portrait, and the texts of its two QR codes."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from shared.cards.card_keys import CardKeys
from shared.cards.claim169 import SpecVersion, signed_claim
from shared.cards.pixelpass import to_qr_text
from shared.cards.plain_qr import DEFAULT_NATIONALITY, OpenCrvsForm, plain_json
from shared.cards.small_picture import portrait, small_picture
from shared.citizens.citizen import Citizen

TITLE: Final = "Republic of Farajaland"
SUBTITLE: Final = "National ID card"
FAMILY: Final = "Family name"
GIVEN: Final = "Given names"
ISSUER: Final = "https://id.farajaland.example"
"""Who issued the card, as the signed code says it: the country's, and so the same whichever app draws it."""
WARNING: Final = "MOCK - for tests only, names nobody"


class Card(Struct, frozen=True, kw_only=True):
    """What is printed."""

    number: str
    lines: tuple[tuple[str, str], ...]
    """Label and value, from top to bottom."""
    latin: Mapping[str, str]
    """Names in Latin letters by label, for whoever cannot draw the others; empty where the citizen has none."""
    portrait: bytes
    plain_qr: str
    claim_qr: str

    def portrait_uri(self) -> str:
        """The portrait as a data URI."""
        return f"data:image/jpeg;base64,{b64encode(self.portrait).decode()}"


def card_of(
    citizen: Citizen,
    keys: CardKeys,
    *,
    now: datetime,
    issuer: str = ISSUER,
    form: OpenCrvsForm = "1.9",
    version: SpecVersion = "1.1.0",
    nationality: str = DEFAULT_NATIONALITY,
) -> Card:
    """The card of a citizen; `form` and `version` choose what the QR codes look like."""
    claim = signed_claim(
        citizen,
        small_picture(citizen),
        keys,
        issuer=issuer,
        now=now,
        version=version,
        nationality=nationality,
    )
    return Card(
        number=_grouped(citizen.uin),
        lines=(
            (FAMILY, citizen.family_name or citizen.full_name),
            (GIVEN, " ".join(filter(None, (citizen.given_name, citizen.middle_name)))),
            ("Date of birth", f"{citizen.birth_date:%d %b %Y}"),
            ("Sex", citizen.gender[0].upper()),
            ("Nationality", nationality),
        ),
        latin=_latin(citizen),
        portrait=portrait(citizen),
        plain_qr=plain_json(citizen, form, nationality),
        claim_qr=to_qr_text(claim),
    )


def _latin(citizen: Citizen) -> dict[str, str]:
    name = citizen.names.get("eng")
    if name is None:
        return {}
    given = " ".join(filter(None, (name.given, name.middle)))
    return {FAMILY: name.family or name.full, GIVEN: given}


def _grouped(uin: str) -> str:
    """`2718 201 306`: groups that can be read out."""
    return f"{uin[:4]} {uin[4:7]} {uin[7:]}"
