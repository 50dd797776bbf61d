from datetime import date
from io import BytesIO

from PIL import Image

from shared.citizens.citizen import Citizen
from shared.citizens.personas import cast
from shared.citizens.photo import drawn_data_uri, drawn_jpeg, photo_of

TODAY = date(2026, 3, 1)


def person(**changes: object) -> Citizen:
    return Citizen(**({"uin": "2178026904", "full_name": "A", "birth_date": TODAY} | changes))  # type: ignore[arg-type] # fields by name


def test_a_portrait_is_a_small_jpeg() -> None:
    for citizen in cast(TODAY)[:10]:
        jpeg = drawn_jpeg(citizen.uin)
        assert 1_500 < len(jpeg) < 6_000
        with Image.open(BytesIO(jpeg)) as image:
            assert (image.format, image.size) == ("JPEG", (180, 225))


def test_a_portrait_depends_on_the_uin_alone() -> None:
    assert drawn_jpeg("2178026904") == drawn_jpeg("2178026904")
    assert drawn_jpeg("2178026904") != drawn_jpeg("3289218407")


def test_an_own_photo_goes_before_the_drawn_one() -> None:
    assert photo_of(person()) == drawn_data_uri("2178026904")
    assert photo_of(person(photo="data:image/png;base64,AAAA")) == "data:image/png;base64,AAAA"
