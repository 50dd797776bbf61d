"""How the hub refuses, as data.

Source: mosip/websub `hub_service.bal`, `security.bal`; ballerina websubhub `http_service.bal`, `utils.bal`. Refusals
of publishers travel under HTTP 200, those of subscribers under 500, malformed requests are 400 in plain text.
"""

from enum import StrEnum

from shared.control.explanation import Explanation, Refusal


class HubReason(StrEnum):
    """`hub.reason` of a denied body or of a denial callback."""

    TOPIC_REGISTERED = "Topic has already registered with the Hub"
    TOPIC_UNKNOWN = "Topic has not been registered in the Hub"
    PUBLISHER_UNAUTHORISED = "Publisher is not authorized"
    SUBSCRIBER_UNAUTHORISED = "Subscriber is not authorized"
    NO_TOKEN = "Authorization token cannot be found"  # noqa: S105 - a message
    NO_COOKIE = "Http header does not exist"
    """No `Cookie` header at all; Ballerina's own wording, unverified."""
    TOKEN_INVALID = "Error occurred while validating token"  # noqa: S105 - a message
    """The auth manager refused the token; wording unverified."""
    ALREADY_SUBSCRIBED = "Subscriber has already registered with the Hub"


class DeniedError(Refusal):
    """Refused with `hub.mode=denied`; `status` is 200 towards publishers, 500 towards subscribers."""

    def __init__(self, reason: str, status: int, explanation: Explanation) -> None:
        super().__init__(reason, explanation)
        self.reason = reason
        self.status = status


class MalformedError(Refusal):
    """Refused before anything is looked up: 400 in plain text."""

    def __init__(self, text: str, explanation: Explanation) -> None:
        super().__init__("400", explanation)
        self.text = text


class HubCrashError(Refusal):
    """What would end the real hub's process: 500 here."""
