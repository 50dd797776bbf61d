"""Reading bodies, writing JSON and times, the same way in both apps.

Decoding happens once, at the edge, into frozen msgspec structs. What does not fit raises `WireError`, which names the
place; each service answers it in its own shape.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import unquote_plus, unquote_to_bytes

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from shared.control.explanation import Explanation

T = TypeVar("T")
_MAX_FORM_FIELDS = 100


class WireError(ValueError):
    """A body that cannot be read; the explanation says where and why."""

    def __init__(self, explanation: Explanation, *, syntax: bool = False) -> None:
        super().__init__(f"{explanation.where}: {explanation.received}")
        self.explanation = explanation
        self.syntax = syntax
        """Whether the body is not even JSON (or no form), as against JSON of another shape."""


def json_response(
    content: Any,  # noqa: ANN401 - any JSON value or struct
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A response whose body is this value as compact JSON."""
    return Response(msgspec.json.encode(content), status, headers, media_type=media_type)


def wire_time(instant: datetime) -> str:
    """`yyyy-MM-dd'T'HH:mm:ss.SSS'Z'`, UTC."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


async def read_json(request: Request, kind: type[T], *, strict: bool = True) -> T:
    """The body as `kind`. Raises `WireError`."""
    return decode_json(await request.body(), kind, strict=strict)


def decode_json(body: bytes, kind: type[T], *, strict: bool = True) -> T:
    """These bytes as `kind`. `strict=False` lets numbers stand for text and the like. Raises `WireError`."""
    try:
        return msgspec.json.decode(body, type=kind, strict=strict)
    except msgspec.ValidationError as error:
        raise misfitting(error, kind, "body") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(
            Explanation(
                expected="a JSON document in UTF-8",
                received=_excerpt(body),
                where="body",
                why=f"the parser stopped: {error}",
                mend="send valid JSON with `Content-Type: application/json`",
            ),
            syntax=True,
        ) from error


def misfitting(error: msgspec.ValidationError, kind: Any, whole: str) -> WireError:  # noqa: ANN401 - any type
    """The refusal of a value that is no `kind`; `whole` says what it is, where no member of it is to blame."""
    from shared.shapes import misfit  # noqa: PLC0415 - most bodies fit

    expected, received, where, mend = misfit(error, kind)
    why = "what was sent is mapped onto types of the service, and this does not fit"
    return WireError(Explanation(expected=expected, received=received, where=where or whole, why=why, mend=mend))


def _excerpt(body: bytes) -> str:
    if not body:
        return "an empty body"
    text = body[:60].decode("utf-8", "replace")
    return f"{len(body)} bytes beginning {text!r}"


async def read_form(request: Request) -> dict[str, str]:
    """The fields of an `application/x-www-form-urlencoded` body, each once. Raises `WireError`."""
    return decode_pairs((await request.body()).decode("utf-8", "replace"), "form field")


def path_of(request: Request) -> str:
    """The path, decoded. `request.url` has it, too, but raises where the query is no UTF-8."""
    path: str = request.scope["path"]
    return path


def query_text_of(request: Request) -> str:
    """The query as it was sent; bytes that are no UTF-8 become replacement characters."""
    query: bytes = request.scope["query_string"]
    return query.decode("utf-8", "replace")


def query_of(request: Request) -> dict[str, str]:
    """The query parameters, each once. Raises `WireError`."""
    return decode_pairs(query_text_of(request), "query parameter")


def decode_pairs(text: str, what: str) -> dict[str, str]:
    """`a=1&b=2` as a mapping; empty values are kept. Raises `WireError` for a repeated name (RFC 6749, 3.1)."""
    if text.count("&") >= _MAX_FORM_FIELDS:
        raise WireError(
            Explanation(
                expected=f"at most {_MAX_FORM_FIELDS} fields",
                received="more",
                where="body",
                why="no request of this protocol has that many",
                mend="send the documented fields only",
            ),
            syntax=True,
        )
    fields: dict[str, str] = {}
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        # Most values have nothing to decode, and decoding costs as much as the rest of this loop.
        name = _unquoted(name) if "%" in name or "+" in name else name
        value = _unquoted(value) if "%" in value or "+" in value else value
        if name in fields:
            raise WireError(
                Explanation(
                    expected=f"`{name}` once",
                    received="the same parameter several times",
                    where=f"{what} {name}",
                    why="RFC 6749 section 3.1: parameters must not be included more than once",
                    mend=f"send `{name}` once",
                )
            )
        fields[name] = value
    return fields


_LONGEST_KNOWN = 1024


def _unquoted(text: str) -> str:
    """What `unquote_plus` gives; relying parties send the same URLs and claims with every request."""
    return _known_unquoted(text) if len(text) <= _LONGEST_KNOWN else _newly_unquoted(text)


@lru_cache(maxsize=256)
def _known_unquoted(text: str) -> str:
    return _newly_unquoted(text)


def _newly_unquoted(text: str) -> str:
    """For ASCII without the search for other characters."""
    if text.isascii():
        return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")
    return unquote_plus(text)
