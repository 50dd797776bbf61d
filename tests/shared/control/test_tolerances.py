import pytest

from shared.control.tolerances import (
    ASSERTION_WITHOUT_JTI,
    LANGUAGE_TWO_LETTER,
    TOLERANCES,
    UNTRUSTED_SIGNER,
    UnknownToleranceError,
    parse_tolerances,
)


def test_default_preset_lets_opencrvs_through_and_nothing_else() -> None:
    chosen = parse_tolerances("opencrvs")

    assert chosen.allows(ASSERTION_WITHOUT_JTI)
    assert not chosen.allows(UNTRUSTED_SIGNER)


def test_none_allows_nothing() -> None:
    assert not any(parse_tolerances("none").allows(t) for t in TOLERANCES)


def test_all_allows_everything() -> None:
    assert all(parse_tolerances("all").allows(t) for t in TOLERANCES)


def test_list_of_names_allows_these_only() -> None:
    chosen = parse_tolerances(" language-two-letter , untrusted-signer ")

    assert chosen.allows(LANGUAGE_TWO_LETTER)
    assert chosen.allows(UNTRUSTED_SIGNER)
    assert not chosen.allows(ASSERTION_WITHOUT_JTI)


def test_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownToleranceError, match=r"'opencvrs' is no tolerance.*assertion-without-jti"):
        parse_tolerances("opencvrs")


def test_every_tolerance_names_origin_and_releases_that_refuse_it() -> None:
    assert all(t.origin and t.refused_by and t.summary for t in TOLERANCES)
    assert len({t.name for t in TOLERANCES}) == len(TOLERANCES)
