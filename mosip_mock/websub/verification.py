"""What the hub asks a callback by GET: whether the subscription is meant, and why one was denied.

Source: ballerina websubhub `utils.bal`. Values are appended as they are, only spaces become `%20`; the answer's body
must equal the challenge exactly, its status is not looked at.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from mosip_mock.websub.http_client import HubClient, no_answer
from mosip_mock.websub.signing import with_trailing_slash
from shared.control.clock import SuiteClock
from shared.control.explanation import Explanation
from shared.control.faults.registry import Faults
from shared.control.journal import Journal
from shared.draws import RANDOM, Draw

_log = logging.getLogger("mocks.websub")


class CallbackQuestions:
    """Asks callbacks; network errors are tried again, statuses never."""

    def __init__(
        self,
        client: HubClient,
        *,
        clock: SuiteClock,
        journal: Journal,
        faults: Faults,
        waits: Sequence[float],
        wait_scale: float,
        draw: Draw = RANDOM,
    ) -> None:
        """`waits` are the seconds before each further try."""
        self._draw = draw
        self._client = client
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._waits = [timedelta(seconds=wait * wait_scale) for wait in waits]

    async def confirms(self, callback: str, mode: str, topic: str, lease_seconds: int | None) -> bool:
        """Whether the callback echoes the challenge of `subscribe` or `unsubscribe`."""
        challenge = self._draw.uuid()
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge}
        if lease_seconds is not None:
            query["hub.lease_seconds"] = str(lease_seconds)
        answer = await self._ask(callback, query, challenge)
        return answer == challenge.encode()

    async def deny(self, callback: str, topic: str, reason: str) -> None:
        """Tell the callback that a request was denied; what it answers does not matter."""
        _log.warning("denied topic=%s callback=%s reason=%r", topic, callback, str(reason))
        await self._ask(callback, {"hub.mode": "denied", "hub.topic": topic, "hub.reason": reason}, None)

    async def _ask(self, callback: str, query: Mapping[str, str], challenge: str | None) -> bytes | None:
        if self._faults.named("websub", among=("delivery-trailing-slash",)):
            callback = with_trailing_slash(callback)
        text = "&".join(f"{name}={value.replace(' ', '%20')}" for name, value in query.items())
        url = f"{callback}{'&' if '?' in callback else '?'}{text}"
        for wait in (None, *self._waits):
            if wait is not None:
                await self._clock.sleep_until(self._clock.now() + wait)
            exchange = self._journal.open("outbound", method="GET", path=callback, query=text, service="websub")
            answer = await self._client.get(url)
            exchange.status, exchange.duration_ms = answer.status, answer.milliseconds
            exchange.response_headers, exchange.response_body = answer.headers, answer.body
            if answer.error:
                exchange.explain(no_answer(callback, answer))
            elif challenge is not None and answer.body != challenge.encode():
                exchange.explain(_wrong_echo(callback, challenge, repr(answer.body[:80])))
            self._journal.close(exchange)
            if not answer.error:
                return answer.body
        return None


def _wrong_echo(callback: str, challenge: str, received: str) -> Explanation:
    return Explanation(
        expected=f"a body that is exactly {challenge}",
        received=received,
        where=f"GET {callback}",
        why="the hub compares the body with the challenge, byte for byte; a newline or JSON quotes do not match, and "
        "nobody is told that the subscription did not come about",
        mend="answer `hub.challenge` as text/plain, nothing before or behind it",
    )
