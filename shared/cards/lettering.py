"""Words that fit their place on a card, in a font that has their letters.

Widths are measured in Pillow's own font, so that the drawing in words (SVG) and the one in pixels agree.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import ImageFont

    Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SIZES: Final = (2.9, 2.5, 2.1)
_LINE: Final = 2.1
"""Millimetres from one line to the next in the smallest size."""
_MOST_LINES: Final = 2
_MEASURED_AT: Final = 100
_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts/Supplemental"))
_FAMILIES: Final = (
    "NotoSans*-Regular.ttf",
    "NotoSans*-Regular.otf",
    "DejaVuSans.ttf",
    "FreeSans.ttf",
    "Arial Unicode.ttf",
)
_NOT_A_LETTER: Final = "\uffff"
"""No font has it, so it shows what a font draws in place of letters that it lacks."""


def fitted(text: str, width: float) -> Iterator[tuple[float, float, str]]:
    """The lines of a text that has this much room: millimetres below the first baseline, letter height, words.

    One line if it fits in one of three sizes, else two; what does not fit into two is cut, as on real cards.
    """
    for size in _SIZES:
        if width_of(text, size) <= width:
            yield 0.0, size, text
            return
    size = _SIZES[-1]
    for number, line in enumerate(_lines(text, size, width)):
        yield number * _LINE - 0.9, size, line


def _lines(text: str, size: float, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width_of(joined, size) <= width:
            lines[-1] = joined
        elif not lines[-1]:
            lines[-1] = word
        else:
            lines.append(word)
    kept = lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        kept[-1] += " …"
    return [_cut(line, size, width) for line in kept]


def _cut(line: str, size: float, width: float) -> str:
    if width_of(line, size) <= width:
        return line
    end = line.removesuffix("…").rstrip()
    while end and width_of(f"{end}…", size) > width:
        end = end[:-1]
    return f"{end}…"


def width_of(text: str, size: float) -> float:
    """Millimetres that a text takes up in Pillow's own font."""
    return _own_font(_MEASURED_AT).getlength(text) / _MEASURED_AT * size


def font_for(text: str, size: int) -> "Font | None":
    """Pillow's own font or one of the system's, whichever has all letters of the text; None when no font has."""
    letters = "".join(sorted(set(text) - {" "}))
    own = _own_font(size)
    if _has(own, letters):
        return own
    path = _path_for(letters)
    if path is None:
        return None
    from PIL import ImageFont  # noqa: PLC0415 - only cards need it

    return ImageFont.truetype(path, size)


@lru_cache(maxsize=256)
def _path_for(letters: str) -> str | None:
    """A font of this machine that has all of them and can join them."""
    from PIL import ImageFont, features  # noqa: PLC0415 - as above

    if not features.check("raqm") and not all(_stands_alone(letter) for letter in letters):
        return None
    for path in _system_fonts():
        try:
            font = ImageFont.truetype(path, _MEASURED_AT)
        except OSError:
            continue
        if _has(font, letters):
            return path
    return None


def _stands_alone(letter: str) -> bool:
    """Whether a letter is drawn from left to right and looks the same beside any other: Latin, Greek, Cyrillic."""
    return ord(letter) < 0x590  # noqa: PLR2004 - the first code point of Hebrew; scripts behind it join or turn round


@lru_cache(maxsize=1)
def _system_fonts() -> tuple[str, ...]:
    found = [path for folder in _FOLDERS if folder.is_dir() for family in _FAMILIES for path in folder.rglob(family)]
    # The plain face of each family first: it has the most letters.
    return tuple(str(path) for path in sorted(found, key=lambda path: (len(path.name), path.name)))


@lru_cache(maxsize=16)
def _own_font(size: int) -> "Font":
    from PIL import ImageFont  # noqa: PLC0415 - as above

    return ImageFont.load_default(size)


def _has(font: "Font", letters: str) -> bool:
    missing = bytes(font.getmask(_NOT_A_LETTER))
    return all(bytes(font.getmask(letter)) != missing for letter in letters)


def forget_fonts() -> None:
    """Look again for the fonts of this machine."""
    _path_for.cache_clear()
    _system_fonts.cache_clear()
