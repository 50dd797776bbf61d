"""Languages as clients ask for them (`claims_locales`), as identities store them, as claims are suffixed with them."""

from collections.abc import Iterable
from typing import Final

DEFAULT: Final = "eng"

_TWO_LETTERS: Final = {
    "eng": "en",
    "fra": "fr",
    "ara": "ar",
    "amh": "am",
    "hin": "hi",
    "kan": "kn",
    "tam": "ta",
    "ben": "bn",
    "nep": "ne",
    "spa": "es",
    "por": "pt",
    "swa": "sw",
    "som": "so",
    "tir": "ti",
    "orm": "om",
    "khm": "km",
    "rus": "ru",
    "zho": "zh",
    "jpn": "ja",
    "kor": "ko",
    "ell": "el",
    "tha": "th",
    "mlg": "mg",
    "ron": "ro",
    "pol": "pl",
    "vie": "vi",
}
_THREE_LETTERS: Final = {two: three for three, two in _TWO_LETTERS.items()}


def three_letters(locale: str) -> str:
    """`en`, `en-GB` and `eng` are `eng` (ISO 639-3); an unknown word stays as it is."""
    primary = locale.replace("_", "-").partition("-")[0].lower()
    return _THREE_LETTERS.get(primary, primary)


def two_letters(language: str) -> str:
    """`eng` is `en` (ISO 639-1); a language without such a code keeps three letters."""
    return _TWO_LETTERS.get(language, language)


def requested_languages(claims_locales: Iterable[str]) -> tuple[str, ...]:
    """The languages of the request, each once, in three letters; English if none was asked for."""
    return tuple(dict.fromkeys(map(three_letters, claims_locales))) or (DEFAULT,)
