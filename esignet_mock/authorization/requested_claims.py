"""Which claims a request is about: registered for the client, and asked for by name or by scope.

Source: mosip/esignet `oidc-service-impl` `ClaimsHelperService.resolveRequestedClaims`.
"""

from typing import Any

import msgspec

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.claims import AUTHORIZE_SCOPES, CREDENTIAL_SCOPES, SCOPE_CLAIMS
from esignet_mock.clients.client import Client


class RequestedClaims(msgspec.Struct, frozen=True):
    """What the person will be asked for."""

    essential: tuple[str, ...]
    voluntary: tuple[str, ...]
    details: dict[str, Any]
    """Null or an object per claim, and `verified_claims` as a list, if there are any."""
    authorize_scopes: tuple[str, ...]
    credential_scopes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Essential and voluntary ones."""
        return (*self.essential, *self.voluntary)


def resolve_claims(request: AuthorizeRequest, client: Client) -> RequestedClaims:
    """Unregistered claims vanish without a word; a claim of a requested scope is voluntary."""
    by_name = request.userinfo_claims
    by_scope = {claim for scope in request.scopes for claim in SCOPE_CLAIMS.get(scope, ())}
    verified = _verified_claims(by_name.get("verified_claims"), client)
    in_verified = {name: claim for entry in verified for name, claim in entry["claims"].items()}
    essential: list[str] = []
    voluntary: list[str] = []
    details: dict[str, Any] = {}
    for claim in client.user_claims:
        if claim in by_name or claim in in_verified:
            if claim in by_name:
                details[claim] = by_name[claim]
            asked = [wanted for wanted in (by_name.get(claim), in_verified.get(claim)) if isinstance(wanted, dict)]
            (essential if any(wanted.get("essential") for wanted in asked) else voluntary).append(claim)
        elif claim in by_scope:
            details[claim] = None
            voluntary.append(claim)
    if verified:
        details["verified_claims"] = verified
    scopes = request.scopes
    return RequestedClaims(
        tuple(essential),
        tuple(voluntary),
        details,
        tuple(scope for scope in scopes if scope in AUTHORIZE_SCOPES),
        tuple(scope for scope in scopes if scope in CREDENTIAL_SCOPES),
    )


def _verified_claims(wanted: Any, client: Client) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    """Each request for verified claims, with the registered ones of its claims; empty ones are left out."""
    requests = wanted if isinstance(wanted, list) else [wanted] if wanted else []
    registered = [
        {**entry, "claims": {name: claim for name, claim in entry["claims"].items() if name in client.user_claims}}
        for entry in requests
    ]
    return [entry for entry in registered if entry["claims"]]
