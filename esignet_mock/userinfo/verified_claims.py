"""`verified_claims`: which claims of a person were verified, by which trust framework and when.

End to end with the mock-identity-system only; ID authentication's plugin takes no notice of the request. Sources:
OpenID Connect for Identity Assurance 1.0, esignet-mock-services `AuthenticationServiceImpl`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from shared.citizens.citizen import Citizen
from shared.citizens.claims import Wish, claims_of
from shared.store.protocol import Store, TableSpec

VERIFIED: Final = TableSpec("mockIdentityVerifiedClaims", indexed=("individualId",))
_FIELDS: Final = {"fullName": "name", "dateOfBirth": "birthdate", "phone": "phone_number", "encodedPhoto": "picture"}
"""Fields of the identity that may stand for the claim made of them."""


class VerifiedClaim(msgspec.Struct, frozen=True, rename="camel"):
    """One entry of `/identity/add-verified-claim`: how each of some claims was verified."""

    individual_id: str
    verification_detail: dict[str, Any]
    active: bool = True


def details_of(store: Store, citizen: Citizen) -> dict[str, dict[str, Any]]:
    """How each claim of the person was verified; the newest entry counts."""
    table = store.table(VERIFIED)
    numbers = (citizen.uin, *(vid.vid for vid in citizen.vids))
    records = sorted((r for number in numbers for r in table.find("individualId", number)), key=lambda r: r.id)
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        entry = msgspec.json.decode(record.raw, type=VerifiedClaim)
        for field, detail in entry.verification_detail.items():
            claim = _FIELDS.get(field, field)
            if not entry.active:
                found.pop(claim, None)
            elif isinstance(detail, dict):
                found[claim] = detail
    return found


def with_verified_claims(
    claims: dict[str, Any],
    wanted: Iterable[Mapping[str, Any]],
    details: Mapping[str, Mapping[str, Any]],
    *,
    values: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """The claims, with those that fit a request for verified ones moved into `verified_claims`.

    `values` are the claims in the languages exactly as the request names them.
    """
    groups: list[dict[str, Any]] = []
    for request in wanted:
        for claim, detail in _fitting(request, details):
            members = {name: value for name, value in values.items() if name.partition("#")[0] == claim}
            if members:
                _group(groups, detail, now)["claims"].update(members)
    moved = {name for group in groups for name in group["claims"]}
    kept = {name: value for name, value in claims.items() if name.partition("#")[0] not in moved and name not in moved}
    return {**kept, "verified_claims": groups} if groups else claims


def literal_values(citizen: Citizen, accepted: Iterable[str], locales: tuple[str, ...]) -> dict[str, Any]:
    """The claims by the locales as they came: on this path the original does not convert `en` to `eng`."""
    wish = Wish(accepted, locales or ("eng",), languages_given=True)
    found = claims_of(citizen, citizen.uin, wish, "mock")
    return {name: value for name, value in found.items() if value != ""}


def _fitting(
    request: Mapping[str, Any], details: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for claim in request.get("claims") or {}:
        detail = details.get(claim)
        if detail is not None and is_verified_as(request.get("verification") or {}, detail):
            yield claim, detail


def is_verified_as(wanted: Mapping[str, Any], detail: Mapping[str, Any]) -> bool:
    """Whether a verification fits the `verification` member of a request: its trust framework is one of those named."""
    framework = wanted.get("trust_framework")
    if not isinstance(framework, Mapping):
        return True
    allowed = {framework.get("value"), *(framework.get("values") or ())} - {None}
    return not allowed or detail.get("trust_framework") in allowed


def _group(groups: list[dict[str, Any]], detail: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The group of this verification, a new one unless there is one."""
    verification = {
        "trust_framework": detail.get("trust_framework"),
        "time": detail.get("time") or f"{now:%Y-%m-%dT%H:%M:%SZ}",
    }
    for group in groups:
        if group["verification"] == verification:
            return group
    groups.append({"verification": verification, "claims": {}})
    return groups[-1]
