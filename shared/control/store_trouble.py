"""What is answered when the database cannot be used: 503, with its sentence on what is wrong and what to do."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation
from shared.store.protocol import StoreError
from shared.wire import json_response


class StoreGuard(Struct, frozen=True):
    """Around an app's layers, which need the database before any service is asked, and around the doorway's health."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the lifespan."""
        try:
            await self.app(scope, receive, send)
        except StoreError as error:
            if scope["type"] != "http":
                raise
            await store_unavailable(error)(scope, receive, send)


async def on_store_error(request: Request, error: Exception) -> Response:
    """For a service's request, which the journal knows of."""
    exchange_of(request.scope).explain(
        Explanation(
            expected="a database that can be read and written",
            received="one that cannot",
            where="data directory",
            why="everything that the mocks know is there; this answer is the mock's own, no real service's",
            mend=str(error),
        )
    )
    return store_unavailable(error)


def store_unavailable(error: Exception) -> Response:
    """The answer itself, the same everywhere."""
    return json_response({"error": "store_unavailable", "message": str(error)}, 503)
