"""Steps 12 to 16: fields, person, locks, and the factors one after the other until one fails.

Source: mosip/id-authentication `AuthFacadeImpl.processAuthType` (order OTP, demo, bio, token, password), the filters
of `ida.mosip.*.auth.filter.classes.in.execution.order` (hotlist, child, locks).
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from mosip_mock.idauthentication.biometrics import match_biometrics
from mosip_mock.idauthentication.block import Block, scalar_text
from mosip_mock.idauthentication.bound_tokens import match_bound_tokens
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.individual import IdRules, Individual, consume_vid, find_individual, id_findings
from mosip_mock.idauthentication.key_binding import KeyBindings
from mosip_mock.idauthentication.matching import match_demographics
from mosip_mock.idauthentication.otp import OtpContext, Otps, WrongOtpError
from mosip_mock.idauthentication.permitted import (
    check_not_a_child,
    check_not_hotlisted,
    check_not_locked,
    check_some_channel_unlocked,
)
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from mosip_mock.idauthentication.request_filter import Admitted
from mosip_mock.idauthentication.validation import FieldRules, field_findings
from mosip_mock.partners.partner import Policy
from shared.citizens.citizen import Citizen
from shared.citizens.population import Population
from shared.citizens.token_id import token_id
from shared.control.exchange import Exchange
from shared.draws import RANDOM, Draw

FurtherCheck = Callable[[Mapping[str, Any]], list[Finding]]
BeforeMatching = Callable[[Citizen, Individual], None]


class Outcome(Struct, frozen=True, kw_only=True):
    """Who was authenticated, or why not."""

    citizen: Citizen
    individual: Individual
    mismatches: tuple[Finding, ...]
    auth_token: str
    has_matched: bool


def nothing_further(_: Mapping[str, Any]) -> list[Finding]:
    """No fields beside those of every authentication."""
    return []


def nothing_before(_: Citizen, __: Individual) -> None:
    """Nothing to do between finding the person and matching."""


class Authenticator(Struct, frozen=True, kw_only=True):
    """Runs the factors of admitted requests."""

    ids: IdRules
    otps: Otps
    bindings: KeyBindings
    rules: FieldRules
    draw: Draw = RANDOM

    @property
    def citizens(self) -> Population:
        """The people who can be authenticated."""
        return self.ids.citizens

    def authenticate(
        self,
        admitted: Admitted,
        now: datetime,
        exchange: Exchange,
        *,
        consumes_vid: bool,
        further: FurtherCheck = nothing_further,
        before: BeforeMatching = nothing_before,
    ) -> Outcome:
        """Check fields and person, then match. Raises `IdaError` where an error ends it without an outcome."""
        assert admitted.block is not None  # noqa: S101 - endpoints that authenticate carry a block
        outer, block, authorised = admitted.outer, admitted.block, admitted.authorised
        is_delegated = authorised.client is not None
        findings = field_findings(outer, block, self.rules, now, exchange, is_delegated=is_delegated)
        findings = findings or further(outer)
        individual, id_errors = id_findings(outer, self.ids, exchange, is_otp=False)
        if individual is None or findings:
            raise IdaError(*_distinct([*findings, *id_errors]))
        transaction_id = scalar_text(outer["transactionID"], "transactionID") or ""
        exchange.tag(**{individual.id_type.lower(): individual.value, "transaction": transaction_id})
        citizen = find_individual(individual, self.citizens, now)
        exchange.tag(uin=citizen.uin)
        check_not_hotlisted(citizen, authorised.partner)
        self._check_person_may(citizen, block, now, is_delegated=is_delegated)
        if citizen.magic == "auth-server-error":
            raise IdaError(_server_fault())
        before(citizen, individual)
        if consumes_vid and individual.id_type == "VID":
            consume_vid(self.citizens, citizen, individual.value)
        context = OtpContext(individual=individual, partner_id=authorised.partner_id, transaction_id=transaction_id)
        mismatches = self._match(block, citizen, context, now, is_delegated=is_delegated)
        return Outcome(
            citizen=citizen,
            individual=individual,
            mismatches=tuple(_distinct(mismatches)),
            auth_token=auth_token(citizen, authorised.partner_id, authorised.policy, self.draw),
            has_matched=not mismatches and not _is_vacuous(block),
        )

    def _check_person_may(self, citizen: Citizen, block: Block, now: datetime, *, is_delegated: bool) -> None:
        factors = (
            ("otp", bool(block.otp), ("otp",)),
            ("demo", block.has_demographics, ("demo",)),
            ("pin", bool(block.pin), ("pin",)),
            ("bio", bool(block.captures), ("bio", *dict.fromkeys(f"bio-{c.kind}" for c in block.captures))),
            ("pwd", is_delegated and bool(block.password), ("pwd",)),
            ("kbt", is_delegated and bool(block.key_tokens), ("kbt",)),
        )
        used = [(factor, words) for factor, is_used, words in factors if is_used]
        for factor, _ in used:
            if factor in {"otp", "bio"}:
                check_not_a_child(citizen, factor, self.rules.child_max_age, now.date())
        for factor, words in used:
            check_not_locked(citizen, words)
            if factor == "otp":
                check_some_channel_unlocked(citizen)

    def _match(
        self, block: Block, citizen: Citizen, context: OtpContext, now: datetime, *, is_delegated: bool
    ) -> list[Finding]:
        factors: list[Callable[[], list[Finding]]] = []
        if otp := block.otp:
            factors.append(lambda: self._use_otp(citizen, context, otp))
        if pin := block.pin:
            factors.append(lambda: match_secret(IdaCode.PIN_MISMATCH, pin, citizen.pin, "staticPin"))
        if (demographics := block.demographics) is not None:
            factors.append(lambda: match_demographics(demographics, citizen, now.date()))
        if block.captures:
            factors.append(lambda: match_biometrics(citizen, block.captures))
        if is_delegated and block.key_tokens:
            individual_id = context.individual.value
            bound = self.bindings.of(citizen)
            factors.append(lambda: match_bound_tokens(bound, individual_id, block.key_tokens, now))
        if is_delegated and (password := block.password):
            factors.append(lambda: match_secret(IdaCode.PASSWORD_MISMATCH, password, citizen.password, "password"))
        return next((found for factor in factors if (found := factor())), [])

    def _use_otp(self, citizen: Citizen, context: OtpContext, otp: str) -> list[Finding]:
        try:
            self.otps.use(citizen, context, otp)
        except WrongOtpError as error:
            return list(error.findings)
        return []


def auth_token(citizen: Citizen, partner_id: str, policy: Policy, draw: Draw) -> str:
    """The person's 36-digit token, by the policy's `authTokenType`."""
    match policy.auth_token_type.lower():
        case "partner":
            return token_id(citizen.uin, partner_id)
        case "policy":
            return token_id(citizen.uin, policy.policy_id)
        case _:
            return token_id(citizen.uin, draw.hexadecimal(16))


def _is_vacuous(block: Block) -> bool:
    """Demographics whose values are all empty match nothing and mismatch nothing: status false without an error."""
    demo = block.demographics
    if demo is None or demo.is_empty() or block.otp or block.captures or block.password or block.key_tokens:
        return False
    values = [
        *demo.plain.values(),
        *(w.value for words in demo.listed.values() for w in words),
        *(v for v in demo.dynamic.values() if isinstance(v, str)),
        *(w.value for v in demo.dynamic.values() if isinstance(v, list) for w in v),
    ]
    return not any(values)


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Each error once (`AuthErrors` are a set)."""
    return list({(f.code, f.message): f for f in findings}.values())


def _server_fault() -> Finding:
    return refused(
        IdaCode.NOT_PROCESSED,
        expected="the ordinary answer",
        received="a magic UIN: `auth-server-error`",
        where="individualId",
        why="this number always meets a fault of the server",
        mend="use another person",
    )


def match_secret(code: IdaCode, given: str, stored: str, where: str) -> list[Finding]:
    """The mismatch of a PIN or a password, if it is one."""
    if secrets.compare_digest(given.encode(), stored.encode()):
        return []
    return [
        refused(
            code,
            expected=f"the person's {where}",
            received="another one",
            where=f"request.{where}",
            why="it did not match",
            mend=f"`mosip-mocks citizens show UIN` tells the {'PIN' if where == 'staticPin' else where}",
        )
    ]
