"""UIN and VID: what MOSIP accepts, rule by rule, and why a number is refused.

Source: MOSIP commons, `UinValidatorImpl`, `VidValidatorImpl`, `UinFilterUtil`, `VidFilterUtils`, `ChecksumUtils`.
Making new ones is `generation.py`.
"""

import re
from enum import StrEnum
from typing import Final

import msgspec

from shared.citizens.numbering import (
    RESTRICTED_NUMBERS,
    UIN_LENGTH,
    VID_LENGTH,
)
from shared.citizens.verhoeff import has_valid_checksum

_RISING: Final = "0123456789"
_SEQUENCES: Final = frozenset(line[start : start + 3] for line in (_RISING, _RISING[::-1]) for start in range(8))
_SAME_THREE_TIMES: Final = re.compile(r"(\d)\1\1")
_SAME_NEARBY: Final = re.compile(r"(\d)\d?\1")
_BLOCK_AGAIN: Final = re.compile(r"(\d{2,}).*\1")
_EVEN_RUN: Final = re.compile(r"[2468]{3}")


class Rule(StrEnum):
    """The rules of both numbers, by name."""

    NOT_EMPTY = "not-empty"
    ONLY_DIGITS = "only-digits"
    LENGTH = "length"
    FIRST_DIGIT = "first-digit"
    CHECKSUM = "checksum"
    SEQUENCE = "sequence"
    REPEATED_DIGIT = "repeated-digit"
    REPEATED_BLOCK = "repeated-block"
    EVEN_RUN = "even-run"
    RESTRICTED_NUMBER = "restricted-number"
    EQUAL_HALVES = "equal-halves"
    REVERSED_HALVES = "reversed-halves"


class Violation(msgspec.Struct, frozen=True):
    """One broken rule, the code of MOSIP's validator and a sentence for a person."""

    rule: Rule
    code: str
    sentence: str


_CODE_NUMBER: Final = {
    Rule.NOT_EMPTY: 1,
    Rule.ONLY_DIGITS: 4,
    Rule.LENGTH: 3,
    Rule.FIRST_DIGIT: 6,
    Rule.CHECKSUM: 5,
    Rule.SEQUENCE: 2,
    Rule.REPEATED_DIGIT: 2,
    Rule.REPEATED_BLOCK: 2,
    Rule.EVEN_RUN: 2,
    Rule.RESTRICTED_NUMBER: 2,
    Rule.REVERSED_HALVES: 7,
    Rule.EQUAL_HALVES: 8,
}
_SENTENCE: Final = {
    Rule.NOT_EMPTY: "the {kind} is empty",
    Rule.ONLY_DIGITS: "a {kind} has digits only; found {found!r}",
    Rule.LENGTH: "a {kind} has {length} digits; this one has {found}",
    Rule.FIRST_DIGIT: "a {kind} begins with none of 0 and 1; this one begins with {found}",
    Rule.CHECKSUM: "the last digit is not the Verhoeff check digit of those before it: mistyped?",
    Rule.SEQUENCE: "{found} counts up or down; three digits in sequence are not allowed",
    Rule.REPEATED_DIGIT: "{found} repeats a digit too closely",
    Rule.REPEATED_BLOCK: "the block {found} occurs twice",
    Rule.EVEN_RUN: "{found} is three even digits in a row",
    Rule.RESTRICTED_NUMBER: "a {kind} does not contain {found}",
    Rule.EQUAL_HALVES: "the first five digits are the last five again",
    Rule.REVERSED_HALVES: "the first five digits are the last five backwards",
}


def violations_of_uin(value: str) -> tuple[Violation, ...]:
    """Every rule that MOSIP's UIN validator finds broken; empty for a valid UIN."""
    broken = _Findings("UIN", UIN_LENGTH, 200)
    if not broken.shape(value):
        return broken.listed()
    broken.checksum(value)
    half = UIN_LENGTH // 2
    broken.check(Rule.EQUAL_HALVES, value[:half] == value[half:])
    broken.check(Rule.REVERSED_HALVES, value[:half] == value[: -half - 1 : -1])
    broken.patterns(value, _SAME_THREE_TIMES)
    broken.search(Rule.EVEN_RUN, _EVEN_RUN, value)
    return broken.listed()


def violations_of_vid(value: str) -> tuple[Violation, ...]:
    """Every rule that MOSIP's VID validator finds broken; empty for a valid VID."""
    broken = _Findings("VID", VID_LENGTH, 0)
    if not broken.shape(value):
        return broken.listed()
    broken.checksum(value)
    broken.patterns(value, _SAME_NEARBY)
    return broken.listed()


def is_uin(value: str) -> bool:
    """Whether MOSIP's validator accepts this as a UIN."""
    return not violations_of_uin(value)


def is_vid(value: str) -> bool:
    """Whether MOSIP's validator accepts this as a VID."""
    return not violations_of_vid(value)


def is_legacy_uin(value: str) -> bool:
    """Whether this has the shape of a UIN but breaks the rules, as numbers of older fixtures do."""
    return _is_digits(value) and len(value) == UIN_LENGTH and not is_uin(value)


def _is_digits(value: str) -> bool:
    return value.isascii() and value.isdigit()


class _Findings:
    """Collects the broken rules of one number."""

    def __init__(self, kind: str, length: int, first_code: int) -> None:
        self._kind = kind
        self._length = length
        self._first_code = first_code
        self._found: list[Violation] = []

    def listed(self) -> tuple[Violation, ...]:
        return tuple(self._found)

    def check(self, rule: Rule, broken: bool, found: object = "") -> None:
        if broken:
            sentence = _SENTENCE[rule].format(kind=self._kind, length=self._length, found=found)
            code = f"KER-IDV-{self._first_code + _CODE_NUMBER[rule]:03d}"
            self._found.append(Violation(rule, code, sentence))

    def search(self, rule: Rule, pattern: re.Pattern[str], value: str) -> None:
        if match := pattern.search(value):
            self.check(rule, broken=True, found=match.group(1) if rule is Rule.REPEATED_BLOCK else match.group())

    def shape(self, value: str) -> bool:
        """Check characters and length; whether the finer rules make sense."""
        if not value:
            self.check(Rule.NOT_EMPTY, broken=True)
            return False
        if not _is_digits(value):
            odd = next(c for c in value if not _is_digits(c))
            self.check(Rule.ONLY_DIGITS, broken=True, found=odd)
            return False
        self.check(Rule.LENGTH, len(value) != self._length, len(value))
        self.check(Rule.FIRST_DIGIT, value[0] in "01", value[0])
        return len(value) == self._length

    def checksum(self, value: str) -> None:
        self.check(Rule.CHECKSUM, not has_valid_checksum(value))

    def patterns(self, value: str, too_close: re.Pattern[str]) -> None:
        sequence = next((value[i : i + 3] for i in range(len(value) - 2) if value[i : i + 3] in _SEQUENCES), None)
        self.check(Rule.SEQUENCE, sequence is not None, sequence)
        self.search(Rule.REPEATED_DIGIT, too_close, value)
        self.search(Rule.REPEATED_BLOCK, _BLOCK_AGAIN, value)
        restricted = next((number for number in RESTRICTED_NUMBERS if number in value), None)
        self.check(Rule.RESTRICTED_NUMBER, restricted is not None, restricted)
