from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.citizens.citizen import Citizen
from shared.citizens.documentation import personas_page
from shared.citizens.identifiers import is_uin, is_vid
from shared.citizens.magic import MAGIC_UINS
from shared.citizens.packet_words import PACKET_WORDS, packet_word_in
from shared.citizens.personas import FATHER, MOTHER, SON, cast, seed_cast
from shared.citizens.population import Population

TODAY = date(2026, 3, 1)
PAGE = Path(__file__).parents[3] / "docs" / "personas.md"


def by_name() -> dict[str | None, Citizen]:
    return {citizen.persona: citizen for citizen in cast(TODAY)}


def test_every_number_of_the_cast_is_valid_and_used_once() -> None:
    people = cast(TODAY)
    vids = [vid.vid for citizen in people for vid in citizen.vids]
    assert all(is_uin(citizen.uin) for citizen in people)
    assert all(is_vid(vid) for vid in vids)
    assert len({c.uin for c in people}) == len({c.persona for c in people}) == len(people)
    assert len(set(vids)) == len(vids)


def test_everybody_has_a_purpose_and_reachable_contacts_are_unreal() -> None:
    for citizen in cast(TODAY):
        assert citizen.purpose
        assert citizen.phone is None or citizen.phone.startswith("+999")
        assert citizen.email is None or citizen.email.endswith("@example.org")


def test_relatives_are_in_the_cast_and_point_at_each_other() -> None:
    people = {citizen.uin: citizen for citizen in cast(TODAY)}
    assert people[SON].parents == (FATHER, MOTHER)
    for citizen in people.values():
        assert all(parent in people for parent in citizen.parents)
        if citizen.spouse:
            assert people[citizen.spouse].spouse == citizen.uin


def test_personas_are_what_they_are_called() -> None:
    people = by_name()
    assert people["deceased"].status == "DEACTIVATED"
    assert people["blocked"].status == "BLOCKED"
    assert (people["no-contact"].phone, people["no-contact"].email) == (None, None)
    assert people["one-word-name"].family_name == ""
    assert len(people["four-word-name"].full_name.split()) == 4
    assert len(people["long-name"].full_name) > 100
    assert people["elderly"].birth_date.year == 1920
    assert people["leap-day"].birth_date.isoformat()[5:] == "02-29"
    assert people["used-up-vid"].vids[1].uses_left == 0
    assert set(people["many-languages"].names) == {"fra", "ara"}
    twins = people["twin-a"], people["twin-b"]
    assert twins[0].full_name == twins[1].full_name
    assert twins[0].birth_date == twins[1].birth_date
    assert twins[0].uin != twins[1].uin


def test_only_the_newborn_depends_on_the_day() -> None:
    then, later = ([c for c in cast(day) if c.persona != "newborn"] for day in (TODAY, date(2031, 7, 9)))
    assert then == later


def test_newborn_is_one_to_four_months_old_and_the_same_for_a_quarter() -> None:
    days = [TODAY + timedelta(days=n) for n in range(800)]
    born = [next(c.birth_date for c in cast(day) if c.persona == "newborn") for day in days]

    assert {(day - birth).days for day, birth in zip(days, born, strict=True)} <= set(range(28, 121))
    assert len(set(born)) <= 10


def test_seeding_the_cast_twice_adds_nobody(population: Population) -> None:
    assert seed_cast(population, TODAY) == population.count() == len(cast(TODAY))
    assert seed_cast(population, date(2027, 1, 1)) == 0


def test_seeding_the_cast_brings_back_who_was_removed(population: Population) -> None:
    seed_cast(population, TODAY)
    population.remove(FATHER)
    assert seed_cast(population, TODAY) == 1
    assert population.get(FATHER).persona == "father"


def test_a_magic_person_is_found_by_the_failure(population: Population) -> None:
    seed_cast(population, TODAY)
    for magic in MAGIC_UINS:
        citizen = population.get(magic.uin)
        assert citizen.magic == magic.name
        assert population.find_by_persona(f"magic-{magic.name}") == citizen
        assert citizen.status == "ACTIVATED"


def test_there_are_enough_magic_uins() -> None:
    assert len({magic.name for magic in MAGIC_UINS}) == len(MAGIC_UINS) >= 20


@pytest.mark.parametrize("word", [word.word for word in PACKET_WORDS])
def test_a_packet_word_is_found_in_any_letters(word: str) -> None:
    found = packet_word_in(f"Baby {word.upper()} Smith")
    assert found is not None
    assert found.word == word


def test_a_packet_word_is_a_word_of_its_own() -> None:
    assert packet_word_in("Zzrejected Smith") is None
    assert packet_word_in("") is None


def test_the_page_is_made_from_the_cast() -> None:
    assert PAGE.read_text(encoding="utf-8") == personas_page()
