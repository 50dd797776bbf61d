"""Drawing a card: one layout in millimetres, front and back one below the other, as SVG or as pixels.

The pixels are what PNG and PDF are made of, at 300 dots an inch.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from shared.cards.card import SUBTITLE, TITLE, WARNING, Card

if TYPE_CHECKING:
    from PIL import Image, ImageFont

WIDTH: Final = 85.6  # ISO/IEC 7810 ID-1
HEIGHT: Final = 54.0
GAP: Final = 4.0
_BACK: Final = HEIGHT + GAP
_DOTS: Final = 300 / 25.4
_INK: Final = "#1b2a41"
_PAPER: Final = "#eef3f8"
_ACCENT: Final = "#2f6f8f"
_PORTRAIT: Final = (4.0, 13.0, 20.0, 25.0)
_PLAIN_CODE: Final = (61.0, 15.0, 21.0)
_CLAIM_CODE: Final = (18.8, _BACK + 2.0, 48.0)
_SYSTEM_FONTS: Final = (
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
)

Words = tuple[float, float, float, str, str]
"""Left, baseline, height in millimetres, colour, text."""


def _words(card: Card) -> Iterator[Words]:
    yield 4.0, 6.5, 4.2, "#ffffff", TITLE
    yield 4.0, 10.0, 2.6, "#ffffff", SUBTITLE
    for place, (label, value) in enumerate(card.lines):
        top = 15.5 + place * 6.2
        yield 27.0, top, 1.9, _ACCENT, label
        yield 27.0, top + 3.1, 2.9, _INK, value
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
        for x, y, size, colour, text in _words(card)
    ]
    parts += [_svg_code(card.plain_qr, *_PLAIN_CODE), _svg_code(card.claim_qr, *_CLAIM_CODE)]
    return "\n".join([*parts, "</svg>\n"])


def png(card: Card) -> bytes:
    """The card as PNG at 300 dots an inch."""
    buffer = io.BytesIO()
    _pixels(card).save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()


def pdf(card: Card) -> bytes:
    """The card as a PDF page in its real size."""
    buffer = io.BytesIO()
    _pixels(card).save(buffer, "PDF", resolution=300.0)
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
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only pictures of cards need it

    image = Image.new("RGB", (_dots(WIDTH), _dots(_BACK + HEIGHT)), "#ffffff")
    draw = ImageDraw.Draw(image)
    for x, y, w, h, colour in _boxes():
        draw.rectangle((_dots(x), _dots(y), _dots(x + w), _dots(y + h)), fill=colour)
    x, y, w, h = _PORTRAIT
    image.paste(Image.open(io.BytesIO(card.portrait)).convert("RGB").resize((_dots(w), _dots(h))), (_dots(x), _dots(y)))
    for x, y, size, colour, text in _words(card):
        draw.text((_dots(x), _dots(y)), text, fill=colour, font=_font(_dots(size), text), anchor="ls")
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


def _font(size: int, text: str) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    """Pillow's own font, or one of the system's where the text has letters beyond Latin."""
    from PIL import ImageFont  # noqa: PLC0415 - as above

    if not text.isascii():
        for path in _SYSTEM_FONTS:
            try:
                return ImageFont.truetype(path, size)
            except OSError:
                continue
    return ImageFont.load_default(size)


def _dots(millimetres: float) -> int:
    return round(millimetres * _DOTS)
