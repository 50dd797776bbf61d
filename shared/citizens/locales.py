"""The locales that people can be seeded in, and pools of their names and places.

Faker is asked once per locale, a few hundred times; people are combined from these pools. Where Faker has no names for
a locale it silently gives English ones; here the same language in another country is tried first.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Final

import msgspec

from shared.citizens.fabrication import COUNTRY, mailbox
from shared.nearest import nearest

if TYPE_CHECKING:
    from faker import Faker

DEFAULT_LOCALE: Final = "en_US"
_CODES: Final = (
    "am:amh ar:ara az:aze bg:bul bn:ben bs:bos cs:ces da:dan de:deu dk:dan el:ell en:eng es:spa et:est fa:fas "
    "fi:fin fil:fil fr:fra ga:gle gu:guj ha:hau he:heb hi:hin hr:hrv hu:hun hy:hye id:ind ig:ibo is:isl it:ita "
    "ja:jpn ka:kat ko:kor la:lat lb:ltz lt:lit lv:lav mk:mkd mr:mar mt:mlt ne:nep ng:ndo nl:nld no:nor or:ori "
    "pl:pol pt:por ro:ron ru:rus si:sin sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam th:tha tl:tgl tr:tur "
    "tw:twi uk:ukr uz:uzb vi:vie yo:yor zh:zho zu:zul"
)
LANGUAGES: Final = dict(code.split(":") for code in _CODES.split())
"""ISO 639-3 by the first part of a locale."""

# Faker has no Amharic names. An Ethiopian's second name is the father's first.
_AMHARIC: Final = {
    "male": "አበበ ከበደ ታደሰ ተስፋዬ ሙሉጌታ ኃይሉ ዳዊት ሰለሞን ዮሐንስ ብርሃኑ ግርማ መኮንን ዓለሙ ፍቃዱ ይስሐቅ",
    "female": "አልማዝ ትዕግስት ሰላም ሄለን ማርታ አበባ ብርቱካን ሙሉነሽ ሣራ ራሔል ጸሐይ ፀሐይነሽ ሕይወት መሠረት እመቤት",
}


class UnknownLocaleError(ValueError):
    """Nobody can be seeded in this locale; the text names near ones."""


class Names(msgspec.Struct, frozen=True):
    """Name parts and what they become in an e-mail address."""

    words: tuple[str, ...]
    mailboxes: tuple[str, ...]


class Pools(msgspec.Struct, frozen=True):
    """What people of one locale are combined from."""

    locale: str
    language: str
    """Three letters."""
    male: Names
    female: Names
    family_male: Names
    family_female: Names
    streets: tuple[str, ...]
    cities: tuple[str, ...]
    regions: tuple[str, ...]
    postal_codes: tuple[str, ...]
    country: str
    note: str = ""
    """Which other locale lent its names, if any."""


def known_locales() -> list[str]:
    """Every locale that people can be seeded in."""
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - heavy; only seeding needs it

    return sorted(locale for locale in AVAILABLE_LOCALES if locale.partition("_")[0] in LANGUAGES)


def pools_for(locale: str, rng_seed: int) -> Pools:
    """The pools of this locale, the same for the same seed. Raises `UnknownLocaleError`."""
    locale = checked(locale)
    language = locale.partition("_")[0]
    people, lender = _faker_with("person", locale)
    places, at_home = _faker_with("address", locale)
    for faker in (people, places):
        faker.seed_instance(f"{locale} {rng_seed}")
    if language == "am":
        male, female = (_names(_AMHARIC[sex].split()) for sex in ("male", "female"))
        family_male = family_female = male
        note, code = "", LANGUAGES[language]
    else:
        male = _names(_sample(people, 300, "first_name_male", "first_name"))
        female = _names(_sample(people, 300, "first_name_female", "first_name"))
        family_male = family_female = _names(_sample(people, 600, "last_name_male", "last_name"))
        if hasattr(people.provider("person"), "last_names_female"):
            family_female = _names(_sample(people, 600, "last_name_female"))
        code = LANGUAGES[lender.partition("_")[0]]
        note = "" if lender == locale else f"Faker has no names for {locale}; they are those of {lender}"
    return Pools(
        locale=locale,
        language=code,
        male=male,
        female=female,
        family_male=family_male,
        family_female=family_female,
        streets=_sample(places, 300, "street_name", "city"),
        cities=_sample(places, 200, "city"),
        regions=_sample(places, 40, "administrative_unit", "state", "city"),
        postal_codes=_sample(places, 300, "postcode"),
        country=_country_of(places) if at_home == locale else COUNTRY,
        note=note,
    )


def checked(locale: str) -> str:
    """The locale as Faker spells it."""
    known = known_locales()
    by_small_letters = {name.lower(): name for name in known}
    small = locale.strip().replace("-", "_").lower()
    if small in by_small_letters:
        return by_small_letters[small]
    near = nearest(small, by_small_letters, most=4)
    near += [name for name in by_small_letters if name.startswith(f"{small.partition('_')[0]}_")]
    if names := [by_small_letters[name] for name in dict.fromkeys(near)][:6]:
        hint = f"near it are {', '.join(names)}"
    else:
        hint = "such as en_US, fr_FR, ar_EG or am_ET are known"
    raise UnknownLocaleError(f"{locale!r} is no locale that people can be made in; {hint}")


def _faker_with(kind: str, locale: str) -> tuple["Faker", str]:
    """A Faker that has its own words of this kind, and whose: the locale's, its language's, or English."""
    from faker.utils.loading import list_module  # noqa: PLC0415 - heavy; only seeding needs it

    language = locale.partition("_")[0]
    own = list_module(import_module(f"faker.providers.{kind}"))
    cousins = sorted(name for name in own if name.startswith(f"{language}_"))
    for candidate in (locale, f"{language}_{language.upper()}", DEFAULT_LOCALE, *cousins):
        if candidate in own and candidate.partition("_")[0] == language:
            return _make_faker(candidate), candidate
    return _make_faker(DEFAULT_LOCALE), DEFAULT_LOCALE


def _make_faker(locale: str) -> "Faker":
    from faker import Faker  # noqa: PLC0415 - heavy; only seeding needs it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some locales call themselves deprecated
        return Faker(
            locale,
            providers=["faker.providers.person", "faker.providers.address"],
            use_weighting=False,
        )


def _sample(faker: "Faker", times: int, *methods: str) -> tuple[str, ...]:
    """What the first of these methods that works gives, each word once, in the order drawn."""
    for method in methods:
        try:
            ask = getattr(faker, method)
            return tuple(dict.fromkeys(str(ask()) for _ in range(times)))
        except AttributeError:
            continue  # this locale lacks the method, or a provider that the method asks
    return (COUNTRY,)


def _country_of(places: "Faker") -> str:
    try:
        return str(places.current_country())
    except ValueError:  # the locale names no country that Faker knows
        return COUNTRY


def _names(words: tuple[str, ...] | list[str]) -> Names:
    return Names(tuple(words), tuple(mailbox(word) for word in words))
