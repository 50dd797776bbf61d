"""How MOSIP's demo SDK makes texts comparable.

Source: mosip/demosdk `Client_V_1_0`, `Normalizer_V_1_0`; mosip/mosip-config `ida.demo.*.normalization.regex`.
"""

import re
from typing import Final

_PUNCTUATION: Final = re.compile(r"""[.,\-*()\[\]'/\\#"`]""")
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "master", "dr", "mme", "mlle", "m"})
_ADDRESS_NOISE: Final = re.compile(r"\b(?:[csdw]/o|m/s|mr|mrs|dr|no)\b\.?", re.IGNORECASE)
_ABBREVIATIONS: Final = {
    "street": "st", "road": "rd", "apartment": "apt", "main": "mn", "cross": "crs", "opposite": "opp",
    "market": "mkt",
}  # fmt: skip
_ORDINAL: Final = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)


def normalised_name(text: str) -> str:
    """Without punctuation and titles, single blanks."""
    words = _plain(text).split()
    return " ".join(word for word in words if word.lower() not in _TITLES)


def normalised_address(text: str) -> str:
    """Without punctuation and `C/O`-like marks, common words abbreviated, ordinals as numbers."""
    text = _ORDINAL.sub(r"\1", _ADDRESS_NOISE.sub(" ", text))
    words = _plain(text).split()
    return " ".join(_ABBREVIATIONS.get(word.lower(), word) for word in words)


def normalised(text: str) -> str:
    """Without punctuation, single blanks."""
    return " ".join(_plain(text).split())


def same_words(requested: str, stored: str) -> bool:
    """The demo SDK's equality: as many words, each stored one among the requested; case and order do not count."""
    wanted, known = requested.lower().split(), stored.lower().split()
    return len(wanted) == len(known) and set(known).issubset(wanted)


def _plain(text: str) -> str:
    return _PUNCTUATION.sub(" ", text)
