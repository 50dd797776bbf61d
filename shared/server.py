"""Serving one app: bind, announce, run until told to stop.

The socket is bound before the app is built, so that port 0 works and the app knows its address from the start.
"""

import contextlib
import gc
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

_NEW_OBJECTS_BETWEEN_COLLECTIONS = 10_000
_ENDLESS = "/_mock/events"
_SECONDS_TO_FINISH = 2  # for requests under way when the app is told to stop


class BindError(Exception):
    """The address cannot be had; the text says why and what to do."""


def bind(host: str, port: int, variable: str) -> socket.socket:
    """A listening socket; port 0 lets the system choose. Raises `BindError`, which names the port's `variable`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise BindError(
            f"cannot listen on {host}:{port}: {reason.lower()}; stop what uses this port, or choose another "
            f"with --port or {variable}"
        ) from error
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket) -> str:
    """The base URL of a bound socket, usable from this machine."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    app: ASGIApp,
    listener: socket.socket,
    *,
    banner: Callable[[], str],
    ready_file: Path | None = None,
    access_log: bool = False,
    log_level: str = "warning",
) -> None:
    """Run until SIGINT or SIGTERM. `ready_file` receives `{"url": ..., "pid": ...}` once requests are answered."""
    config = uvicorn.Config(
        app,
        access_log=access_log,
        log_level="info" if access_log else log_level,
        lifespan="on",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        log_config=_logging_config(log_level),
    )
    server = _AnnouncingServer(config, banner, listener, ready_file)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def collect_seldom() -> None:
    """What start-up made stays; requests leave few cycles behind. The default looks through both at every login."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    gc.enable()  # the commands that serve switch it off while they start


class _AnnouncingServer(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        banner: Callable[[], str],
        listener: socket.socket,
        ready_file: Path | None,
    ) -> None:
        super().__init__(config)
        self._banner = banner
        self._url = address_of(listener)
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        collect_seldom()
        print(self._banner(), flush=True)  # noqa: T201 - the first screen of a command
        if self._ready_file:
            partial = self._ready_file.with_suffix(".partial")
            partial.write_text(json.dumps({"url": self._url, "pid": os.getpid()}))
            partial.replace(self._ready_file)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the dashboards' streams of events, which otherwise are requests under way for ever."""
        for connection in tuple(self.server_state.connections):
            scope = getattr(connection, "scope", None)
            if scope and scope["path"].endswith(_ENDLESS) and connection.transport is not None:
                connection.transport.close()
        await super().shutdown(sockets)


def _logging_config(level: str) -> dict[str, object]:
    """Everything to standard error as `time level logger: message`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "stream": sys.stderr,
            }
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {"uvicorn.access": {"level": "INFO"}},
    }
