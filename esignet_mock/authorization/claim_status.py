"""What is known of the verification of the claims that a login asks for: the answer of `claim-details`.

Source: mosip/esignet `AuthorizationServiceImpl.getClaimDetails`, `ClaimsHelperService.getClaimStatus`.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from esignet_mock.authorization.requested_claims import RequestedClaims
from esignet_mock.userinfo.verified_claims import is_verified_as


class ClaimStatus(msgspec.Struct, frozen=True):
    """One entry of `claimStatus`."""

    claim: str
    verified: bool = False
    available: bool = False


def claim_statuses(claims: RequestedClaims, details: Mapping[str, Mapping[str, Any]]) -> list[ClaimStatus]:
    """One for each requested claim. `details` say how claims of the person were verified; empty where nobody looks."""
    return [_status(claim, claims, details) for claim in claims.names]


def needs_update(claims: RequestedClaims, details: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether an essential claim was asked for as a verified one and is not: a reason to go to the sign-up portal."""
    return any(
        isinstance(wanted, Mapping)
        and wanted.get("essential") is True
        and not (claim in details and is_verified_as(entry["verification"], details[claim]))
        for entry in _verified_requests(claims)
        for claim, wanted in entry["claims"].items()
    )


def _status(claim: str, claims: RequestedClaims, details: Mapping[str, Mapping[str, Any]]) -> ClaimStatus:
    detail = details.get(claim)
    if detail is None:
        return ClaimStatus(claim)
    asked = [entry["verification"] for entry in _verified_requests(claims) if claim in entry["claims"]]
    return ClaimStatus(claim, verified=not asked or any(is_verified_as(v, detail) for v in asked), available=True)


def _verified_requests(claims: RequestedClaims) -> list[dict[str, Any]]:
    requests: list[dict[str, Any]] = claims.details.get("verified_claims") or []
    return requests
