"""One POST to a callback: signed over the exact bytes, journalled, its answer kept as an attempt."""

from typing import Final

from mosip_mock.websub.http_client import Answer, HubClient, no_answer
from mosip_mock.websub.policy import DeliveryPolicy
from mosip_mock.websub.queue import Attempt, Delivery
from mosip_mock.websub.signing import delivery_headers, of_another_partner, with_trailing_slash
from mosip_mock.websub.subscriptions import Subscription
from shared.control.explanation import Explanation
from shared.control.journal import Journal

_SHOWN_ANSWER: Final = 300


class Sender:
    """Sends deliveries for one hub."""

    def __init__(self, client: HubClient, *, hub_url: str, policy: DeliveryPolicy, journal: Journal) -> None:
        self._client = client
        self._hub_url = hub_url
        self._policy = policy
        self._journal = journal

    async def send(
        self, subscription: Subscription, number: int, delivery: Delivery, fault: str | None
    ) -> tuple[Answer, Attempt]:
        """Try once; `fault` of the catalogue makes the delivery wrong."""
        body, topic = delivery.body.encode(), delivery.topic
        if fault == "delivery-other-partner":
            body, topic = of_another_partner(body)
        headers = delivery_headers(subscription.secret, body, hub_url=self._hub_url, topic=topic, fault=fault)
        callback = subscription.callback
        if fault == "delivery-trailing-slash":
            callback = with_trailing_slash(callback)
        exchange = self._journal.open(
            "outbound",
            method="POST",
            path=callback,
            request_headers=list(headers.items()),
            request_body=body,
            service="websub",
            trace={**delivery.about, "delivery": str(number)},
            faults=(fault,) if fault else (),
        )
        answer = await self._client.post(callback, body, headers)
        exchange.status = answer.status
        exchange.response_headers = answer.headers
        exchange.response_body = answer.body
        exchange.duration_ms = answer.milliseconds
        if not answer.is_success:
            exchange.explain(_failed(subscription, answer, self._policy))
        self._journal.close(exchange)
        return answer, Attempt(
            at=exchange.started,
            status=answer.status,
            answer=answer.error or answer.body[:_SHOWN_ANSWER].decode("utf-8", "replace"),
            milliseconds=answer.milliseconds,
            exchange=exchange.id,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _failed(subscription: Subscription, answer: Answer, policy: DeliveryPolicy) -> Explanation:
    if answer.status is None:
        return no_answer(subscription.callback, answer)
    return Explanation(
        expected="any 2xx",
        received=f"{answer.status} {answer.body[:120].decode('utf-8', 'replace')}",
        where=subscription.callback,
        why="the real hub switches a subscription off at the first answer outside 2xx; messages wait until it is woken"
        if policy.name == "mosip"
        else "the patient policy goes on trying until the lease ends",
        mend="read the subscriber's own log for this delivery; then subscribe again, or redeliver by the control API",
    )
