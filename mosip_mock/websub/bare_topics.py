"""Subscribing to `CREDENTIAL_ISSUED` without the partner id: what OpenCRVS does by default, and nobody publishes on."""

from mosip_mock.credentials.events import TOPIC
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import TOPIC_WITHOUT_PARTNER


def note_bare_topic(exchange: Exchange, topic: str) -> None:
    """Record the deviation, or, where it is not tolerated, explain the silence that the real hub's 202 leads to."""
    if topic != TOPIC:
        return
    explanation = Explanation(
        expected=f"`<partner id>/{TOPIC}`",
        received=f"`{TOPIC}`",
        where="form field hub.topic",
        why="credentials are published on the topic of the partner they are for; the real hub takes the subscription "
        "to the bare topic, and nothing ever arrives",
        mend=f"subscribe to your partner id, a slash and {TOPIC} (MOSIP_WEBSUB_TOPIC), with that partner's client",
    )
    if not exchange.tolerates(TOPIC_WITHOUT_PARTNER, explanation):
        exchange.explain(explanation)
