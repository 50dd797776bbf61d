"""Writes `docs/personas.md` from the cast itself: `python -m shared.citizens.documentation > docs/personas.md`."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from shared.citizens.citizen import Citizen
from shared.citizens.magic import MAGIC_UINS
from shared.citizens.packet_words import PACKET_WORDS
from shared.citizens.personas import DAUGHTER, FATHER, MOTHER, SON, personas

_INTRODUCTION: Final = f"""# Personas and magic UINs

<!-- Made by `python -m shared.citizens.documentation`; change shared/citizens instead. -->

These people are in every fresh store. Their numbers never change, so tests may name them. The UINs of personas begin
with 27182, those of magic people with 96308; all obey MOSIP's rules. Nobody is real: phones begin with +999, which no
country has, and mail goes to `example.org`.

Unless the table says otherwise: status `ACTIVATED`, one perpetual VID, OTP 111111, PIN 111111, password
`Mosip@123456`; biometrics let in at e-Signet and do not match at ID authentication. `mosip-mocks citizens show UIN`
prints everything about one person.

Start with the family: father {FATHER}, mother {MOTHER}, son {SON}, daughter {DAUGHTER}.

## Personas
"""
_MAGIC: Final = """
## Magic UINs

Each always produces one failure, and is otherwise an ordinary person called Magic, born 1990-01-01.
"""
_WORDS: Final = """
## Magic words for packets

A newborn has no number yet. These words, anywhere in the `fullName` of a packet, do the same; they come through the
registration form of OpenCRVS as a family name. Letter case does not matter.
"""


def personas_page() -> str:
    """The whole page."""
    today = date(2000, 1, 1)  # only the newborn's birth date depends on it, and that is not shown
    return "\n".join(
        [
            _INTRODUCTION,
            *_table(
                ("persona", "UIN", "VID", "name", "born", "what for"),
                (_persona_row(citizen) for citizen in personas(today)),
            ),
            _MAGIC,
            *_table(
                ("name", "UIN", "VID", "where", "what happens"),
                ((f"`{m.name}`", m.uin, m.vid, m.where, m.happens) for m in MAGIC_UINS),
            ),
            _WORDS,
            *_table(
                ("word", "name", "what happens"),
                ((f"`{w.word}`", f"`{w.name}`", w.happens) for w in PACKET_WORDS),
            ),
            "",
        ]
    )


def _persona_row(citizen: Citizen) -> tuple[str, ...]:
    name = citizen.full_name
    if english := citizen.names.get("eng"):
        name = f"{name} ({english.full})"
    born = citizen.birth_date.isoformat()
    if citizen.persona == "newborn":
        born = "the first of a quarter, one to four months before"
    vids = "<br>".join(
        vid.vid if vid.vid_status == "ACTIVE" else f"{vid.vid} ({vid.vid_status})" for vid in citizen.vids
    )
    return f"`{citizen.persona}`", citizen.uin, vids, name, born, citizen.purpose or ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(personas_page())
