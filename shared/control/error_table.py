"""The error codes of a service, as people look them up."""

from msgspec import Struct


class ErrorRow(Struct, frozen=True):
    """One code: what is said with it, and when it comes."""

    code: str
    message: str
    """Empty where the code is all that is said. `…` and `%s` stand for what differs."""
    when: str
    status: str = ""
    """Where it differs from code to code."""


class ErrorTable(Struct, frozen=True, kw_only=True):
    """The codes of one service, in the order of its own table."""

    title: str
    service: str
    """As fault rules and the journal name it."""
    status: str
    """HTTP status of the answers."""
    rows: tuple[ErrorRow, ...]
