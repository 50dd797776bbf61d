"""How values are shown in credentials: masked, in a format, put together; by the policy and by the request."""

import json
from datetime import date
from typing import Any

import pytest

from mosip_mock.credentials.date_pattern import PatternError, formatted_date
from mosip_mock.credentials.masking import masked
from mosip_mock.partners.partner import Attribute
from mosip_mock.registration.issuing import CredentialWishes
from tests.benches.bureau import FATHER, Bureau, policy_entry

SATURDAY = date(2027, 1, 2)


def told(value: str, language: str = "eng") -> dict[str, str]:
    return {"language": language, "value": value}


def wanting(**additional: Any) -> CredentialWishes:
    """A request with these members of `additionalData`."""
    return CredentialWishes(further=additional)


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("UIN", "2718201306", "2XXXXXXX06"),
        ("birthCertificateNumber", "B7", "B7"),
        ("postalCode", "1020", "1X20"),
        ("handle", "father@phone", "fXXXer@phone"),
        ("phone", "+9998201306", "*******1306"),
        ("phone", "130", "130"),
        ("email", "father@example.org", "fat***@example.org"),
        ("email", "abc@example.org", "abc@example.org"),
        ("fullName", [{"language": "eng", "value": "Jo"}], f"[{23 * 'X'}}}]"),
        ("deathDeclared", True, "tXue"),
    ],
)
def test_mask_hides_most(attribute: str, value: Any, expected: str) -> None:
    assert masked(attribute, value) == expected


def test_request_has_attributes_masked(bureau: Bureau) -> None:
    wishes = wanting(maskingAttributes=["UIN", "phone", "VID", "nothing"])

    shared = bureau.shared("UIN", "phone", "email", "VID", wishes=wishes)

    assert (shared["UIN"], shared["phone"]) == ("2XXXXXXX06", "*******1306")
    assert shared["email"] == "father@example.org"
    assert len(shared["VID"]) == 16, "a VID is not masked"
    assert json.loads(bureau.hub.bodies[-1])["event"]["data"]["maskingAttributes"] == ["UIN", "phone", "VID", "nothing"]


def test_attribute_is_masked_by_its_source_and_before_any_format(bureau: Bureau) -> None:
    entry = policy_entry(attributeName="born", source=[{"attribute": "dateOfBirth"}], format="yyyy")

    assert bureau.shared(entry, wishes=wanting(maskingAttributes=["dateOfBirth"])) == {"born": "1XXXXXXX14"}


def test_date_comes_in_the_format_of_the_policy_or_of_the_request(bureau: Bureau) -> None:
    entry = policy_entry(attributeName="dateOfBirth", format="dd-MM-yyyy")

    assert bureau.shared(entry) == {"dateOfBirth": "14-03-1986"}
    wishes = wanting(formatingAttributes={"dateOfBirth": "d MMM yy"})
    assert bureau.shared(entry, wishes=wishes) == {"dateOfBirth": "14 Mar 86"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("yyyy/MM/dd", "2027/01/02"),
        ("d.M.yy", "2.1.27"),
        ("EEE, d MMM yyyy", "Sat, 2 Jan 2027"),
        ("EEEE d MMMM", "Saturday 2 January"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2027-01-02T00:00:00.000Z"),
        ("DD/MMM/YYYY", "02/Jan/2027"),
        ("h 'o''clock' ''yy", None),
        ("'born in' yyyy ''yy", "born in 2027 '27"),
        ("yyyy 'x", None),
        ("", ""),
    ],
)
def test_pattern_is_read_as_java_reads_it(pattern: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(PatternError):
            formatted_date(SATURDAY, pattern)
    else:
        assert formatted_date(SATURDAY, pattern) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 12, 26), "2026 360"), (date(2026, 12, 27), "2027 361"), (date(2027, 12, 31), "2028 365")],
)
def test_year_in_capitals_is_that_of_the_week_and_day_that_of_the_year(day: date, expected: str) -> None:
    assert formatted_date(day, "YYYY DDD") == expected


def test_names_come_in_the_languages_of_the_policy(bureau: Bureau) -> None:
    bureau.change(names={"fra": {"full": "Joseph M."}})
    entry = policy_entry(attributeName="fullName", source=[{"attribute": "fullName", "filter": [{"language": "fra"}]}])

    assert bureau.shared(entry) == {"fullName": [told("Joseph M.", "fra")]}


def test_name_is_put_together_from_what_the_format_names(bureau: Bureau) -> None:
    bureau.change(names={"fra": {"full": "Joseph M.", "family": "M."}})
    entry = policy_entry(attributeName="fullName", format="familyName,middleName,givenName")

    assert bureau.shared(entry) == {"fullName": [told("Mwamba Joseph"), told("M.", "fra")]}
    wishes = wanting(formatingAttributes={"fullName": "fullName,UIN"})
    assert bureau.shared(entry, wishes=wishes) == {
        "fullName": [told(f"Joseph Mwamba {FATHER}"), told("Joseph M.", "fra")]
    }


def test_name_that_no_identity_has_is_the_full_one(bureau: Bureau) -> None:
    assert bureau.shared("name") == {"name": [told("Joseph Mwamba")]}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (None, "12 Baobab Road, Riverton, North, Riverside, 10203"),
        ("city,postalCode", "Riverton, 10203"),
    ],
)
def test_address_is_put_together(bureau: Bureau, form: str | None, expected: str) -> None:
    assert bureau.shared(policy_entry(attributeName="fullAddress", format=form)) == {"fullAddress": [told(expected)]}


def test_address_of_somebody_without_one_is_empty(bureau: Bureau) -> None:
    bureau.change(address=None)

    assert bureau.shared("address") == {"address": []}


def test_other_lists_pass_as_they_are(bureau: Bureau) -> None:
    bureau.change(attributes={"selectedHandles": ["phone"]})

    assert bureau.shared("selectedHandles") == {"selectedHandles": ["phone"]}


@pytest.mark.parametrize(
    ("additional", "attribute", "reason"),
    [
        ({"maskingAttributes": "UIN"}, "UIN", "maskingAttributes is not a list of attributes"),
        ({"formatingAttributes": ["UIN"]}, "UIN", "formatingAttributes is not an object of attributes and formats"),
        ({"formatingAttributes": {"UIN": 1}}, "UIN", "formatingAttributes is not an object of attributes and formats"),
        (
            {},
            policy_entry(attributeName="dateOfBirth", format="dd/mm/jjjj"),
            "the letter 'j' of the date pattern is none that a day has",
        ),
    ],
    ids=["masks", "formats", "format", "pattern"],
)
def test_request_that_cannot_be_presented_fails(
    bureau: Bureau, additional: dict[str, Any], attribute: Attribute | str, reason: str
) -> None:
    bureau.share(attribute)

    assert bureau.issue(wishes=wanting(**additional)) == []

    kept = bureau.only_request()
    assert (kept.status, kept.comment) == ("FAILED", f"IDR-CRS-006: {reason}")
