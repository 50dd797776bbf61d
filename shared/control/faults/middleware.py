"""Where rules about requests act: between the journal and the app, before any handler runs.

A rule that names a person, client, partner or process needs the body; it is read ahead only while such a rule exists.
"""

import fnmatch
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.control.clock import SuiteClock
from shared.control.exchange import Exchange, exchange_of
from shared.control.explanation import Explanation
from shared.control.faults.registry import Faults, fits
from shared.control.faults.rule import FaultRule
from shared.control.journal import TRANSPORT_KEY

_GATEWAY_PAGE: Final = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_NAMED_IN_BODY: Final[Mapping[str, re.Pattern[bytes]]] = {
    "uin": re.compile(rb'"(?:individualId|UIN|vid|VID|uin)"\s*:\s*\\?"([^"\\]+)'),
    "client": re.compile(rb'(?:"clientId"\s*:\s*"|(?:^|&)client_id=)([^"&]+)'),
    "process": re.compile(rb'"process"\s*:\s*"([^"]+)'),
    "partner": re.compile(rb'"partnerId"\s*:\s*"([^"]+)'),
}

ErrorRenderer = Callable[[Request, str, str, Explanation], Awaitable[Response]]
"""(request, service, code, explanation) -> the service's own answer for this code."""
ServiceOf = Callable[[str], str]
"""Path -> service."""


class FaultsMiddleware:
    """Applies the rules in force to each request of an app."""

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        clock: SuiteClock,
        *,
        service_of: ServiceOf,
        render_error: ErrorRenderer,
    ) -> None:
        self._app = app
        self._faults = faults
        self._clock = clock
        self._service_of = service_of
        self._render_error = render_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_mock"):
            await self._app(scope, receive, send)
            return
        every = self._faults.list()
        if not every:
            await self._app(scope, receive, send)
            return
        exchange = exchange_of(scope)
        rules = [r for r in every if r.action.named is None and r.match.app in {None, exchange.app}]
        service = self._service_of(scope["path"])
        if any(_reads_body(rule) for rule in rules):
            body, receive = await _read_ahead(receive)
        else:
            body = b""
        about = _about(scope, exchange, body)
        for rule in rules:
            if _path_fits(rule, scope["path"]) and fits(
                rule.match, service=service, endpoint=rule.match.endpoint, method=scope["method"], **about
            ):
                acting = self._faults.act(rule)
                if acting is not None:
                    await self._apply(acting, service, scope, receive, send)
                    return
        await self._app(scope, receive, send)

    async def _apply(self, rule: FaultRule, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        action = rule.action
        exchange = exchange_of(scope)
        exchange.faults.append(rule.id)
        if action.error is None:  # the service's own renderer explains it otherwise
            exchange.explain(_told(rule))
        if action.delay is not None:
            await self._clock.sleep_until(self._clock.now() + timedelta(seconds=_delay_of(rule)))
        if action.hang:
            await _wait_for_disconnect(receive)
            return
        if action.drop:
            await _close_connection(scope, receive)
            return
        if action.error is not None:
            request = Request(scope, receive)
            response = await self._render_error(request, service, action.error, _told(rule))
            await response(scope, receive, send)
        elif action.body == "html":
            page = Response(_GATEWAY_PAGE, action.status or 502, media_type="text/html")
            await page(scope, receive, send)
        elif action.status is not None:
            await Response(b"", action.status)(scope, receive, send)
        elif action.body is not None:
            damaging = _Damaging(send)
            await self._app(scope, receive, damaging.cut if action.body == "truncated" else damaging.garble)
            if action.body == "truncated":
                await _close_connection(scope, receive)
        else:
            await self._app(scope, receive, send)


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


def _reads_body(rule: FaultRule) -> bool:
    match = rule.match
    return any(v is not None for v in (match.uin, match.client, match.process, match.partner))


def _path_fits(rule: FaultRule, path: str) -> bool:
    pattern = rule.match.endpoint
    return pattern is None or fnmatch.fnmatchcase(path, re.sub(r"\{[^}]*\}", "*", pattern))


def _about(scope: Scope, exchange: Exchange, body: bytes) -> dict[str, str | None]:
    """What the request says of itself without being decrypted: members, form fields, path segments."""
    about: dict[str, str | None] = {}
    for name, pattern in _NAMED_IN_BODY.items():
        found = pattern.search(body) or pattern.search(scope["query_string"])
        about[name] = found[1].decode("utf-8", "replace") if found else exchange.trace.get(name)
    segments = scope["path"].split("/")
    if about["partner"] is None and "idauthentication" in segments and len(segments) >= 3:  # noqa: PLR2004
        about["partner"] = segments[-2]  # .../{MISP key}/{partner id}/{API key}
    return about


async def _read_ahead(receive: Receive) -> tuple[bytes, Receive]:
    """The whole body, and a `receive` that gives it once more."""
    messages: list[Message] = []
    while True:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    body = b"".join(m.get("body", b"") for m in messages)
    replay = iter(messages)

    async def replaying() -> Message:
        return next(replay, None) or await receive()

    return body, replaying


async def _close_connection(scope: Scope, receive: Receive) -> None:
    """Close the socket as it stands; what was sent before still arrives."""
    transport = scope.get(TRANSPORT_KEY)
    if transport is not None:
        transport.close()
        await _wait_for_disconnect(receive)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
