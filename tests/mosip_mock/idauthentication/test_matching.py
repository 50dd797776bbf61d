"""Demographic matching: what counts as the same, in which order mismatches are told, what cannot be compared."""

import string
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mosip_mock.idauthentication.normalising import normalised_address, normalised_name, same_words
from tests.benches.ida_bench import NAME, IdaBench
from tests.mosip_mock.idauthentication.conftest import OpenBench

WORDS: Final = st.text(st.sampled_from(string.ascii_letters), min_size=1, max_size=8)
BLANKS: Final = st.sampled_from([" ", "  ", "\t", "   "])


def eng(value: str) -> list[dict[str, str]]:
    return [{"language": "eng", "value": value}]


@pytest.fixture(scope="module")
def resident(shared_bench: IdaBench) -> dict[str, Any]:
    return shared_bench.citizen(
        names={"fra": {"full": "Marie Isabelle Powell"}},
        address={
            "line1": "1st Main Street",
            "line2": "Near the Market",
            "city": "Suva",
            "region": "Central",
            "province": "Rewa",
            "postalCode": "10-101",
        },
    )


MATCHING: Final[dict[str, dict[str, Any]]] = {
    "other-order": {"name": eng("powell  MARIA isabel")},
    "punctuation": {"name": eng("Maria-Isabel (Powell)")},
    "title": {"name": eng("Mrs. Maria Isabel Powell")},
    "dob": {"dob": "1990/04/05"},
    "dob-short": {"dob": "1990/4/5"},
    "dob-trailing": {"dob": "1990/04/05T00:00:00"},
    "age-below": {"age": "18"},
    "gender-any-case": {"gender": eng("FEMALE")},
    "email-any-case": {"emailId": "MARIA@example.org"},
    "phone": {"phoneNumber": "9876543210"},
    "postal-code": {"postalCode": "10 101"},
    "line-abbreviated": {"addressLine1": eng("1 mn st")},
    "location": {"location1": eng("SUVA"), "location2": eng("central"), "location3": eng("Rewa.")},
    "full-address": {"fullAddress": eng("1 Main St, near the Mkt, Suva, Central, Rewa, 10 101")},
    "two-languages": {
        "name": [{"language": "eng", "value": NAME}, {"language": "fra", "value": "marie isabelle powell"}]
    },
    "dynamic": {"preferredLang": "ENG"},
    "empty-beside-right": {"dob": "1990/04/05", "emailId": ""},
}


@pytest.mark.parametrize("attributes", MATCHING.values(), ids=MATCHING.keys())
def test_these_are_the_same(shared_bench: IdaBench, resident: dict[str, Any], attributes: dict[str, Any]) -> None:
    answer = shared_bench.auth(resident, attributes)

    assert answer.response["authStatus"] is True, answer.content


DIFFERENT: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a-word-less": ({"name": eng("Maria Powell")}, "name in eng"),
    "a-word-more": ({"name": eng("Maria Isabel Anna Powell")}, "name in eng"),
    "another-day": ({"dob": "1990/04/06"}, "dob"),
    "older": ({"age": "90"}, "age"),
    "gender-code": ({"gender": eng("F")}, "gender in eng"),
    "another-phone": ({"phoneNumber": "9876543211"}, "phoneNumber"),
    "another-line": ({"addressLine1": eng("2 Main Street")}, "address line item(s) in eng"),
    "another-code": ({"postalCode": "20202"}, "address line item(s)"),
    "french-name-differs": (
        {"name": [{"language": "eng", "value": NAME}, {"language": "fra", "value": "Anne"}]},
        "name in fra",
    ),
    "dynamic": ({"preferredLang": "fra"}, "preferredLang"),
}


@pytest.mark.parametrize(("attributes", "shown"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_these_are_not(
    shared_bench: IdaBench, resident: dict[str, Any], attributes: dict[str, Any], shown: str
) -> None:
    answer = shared_bench.auth(resident, attributes)

    assert answer.content["errors"] == [
        {
            "errorCode": "IDA-DEA-001",
            "errorMessage": f"Demographic data {shown} did not match",
            "actionMessage": f"Please re-enter your {shown}",
        }
    ]
    explanation = shared_bench.explanations(answer)[0]
    assert explanation["expected"] != explanation["received"]


def test_every_mismatch_is_told_in_the_real_order(shared_bench: IdaBench, resident: dict[str, Any]) -> None:
    answer = shared_bench.auth(
        resident,
        {
            "preferredLang": "fra",
            "postalCode": "1",
            "location1": eng("x"),
            "addressLine1": eng("x"),
            "emailId": "x",
            "phoneNumber": "1",
            "gender": eng("x"),
            "age": "99",
            "dob": "1980/01/01",
            "name": eng("x"),
        },
    )

    told = [e["errorMessage"].removeprefix("Demographic data ") for e in answer.content["errors"]]
    assert [text.removesuffix(" did not match") for text in told] == [
        "name in eng",
        "dob",
        "age",
        "gender in eng",
        "phoneNumber",
        "emailId",
        "address line item(s) in eng",
        "location1 in eng",
        "address line item(s)",
        "preferredLang",
    ]


REFUSED: Final[dict[str, tuple[dict[str, Any], list[str], str]]] = {
    "dob-of-no-calendar": ({"dob": "1992/02/30"}, ["IDA-MLC-009"], "request/demographics/dob"),
    "dob-day-first": ({"dob": "29/04/1992"}, ["IDA-MLC-009"], "request/demographics/dob"),
    "age-in-words": ({"age": "ten"}, ["IDA-MLC-009"], "age"),
    "age-empty": ({"age": ""}, ["IDA-MLC-009"], "age"),
    "age-zero": ({"age": "0"}, ["IDA-MLC-009"], "age"),
    "age-endless": ({"age": "9" * 5000}, ["IDA-MLC-009"], "age"),
    "age-signed-twice": ({"age": "--5"}, ["IDA-MLC-009"], "age"),
    "dob-type": ({"dobType": eng("X"), "dob": "1990/04/05"}, ["IDA-MLC-009"], "DOBType"),
    "dob-type-alone": ({"dobType": eng("V")}, ["IDA-MLC-013"], "demo"),
    "no-language": ({"name": [{"value": NAME}]}, ["IDA-MLC-006"], "LanguageCode"),
    "language-twice": ({"name": eng(NAME) * 2}, ["IDA-MLC-009"], "LanguageCode"),
    "value-null": ({"name": [{"language": "eng", "value": None}]}, ["IDA-MLC-013"], "demo"),
    "address-in-both-forms": (
        {"fullAddress": eng("x"), "location1": eng("x")},
        ["IDA-MLC-013"],
        "demo",
    ),
    "address-and-postal-code": ({"fullAddress": eng("x"), "postalCode": "1"}, ["IDA-MLC-013"], "demo"),
    "language-not-stored": ({"gender": [{"language": "ara", "value": "x"}]}, ["IDA-DEA-003"], "gender in ara"),
    "attribute-not-stored": ({"middleInitial": "I"}, ["IDA-DEA-003"], "middleInitial"),
    "metadata-is-an-attribute": ({"metadata": {"a": 1}}, ["IDA-DEA-003"], "metadata"),
}


@pytest.mark.parametrize(("attributes", "codes", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_these_cannot_be_compared(
    shared_bench: IdaBench, resident: dict[str, Any], attributes: dict[str, Any], codes: list[str], told: str
) -> None:
    answer = shared_bench.auth(resident, attributes)

    assert answer.codes == codes, answer.content
    assert told in answer.content["errors"][0]["errorMessage"]


def test_missing_data_ends_the_matching_at_once(shared_bench: IdaBench) -> None:
    someone = shared_bench.citizen(email=None)

    answer = shared_bench.auth(someone, {"emailId": "x@example.org", "name": eng("Somebody Else")})

    assert answer.codes == ["IDA-DEA-003"]
    assert answer.content["errors"][0]["errorMessage"] == "Demographic data emailId not available in database"


def test_nothing_but_empty_values_is_neither_yes_nor_error(shared_bench: IdaBench, resident: dict[str, Any]) -> None:
    answer = shared_bench.auth(resident, {"emailId": ""})

    assert answer.content["errors"] is None
    assert answer.response == {"authStatus": False, "authToken": None}


def test_age_counts_completed_years_by_the_suites_clock(bench: IdaBench) -> None:
    tomorrow = (bench.now() + timedelta(days=1)).date()
    someone = bench.citizen(birthDate=tomorrow.replace(year=tomorrow.year - 30, day=min(tomorrow.day, 28)).isoformat())

    bench.advance(timedelta(days=-3))
    before = bench.auth(someone, {"age": "30"})
    bench.advance(timedelta(days=10))
    after = bench.auth(someone, {"age": "30"})

    assert before.codes == ["IDA-DEA-001"]
    assert after.response["authStatus"] is True


def test_two_letter_language_is_tolerated_from_opencrvs(open_bench: OpenBench) -> None:
    bench = open_bench(tolerate="opencrvs")

    answer = bench.auth(bench.citizen(), {"name": [{"language": "en", "value": NAME}]})

    assert answer.response["authStatus"] is True
    recorded = bench.http.get("/_mock/requests").json()["items"]
    assert [item["tolerated"] for item in recorded if item["tolerated"]] == [["language-two-letter"]]


@given(words=st.lists(WORDS, min_size=1, max_size=5), data=st.data())
def test_order_case_and_blanks_never_matter(words: list[str], data: st.DataObject) -> None:
    changed = [data.draw(st.sampled_from([w, w.upper(), w.lower()])) for w in data.draw(st.permutations(words))]
    written = "".join(word + data.draw(BLANKS) for word in changed)

    for normalise in (normalised_name, normalised_address, str):
        assert same_words(normalise(written), normalise(" ".join(words)))


@given(words=st.lists(WORDS, min_size=1, max_size=5, unique_by=str.lower), further=WORDS)
def test_a_further_word_always_matters(words: list[str], further: str) -> None:
    assert not same_words(" ".join([*words, further]), " ".join(words))


@given(text=st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised_name(normalised_name(text)) == normalised_name(text)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    attributes=st.dictionaries(
        st.sampled_from(["name", "dob", "age", "gender", "emailId", "fullAddress", "postalCode", "metadata", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.fixed_dictionaries({"language": st.sampled_from(["eng", "en", ""]), "value": inner})
            ),
            max_leaves=3,
        ),
        max_size=3,
    )
)
def test_any_demographics_get_a_proper_answer(
    shared_bench: IdaBench, resident: dict[str, Any], attributes: dict[str, Any]
) -> None:
    answer = shared_bench.auth(resident, attributes)

    has_null = any(value is None for name, value in attributes.items() if name in {"metadata", "x"})
    is_mapped = answer.status == 500 or answer.codes != ["IDA-MLC-007"]
    assert answer.status == (500 if has_null and is_mapped else 200), answer.content
