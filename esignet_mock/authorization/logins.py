"""What an authorization code stands for: a person who authenticated and consented, for one client."""

from datetime import datetime
from typing import Any

import msgspec

from shared.citizens.numbering import Uin


class AuthorizedLogin(msgspec.Struct, frozen=True, kw_only=True):
    """A finished login, waiting for its code to be redeemed."""

    transaction_id: str
    client_id: str
    redirect_uri: str
    """Exactly as it came in the authorize request."""
    scopes: tuple[str, ...]
    individual_id: str
    """What the person typed: UIN or VID."""
    uin: Uin
    auth_time: datetime
    acr: tuple[str, ...]
    """The ACRs that the factors used satisfy."""
    accepted_claims: tuple[str, ...]
    requested_claims: dict[str, Any] = {}
    """The `userinfo` member of the `claims` parameter, resolved; null or an object per claim."""
    claims_locales: tuple[str, ...] = ()
    permitted_scopes: tuple[str, ...] = ()
    """Authorize scopes and credential scopes that the person permitted."""
    nonce: str | None = None
    state: str | None = None
    code_challenge: str | None = None
    dpop_jkt: str | None = None
    consent_expires_in: int | None = None
    """Seconds, when the client limits consent; None lasts."""
