"""Pushed authorization requests (RFC 9126): kept for a minute, read once.

Source: mosip/esignet `PushedAuthorizationServiceImpl`, `CacheUtilService.getAndEvictPAR`.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw

URN: Final = "urn:ietf:params:oauth:request_uri:"
LIFETIME: Final = 60
_MOST: Final = 10_000


class _Pushed(NamedTuple):
    expires_at: datetime
    request: AuthorizeRequest


class PushedRequests:
    """The requests that were pushed and not read yet. In memory."""

    def __init__(self, clock: Clock, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._clock = clock
        self._pushed: dict[str, _Pushed] = {}

    def push(self, request: AuthorizeRequest) -> str:
        """Keep the request; its `request_uri`."""
        now = self._clock.now()
        while self._pushed:
            oldest = next(iter(self._pushed))
            if now < self._pushed[oldest].expires_at and len(self._pushed) < _MOST:
                break
            del self._pushed[oldest]
        request_uri = URN + self._draw.token(32)
        self._pushed[request_uri] = _Pushed(now + timedelta(seconds=LIFETIME), request)
        return request_uri

    def take(self, request_uri: str | None, client_id: str | None) -> AuthorizeRequest:
        """The request; it is gone afterwards, even for a client that it does not belong to.

        Raises `AuthorizationError` with `invalid_request`.
        """
        pushed = self._pushed.pop(request_uri or "", None)
        if pushed is None:
            raise _refused("one that nobody pushed, or that was read already")
        if self._clock.now() >= pushed.expires_at:
            raise _refused(f"one that expired at {pushed.expires_at:%H:%M:%S} of the suite's time")
        if pushed.request.client_id != client_id:
            raise _refused(f"one that another client than {client_id!r} pushed")
        return pushed.request

    def clear(self) -> None:
        """Forget everything."""
        self._pushed.clear()


def _refused(received: str) -> AuthorizationError:
    return refused(
        Code.INVALID_REQUEST,
        expected="a `request_uri` that this client pushed in the last minute",
        received=received,
        where="request.requestUri",
        why="a pushed request serves once",
        mend="push the request again for each login, and reloading",
    )
