import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.citizens.citizen import Citizen, Vid
from shared.citizens.identifiers import is_uin, is_vid
from shared.citizens.numbering import Uin, VidNumber
from shared.citizens.population import NoSuchCitizenError, Population
from shared.store.database import open_store
from shared.store.protocol import DuplicateKeyError

UIN = Uin("2178026904")
VID = VidNumber("5429581983246107")


def person(**changes: Any) -> Citizen:
    fields: dict[str, Any] = {
        "uin": UIN,
        "vids": (Vid(vid=VID),),
        "full_name": "Zoë Ó Brien",
        "birth_date": date(1990, 5, 17),
        "phone": "+9991234567",
        "email": "zoe@example.org",
    }
    return Citizen(**(fields | changes))


def other(**changes: Any) -> Citizen:
    return person(uin=Uin("3289218407"), vids=(), **changes)


@pytest.mark.parametrize(
    "individual_id",
    [
        UIN,
        VID,
        f" {UIN} ",
        "+9991234567@phone",
        "9991234567@phone",
        "zoe@example.org",
        "ZOE@example.org",
        "zoe@example.org@email",
        "BC-17@birthCertificateNumber",
    ],
)
def test_individual_id_may_be_uin_vid_or_handle(population: Population, individual_id: str) -> None:
    citizen = population.add(person(birth_certificate_number="BC-17"))
    assert population.find_by_individual_id(individual_id) == citizen


@pytest.mark.parametrize("individual_id", ["", "x", "@phone", "@", "1" * 10, "1" * 16, "a@b@phone"])
def test_unknown_individual_id_finds_nobody(population: Population, individual_id: str) -> None:
    population.add(person())
    assert population.find_by_individual_id(individual_id) is None
    with pytest.raises(NoSuchCitizenError):
        population.get_by_individual_id(individual_id)


def test_a_shared_phone_finds_the_activated_person_first(population: Population) -> None:
    population.add(person(status="DEACTIVATED"))
    living = population.add(other())
    assert population.find_by_phone("+9991234567") == living


def test_finds_by_registration_id_and_persona(population: Population) -> None:
    citizen = population.add(person(registration_id="100011234567890", persona="widow"))
    assert population.find_by_registration_id("100011234567890") == citizen
    assert population.find_by_persona("widow") == citizen
    assert population.find_by_registration_id("other") is None


def test_a_vid_in_any_state_still_finds_its_person(population: Population) -> None:
    citizen = population.add(person(vids=(Vid(vid=VID, vid_status="REVOKED"),)))
    assert population.find_by_vid(VID) == citizen


def test_add_refuses_a_uin_that_is_taken(population: Population) -> None:
    population.add(person())
    with pytest.raises(DuplicateKeyError, match=UIN):
        population.add(person(vids=()))


def test_add_refuses_a_vid_that_somebody_has(population: Population) -> None:
    population.add(person())
    with pytest.raises(DuplicateKeyError, match=VID):
        population.add(person(uin=Uin("3289218407")))


def test_change_replaces_the_person(population: Population) -> None:
    population.add(person())
    population.change(UIN, lambda c: msgspec.structs.replace(c, status="BLOCKED"))
    assert population.get(UIN).status == "BLOCKED"
    assert population.count() == 1


def test_change_that_fails_writes_nothing(population: Population) -> None:
    population.add(person())

    def fail(citizen: Citizen) -> Citizen:
        population.remove(citizen.uin)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        population.change(UIN, fail)
    assert population.get(UIN) == person()


def test_removed_person_is_gone(population: Population) -> None:
    population.add(person())
    population.remove(UIN)
    assert population.find_by_uin(UIN) is None
    for call in (population.get, population.remove):
        with pytest.raises(NoSuchCitizenError, match=UIN):
            call(UIN)


def test_list_finds_all_words_in_any_case(population: Population) -> None:
    citizen = population.add(person())
    population.add(other(full_name="Zoë Smith"))
    assert population.list("BRIEN zoË") == ([citizen], 1)
    assert population.list("9542958")[1] == 0
    assert population.list(VID[3:9]) == ([citizen], 1)
    assert population.list("zoë")[1] == 2


def test_list_filters_by_status_and_pages(population: Population) -> None:
    population.add(person())
    blocked = population.add(other(status="BLOCKED"))
    assert population.list(status="BLOCKED") == ([blocked], 1)
    assert population.list(limit=1, offset=1) == ([blocked], 2)
    assert population.list("zoë", limit=1, offset=1) == ([blocked], 2)
    assert population.list(limit=0) == ([], 2)


def test_new_numbers_are_valid_and_unused(new_population: Callable[[], Population]) -> None:
    population = new_population()
    assert is_uin(population.new_uin())
    assert is_vid(population.new_vid())


def test_citizens_come_in_the_order_they_were_added(population: Population) -> None:
    people = [person(), other()]
    assert population.add_many(people) == 2
    assert list(population.all()) == people


def test_what_another_handle_writes_is_found_at_the_next_look_up(tmp_path: Path) -> None:
    here, there = Population(open_store(tmp_path)), Population(open_store(tmp_path))
    assert here.find_by_uin(UIN) is None
    there.add(person())
    assert here.get(UIN).full_name == "Zoë Ó Brien"
    there.change(UIN, lambda c: msgspec.structs.replace(c, status="BLOCKED"))
    assert here.get(UIN).status == "BLOCKED"
    there.remove(UIN)
    assert here.find_by_uin(UIN) is None


def test_what_an_undone_transaction_wrote_is_not_found(population: Population) -> None:
    class _UndoneError(Exception):
        pass

    store = population.store
    with store.transaction():
        population.add(other())
        with contextlib.suppress(_UndoneError), store.transaction():
            population.add(person())
            assert population.find_by_uin(UIN) is not None
            raise _UndoneError
        assert population.find_by_uin(UIN) is None
        population.add(person(full_name="Somebody else"))
        assert population.get(UIN).full_name == "Somebody else"


def test_more_look_ups_than_are_remembered_are_answered(population: Population) -> None:
    population.add(person())
    assert all(population.find_by_uin(f"{number:010}") is None for number in range(600))
    assert population.find_by_uin(UIN) is not None
