from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest

from shared.shapes import Misfit, misfit, shown


class Shade(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class Inner(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    a_number: Annotated[int, msgspec.Meta(ge=0)] = 0
    when: datetime | None = None
    state: Literal["ACTIVE", "INACTIVE"] | None = None
    shade: Shade = Shade.LIGHT


class Outer(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    full_name: str
    inner: Inner | None = None
    many: list[Inner] = []
    by_name: dict[str, Inner] = {}


@pytest.mark.parametrize(
    ("given", "expected", "received", "where", "mend"),
    [
        ({}, "the member `fullName`", "an object without it", "", "add `fullName`"),
        ([], "an object", "a list", "", "send an object"),
        ({"fullName": 3}, "text", "a whole number", "fullName", "send text"),
        (
            {"fullName": "a", "fullNam": "b"},
            "one of fullName, inner, many, byName",
            "`fullNam`",
            "fullNam",
            "did you mean `fullName`?",
        ),
        ({"fullName": "a", "x": 1}, "one of fullName, inner, many, byName", "`x`", "x", "leave `x` out"),
        (
            {"fullName": "a", "inner": {"number": 1}},
            "one of aNumber, when, state, shade",
            "`number`",
            "inner.number",
            "did you mean `aNumber`?",
        ),
        ({"fullName": "a", "inner": True}, "an object or null", "true or false", "inner", "send an object or null"),
        (
            {"fullName": "a", "many": [{"aNumber": "1"}]},
            "a whole number",
            "text",
            "many[0].aNumber",
            "send a whole number",
        ),
        (
            {"fullName": "a", "inner": {"when": "soon"}},
            "an instant such as 2030-01-31T08:00:00Z",
            "other text",
            "inner.when",
            "send an instant such as 2030-01-31T08:00:00Z",
        ),
        (
            {"fullName": "a", "inner": {"aNumber": -1}},
            "a whole number from 0 up",
            "a smaller one, or none",
            "inner.aNumber",
            "send a whole number from 0 up",
        ),
        (
            {"fullName": "a", "inner": {"a": 1}},
            "one of aNumber, when, state, shade",
            "`a`",
            "inner.a",
            "did you mean `aNumber`?",
        ),
        (
            {"fullName": "a", "aNumber": 1},
            "one of fullName, inner, many, byName",
            "`aNumber`",
            "aNumber",
            "did you mean `inner.aNumber`?",
        ),
        (
            {"fullName": "a", "many": [{"state": "ACTIV"}]},
            "one of ACTIVE, INACTIVE",
            "`ACTIV`",
            "many[0].state",
            "did you mean `ACTIVE`?",
        ),
        (
            {"fullName": "a", "byName": {"x": {"shade": "blue"}}},
            "one of light, dark",
            "`blue`",
            "byName[...].shade",
            "send one of them",
        ),
        (
            {"fullName": "a", "many": [{"nothing": 1}]},
            "one of aNumber, when, state, shade",
            "`nothing`",
            "many[0].nothing",
            "leave `nothing` out",
        ),
    ],
)
def test_misfit_is_told_in_plain_words(given: Any, expected: str, received: str, where: str, mend: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(given, Outer)

    assert misfit(caught.value, Outer) == (expected, received, where, mend)


@pytest.mark.parametrize(
    ("where", "seen"), [("", "body"), ("uin", "body.uin"), ("[0].uin", "body[0].uin")], ids=["whole", "member", "entry"]
)
def test_a_place_is_told_from_outside(where: str, seen: str) -> None:
    assert Misfit("text", "a list", where, "send text").inside("body") == ("text", "a list", seen, "send text")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "null"),
        (True, "true"),
        ({"a": [1]}, '{"a":[1]}'),
        ("two words", "'two words'"),
        ("x" * 80, f"'{'x' * 57}'... (80 characters)"),
        (["x" * 80], '["' + "x" * 55 + "..."),
        (10**400, str(10**400)[:57] + "..."),
    ],
    ids=["null", "true", "object", "text", "long-text", "long-list", "huge-number"],
)
def test_values_are_shown_as_json_has_them(value: object, sentence: str) -> None:
    assert shown(value) == sentence
