"""Login transactions: the way from an authorize request to a code, in stages that expire.

Each stage is a cache of the real service; moving on takes a transaction out of the one before.
Source: mosip/esignet `CacheUtilService`, `mosip.esignet.cache.expire-in-seconds`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from esignet_mock.authorization.requested_claims import RequestedClaims
from esignet_mock.clients.client import Client
from esignet_mock.profiles import Profile
from shared.citizens.numbering import Uin
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw

TRANSACTION_BYTES: Final = 32
_MOST_TRANSACTIONS: Final = 20_000
_ATTEMPTS_KEPT: Final = timedelta(seconds=180)
_KEPT_AFTER_EXPIRY: Final = timedelta(hours=1)
"""So that a page that comes too late still knows where to return to."""


class Stage(StrEnum):
    """Where a transaction stands."""

    PREAUTH = "preauth"
    AUTHENTICATED = "authenticated"
    HALTED = "halted"
    """At the sign-up portal."""
    LINKED = "linked"
    LINKED_AUTHENTICATED = "linkedauth"
    CONSENTED = "consented"
    FINISHED = "finished"


class Api(StrEnum):
    """Calls that are counted per transaction."""

    SEND_OTP = "send-otp"
    AUTHENTICATE = "authenticate"
    CLAIM_DETAILS = "claim-details"


ATTEMPTS: Final[Mapping[Api, int]] = {Api.SEND_OTP: 3, Api.AUTHENTICATE: 3, Api.CLAIM_DETAILS: 1}


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """One login under way."""

    id: str
    request: AuthorizeRequest
    client: Client
    claims: RequestedClaims
    acrs: tuple[str, ...]
    """On offer."""
    details_hash: str = ""
    individual_id: str = ""
    """The last one that was typed."""
    uin: Uin | None = None
    auth_time: datetime | None = None
    satisfied_acrs: tuple[str, ...] = ()
    consent_action: str = ""
    code: str = ""
    error: str = ""
    """What the relying party was told, if the login ended without a code."""
    accepted_claims: tuple[str, ...] = ()
    permitted_scopes: tuple[str, ...] = ()
    attempts: dict[str, tuple[int, datetime]] = {}

    @property
    def redirect_uri(self) -> str:
        """Checked against the client's registration when the transaction was made."""
        return self.request.redirect_uri or ""


class _Kept(msgspec.Struct):
    stage: Stage
    expires_at: datetime
    transaction: Transaction


class Transactions:
    """All logins under way. In memory: a restart forgets them."""

    def __init__(self, clock: Clock, profile: Profile, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        login, consent = timedelta(seconds=profile.login_window), timedelta(seconds=profile.consent_window)
        self._windows: Mapping[Stage, timedelta] = {
            Stage.PREAUTH: login,
            Stage.AUTHENTICATED: consent,
            Stage.HALTED: timedelta(seconds=1800),
            Stage.LINKED: timedelta(seconds=120),
            Stage.LINKED_AUTHENTICATED: timedelta(seconds=120),
            Stage.CONSENTED: timedelta(seconds=120),
            Stage.FINISHED: consent,
        }

    def begin(self, **members: Any) -> Transaction:  # noqa: ANN401 - members of Transaction
        """A new transaction, before authentication."""
        self._forget_old()
        transaction = Transaction(id=self._draw.token(TRANSACTION_BYTES), **members)
        return self.put(Stage.PREAUTH, transaction)

    def put(self, stage: Stage, transaction: Transaction) -> Transaction:
        """Move to this stage, whose window begins now."""
        expires_at = self._clock.now() + self._windows[stage]
        self._kept[transaction.id] = _Kept(stage, expires_at, transaction)
        return transaction

    def update(self, transaction: Transaction) -> Transaction:
        """Change a transaction within its stage; its window goes on."""
        self._kept[transaction.id].transaction = transaction
        return transaction

    def find(self, stage: Stage, transaction_id: str | None) -> Transaction | None:
        """The transaction, if it stands at this stage and its window is open."""
        kept = self._kept.get(transaction_id or "")
        if kept is None or kept.stage is not stage or self._clock.now() >= kept.expires_at:
            return None
        return kept.transaction

    def find_at_any_stage(self, transaction_id: str | None) -> Transaction | None:
        """The transaction even if it has expired, as long as it is remembered at all."""
        kept = self._kept.get(transaction_id or "")
        return kept.transaction if kept is not None else None

    def get(self, stage: Stage, transaction_id: str | None, where: str = "request.transactionId") -> Transaction:
        """The transaction at this stage. Raises `AuthorizationError` with `invalid_transaction`."""
        found = self.find(stage, transaction_id)
        if found is None:
            raise self._not_at(stage, transaction_id, where)
        return found

    def count_attempt(self, transaction: Transaction, api: Api) -> Transaction | None:
        """Count one call; None when there was one too many. Counts are forgotten 180 seconds after the last call."""
        now = self._clock.now()
        count, last = transaction.attempts.get(api, (0, now))
        count = 1 if now - last >= _ATTEMPTS_KEPT else count + 1
        changed = msgspec.structs.replace(transaction, attempts={**transaction.attempts, api: (count, now)})
        self.update(changed)
        return changed if count <= ATTEMPTS[api] else None

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()

    def _not_at(self, stage: Stage, transaction_id: str | None, where: str) -> AuthorizationError:
        kept = self._kept.get(transaction_id or "")
        if kept is None:
            received = "an id that no login under way has" if transaction_id else "nothing"
            mend = "begin again with oauth-details and use the `transactionId` of its answer"
        elif kept.stage is not stage:
            received = f"a transaction that stands at `{kept.stage}`"
            mend = "keep to the order: oauth-details, (send-otp), authenticate, claim-details, auth-code"
        else:
            received = f"a transaction whose window ended at {kept.expires_at:%H:%M:%S} of the suite's time"
            mend = f"be quicker: the window is {int(self._windows[stage].total_seconds())} seconds"
        return refused(
            Code.INVALID_TRANSACTION,
            expected=f"a transaction at the stage `{stage}`",
            received=received,
            where=where,
            why="each step needs the one before, within its window",
            mend=mend,
        )

    def _forget_old(self) -> None:
        """The oldest come first; a window that was renewed only makes a transaction stay longer."""
        now = self._clock.now()
        while self._kept:
            oldest = next(iter(self._kept))
            if len(self._kept) < _MOST_TRANSACTIONS and now < self._kept[oldest].expires_at + _KEPT_AFTER_EXPIRY:
                return
            del self._kept[oldest]
