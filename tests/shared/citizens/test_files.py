import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from shared.citizens.exporting import csv_lines, export_people, json_lines
from shared.citizens.importing import ImportRefusedError, import_people
from shared.citizens.personas import cast, seed_cast
from shared.citizens.population import Population
from shared.citizens.reading import UnreadableFileError
from shared.citizens.seeding import seed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FIXTURE = {
    "firstName": "Evelyn",
    "middleName": "",
    "familyName": "Lungu",
    "birthDate": "1990-05-17",
    "gender": "female",
    "nid": "1234567891",
}


def refusals(population: Population, content: bytes | str) -> list[str]:
    before = population.count()
    with pytest.raises(ImportRefusedError) as refused:
        import_people(population, content.encode() if isinstance(content, str) else content, now=NOW)
    assert population.count() == before
    return [problem.where for problem in refused.value.problems]


def people(*changes: dict[str, Any]) -> str:
    return json.dumps([{"fullName": "Ana Costa", "birthDate": "1990-05-17"} | c for c in changes])


@pytest.mark.parametrize("name", ["people.json", "people.csv", "PEOPLE.CSV"])
def test_what_is_exported_can_be_imported_unchanged(
    new_population: Callable[[], Population], tmp_path: Path, name: str
) -> None:
    here, there = new_population(), new_population()
    seed_cast(here, NOW.date())
    seed(here, 60, families=5, rng_seed=7)
    path = tmp_path / name
    assert export_people(here.all(), path) == here.count()
    assert import_people(there, path.read_bytes(), now=NOW).imported == here.count()
    assert list(there.all()) == list(here.all())
    assert [p.name for p in tmp_path.glob("*people*")] == [name] or name.isupper()


def test_stock_tinydb_opens_an_export_and_its_file_is_imported(
    new_population: Callable[[], Population], tmp_path: Path
) -> None:
    here, there = new_population(), new_population()
    seed_cast(here, NOW.date())
    path = tmp_path / "plain.json"
    export_people(here.all(), path, "tinydb")
    with TinyDB(path) as stock:
        citizens = stock.table("citizens")
        assert [person["uin"] for person in citizens] == [citizen.uin for citizen in here.all()]
        citizens.insert({"fullName": "Ana Costa", "birthDate": "1990-05-17"})

    report = import_people(there, path.read_bytes(), now=NOW)

    assert (report.format, report.imported) == ("tinydb", here.count() + 1)
    assert list(there.all())[:-1] == list(here.all())


def test_wrong_document_of_tinydb_is_named(population: Population) -> None:
    wrong = {"fullName": "Ana Costa", "birthDate": "1990-05-17", "gender": "x"}
    assert refusals(population, json.dumps({"citizens": {"3": wrong, "4": 5}})) == ["citizens.3: gender", "citizens.4"]


def test_an_export_of_nobody_is_a_file_that_tinydb_opens(tmp_path: Path) -> None:
    export_people([], tmp_path / "plain.json", "tinydb")
    with TinyDB(tmp_path / "plain.json") as stock:
        assert stock.table("citizens").all() == []


def test_an_export_names_the_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refused:
        export_people([], tmp_path / "nowhere" / "people.json")
    assert refused.value.filename == str(tmp_path / "nowhere" / "people.json")


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text("old")

    def failing() -> Any:
        yield cast(NOW.date())[0]
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - any will do
        export_people(failing(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.glob(".*")) == []


def test_an_empty_population_exports_valid_files() -> None:
    assert json.loads("".join(json_lines([]))) == []
    assert len(list(csv.reader(io.StringIO("".join(csv_lines([])))))) == 1


def test_the_fixture_of_opencrvs_is_imported_as_it_is(population: Population) -> None:
    report = import_people(population, json.dumps([FIXTURE]).encode(), now=NOW)
    assert (report.format, report.imported, report.legacy) == ("opencrvs", 1, ("1234567891",))
    citizen = population.get("1234567891")
    assert citizen.full_name == "Evelyn Lungu"
    assert citizen.birth_date == date(1990, 5, 17)
    assert citizen.origin == "import"


def test_the_fixture_may_have_numbers_slashes_and_capitals(population: Population) -> None:
    item = FIXTURE | {"nid": 1234567892, "birthDate": "1990/05/17", "gender": "Female"}
    import_people(population, json.dumps([item]).encode(), now=NOW)
    assert population.get("1234567892").gender == "female"


def test_the_fixture_may_be_csv(population: Population) -> None:
    content = f"{','.join(FIXTURE)}\n{','.join(FIXTURE.values())}\n"
    assert import_people(population, content.encode(), now=NOW).legacy == ("1234567891",)


def test_a_listing_of_the_control_api_can_be_imported(population: Population) -> None:
    content = b'{"items": [{"fullName": "Ana Costa", "birthDate": "1990-05-17"}], "total": 1}'
    assert import_people(population, content, now=NOW).imported == 1


def test_csv_needs_only_name_and_birth_date(population: Population) -> None:
    content = "\ufefffullName;birthDate;phone\r\nAna Costa;1990-05-17;\r\n\r\n"
    assert import_people(population, content.encode(), now=NOW).imported == 1
    citizen = next(population.all())
    assert citizen.phone is None
    assert citizen.email is not None


def test_a_wrong_record_is_named_and_nothing_is_imported(population: Population) -> None:
    content = people({}, {"gender": "M", "birthDate": "x"}, {"fulName": "y"})
    assert set(refusals(population, content)) == {"[1].gender", "[1].birthDate", "[2].fulName"}


def test_a_wrong_line_of_csv_is_named(population: Population) -> None:
    content = 'fullName,birthDate,gender\n"Ana\tCosta",1990-05-17,male\nBo,1990-13-01,male\nCy\n'
    assert refusals(population, content) == ["line 2: fullName", "line 3: birthDate", "line 4: row"]


def test_a_fixture_with_a_short_number_is_refused(population: Population) -> None:
    assert refusals(population, json.dumps([FIXTURE | {"nid": "12"}])) == ["[0].uin"]


def test_numbers_twice_in_a_file_are_refused(population: Population) -> None:
    twice = {"uin": "2178026904", "vids": ["5429581983246107"]}
    assert refusals(population, people(twice, twice)) == ["[1].uin", "[1].vids[0]"]


def test_people_who_are_there_are_refused_skipped_or_replaced(population: Population) -> None:
    content = people({"uin": "2178026904"})
    import_people(population, content.encode(), now=NOW)
    assert refusals(population, content) == ["[0].uin"]
    newer = people({"uin": "2178026904", "fullName": "Bea Costa"}, {"uin": "3289218407"}).encode()
    assert import_people(population, newer, now=NOW, existing="skip").skipped == ("2178026904",)
    assert population.get("2178026904").full_name == "Ana Costa"
    report = import_people(population, newer, now=NOW, existing="replace")
    assert report.replaced == ("2178026904", "3289218407")
    assert population.get("2178026904").full_name == "Bea Costa"
    assert population.count() == 2


def test_a_vid_that_somebody_else_has_is_refused(population: Population) -> None:
    import_people(population, people({"vids": ["5429581983246107"]}).encode(), now=NOW)
    assert refusals(population, people({"vids": ["5429581983246107"]})) == ["[0].vids[0]"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "line 1"),
        (b"hello world", "fullName,birthDate"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[[", "valid JSON"),
        (b"[" * 100_000, "valid JSON"),
        (b'{"items": 3}', "a list of people"),
        (b"fullName,birthdate\nx,2000-01-01", "`birthDate`"),
        (b"fullName,fullName\nx,y", "each column once"),
        (b'fullName,birthDate\n"x,2000-01-01', "CSV"),
    ],
)
def test_another_file_is_refused(population: Population, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        import_people(population, content, now=NOW)


def test_many_mistakes_are_counted_in_the_message(population: Population) -> None:
    with pytest.raises(ImportRefusedError, match="and 5 more"):
        import_people(population, people(*[{"gender": "M"}] * 15).encode(), now=NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda t: f"fullName,birthDate\n{t}".encode()))
def test_no_file_is_imported_by_accident(population: Population, content: bytes) -> None:
    before = population.count()
    try:
        imported = import_people(population, content, now=NOW).imported
    except (UnreadableFileError, ImportRefusedError):
        imported = 0
    assert population.count() == before + imported
