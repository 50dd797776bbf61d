"""`X-Hub-Signature` over the exact bytes, and the `Link` header as the hub writes it."""

import hmac
from typing import Final

import msgspec

SIGNATURE_HEADER: Final = "X-Hub-Signature"


def signature_of(secret: str, body: bytes, *, method: str = "sha256") -> str:
    """`sha256=` and the lower-case hex HMAC keyed with the UTF-8 bytes of the secret."""
    return f"{method}={hmac.digest(secret.encode(), body, method.lower()).hex()}"


def with_trailing_slash(callback: str) -> str:
    """The callback as the real hub sometimes calls it: a slash behind its path."""
    path, mark, query = callback.partition("?")
    return f"{path}/{mark}{query}"


def of_another_partner(body: bytes) -> tuple[bytes, str]:
    """An event as it would be if it were meant for somebody else, and its topic."""
    topic = "another-partner/CREDENTIAL_ISSUED"
    event = msgspec.json.decode(body)
    return msgspec.json.encode({**event, "topic": topic} if isinstance(event, dict) else event), topic


def delivery_headers(secret: str, body: bytes, *, hub_url: str, topic: str, fault: str | None) -> dict[str, str]:
    """The headers of a delivery; `fault` of the catalogue makes the signature wrong."""
    headers = {
        "Content-Type": "application/json",
        # No angle brackets and literal backslashes: the template of the real hub, no valid Link header.
        "Link": rf"{hub_url}; rel=\"hub\", {topic}; rel=\"self\"",
    }
    match fault:
        case "delivery-unsigned":
            return headers
        case "delivery-wrong-signature":
            signature = signature_of(secret + "-other", body)
        case "delivery-sha1-signature":
            signature = signature_of(secret, body, method="sha1")
        case "delivery-upper-case-method":
            signature = signature_of(secret, body, method="SHA256")
        case _:
            signature = signature_of(secret, body)
    return {**headers, SIGNATURE_HEADER: signature}
