"""The hub's own HTTP client: one session with keep-alive, made when the first call is due.

aiohttp delivers 20 times as many as httpx on one core; it is imported here and nowhere at start.
"""

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from shared.control.explanation import Explanation

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

_KEPT_ANSWER_BYTES: Final = 64 * 1024
_USER_AGENT: Final = "ballerina"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a callback said, or why nothing came."""

    status: int | None = None
    body: bytes = b""
    headers: list[tuple[str, str]] = []
    error: str = ""
    milliseconds: float = 0.0

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the class of success


def no_answer(callback: str, answer: Answer) -> Explanation:
    """Why nothing came back from a callback."""
    return Explanation(
        expected="an answer from the callback",
        received=answer.error,
        where=callback,
        why="network errors are tried again; then there is no subscription, or it is off, and nobody is told",
        mend="start the subscriber, or correct `hub.callback` (in a container, `localhost` is that container)",
    )


class HubClient:
    """Calls callbacks. Redirects are not followed: to the real hub they are failures."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str) -> Answer:
        """GET this URL exactly as it is written (nothing is encoded again)."""
        return await self._call("GET", url, None, {})

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST these bytes."""
        return await self._call("POST", url, body, headers)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _call(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        import aiohttp  # noqa: PLC0415 - 142 ms, needed only once something is delivered

        session = self._session
        if session is None:
            session = self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                skip_auto_headers=("Accept", "Accept-Encoding"),
                timeout=aiohttp.ClientTimeout(total=self._timeout_seconds),
                headers={"User-Agent": _USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        started = time.perf_counter()
        try:
            async with session.request(
                method, _as_written(url), data=body, headers=headers, allow_redirects=False
            ) as response:
                content = b""
                while len(content) < _KEPT_ANSWER_BYTES and (chunk := await response.content.readany()):
                    content += chunk
                return Answer(
                    status=response.status,
                    body=content,
                    headers=list(response.headers.items()),
                    milliseconds=_since(started),
                )
        except TimeoutError:
            return Answer(error=f"no answer within {self._timeout_seconds:g} s", milliseconds=_since(started))
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            return Answer(error="it is no http or https address", milliseconds=_since(started))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answer(error=str(error) or type(error).__name__, milliseconds=_since(started))


@lru_cache(maxsize=256)
def _as_written(url: str) -> "URL":
    """Nothing is encoded again. Raises `ValueError`."""
    from yarl import URL  # noqa: PLC0415 - comes with aiohttp

    return URL(url, encoded=True)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
