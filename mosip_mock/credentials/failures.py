"""A request that no credential can be made for: the comment that it gets, and what to do about it.

Source: mosip/id-repository `CredentialServiceErrorCodes`.
"""

from typing import Final

from shared.control.explanation import Explanation

_EXPECTED: Final = "a person, a partner with a certificate, and a policy that says what to share"


class CannotIssueError(Exception):
    """The text is the request's comment; `expected` and `mend` are for whoever has to make it work."""

    def __init__(self, comment: str, *, expected: str = _EXPECTED, mend: str = "put what is missing") -> None:
        super().__init__(comment)
        self._expected = expected
        self._mend = mend

    def explanation(self, request_id: str) -> Explanation:
        """Why this request was not worked off."""
        return Explanation(
            expected=self._expected,
            received=str(self),
            where=f"credential request {request_id}",
            why="the real credential service fails such a request and tries it again later, up to ten times",
            mend=f"{self._mend}, then PUT /v1/credentialrequest/retrigger/{{requestId}}",
        )
