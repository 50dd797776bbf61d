"""Why a request was refused, in words for somebody who has never read this code.

The wire answer of a refusal is exactly the real service's, and terse. The explanation stands beside it: in the
journal, in the log, behind the `X-Mock-Explain` header, on the e-Signet error page.
"""

import msgspec


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One deviation: what was expected, what came, where, why it matters and how to mend it."""

    expected: str
    received: str
    where: str
    """A JSON path (`request.requestHMAC`), `header X`, `query parameter x`, `form field x`, `path`, `claim x`."""
    why: str
    """Why the real service refuses it, or which release does."""
    mend: str
    """What the developer should do."""
    code: str = ""
    """The error code on the wire, empty where the wire shows none (a swallowed failure, a tolerance)."""


class Refusal(Exception):  # noqa: N818 - the word of the whole suite
    """Base of every service's own error class: a code for the wire, an explanation for the person.

    A service derives one class and registers one handler that renders it in that service's shape.
    """

    def __init__(self, code: str, explanation: Explanation) -> None:
        super().__init__(f"{code}: expected {explanation.expected}, received {explanation.received}")
        self.code = code
        self.explanation = explanation if explanation.code else msgspec.structs.replace(explanation, code=code)
