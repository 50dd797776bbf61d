"""Drawing a card: one layout in millimetres, front and back one below the other, as SVG or as pixels.

The pixels are what PNG and PDF are made of, at 600 dots an inch.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from shared.cards.card import SUBTITLE, TITLE, WARNING, Card
from shared.cards.lettering import fitted, font_for

if TYPE_CHECKING:
    from PIL import Image

WIDTH: Final = 85.6  # ISO/IEC 7810 ID-1
HEIGHT: Final = 54.0
GAP: Final = 4.0
_BACK: Final = HEIGHT + GAP
_INCH: Final = 600
"""Dots. A module of the dense code is then eight of them, so that whole numbers lose little of its place."""
_DOTS: Final = _INCH / 25.4
_INK: Final = "#1b2a41"
_PAPER: Final = "#eef3f8"
_ACCENT: Final = "#2f6f8f"
_PORTRAIT: Final = (4.0, 13.0, 20.0, 25.0)
_PLAIN_CODE: Final = (61.0, 15.0, 21.0)
_CLAIM_CODE: Final = (18.8, _BACK + 2.0, 48.0)
_LEFT: Final = 27.0
_ROOM: Final = _PLAIN_CODE[0] - _LEFT - 1.0

Words = tuple[float, float, float, str, str]
"""Left, baseline, height in millimetres, colour, text."""


def words(card: Card, *, with_latin: bool) -> Iterator[Words]:
    """What is printed. `with_latin`: names in Latin letters where no font of this machine has the others."""
    yield 4.0, 6.5, 4.2, "#ffffff", TITLE
    yield 4.0, 10.0, 2.6, "#ffffff", SUBTITLE
    for place, (label, value) in enumerate(card.lines):
        top = 15.5 + place * 6.2
        yield _LEFT, top, 1.9, _ACCENT, label
        is_drawn = not with_latin or font_for(value, 20) is not None
        shown = value if is_drawn else card.latin.get(label, value)
        for below, size, line in fitted(shown, _ROOM):
            yield _LEFT, top + 3.1 + below, size, _INK, line
    yield 4.0, 48.5, 4.0, _INK, card.number
    yield 4.0, 52.0, 1.8, "#a02020", WARNING
    yield 2.0, _BACK + 52.6, 1.6, _INK, "Claim 169, signed: scan with MOSIP PixelPass"


def _boxes() -> Iterator[tuple[float, float, float, float, str]]:
    yield 0.0, 0.0, WIDTH, HEIGHT, _PAPER
    yield 0.0, 0.0, WIDTH, 11.5, _ACCENT
    yield 0.0, _BACK, WIDTH, HEIGHT, _PAPER


def svg(card: Card) -> str:
    """The card as SVG 1.1, whole in itself: nothing is loaded from elsewhere."""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{_BACK + HEIGHT}mm" '
            f'viewBox="0 0 {WIDTH} {_BACK + HEIGHT}" role="img" font-family="sans-serif">'
        ),
        f"<title>{escape(f'{SUBTITLE} {card.number}')}</title>",
    ]
    parts += [
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{colour}" rx="{3 if h == HEIGHT else 0}"/>'
        for x, y, w, h, colour in _boxes()
    ]
    x, y, w, h = _PORTRAIT
    parts.append(f'<image x="{x}" y="{y}" width="{w}" height="{h}" href="{card.portrait_uri()}"/>')
    parts += [
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}">{escape(text)}</text>'
        for x, y, size, colour, text in words(card, with_latin=False)
    ]
    parts += [_svg_code(card.plain_qr, *_PLAIN_CODE), _svg_code(card.claim_qr, *_CLAIM_CODE)]
    return "\n".join([*parts, "</svg>\n"])


def png(card: Card) -> bytes:
    """The card as PNG."""
    buffer = io.BytesIO()
    _pixels(card).save(buffer, "PNG", dpi=(_INCH, _INCH), optimize=True)
    return buffer.getvalue()


def pdf(card: Card) -> bytes:
    """The card as a PDF page in its real size."""
    buffer = io.BytesIO()
    _pixels(card).save(buffer, "PDF", resolution=float(_INCH))
    return buffer.getvalue()


def _modules(text: str) -> list[list[bool]]:
    """A QR code's modules, dark is true, without the quiet zone."""
    import segno  # noqa: PLC0415 - only cards need it

    return [[bool(dark) for dark in row] for row in segno.make_qr(text, error="l", boost_error=False).matrix]


def _svg_code(text: str, x: float, y: float, side: float) -> str:
    modules = _modules(text)
    unit = side / (len(modules) + 8)
    path = "".join(
        f"M{column + 4} {row + 4}h1v1h-1z"
        for row, line in enumerate(modules)
        for column, dark in enumerate(line)
        if dark
    )
    return (
        f'<g transform="translate({x} {y}) scale({unit})">'
        f'<rect width="{len(modules) + 8}" height="{len(modules) + 8}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></g>'
    )


def _pixels(card: Card) -> "Image.Image":
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - only pictures of cards need it

    image = Image.new("RGB", (_dots(WIDTH), _dots(_BACK + HEIGHT)), "#ffffff")
    draw = ImageDraw.Draw(image)
    for x, y, w, h, colour in _boxes():
        draw.rectangle((_dots(x), _dots(y), _dots(x + w), _dots(y + h)), fill=colour)
    x, y, w, h = _PORTRAIT
    image.paste(Image.open(io.BytesIO(card.portrait)).convert("RGB").resize((_dots(w), _dots(h))), (_dots(x), _dots(y)))
    for x, y, size, colour, text in words(card, with_latin=True):
        font = font_for(text, _dots(size)) or ImageFont.load_default(_dots(size))
        draw.text((_dots(x), _dots(y)), text, fill=colour, font=font, anchor="ls")
    for text, (x, y, side) in ((card.plain_qr, _PLAIN_CODE), (card.claim_qr, _CLAIM_CODE)):
        image.paste(_code_pixels(text, _dots(side)), (_dots(x), _dots(y)))
    return image


def _code_pixels(text: str, side: int) -> "Image.Image":
    """The code with its quiet zone, scaled by whole dots so that its edges stay sharp."""
    from PIL import Image  # noqa: PLC0415 - as above

    modules = _modules(text)
    count = len(modules) + 8
    scale = max(1, side // count)
    code = Image.new("L", (count, count), 255)
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                code.putpixel((column + 4, row + 4), 0)
    scaled = code.resize((count * scale, count * scale), Image.Resampling.NEAREST)
    canvas = Image.new("RGB", (side, side), "#ffffff")
    offset = (side - count * scale) // 2
    canvas.paste(scaled, (offset, offset))
    return canvas


def _dots(millimetres: float) -> int:
    return round(millimetres * _DOTS)
