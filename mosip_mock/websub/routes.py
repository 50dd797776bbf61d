"""The hub over HTTP: one POST for every operation, on MOSIP's path and on the one OpenCRVS uses by default.

Source: ballerina websubhub `http_service.bal` for parameters, content types and the texts of 400.
"""

from typing import Final
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mosip_mock.paths import HUB
from mosip_mock.websub.bare_topics import note_bare_topic
from mosip_mock.websub.errors import DeniedError, HubCrashError, MalformedError
from mosip_mock.websub.hub import Hub, SubscribeRequest, lease_of
from mosip_mock.websub.permissions import Permissions
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.wire import json_response, query_text_of

_FORM: Final = "application/x-www-form-urlencoded"
_CONTENT: Final = ("application/json", "application/xml", "application/octet-stream", "text/plain")
_PUBLISHER: Final = "x-ballerina-publisher"
_MODES: Final = frozenset({"register", "deregister", "publish", "subscribe", "unsubscribe"})
_FIELDS: Final = 50


class HubRoutes(Struct, frozen=True):
    """`POST /hub` and the hub's health."""

    hub: Hub
    permissions: Permissions

    def routes(self) -> list[BaseRoute]:
        return [
            *(Route(path, self.operate, methods=["POST"]) for path in HUB),
            Route("/hub/actuator/health", self.health, methods=["GET"]),
        ]

    async def operate(self, request: Request) -> Response:
        exchange = exchange_of(request.scope)
        exchange.service = "websub"
        try:
            fields, content = await _parameters(request)
            mode, topic = _mode_of(fields), _required(fields, "hub.topic")
            callback = _required(fields, "hub.callback") if mode in {"subscribe", "unsubscribe"} else ""
            client_id = self.permissions.check(request.headers.get("cookie"), mode, topic)
            exchange.tag(topic=topic, client=client_id)
            match mode:
                case "register":
                    self.hub.register(topic)
                case "deregister":
                    self.hub.deregister(topic)
                case "publish":
                    self.hub.publish(topic, content)
                case "subscribe":
                    self.hub.subscribe(
                        SubscribeRequest(
                            topic=topic,
                            callback=callback,
                            secret=fields.get("hub.secret"),
                            lease_seconds=lease_of(fields.get("hub.lease_seconds")),
                            client_id=client_id,
                        )
                    )
                    note_bare_topic(exchange, topic)
                case _:
                    self.hub.unsubscribe(topic, callback)
        except MalformedError as error:
            exchange.explain(error.explanation)
            return PlainTextResponse(error.text, 400)
        except DeniedError as error:
            exchange.explain(error.explanation)
            return denied(error)
        except HubCrashError as error:
            exchange.explain(error.explanation)
            return PlainTextResponse("", 500)
        return _hub_answer("hub.mode=accepted", 202 if mode in {"subscribe", "unsubscribe"} else 200)

    async def health(self, _: Request) -> Response:
        up = {"status": "UP"}
        return json_response({"status": "UP", "details": {"details": {"diskSpace": up, "consolidator": up}}})


def denied(error: DeniedError) -> Response:
    """A denial, in the words of the hub."""
    return _hub_answer(f"hub.mode=denied&hub.reason={error.reason}", error.status)


def _hub_answer(text: str, status: int) -> Response:
    return Response(text, status, media_type=None, headers={"Content-Type": _FORM})


async def _parameters(request: Request) -> tuple[dict[str, str], bytes]:
    """The fields of the operation and the content to publish. Raises `MalformedError`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind == _FORM:
        form = _pairs(body.decode("utf-8", "replace"))
        match request.headers.get(_PUBLISHER):
            case None | "event":
                return form, msgspec.json.encode(form)
            case "publish":
                return _of_query(request), msgspec.json.encode(form)
            case other:
                raise _wrong_publisher(other)
    if kind in _CONTENT:
        return _of_query(request), _content(body, kind)
    supported = f"{_FORM}, {', '.join(_CONTENT[:-1])} and {_CONTENT[-1]}"
    raise MalformedError(
        f"Endpoint only supports content type of {supported}",
        Explanation(
            expected=supported,
            received=kind or "no content type",
            where="header Content-Type",
            why="the hub reads its parameters by content type",
            mend=f"subscribe with `Content-Type: {_FORM}`",
        ),
    )


def _of_query(request: Request) -> dict[str, str]:
    """Mode and topic, and nothing else. Raises `MalformedError`."""
    query = _pairs(query_text_of(request))
    return {name: _required(query, name) for name in ("hub.mode", "hub.topic")}


def _wrong_publisher(received: str) -> MalformedError:
    return MalformedError(
        f"Invalid value for header {_PUBLISHER}",
        Explanation(
            expected="`publish` or `event`",
            received=received,
            where=f"header {_PUBLISHER}",
            why="the header says whether a form is an operation of its own or content to publish",
            mend="leave the header out",
        ),
    )


def _content(body: bytes, kind: str) -> bytes:
    """What is delivered later: JSON is read and written anew, as the hub does. Raises `MalformedError`."""
    if kind != "application/json":
        return msgspec.json.encode(body.decode("utf-8", "replace"))
    try:
        return msgspec.json.encode(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(
            "Error in decoding the payload",
            Explanation(
                expected="JSON in UTF-8",
                received=str(error),
                where="body",
                why="the hub parses what it is to publish",
                mend="publish valid JSON",
            ),
        ) from error


def _pairs(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        return {}


def _mode_of(fields: dict[str, str]) -> str:
    mode = fields.get("hub.mode", "")
    if mode in _MODES:
        return mode
    raise MalformedError(
        "The request does not include valid `hub.mode` form param.",
        Explanation(
            expected=", ".join(sorted(_MODES)),
            received=repr(mode) if mode else "none",
            where="form field hub.mode",
            why="the mode chooses the operation; MOSIP's own Java client sends `unregister`, which is none of them",
            mend="send one of the five",
        ),
    )


def _required(fields: dict[str, str], name: str) -> str:
    value = fields.get(name, "")
    if value:
        return value
    raise MalformedError(
        f"Empty value found for parameter '{name}'",
        Explanation(
            expected=f"`{name}`",
            received="nothing",
            where=name,
            why="the operation needs it: from the form, or from the query where the content is no form",
            mend=f"send `{name}` in the form; in the query when you publish JSON",
        ),
    )
