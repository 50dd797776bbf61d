from datetime import datetime
from typing import Any

import msgspec
import pytest

from shared.shapes import misfit


class Inner(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    a_number: int = 0
    when: datetime | None = None


class Outer(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    full_name: str
    inner: Inner | None = None
    many: list[Inner] = []


@pytest.mark.parametrize(
    ("given", "expected", "received", "where", "mend"),
    [
        ({}, "the member `fullName`", "an object without it", "", "add `fullName`"),
        ([], "an object", "a list", "", "send an object"),
        ({"fullName": 3}, "text", "a whole number", "fullName", "send text"),
        (
            {"fullName": "a", "fullNam": "b"},
            "one of fullName, inner, many",
            "`fullNam`",
            "fullNam",
            "did you mean `fullName`?",
        ),
        ({"fullName": "a", "x": 1}, "one of fullName, inner, many", "`x`", "x", "leave `x` out"),
        (
            {"fullName": "a", "inner": {"number": 1}},
            "one of aNumber, when",
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
            "invalid RFC3339 encoded datetime",
            "a value that is not so",
            "inner.when",
            "send one that fits",
        ),
    ],
)
def test_misfit_is_told_in_plain_words(given: Any, expected: str, received: str, where: str, mend: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(given, Outer)

    assert misfit(caught.value, Outer) == (expected, received, where, mend)
