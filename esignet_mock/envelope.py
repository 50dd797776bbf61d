"""The envelope of e-Signet's UI and management APIs and of the mock-identity-system, and its errors.

Errors travel with HTTP 200. A business error's text is its code; a violated field has `<field path>: <code>`, one
entry for each. Source: mosip/esignet `core/dto/RequestWrapper`, `ResponseWrapper`, `RequestTimeValidator`,
`esignet-service` `ExceptionHandlerAdvice`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation, Refusal
from shared.shapes import Misfit, misfit
from shared.wire import WireError, json_response, read_json, wire_time

INVALID_REQUEST: Final = "invalid_request"
UNKNOWN_ERROR: Final = "unknown_error"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
LEEWAY: Final = timedelta(minutes=2)
"""Of `requestTime`, to both sides (`mosip.esignet.reqtime.leeway-minutes`)."""

_TOO_DEEP: Final = Misfit("JSON of a few levels", "hundreds of levels inside each other", "", "send it flat")

T = TypeVar("T")


class Violation(msgspec.Struct, frozen=True):
    """A field that breaks a rule of its own, found before anything is looked up."""

    field: str
    """Path as in the body: `request.redirectUri`, `requestTime`."""
    code: str
    explanation: Explanation


class EnvelopeRefusal(Refusal):
    """A request refused with one or more codes in the envelope."""

    def __init__(self, code: str, explanation: Explanation, violations: Sequence[Violation] = ()) -> None:
        super().__init__(code, explanation)
        self.violations = tuple(violations)

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Code and text of each entry of `errors`."""
        if self.violations:
            return [(v.code, f"{v.field}: {v.code}") for v in self.violations]
        return [(self.code, self.code)]

    @property
    def explanations(self) -> list[Explanation]:
        """One for each entry."""
        if not self.violations:
            return [self.explanation]
        return [msgspec.structs.replace(v.explanation, code=v.code) for v in self.violations]


def refuse_violations(violations: Sequence[Violation]) -> None:
    """Raise `EnvelopeRefusal` if there is any violation."""
    if violations:
        raise EnvelopeRefusal(violations[0].code, violations[0].explanation, violations)


class _RequestWrapper(msgspec.Struct, frozen=True, rename="camel"):
    request_time: Any = None
    request: msgspec.Raw = msgspec.Raw(b"null")


class Enveloped(Struct, frozen=True):
    """Reads requests out of their envelope and puts answers into one.

    `message_member` is the name of an error's text: `errorMessage`, at the mock-identity-system `message`.
    """

    clock: Clock
    message_member: str = "errorMessage"

    async def read(self, request: Request, kind: type[T]) -> tuple[T, list[Violation]]:
        """The `request` member as `kind`, and what is wrong with `requestTime`. Raises `EnvelopeRefusal`."""
        try:
            wrapper = await read_json(request, _RequestWrapper)
            violations = self._time_violations(wrapper.request_time)
            if bytes(wrapper.request) == b"null":
                violations.append(_missing_request())
                refuse_violations(violations)
            return msgspec.json.decode(wrapper.request, type=kind, strict=False), violations
        except WireError as error:
            raise EnvelopeRefusal(UNKNOWN_ERROR, error.explanation) from error
        except UnicodeDecodeError as error:  # msgspec leaves the bytes of a raw member unread until now
            raise EnvelopeRefusal(
                UNKNOWN_ERROR,
                Explanation(
                    expected="a JSON document in UTF-8",
                    received=f"the byte 0x{error.object[error.start]:02x}, which is no UTF-8 there",
                    where="request",
                    why="JSON is exchanged in UTF-8 (RFC 8259, section 8.1)",
                    mend="encode the body as UTF-8",
                ),
            ) from error
        except RecursionError as error:
            raise _unmapped(_TOO_DEEP) from error
        except msgspec.ValidationError as error:
            raise _unmapped(misfit(error, kind)) from error

    def answer(self, response: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401 - any JSON value
        """A successful answer."""
        return self._enveloped(response, [], status, headers)

    def refusal(self, request: Request, refusal: Refusal) -> Response:
        """The answer to a refused request; the explanations go to the journal."""
        exchange = exchange_of(request.scope)
        explanations = refusal.explanations if isinstance(refusal, EnvelopeRefusal) else [refusal.explanation]
        for explanation in explanations:
            exchange.explain(explanation)
        entries = refusal.entries if isinstance(refusal, EnvelopeRefusal) else [(refusal.code, refusal.code)]
        return self._enveloped(None, entries)

    async def render(self, request: Request, code: str, explanation: Explanation) -> Response:
        """The answer with this code, as a fault rule asks for it."""
        return self.refusal(request, Refusal(code, explanation))

    def _enveloped(
        self,
        response: Any,  # noqa: ANN401 - any JSON value
        errors: Sequence[tuple[str, str]],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        body = {
            "responseTime": wire_time(self.clock.now()),
            "response": response,
            "errors": [{"errorCode": code, self.message_member: text} for code, text in errors],
        }
        return json_response(body, status, headers)

    def _time_violations(self, given: Any) -> list[Violation]:  # noqa: ANN401 - any JSON value
        now = self.clock.now()
        sent = _instant(given)
        if sent is not None and abs(sent - now) <= LEEWAY:
            return []
        return [
            Violation(
                "requestTime",
                INVALID_REQUEST,
                Explanation(
                    expected=f"`yyyy-MM-dd'T'HH:mm:ss.SSS'Z'` within 2 minutes of {wire_time(now)}",
                    received="nothing" if given is None else repr(given)[:60],
                    where="requestTime",
                    why="requests that were recorded and sent again later are to be refused",
                    mend="send the present time in UTC with exactly three digits of milliseconds; "
                    "`mosip-mocks clock show` tells this suite's time",
                ),
            )
        ]


def _unmapped(found: Misfit) -> EnvelopeRefusal:
    expected, received, where, mend = found.inside("request")
    why = "the body cannot be mapped onto the service's types, and that failure has no code of its own"
    return EnvelopeRefusal(
        UNKNOWN_ERROR,
        Explanation(expected=expected, received=received, where=where, why=why, mend=mend),
    )


def _instant(given: Any) -> datetime | None:  # noqa: ANN401 - any JSON value
    if not isinstance(given, str) or not _TIME.fullmatch(given):
        return None
    try:
        return datetime.strptime(given, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _missing_request() -> Violation:
    return Violation(
        "request",
        INVALID_REQUEST,
        Explanation(
            expected="an object",
            received="nothing, or null",
            where="request",
            why="the envelope's `request` member holds everything that is asked for",
            mend='send {"requestTime": "...", "request": {...}}',
        ),
    )
