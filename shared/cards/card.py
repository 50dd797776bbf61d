"""A card's content: the words on its front, its portrait, and the texts of its two QR codes."""

from base64 import b64encode
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
WARNING: Final = "MOCK - for tests only, names nobody"


class Card(Struct, frozen=True, kw_only=True):
    """What is printed."""

    number: str
    lines: tuple[tuple[str, str], ...]
    """Label and value, from top to bottom."""
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
    issuer: str,
    now: datetime,
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
            ("Family name", citizen.family_name or citizen.full_name),
            ("Given names", " ".join(filter(None, (citizen.given_name, citizen.middle_name)))),
            ("Date of birth", f"{citizen.birth_date:%d %b %Y}"),
            ("Sex", citizen.gender[0].upper()),
            ("Nationality", nationality),
        ),
        portrait=portrait(citizen),
        plain_qr=plain_json(citizen, form, nationality),
        claim_qr=to_qr_text(claim),
    )


def _grouped(uin: str) -> str:
    """`2718 201 306`: groups that can be read out."""
    return f"{uin[:4]} {uin[4:7]} {uin[7:]}"
