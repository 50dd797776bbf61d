from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.citizens.generation import (
    generate_uin,
    generate_vid,
)
from shared.citizens.identifiers import (
    Rule,
    is_legacy_uin,
    is_uin,
    is_vid,
    violations_of_uin,
    violations_of_vid,
)
from shared.citizens.verhoeff import check_digit, has_valid_checksum

seeds = st.integers(0, 2**32)


def rules_of(violations: tuple[object, ...]) -> dict[str, str]:
    return {v.rule: v.code for v in violations}  # type: ignore[attr-defined] # Violation of either kind


@pytest.mark.parametrize("uin", ["2178026904", "3289218407", "7298063517", "3592563415"])
def test_uins_of_mosip_are_valid(uin: str) -> None:
    assert violations_of_uin(uin) == ()


@pytest.mark.parametrize("vid", ["5429581983246107", "3658943018528347", "8042356851652914", "4359283903752653"])
def test_vids_of_mosip_are_valid(vid: str) -> None:
    assert violations_of_vid(vid) == ()


def test_a_uin_of_the_opencrvs_tests_fails_the_checksum_only() -> None:
    assert rules_of(violations_of_uin("8031687218")) == {Rule.CHECKSUM: "KER-IDV-205"}


@pytest.mark.parametrize(
    ("uin", "rule", "code"),
    [
        ("", Rule.NOT_EMPTY, "KER-IDV-201"),
        ("217802690a", Rule.ONLY_DIGITS, "KER-IDV-204"),
        ("２１７８０２６９０４", Rule.ONLY_DIGITS, "KER-IDV-204"),
        ("217802690", Rule.LENGTH, "KER-IDV-203"),
        ("1178026904", Rule.FIRST_DIGIT, "KER-IDV-206"),
        ("0178026904", Rule.FIRST_DIGIT, "KER-IDV-206"),
        ("2178026905", Rule.CHECKSUM, "KER-IDV-205"),
        ("2345026904", Rule.SEQUENCE, "KER-IDV-202"),
        ("9876026904", Rule.SEQUENCE, "KER-IDV-202"),
        ("2777026904", Rule.REPEATED_DIGIT, "KER-IDV-202"),
        ("2178021704", Rule.REPEATED_BLOCK, "KER-IDV-202"),
        ("2468026904", Rule.EVEN_RUN, "KER-IDV-202"),
        ("2178602904", Rule.RESTRICTED_NUMBER, "KER-IDV-202"),
        ("2666026904", Rule.RESTRICTED_NUMBER, "KER-IDV-202"),
        ("2178021780", Rule.EQUAL_HALVES, "KER-IDV-208"),
        ("2178008712", Rule.REVERSED_HALVES, "KER-IDV-207"),
    ],
)
def test_uin_names_the_broken_rule(uin: str, rule: Rule, code: str) -> None:
    if rule is Rule.EQUAL_HALVES:
        uin = uin[:5] * 2
    assert rules_of(violations_of_uin(uin)).get(rule) == code


@pytest.mark.parametrize(
    ("vid", "rule", "code"),
    [
        ("", Rule.NOT_EMPTY, "KER-IDV-001"),
        ("5429581983246x07", Rule.ONLY_DIGITS, "KER-IDV-004"),
        ("2178026904", Rule.LENGTH, "KER-IDV-003"),
        ("1429581983246107", Rule.FIRST_DIGIT, "KER-IDV-006"),
        ("5429581983246108", Rule.CHECKSUM, "KER-IDV-005"),
        ("5429581983245607", Rule.SEQUENCE, "KER-IDV-002"),
        ("5429581983246606", Rule.REPEATED_DIGIT, "KER-IDV-002"),
        ("5429542983246107", Rule.REPEATED_BLOCK, "KER-IDV-002"),
        ("5786581983246107", Rule.RESTRICTED_NUMBER, "KER-IDV-002"),
    ],
)
def test_vid_names_the_broken_rule(vid: str, rule: Rule, code: str) -> None:
    assert rules_of(violations_of_vid(vid)).get(rule) == code


def test_uin_validator_is_milder_than_vid_validator() -> None:
    payload = "217802559"
    uin = payload + check_digit(payload)
    assert Rule.REPEATED_DIGIT not in rules_of(violations_of_uin(uin))
    assert Rule.REPEATED_DIGIT in rules_of(violations_of_vid(f"{uin}123456"))


def test_every_violation_is_a_plain_sentence() -> None:
    for violation in (*violations_of_uin("1234567891"), *violations_of_uin(""), *violations_of_vid("x")):
        assert "{" not in violation.sentence
        assert len(violation.sentence.split()) >= 4


@given(seeds)
def test_generated_uins_are_valid(seed: int) -> None:
    uin = generate_uin(Random(seed))
    assert violations_of_uin(uin) == ()


@given(seeds)
def test_generated_uins_obey_the_stricter_rules_of_the_generator(seed: int) -> None:
    uin = generate_uin(Random(seed))
    digits = [int(d) for d in uin]
    assert all(a not in (b, c) for a, b, c in zip(digits, digits[1:], digits[2:], strict=False))
    steps = [(b - a) % 10 for a, b in pairwise(digits)]
    assert not any(a == b and a in (1, 9) for a, b in pairwise(steps))


@given(seeds)
def test_generated_vids_are_valid(seed: int) -> None:
    vid = generate_vid(Random(seed))
    assert violations_of_vid(vid) == ()
    assert "142857" not in vid


def test_generator_uses_the_whole_range() -> None:
    rng = Random(1)
    uins = {generate_uin(rng) for _ in range(5_000)}
    assert len(uins) > 4_990
    assert {u[0] for u in uins} == set("23456789")
    for place in range(1, 10):
        assert {u[place] for u in uins} == set("0123456789")


def test_same_random_gives_the_same_numbers() -> None:
    assert [generate_uin(Random(7)), generate_vid(Random(7))] == [
        generate_uin(Random(7)),
        generate_vid(Random(7)),
    ]


@given(st.text(max_size=20))
def test_no_text_makes_the_validators_fail(text: str) -> None:
    assert is_uin(text) == (not violations_of_uin(text))
    assert is_vid(text) == (not violations_of_vid(text))


def test_opencrvs_fixture_has_eleven_numbers_with_a_valid_checksum() -> None:
    numbers = [str(n) for n in range(1234567890, 1234568000)]
    assert all(map(is_legacy_uin, numbers))
    assert " ".join(n[-3:] for n in numbers if has_valid_checksum(n)) == ("890 900 916 928 937 944 959 963 971 985 992")


def test_a_valid_uin_is_no_legacy_number() -> None:
    assert not is_legacy_uin("2178026904")
    assert not is_legacy_uin("123")
