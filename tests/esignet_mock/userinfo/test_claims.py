"""What userinfo says about a person: by consent, data, language and identity system."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from shared.citizens.citizen import Address, Name
from shared.citizens.claims import Wish, ida_address
from tests.benches.back_channel import FATHER, PUBLIC, BackChannelBench

OpenBench = Callable[..., BackChannelBench]
EVERYTHING = (
    "name",
    "given_name",
    "middle_name",
    "family_name",
    "birthdate",
    "gender",
    "phone_number",
    "email",
    "address",
    "individual_id",
)


def claims_without_sub(bench: BackChannelBench, **login: Any) -> dict[str, Any]:
    claims = bench.claims(**login)
    del claims["sub"]
    return claims


def test_ida_gives_sub_and_the_consented_claims_only(bench: BackChannelBench) -> None:
    assert set(bench.claims(accepted_claims=("name", "gender"))) == {"sub", "name", "gender"}


def test_without_consent_ida_gives_sub_alone(bench: BackChannelBench) -> None:
    assert set(bench.claims(accepted_claims=())) == {"sub"}


def test_formats_of_ida(bench: BackChannelBench) -> None:
    father = bench.world.citizens.get(FATHER)
    assert father.address is not None
    assert claims_without_sub(bench, accepted_claims=EVERYTHING, individual_id="2718240964814598") == {
        "name": "Joseph Mwamba",
        "given_name": "Joseph",
        "family_name": "Mwamba",
        "birthdate": "1986/03/14",
        "gender": "Male",
        "phone_number": father.phone,
        "email": father.email,
        "address": {
            "street_address": "12 Baobab Road",
            "locality": "Riverton",
            "region": "North",
            "postal_code": "10203",
            "country": father.address.country,
        },
        "individual_id": "2718240964814598",
    }


def test_formats_of_the_mock_identity_system(open_bench: OpenBench) -> None:
    bench = open_bench(identity_system="mock")
    claims = claims_without_sub(bench, accepted_claims=(*EVERYTHING, "locale"))
    assert claims["iss"] == f"{PUBLIC}/v1/esignet"
    assert claims["aud"] == "mock-client_id"
    assert not {"exp", "iat", "individual_id"} & set(claims)
    assert "postal_code" not in claims["address"]
    assert claims["locale"] == "eng"
    assert (claims["birthdate"], claims["gender"], claims["name"]) == ("1986/03/14", "Male", "Joseph Mwamba")


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
def test_userinfo_is_signed_by_the_identity_systems_own_key_with_rs256(open_bench: OpenBench, profile: str) -> None:
    bench = open_bench(profile=profile)
    answer = bench.token(bench.issue()).json()
    _, of_token = bench.verified(answer["id_token"])
    _, of_userinfo = bench.verified(bench.userinfo(answer["access_token"]).text)
    assert of_userinfo["alg"] == "RS256"
    assert set(of_userinfo) == {"kid", "alg"}
    assert of_userinfo["kid"] != of_token["kid"]


@pytest.mark.parametrize("system", ["ida", "mock"])
def test_what_there_is_no_data_for_is_left_out(open_bench: OpenBench, system: str) -> None:
    bench = open_bench(identity_system=system)
    bench.mended(phone=None, email=None, address=None, given_name="", family_name="")
    claims = bench.claims(accepted_claims=EVERYTHING)
    assert not {"phone_number", "email", "address", "given_name", "family_name", "middle_name"} & set(claims)
    assert None not in claims.values()


def test_claims_that_no_system_maps_are_left_out(bench: BackChannelBench) -> None:
    accepted = ("phone_number_verified", "email_verified", "updated_at", "registration_type", "nickname")
    assert set(bench.claims(accepted_claims=accepted)) == {"sub"}


def bilingual(bench: BackChannelBench) -> None:
    names = {"fra": Name(full="Joseph Mwamba fils", given="Joseph", family="Mwamba fils")}
    bench.mended(names=names)


@pytest.mark.parametrize("locales", [(), ("en",), ("eng",), ("en-GB",), ("en", "de"), ("en", "eng")])
def test_one_matching_language_gives_plain_members(bench: BackChannelBench, locales: tuple[str, ...]) -> None:
    bilingual(bench)
    claims = claims_without_sub(bench, accepted_claims=("name", "gender"), claims_locales=locales)
    assert claims == {"name": "Joseph Mwamba", "gender": "Male"}


def test_several_languages_of_ida_are_suffixed_with_two_letters(bench: BackChannelBench) -> None:
    bilingual(bench)
    accepted = ("name", "gender", "birthdate", "middle_name")
    claims = claims_without_sub(bench, accepted_claims=accepted, claims_locales=("en", "fr"))
    assert claims == {
        "name#en": "Joseph Mwamba",
        "name#fr": "Joseph Mwamba fils",
        "gender#en": "Male",
        "gender#fr": "Homme",
        "birthdate": "1986/03/14",
    }


def test_several_languages_of_the_mock_system_are_suffixed_as_stored(open_bench: OpenBench) -> None:
    bench = open_bench(identity_system="mock")
    bilingual(bench)
    accepted = ("name", "address")
    claims = bench.claims(accepted_claims=accepted, claims_locales=("en", "fr", "ar"))
    assert "name" not in claims
    # The original writes empty texts for languages without a value.
    assert (claims["name#eng"], claims["name#fra"], claims["name#ara"]) == ("Joseph Mwamba", "Joseph Mwamba fils", "")
    assert claims["address"]["locality#eng"] == "Riverton"
    assert claims["address"]["locality#fra"] == ""


def test_a_language_that_nobody_stored_gives_nothing_at_ida(bench: BackChannelBench) -> None:
    assert set(bench.claims(accepted_claims=("name", "birthdate"), claims_locales=("fr",))) == {"sub", "birthdate"}


def test_without_a_wish_a_person_without_english_is_named_in_the_own_language(open_bench: OpenBench) -> None:
    for system in ("ida", "mock"):
        bench = open_bench(identity_system=system)
        bench.mended(language="fra", full_name="Joseph Mwamba")
        claims = bench.claims(accepted_claims=("name", "gender"))
        assert (claims["name"], claims["gender"]) == ("Joseph Mwamba", "Homme")


def test_an_address_in_several_languages_at_ida() -> None:
    identity = {
        "city": [{"language": "eng", "value": "Riverton"}, {"language": "fra", "value": "Rivière"}],
        "postalCode": "10203",
    }
    wish = Wish(("address",), ("eng", "fra"), languages_given=True)
    assert ida_address(identity, "eng", wish) == {
        "address#en": {"locality#en": "Riverton", "postal_code": "10203"},
        "address#fr": {"locality#fr": "Rivière", "postal_code": "10203"},
    }


def test_several_address_lines_are_joined(bench: BackChannelBench) -> None:
    bench.mended(address=Address(line1="12 Baobab Road", line2="Flat 3", line3="Hill"))
    claims = bench.claims(accepted_claims=("address",))
    assert claims["address"] == {"street_address": "12 Baobab Road Flat 3 Hill"}


def test_the_picture_is_a_jpeg(bench: BackChannelBench) -> None:
    head, _, data = bench.claims(accepted_claims=("picture",))["picture"].partition(",")
    assert head == "data:image/jpeg;base64"
    assert base64.b64decode(data).startswith(b"\xff\xd8\xff")


def test_a_stored_photo_is_passed_through(bench: BackChannelBench) -> None:
    photo = "data:image/png;base64,iVBORw0KGgo="
    bench.mended(photo=photo)
    assert bench.claims(accepted_claims=("picture",))["picture"] == photo


def magic(bench: BackChannelBench, name: str, accepted: tuple[str, ...]) -> dict[str, Any]:
    person = bench.world.citizens.find_by_persona(f"magic-{name}")
    assert person is not None
    return bench.claims(uin=person.uin, accepted_claims=accepted)


def test_magic_people_have_peculiar_claims(bench: BackChannelBench) -> None:
    accepted = ("name", "given_name", "birthdate", "picture")
    assert set(magic(bench, "userinfo-without-name", accepted)) == {"sub", "birthdate", "picture"}
    assert "birthdate" not in magic(bench, "userinfo-without-birthdate", accepted)
    assert magic(bench, "userinfo-iso-birthdate", accepted)["birthdate"] == "1990-01-01"


def test_a_large_picture_makes_a_large_jwt(bench: BackChannelBench) -> None:
    person = bench.world.citizens.find_by_persona("magic-userinfo-large-picture")
    assert person is not None
    answer = bench.userinfo(bench.access_token(uin=person.uin, accepted_claims=("picture",)))
    # Larger than joserfc, as many other libraries, takes by default.
    assert len(answer.content) > 1_000_000
