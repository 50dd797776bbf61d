"""Making one person of the cast from what is special about them."""

from datetime import UTC, date, datetime
from typing import Any, Final

from shared.citizens.citizen import Address, Citizen, Gender, Vid
from shared.citizens.fabrication import COUNTRY, mailbox
from shared.citizens.numbering import Uin, VidNumber

SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""When the cast was registered."""
_HOME: Final = Address(
    line1="12 Baobab Road",
    city="Riverton",
    region="North",
    province="Riverside",
    postal_code="10203",
    country=COUNTRY,
)


def person(
    uin: str,
    vid: str,
    name: str,
    full_name: str,
    *,
    born: str,
    gender: Gender,
    purpose: str,
    further: Vid | None = None,
    vid_status: Any = "ACTIVE",  # noqa: ANN401 - a VidStatus, which mypy cannot pass on
    **changes: Any,  # noqa: ANN401 - fields of Citizen
) -> Citizen:
    words = full_name.split()
    several = len(words) > 1
    fields: dict[str, Any] = {
        "given_name": words[0],
        "middle_name": " ".join(words[1:-1]),
        "family_name": words[-1] if several else "",
        "phone": f"+999{uin[-7:]}",
        "email": f"{mailbox(name.replace('-', ' '))}@example.org",
        "address": _HOME,
    }
    perpetual = vid_of(vid, "Perpetual", vid_status=vid_status)
    return Citizen(
        uin=Uin(uin),
        vids=(perpetual, further) if further else (perpetual,),
        full_name=full_name,
        birth_date=date.fromisoformat(born),
        gender=gender,
        purpose=purpose,
        persona=name,
        origin="persona",
        created_at=SINCE,
        **(fields | changes),
    )


def vid_of(vid: str, vid_type: Any, **changes: Any) -> Vid:  # noqa: ANN401 - fields of Vid
    return Vid(vid=VidNumber(vid), vid_type=vid_type, created_at=SINCE, **changes)
