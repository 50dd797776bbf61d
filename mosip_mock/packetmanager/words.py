"""The magic words in the names of a packet: for a newborn, who has no number yet that could be magic."""

from collections.abc import Mapping

from shared.citizens.packet_words import packet_word_in
from shared.control.explanation import Explanation


def magic_word_of(fields: Mapping[str, str | None]) -> str:
    """The name of the failure that a word in one of the names asks for; empty when there is none."""
    for field, text in fields.items():
        # A multi-language value is JSON text: its punctuation must not stick to the word.
        if "name" in field.lower() and text and (word := packet_word_in(text.translate(_AS_SPACE))):
            return word.name
    return ""


def asked_for(word: str) -> Explanation:
    """Why a packet with this word goes wrong."""
    return Explanation(
        expected="a packet without a magic word",
        received=f"a magic word in a name: {word}",
        where="request.fields",
        why="the words of the documented table always produce this failure",
        mend="take the word out of the name",
    )


_AS_SPACE = str.maketrans('"{}[]:,.;', " " * 9)
