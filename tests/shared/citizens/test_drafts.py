from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.citizens.citizen import Citizen
from shared.citizens.drafts import create_citizen, drafted, patched, presented
from shared.citizens.fields import DraftError
from shared.citizens.identifiers import is_uin, is_vid
from shared.citizens.population import Population
from shared.control.explanation import Explanation
from shared.store.protocol import DuplicateKeyError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def draft(**changes: Any) -> dict[str, Any]:
    return {"fullName": "Maria Sofia Santos", "birthDate": "1990-05-17"} | changes


def problems_of(population: Population, given: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(DraftError) as refused:
        create_citizen(population, given, now=NOW)
    assert population.count() == 0
    return {p.where: p.expected for p in refused.value.problems}


def test_a_name_and_a_birth_date_are_enough(population: Population) -> None:
    citizen = create_citizen(population, draft(), now=NOW)
    assert population.get(citizen.uin) == citizen
    assert is_uin(citizen.uin)
    assert is_vid(citizen.vids[0].vid)
    assert (citizen.given_name, citizen.middle_name, citizen.family_name) == (
        "Maria",
        "Sofia",
        "Santos",
    )
    assert citizen.birth_date == date(1990, 5, 17)
    assert citizen.phone
    assert citizen.email
    assert citizen.address
    assert citizen.created_at == NOW


def test_the_full_name_is_made_from_its_parts(population: Population) -> None:
    given = {"givenName": "Ana", "familyName": "Costa", "birthDate": "1990-05-17"}
    assert drafted(population, given, now=NOW).full_name == "Ana Costa"


def test_one_word_is_a_given_name(population: Population) -> None:
    citizen = drafted(population, draft(fullName="Wulandari"), now=NOW)
    assert (citizen.given_name, citizen.family_name) == ("Wulandari", "")


def test_what_is_made_up_depends_on_the_uin_alone(population: Population) -> None:
    once, again = (drafted(population, draft(uin="2178026904"), now=NOW) for _ in range(2))
    assert (once.phone, once.email, once.address) == (again.phone, again.email, again.address)


def test_null_says_that_there_is_none(population: Population) -> None:
    citizen = drafted(population, draft(phone=None, email=None, address=None), now=NOW)
    assert (citizen.phone, citizen.email, citizen.address) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "where", "expected"),
    [
        ({"fullName": " "}, "fullName", "a name"),
        ({"fullName": 5}, "fullName", "text"),
        ({"birthDate": None}, "birthDate", "a date such as"),
        ({"birthDate": "17.05.1990"}, "birthDate", "a date such as"),
        ({"birthDate": "1990-02-30"}, "birthDate", "a date such as"),
        ({"birthDate": "2026-03-03"}, "birthDate", "not in the future"),
        ({"birthDate": "1790-05-17"}, "birthDate", "from 1869-01-01"),
        ({"deceasedOn": "1980-01-01"}, "deceasedOn", "not before the birth"),
        ({"gender": "M"}, "gender", "one of `male`, `female`, `other`"),
        ({"status": "DEAD"}, "status", "`DEACTIVATED`"),
        ({"uin": "123"}, "uin", "ten digits"),
        ({"uin": "1234567891"}, "uin", "ten digits"),
        ({"vids": "x"}, "vids", "a list of VIDs"),
        ({"vids": ["5429581983246108"]}, "vids[0]", "a valid VID"),
        ({"vids": ["5429581983246107"] * 2}, "vids[1]", "each VID once"),
        ({"vidDetails": [{"vid": 1}]}, "vidDetails[0].vid", "text"),
        (
            {"vidDetails": [{"vid": "5429581983246107", "vidType": "Eternal"}]},
            "vidDetails[0].vidType",
            "Perpetual",
        ),
        ({"vidDetails": [{"vid": "5429581983246107", "vidTpye": ""}]}, "vidDetails[0].vidTpye", "`vidType`"),
        ({"phone": "abc"}, "phone", "digits"),
        ({"email": "abc"}, "email", "an e-mail address"),
        ({"address": {"postCode": "1"}}, "address.postCode", "`postalCode`"),
        ({"address": []}, "address", "an object with"),
        ({"names": {"fr": {"full": "x"}}}, "names.fr", "three letters"),
        ({"names": {"fra": {"full": ""}}}, "names.fra.full", "the whole name"),
        ({"language": "en"}, "language", "three letters"),
        ({"locks": ["opt"]}, "locks[0]", "otp"),
        ({"parents": ["x"]}, "parents", "a list of UINs"),
        ({"pin": "12"}, "pin", "six digits"),
        ({"password": ""}, "password", "not empty"),
        ({"photo": "http://example.org/x.jpg"}, "photo", "a data URI"),
        ({"photo": "data:image/png;base64,@@"}, "photo", "base64"),
        ({"createdAt": "2020-01-01T00:00:00"}, "createdAt", "with its zone"),
        ({"givenname": "x"}, "givenname", "`givenName`"),
        ({"given_name": "x"}, "given_name", "`givenName`"),
        ({"qwertz": "x"}, "qwertz", "one of uin"),
        ({"fullName": "a\ud800"}, "fullName", "without control characters"),
        ({"fullName": "a\nb"}, "fullName", "without control characters"),
        ({"attributes": {"a": {"b": "\x00"}}}, "attributes.a.b", "without control characters"),
        ({"fullName": "x" * 1001}, "fullName", "at most 1000 characters"),
    ],
)
def test_a_wrong_field_is_named(population: Population, changes: dict[str, Any], where: str, expected: str) -> None:
    assert expected in problems_of(population, draft(**changes))[where]


def test_all_wrong_fields_are_named_at_once(population: Population) -> None:
    assert set(problems_of(population, {"gender": "M", "phon": "1"})) == {
        "gender",
        "phon",
        "fullName",
        "birthDate",
    }


def test_a_refusal_says_what_came_and_how_to_mend_it(population: Population) -> None:
    with pytest.raises(DraftError) as refused:
        create_citizen(population, draft(fulName="x", uin="2178026905"), now=NOW)
    misspelt, number = refused.value.problems
    assert misspelt.mend == "did you mean `fullName`?"
    assert number.received == "'2178026905'"
    assert number.code == "KER-IDV-205"
    assert "check digit" in number.why


def test_create_refuses_a_taken_uin(population: Population) -> None:
    create_citizen(population, draft(uin="2178026904"), now=NOW)
    with pytest.raises(DuplicateKeyError):
        create_citizen(population, draft(uin="2178026904"), now=NOW)


def made(population: Population) -> Citizen:
    return drafted(population, draft(vids=["5429581983246107"]), now=NOW)


def test_a_patch_changes_what_it_names(population: Population) -> None:
    citizen = made(population)
    changed = patched(citizen, {"status": "BLOCKED", "phone": None}, now=NOW)
    assert (changed.status, changed.phone) == ("BLOCKED", None)
    assert changed.updated_at == NOW
    assert changed.full_name == citizen.full_name


def test_a_patched_part_of_the_name_changes_the_full_name(population: Population) -> None:
    changed = patched(made(population), {"familyName": "Costa"}, now=NOW)
    assert changed.full_name == "Maria Sofia Costa"


def test_a_patched_full_name_changes_its_parts(population: Population) -> None:
    changed = patched(made(population), {"fullName": "Ana Costa"}, now=NOW)
    assert (changed.given_name, changed.middle_name, changed.family_name) == ("Ana", "", "Costa")


def test_a_patched_list_of_vids_keeps_what_is_known_of_them(population: Population) -> None:
    citizen = patched(
        made(population),
        {"vidDetails": [{"vid": "5429581983246107", "vidType": "Temporary", "usesLeft": 1}]},
        now=NOW,
    )
    changed = patched(citizen, {"vids": ["3658943018528347", "5429581983246107"]}, now=NOW)
    assert [(v.vid, v.vid_type) for v in changed.vids] == [
        ("3658943018528347", "Perpetual"),
        ("5429581983246107", "Temporary"),
    ]


@pytest.mark.parametrize("changes", [{"uin": "3289218407"}, {"origin": "seed"}, {"createdAt": None}])
def test_a_patch_refuses_to_change_what_stays(population: Population, changes: dict[str, Any]) -> None:
    with pytest.raises(DraftError, match="stays as it is"):
        patched(made(population), changes, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [{"fullName": ""}, {"givenName": "", "middleName": "", "familyName": ""}, {"birthDate": None}],
)
def test_a_patch_refuses_to_take_name_or_birth_away(population: Population, changes: dict[str, Any]) -> None:
    with pytest.raises(DraftError):
        patched(made(population), changes, now=NOW)


def test_patching_with_what_is_presented_changes_nothing(population: Population) -> None:
    citizen = made(population)
    assert patched(citizen, presented(citizen), now=NOW) == citizen


def test_presented_lists_active_vids_first(population: Population) -> None:
    details = [
        {"vid": "5429581983246107", "vidStatus": "REVOKED"},
        {"vid": "3658943018528347"},
    ]
    public = presented(drafted(population, draft(vidDetails=details), now=NOW))
    assert public["vids"] == ["3658943018528347", "5429581983246107"]
    assert public["vidDetails"][0] == {
        "vid": "5429581983246107",
        "vidType": "Perpetual",
        "vidStatus": "REVOKED",
    }


def test_presented_has_every_field(population: Population) -> None:
    public = presented(drafted(population, draft(phone=None), now=NOW))
    assert public["phone"] is None
    assert public["legacy"] is False
    assert list(public)[:4] == ["uin", "vids", "givenName", "middleName"]
    assert {"status", "locks", "parents", "persona", "purpose", "names"} <= set(public)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
known_names = st.sampled_from(list(presented(Citizen(uin="", full_name="", birth_date=date.min))))  # type: ignore[arg-type]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(known_names | st.text(), json_values, max_size=6))
def test_any_draft_is_taken_or_refused_with_reasons(population: Population, given: dict[str, Any]) -> None:
    problems: tuple[Explanation, ...] = ()
    try:
        citizen = drafted(population, draft() | given, now=NOW)
        msgspec.json.encode(presented(citizen))
    except DraftError as error:
        problems = error.problems
    assert all(p.where and p.expected and p.received and p.mend for p in problems)
