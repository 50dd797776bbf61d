"""The documented cast: people with fixed numbers, each with a reason to exist.

Their UINs and VIDs begin with 27182, those of the magic people (`magic.py`) with 96308; all are valid by MOSIP's rules
and stay as they are for ever, since tests of other projects name them.
"""

from datetime import date, timedelta
from typing import Final

from shared.citizens.casting import person
from shared.citizens.citizen import Citizen, Name
from shared.citizens.conditions import people_in_special_states
from shared.citizens.magic import magic_people
from shared.citizens.numbering import Uin
from shared.citizens.population import Population

_YOUNGEST: Final = timedelta(days=28)

FATHER: Final = Uin("2718201306")
MOTHER: Final = Uin("2718201967")
SON: Final = Uin("2718203809")
DAUGHTER: Final = Uin("2718204605")
WIDOW: Final = Uin("2718205392")
DECEASED: Final = Uin("2718206178")


def seed_cast(population: Population, today: date) -> int:
    """Store those of the cast who are not there yet; how many. `today` dates the newborn's birth."""
    with population.store.transaction():
        missing = [c for c in cast(today) if population.find_by_uin(c.uin) is None]
        return population.add_many(missing)


def cast(today: date) -> list[Citizen]:
    """Everybody with a documented number: the personas, then the magic people."""
    return personas(today) + magic_people()


def personas(today: date) -> list[Citizen]:
    """The personas. Only the newborn depends on `today`, so as to stay younger than five."""
    return [*_families(), *_names(), *_scripts(), *_ages(today), *people_in_special_states()]


def _families() -> list[Citizen]:
    return [
        person(
            FATHER,
            "2718240964814598",
            "father",
            "Joseph Mwamba",
            born="1986-03-14",
            gender="male",
            purpose="the person to try first; head of a family of four",
            spouse=MOTHER,
        ),
        person(
            MOTHER,
            "2718207538174951",
            "mother",
            "Grace Mwamba",
            born="1989-07-22",
            gender="female",
            purpose="mother of the family",
            spouse=FATHER,
        ),
        person(
            SON,
            "2718216035138592",
            "son",
            "Daniel Mwamba",
            born="2012-05-09",
            gender="male",
            purpose="a minor, old enough for an OTP",
            parents=(FATHER, MOTHER),
            phone=None,
            email=None,
        ),
        person(
            DAUGHTER,
            "2718265790385981",
            "daughter",
            "Ruth Mwamba",
            born="2016-11-30",
            gender="female",
            purpose="a child, the second of the family",
            parents=(FATHER, MOTHER),
            phone=None,
            email=None,
        ),
        person(
            WIDOW,
            "2718216349260459",
            "widow",
            "Helen Park",
            born="1951-09-02",
            gender="female",
            purpose="her husband is dead and deactivated",
            spouse=DECEASED,
        ),
        person(
            DECEASED,
            "2718241723958374",
            "deceased",
            "Samuel Park",
            born="1948-01-25",
            gender="male",
            purpose="died; the identity is deactivated and every authentication is refused",
            spouse=WIDOW,
            status="DEACTIVATED",
            deceased_on=date(2023, 2, 11),
            vid_status="DEACTIVATED",
        ),
        person(
            "2718206941",
            "2718207516286408",
            "twin-a",
            "Maria Santos",
            born="1995-08-17",
            gender="female",
            purpose="same name and birth date as `twin-b`: only the number tells them apart",
        ),
        person(
            "2718207849",
            "2718213243081695",
            "twin-b",
            "Maria Santos",
            born="1995-08-17",
            gender="female",
            purpose="same name and birth date as `twin-a`",
        ),
    ]


def _names() -> list[Citizen]:
    return [
        person(
            "2718208568",
            "2718251674930973",
            "one-word-name",
            "Wulandari",
            born="1978-12-05",
            gender="female",
            purpose="one name only; clients that split it find no family name",
        ),
        person(
            "2718209528",
            "2718230286452480",
            "family-name-only",
            "Tembo",
            born="1983-04-27",
            gender="male",
            purpose="has a family name and no given name",
            given_name="",
            family_name="Tembo",
        ),
        person(
            "2718213546",
            "2718259863014587",
            "four-word-name",
            "Ana Sofia Costa Ribeiro",
            born="1991-10-10",
            gender="female",
            purpose="a middle name of two words",
        ),
        person(
            "2718214253",
            "2718253803764591",
            "diacritics",
            "Zoë O'Brien-Núñez",
            born="1987-06-18",
            gender="female",
            purpose="apostrophe, hyphen and letters with marks",
        ),
        person(
            "2718214913",
            "2718263967312503",
            "long-name",
            "Bartholomew Maximilian Theophilus Ferdinand Alexander Konstantin Amadeus Longstreet-Featherington "
            "Underhazel of Upper Middlemarsh and Lower Ambleside upon the Willow",
            born="1969-02-03",
            gender="male",
            purpose="a name far longer than the 50 characters of OpenCRVS' identity schema",
        ),
    ]


def _scripts() -> list[Citizen]:
    return [
        person(
            "2718215805",
            "2718291547068490",
            "arabic",
            "ليلى حسن",
            born="1990-01-20",
            gender="female",
            purpose="written from right to left; names in `ara` and `eng`",
            language="ara",
            names={"eng": Name(full="Layla Hassan", given="Layla", family="Hassan")},
        ),
        person(
            "2718216536",
            "2718264091473042",
            "amharic",
            "አልማዝ ተስፋዬ",
            born="1985-09-11",
            gender="female",
            purpose="Ethiopic script; names in `amh` and `eng`",
            language="amh",
            names={"eng": Name(full="Almaz Tesfaye", given="Almaz", family="Tesfaye")},
        ),
        person(
            "2718217356",
            "2718236219815764",
            "khmer",
            "សុខ សុភា",
            born="1993-03-29",
            gender="male",
            purpose="a script with combined letters; names in `khm` and `eng`",
            language="khm",
            names={"eng": Name(full="Sok Sophea", given="Sok", family="Sophea")},
        ),
        person(
            "2718219067",
            "2718238653705604",
            "many-languages",
            "Nadia Benali",
            born="1982-05-14",
            gender="female",
            purpose="names in `eng`, `fra` and `ara`: claims come as `name#en`, and plain `name` is missing",
            names={
                "fra": Name(full="Nadia Bénali", given="Nadia", family="Bénali"),
                "ara": Name(full="نادية بن علي", given="نادية", family="بن علي"),
            },
        ),
    ]


def _newborn_birth(today: date) -> date:
    """The first day of a quarter, one to four months ago: the same people on most days that follow one another."""
    past = today - _YOUNGEST
    return past.replace(month=past.month - (past.month - 1) % 3, day=1)


def _ages(today: date) -> list[Citizen]:
    return [
        person(
            "2718219756",
            "2718248538102901",
            "newborn",
            "Baby Mwamba",
            born=_newborn_birth(today).isoformat(),
            gender="female",
            purpose="a few months old when the data are made; too young for OTP and biometrics",
            parents=(FATHER, MOTHER),
            phone=None,
            email=None,
        ),
        person(
            "2718230763",
            "2718290783924358",
            "elderly",
            "Winifred Ashdown",
            born="1920-06-15",
            gender="female",
            purpose="born in 1920",
        ),
        person(
            "2718231568",
            "2718240215805194",
            "leap-day",
            "Felix Bissett",
            born="1996-02-29",
            gender="male",
            purpose="born on 29 February",
        ),
        person(
            "2718235280",
            "2718236128403508",
            "gender-other",
            "Robin Vale",
            born="1999-11-08",
            gender="other",
            purpose="neither male nor female",
        ),
    ]
