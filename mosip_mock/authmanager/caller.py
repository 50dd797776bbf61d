"""Whom a token speaks for, what they may do, and why a token is not accepted.

Each service renders a `TokenError` its own way.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

from msgspec import Struct

from shared.control.explanation import Explanation

_STATUS: Final[Mapping[str, HTTPStatus]] = {
    "KER-ATH-401": HTTPStatus.UNAUTHORIZED,
    "KER-ATH-403": HTTPStatus.FORBIDDEN,
}


def status_of(code: str) -> HTTPStatus:
    """The HTTP status that comes with a code: only what is wrong with a token has one of its own."""
    return _STATUS.get(code, HTTPStatus.OK)


class TokenProblem(StrEnum):
    """Why a call is not let in, in the order of the checks."""

    NO_COOKIE = "no-cookie"
    NOT_A_JWT = "not-a-jwt"
    EXPIRED = "expired"
    ISSUER = "issuer"
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    ROLE = "role"


class TokenError(Exception):
    """A token that a service does not accept. `text` is what the real JWT library says of it."""

    def __init__(self, problem: TokenProblem, explanation: Explanation, text: str = "") -> None:
        super().__init__(f"{problem}: {explanation.received}")
        self.problem = problem
        self.explanation = explanation
        self.text = text


class Caller(Struct, frozen=True):
    """Whom a checked token speaks for."""

    client_id: str
    """`azp`: the client that fetched the token."""
    username: str
    """`preferred_username`; `service-account-<client>` for a client's own token."""
    roles: frozenset[str]
    audience: tuple[str, ...]
    claims: Mapping[str, Any]
    token: str

    def require_audience(self, allowed: Iterable[str], service: str) -> None:
        """Raise `TokenError` (audience) unless `aud` or `azp` is one of these; without any `aud` the check fails."""
        allowed = tuple(allowed)
        names = {self.client_id, *self.audience} if self.audience else set()
        if names.intersection(allowed):
            return
        raise TokenError(
            TokenProblem.AUDIENCE,
            Explanation(
                expected=f"a token fetched by one of {', '.join(allowed)}",
                received=f"a token of {self.client_id} for {', '.join(self.audience) or 'nobody'}",
                where="claim aud, claim azp",
                why=f"the {service} lets in only the audiences of `auth.server.admin.allowed.audience`",
                mend=f"fetch the token with another client id, such as {allowed[0]}",
            ),
        )

    def require_role(self, allowed: Iterable[str], what: str) -> None:
        """Raise `TokenError` (role) unless the token carries one of these."""
        allowed = tuple(allowed)
        if self.roles.intersection(allowed):
            return
        raise TokenError(
            TokenProblem.ROLE,
            Explanation(
                expected=f"one of the roles {', '.join(allowed)}",
                received=f"{self.client_id} with {', '.join(sorted(self.roles)) or 'no role'}",
                where="claim realm_access.roles",
                why=f"{what} is open to these roles only",
                mend="use a client that has the role, or give it to this one in the file of MOSIP_MOCK_ACCOUNTS",
            ),
        )
