"""Publishing to the WebSub hub, as MOSIP's own services do it."""

from typing import Final, Protocol

WORKFLOW_COMPLETED: Final = "REGISTRATION_PROCESSOR_WORKFLOW_COMPLETED_EVENT"


class EventPublisher(Protocol):
    """Takes events for the hub.

    Called inside the store transaction that makes the event true: the implementation stores the event there and
    delivers it later, so that neither is lost without the other. Never awaits.
    """

    def publish(self, topic: str, body: bytes) -> object:
        """Hand over one event, JSON, for this topic."""
        ...
