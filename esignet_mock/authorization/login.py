"""The steps of a login, for the UI API, the pages and the control API alike: one state machine.

Source: mosip/esignet `AuthorizationServiceImpl`, `AuthorizationHelperService`, `HeaderValidationFilter`.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from esignet_mock.authorization.blocked_ids import BlockedIds
from esignet_mock.authorization.claim_status import claim_statuses, needs_update
from esignet_mock.authorization.codes import Codes
from esignet_mock.authorization.consents import Consents, consent_lifetime
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from esignet_mock.authorization.factors import FACTORS, Challenge, satisfied_acrs
from esignet_mock.authorization.identity_system import IdentitySystemBackend, SentOtp
from esignet_mock.authorization.logins import AuthorizedLogin
from esignet_mock.authorization.step_requests import channel_violations
from esignet_mock.authorization.transactions import ATTEMPTS, Api, Stage, Transaction, Transactions
from esignet_mock.envelope import refuse_violations
from esignet_mock.userinfo.subject import SubjectRule
from esignet_mock.userinfo.verified_claims import details_of
from shared.citizens.citizen import Citizen
from shared.control.clock import Clock


class ConsentDeniedError(Exception):
    """The person (or a magic number) refuses; the relying party gets an error instead of a code."""


class Login(Struct, frozen=True):
    """Everything that a login needs."""

    transactions: Transactions
    identity_system: IdentitySystemBackend
    blocked_ids: BlockedIds
    consents: Consents
    codes: Codes
    subject_of: SubjectRule
    clock: Clock

    def count(self, transaction: Transaction, api: Api, individual_id: str = "") -> Transaction:
        """Count one call; the one too many blocks the id. Raises `AuthorizationError` with `no_attempts_left`."""
        counted = self.transactions.count_attempt(transaction, api)
        if counted is not None:
            return counted
        blocked = transaction.individual_id or individual_id
        if blocked and api is not Api.CLAIM_DETAILS:
            self.blocked_ids.block(blocked)
        raise refused(
            Code.NO_ATTEMPTS_LEFT,
            expected=f"at most {ATTEMPTS[api]} calls of {api} in one transaction",
            received=f"call number {ATTEMPTS[api] + 1}",
            where="header oauth-details-key",
            why="successful calls count too" + (f"; {blocked} is blocked now, for every client" if blocked else ""),
            mend="begin a new login; `mosip-mocks clock advance` ends the block",
        )

    def send_otp(self, transaction: Transaction, individual_id: str, channels: Sequence[str]) -> SentOtp:
        """Send an OTP to the person. Raises `AuthorizationError`."""
        transaction = self.transactions.update(msgspec.structs.replace(transaction, individual_id=individual_id))
        self._check_blocked(individual_id)
        refuse_violations(channel_violations(channels))
        return self.identity_system.send_otp(transaction.id, individual_id, channels)

    def authenticate(
        self,
        transaction: Transaction,
        individual_id: str,
        challenges: Sequence[Challenge],
        *,
        to_stage: Stage = Stage.AUTHENTICATED,
        looks_for_consent: bool = True,
    ) -> Transaction:
        """Authenticate; the transaction moves on. A failure leaves it where it was. Raises `AuthorizationError`.

        Without `looks_for_consent` an earlier consent counts for nothing: the first version of the call knows none.
        """
        transaction = self.transactions.update(msgspec.structs.replace(transaction, individual_id=individual_id))
        self._check_blocked(individual_id)
        satisfied = satisfied_acrs(transaction.acrs, [c.auth_factor_type or "" for c in challenges])
        citizen = self.identity_system.authenticate(transaction.id, individual_id, challenges)
        known = msgspec.structs.replace(
            transaction, uin=citizen.uin, auth_time=self.clock.now(), satisfied_acrs=satisfied
        )
        action = self.consents.action(known, self._subject(known)) if looks_for_consent else ""
        return self.transactions.put(to_stage, msgspec.structs.replace(known, consent_action=action))

    def accept_all(self, transaction: Transaction, individual_id: str, voluntary: Sequence[str] | None = None) -> str:
        """Log in by the number alone and consent to everything (or to these voluntary claims alone); the code.

        The first offered factor that could work for the person counts as used. Nothing is remembered as consent.
        Raises `AuthorizationError`, `ConsentDeniedError`.
        """
        self._check_blocked(individual_id)
        acr, citizen = self._workable(transaction, individual_id)
        transaction = msgspec.structs.replace(
            transaction,
            individual_id=individual_id,
            uin=citizen.uin,
            auth_time=self.clock.now(),
            satisfied_acrs=(acr,),
        )
        claims = transaction.claims
        given = tuple(c for c in claims.names if voluntary is None or c in claims.essential or c in voluntary)
        return self._issue(transaction, given, claims.authorize_scopes)

    def claim_details(self, transaction: Transaction) -> dict[str, Any]:
        """What the page asks before consent."""
        details = self._verification_details(transaction)
        return {
            "transactionId": transaction.id,
            "consentAction": transaction.consent_action or None,
            "profileUpdateRequired": needs_update(transaction.claims, details),
            "claimStatus": claim_statuses(transaction.claims, details),
        }

    def needs_update(self, transaction: Transaction) -> bool:
        """Whether the person lacks an essential verified claim."""
        return needs_update(transaction.claims, self._verification_details(transaction))

    def _verification_details(self, transaction: Transaction) -> dict[str, dict[str, Any]]:
        """How claims of the person were verified, as far as anybody asks; ID authentication knows nothing of it."""
        if not transaction.claims.details.get("verified_claims") or self.identity_system.kind != "mock":
            return {}
        citizen = self.identity_system.citizens.find_by_uin(transaction.uin or "")
        return details_of(self.identity_system.citizens.store, citizen) if citizen is not None else {}

    def authorize(self, transaction: Transaction, accepted: Sequence[str], permitted: Sequence[str]) -> str:
        """Take the consent and issue the code. Raises `AuthorizationError`, `ConsentDeniedError`."""
        return self._issue(transaction, *self.consented(transaction, accepted, permitted))

    def consented(
        self, transaction: Transaction, accepted: Sequence[str], permitted: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Claims and scopes that the person allows, now or (`NOCAPTURE`) earlier. Raises `AuthorizationError`."""
        subject = self._subject(transaction)
        if transaction.consent_action == "NOCAPTURE":
            stored = self.consents.find(transaction.client.client_id, subject)
            if stored is None or not transaction.claims.names + transaction.claims.authorize_scopes:
                return (), ()
            return stored.accepted_claims, stored.permitted_scopes
        claims = transaction.claims
        missing = [claim for claim in claims.essential if claim not in accepted]
        foreign = [claim for claim in accepted if claim not in claims.names]
        if missing or foreign:
            raise refused(
                Code.INVALID_ACCEPTED_CLAIM,
                expected="every essential claim, and no claim that was not asked for",
                received=f"without {', '.join(missing)}" if missing else f"with {', '.join(foreign)[:120]}",
                where="request.acceptedClaims",
                why="essential claims cannot be withheld; to refuse them is to refuse the login",
                mend=f"accept all of [{', '.join(claims.essential)}] and any of [{', '.join(claims.voluntary)}]",
            )
        foreign = [s for s in permitted if s not in (*claims.authorize_scopes, *claims.credential_scopes)]
        if foreign:
            raise refused(
                Code.INVALID_PERMITTED_SCOPE,
                expected=f"some of {', '.join(claims.authorize_scopes) or 'none'}",
                received=", ".join(foreign)[:120],
                where="request.permittedAuthorizeScopes",
                why="only scopes that were asked for can be permitted",
                mend="leave the others out",
            )
        accepted_claims = tuple(claim for claim in claims.names if claim in accepted)
        permitted_scopes = tuple(scope for scope in claims.authorize_scopes if scope in permitted)
        if transaction.consent_action:
            self.consents.remember(transaction, subject, accepted_claims, permitted_scopes)
        return accepted_claims, permitted_scopes

    def issue_consented(self, transaction: Transaction) -> str:
        """The code of a transaction whose consent came from a wallet."""
        return self._issue(transaction, transaction.accepted_claims, transaction.permitted_scopes)

    def _issue(self, transaction: Transaction, accepted: tuple[str, ...], permitted: tuple[str, ...]) -> str:
        uin, auth_time = transaction.uin, transaction.auth_time
        assert uin is not None  # noqa: S101 - set by authentication, which every way here goes through
        assert auth_time is not None  # noqa: S101 - the same
        citizen = self.identity_system.citizens.find_by_uin(uin)
        if citizen is not None and citizen.magic == "consent-refused":
            raise ConsentDeniedError
        request = transaction.request
        code = self.codes.issue(
            AuthorizedLogin(
                transaction_id=transaction.id,
                client_id=transaction.client.client_id,
                redirect_uri=transaction.redirect_uri,
                scopes=request.scopes,
                individual_id=transaction.individual_id,
                uin=uin,
                auth_time=auth_time,
                acr=transaction.satisfied_acrs,
                accepted_claims=accepted,
                requested_claims=transaction.claims.details,
                claims_locales=tuple((request.claims_locales or "").split()),
                permitted_scopes=(*permitted, *transaction.claims.credential_scopes),
                nonce=request.nonce,
                state=request.state,
                code_challenge=request.pkce_challenge,
                dpop_jkt=request.dpop_jkt,
                consent_expires_in=consent_lifetime(transaction),
            )
        )
        self.transactions.put(Stage.FINISHED, msgspec.structs.replace(transaction, code=code))
        return code

    def _workable(self, transaction: Transaction, individual_id: str) -> tuple[str, Citizen]:
        """The first offered ACR whose factor could work for the person."""
        first: AuthorizationError | None = None
        for acr in transaction.acrs:
            if acr in FACTORS:
                try:
                    return acr, self.identity_system.would_pass(individual_id, FACTORS[acr].type)
                except AuthorizationError as error:
                    first = first or error
        if first is not None:
            raise first
        return transaction.acrs[0], self.identity_system.person(individual_id)

    def _check_blocked(self, individual_id: str) -> None:
        if not individual_id.strip():
            raise refused(
                Code.INVALID_IDENTIFIER,
                expected="a UIN or VID",
                received="nothing",
                where="request.individualId",
                why="there is nobody to log in",
                mend="type a person's number; 2718201306 is a good one to begin with",
            )
        self.blocked_ids.check(individual_id, self.identity_system.find(individual_id))

    def _subject(self, transaction: Transaction) -> str:
        return self.subject_of(transaction.uin or "", transaction.client.relying_party_id)
