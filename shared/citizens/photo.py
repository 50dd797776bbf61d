"""A drawn portrait for everybody who has no photo: a simple face, the same for the same UIN, like nobody real."""

from base64 import b64encode
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Final

from shared.citizens.citizen import Citizen

if TYPE_CHECKING:
    from PIL import ImageDraw

WIDTH, HEIGHT = 180, 225
_SCALE: Final = 2  # drawn larger, then reduced: smooth edges
_QUALITY: Final = 72
Colour = tuple[int, int, int]
_SKIN: Final[tuple[Colour, ...]] = (
    (255, 224, 196),
    (241, 194, 160),
    (224, 172, 125),
    (198, 134, 88),
    (141, 92, 57),
    (92, 58, 38),
)
_HAIR: Final[tuple[Colour, ...]] = (
    (30, 24, 20),
    (72, 46, 28),
    (122, 82, 46),
    (190, 150, 90),
    (150, 150, 150),
)
_CLOTHES: Final[tuple[Colour, ...]] = (
    (52, 84, 130),
    (130, 60, 60),
    (60, 110, 80),
    (110, 80, 130),
    (70, 70, 70),
)
_BACKGROUND: Final[tuple[Colour, ...]] = ((225, 232, 240), (235, 228, 218), (222, 236, 226))


def photo_of(citizen: Citizen) -> str:
    """The photo as a data URI: the citizen's own, else the drawn one."""
    return citizen.photo or drawn_data_uri(citizen.uin)


def drawn_data_uri(uin: str) -> str:
    """The drawn portrait as `data:image/jpeg;base64,...`."""
    return f"data:image/jpeg;base64,{b64encode(drawn_jpeg(uin)).decode()}"


def drawn_jpeg(uin: str) -> bytes:
    """The drawn portrait of this number: 180 by 225 pixels, about 3 kB."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy; few requests ask for a picture

    rng = Random(f"portrait {uin}")
    size = (WIDTH * _SCALE, HEIGHT * _SCALE)
    image = Image.new("RGB", size, rng.choice(_BACKGROUND))
    _draw_person(ImageDraw.Draw(image), rng)
    out = BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _draw_person(draw: "ImageDraw.ImageDraw", rng: Random) -> None:
    skin, hair, clothes = rng.choice(_SKIN), rng.choice(_HAIR), rng.choice(_CLOTHES)
    middle = WIDTH * _SCALE // 2
    face_width, face_height = rng.randint(66, 80), rng.randint(88, 102)
    top = 190 - face_height
    long_hair = rng.random() < 0.5  # noqa: PLR2004 - half of them
    if long_hair:
        draw.rounded_rectangle((middle - face_width - 16, top, middle + face_width + 16, 330), 60, fill=hair)
    draw.ellipse((middle - 140, 320, middle + 140, 620), fill=clothes)
    draw.rectangle((middle - 28, 250, middle + 28, 340), fill=_darker(skin))
    draw.ellipse((middle - 28, 320, middle + 28, 360), fill=_darker(skin))
    draw.ellipse((middle - face_width, top, middle + face_width, top + 2 * face_height), fill=skin)
    fringe = rng.randint(30, 60)
    draw.chord(
        (middle - face_width - 6, top - 14, middle + face_width + 6, top + 2 * face_height),
        180 + fringe // 3,
        360 - fringe // 3,
        fill=hair,
    )
    _draw_features(draw, rng, middle, top + face_height, skin)


def _draw_features(draw: "ImageDraw.ImageDraw", rng: Random, middle: int, level: int, skin: Colour) -> None:
    apart, eye = rng.randint(26, 34), rng.randint(6, 9)
    brow = rng.randint(18, 24)
    for side in (-1, 1):
        x = middle + side * apart
        draw.ellipse((x - eye - 4, level - eye, x + eye + 4, level + eye), fill=(250, 250, 250))
        draw.ellipse((x - eye + 1, level - eye + 1, x + eye - 1, level + eye - 1), fill=(40, 30, 25))
        draw.line((x - 14, level - brow, x + 14, level - brow - rng.randint(0, 4)), _darker(skin), 6)
    nose = rng.randint(26, 36)
    draw.arc((middle - 12, level + nose - 16, middle + 12, level + nose), 20, 160, _darker(skin), 5)
    mouth = rng.randint(20, 30)
    draw.arc((middle - mouth, level + 34, middle + mouth, level + 66), 25, 155, (160, 70, 70), 7)
    if rng.random() < 0.2:  # noqa: PLR2004 - one in five wears glasses
        for side in (-1, 1):
            x = middle + side * apart
            draw.ellipse((x - 24, level - 18, x + 24, level + 22), outline=(50, 50, 60), width=4)
        draw.line((middle - apart + 24, level, middle + apart - 24, level), (50, 50, 60), 4)


def _darker(colour: Colour) -> Colour:
    red, green, blue = (part * 4 // 5 for part in colour)
    return red, green, blue
