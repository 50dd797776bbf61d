"""What becomes of a request while there are rules: the first that fits acts, or the app answers as always.

Whom and what a request names is in its body, mostly; it is read ahead where a rule is about this place at all.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.control.clock import SuiteClock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.control.faults.endpoints import meets
from shared.control.faults.naming import Names
from shared.control.faults.registry import Faults
from shared.control.faults.rule import BOTH, FaultRule
from shared.control.recording import SERVER_SEND_KEY

_GATEWAY_PAGE: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)

ErrorRenderer = Callable[[Request, str, str, Explanation], Awaitable[Response]]
"""(request, service, code, explanation) -> the service's own answer for this code."""
ServiceOf = Callable[[str], str]
"""Path -> service."""
NamesOf = Callable[[Scope, bytes], Names]
"""(scope, body) -> whom and what the request names."""


class Acting(Struct, frozen=True):
    """Applies rules to the requests of an app."""

    app: ASGIApp
    faults: Faults
    clock: SuiteClock
    service_of: ServiceOf
    names_of: NamesOf
    render_error: ErrorRenderer

    async def handle(self, every: Sequence[FaultRule], scope: Scope, receive: Receive, send: Send) -> None:
        """One request, while these rules are in force."""
        exchange = exchange_of(scope)
        service = self.service_of(scope["path"])
        rules = [rule for rule in every if _is_about(rule, exchange.app, service, scope["path"])]
        if not rules:
            await self.app(scope, receive, send)
            return
        body, receive = await _read_ahead(receive)
        names = self.names_of(scope, body)
        for rule in rules:
            if self.faults.meeting.fits(rule.match, service=service, method=scope["method"], **names):
                acting = self.faults.meeting.act(rule)
                if acting is not None:
                    exchange.tag(**names)
                    await self._apply(acting, service, scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def _apply(self, rule: FaultRule, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        action = rule.action
        exchange = exchange_of(scope)
        exchange.met(rule.id)
        if action.error is None and not action.only_delays:  # the service's renderer explains its own code
            exchange.explain(_told(rule))
        if action.delay is not None:
            await self.clock.sleep_until(self.clock.now() + timedelta(seconds=_delay_of(rule)))
        if action.hang:
            await _wait_for_disconnect(receive)
            return
        if action.drop:
            await _close_connection(scope, receive)
            return
        if action.error is not None:
            request = Request(scope, receive)
            response = await self.render_error(request, service, action.error, _told(rule))
            await response(scope, receive, send)
        elif action.body == "html":
            await _gateway_page(action.status or HTTPStatus.BAD_GATEWAY)(scope, receive, send)
        elif action.status is not None:
            await Response(b"", action.status)(scope, receive, send)
        elif action.body is not None:
            damaging = _Damaging(send)
            await self.app(scope, receive, damaging.cut if action.body == "truncated" else damaging.garble)
            if action.body == "truncated":
                await _close_connection(scope, receive)
        else:
            await self.app(scope, receive, send)


class _Damaging:
    """Sends an answer cut in half or with bytes changed; its headers stay as they are."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def cut(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}
        await self._send(message)

    async def garble(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": _garbled(message.get("body", b""))}
        await self._send(message)


def _gateway_page(status: int) -> Response:
    phrases = {known.value: known.phrase for known in HTTPStatus}
    title = f"{status} {phrases.get(status, '')}".rstrip()
    return Response(_GATEWAY_PAGE.format(title), status, media_type="text/html")


def _garbled(body: bytes) -> bytes:
    """The same length with every seventh byte turned around."""
    return bytes(byte ^ 0x55 if place % 7 == 0 else byte for place, byte in enumerate(body))


def _told(rule: FaultRule) -> Explanation:
    action = rule.action
    deed = msgspec.json.encode(action).decode()
    return Explanation(
        expected="the ordinary answer",
        received=f"the fault rule {rule.id}: {deed}",
        where="control API",
        why="somebody asked the suite to fail here",
        mend=f"remove it with `mosip-mocks faults clear` or DELETE /_mock/faults/{rule.id}",
        code=action.error or "",
    )


def _delay_of(rule: FaultRule) -> float:
    low, high = rule.action.delay or 0.0, rule.action.delay_up_to
    return low if high is None else random.Random(f"{rule.seed}:{rule.seen}").uniform(low, high)


def _is_about(rule: FaultRule, app: str, service: str, path: str) -> bool:
    """Whether the rule is about requests to this place of this app; named faults act where the thing is made."""
    match = rule.match
    return (
        rule.action.named is None
        and match.app in {None, BOTH, app}
        and match.service in {None, service}
        and (match.endpoint is None or meets(match.endpoint, path))
    )


async def _read_ahead(receive: Receive) -> tuple[bytes, Receive]:
    """The whole body, and a `receive` that gives it once more; one that is too long is the app's to refuse."""
    messages: list[Message] = []
    too_long: HTTPException | None = None
    while True:
        try:
            message = await receive()
        except HTTPException as error:
            too_long = error
            break
        messages.append(message)
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    body = b"".join(m.get("body", b"") for m in messages)
    replay = iter(messages)

    async def replaying() -> Message:
        message = next(replay, None)
        if message is None and too_long is not None:
            raise too_long
        return message or await receive()

    return body, replaying


async def _close_connection(scope: Scope, receive: Receive) -> None:
    """Close the socket as it stands; what was sent before still arrives."""
    cycle = getattr(scope[SERVER_SEND_KEY], "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:  # a server is in front, and no test inside the process
        transport.close()
        await _wait_for_disconnect(receive)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
