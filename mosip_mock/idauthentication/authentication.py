"""Steps 12 to 16: fields, person, locks, and the factors one after the other until one fails.

Source: mosip/id-authentication `AuthFacadeImpl.processAuthType` (order OTP, demo, bio, token, password).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from mosip_mock.idauthentication.biometrics import match_biometrics, read_segments
from mosip_mock.idauthentication.block import Block
from mosip_mock.idauthentication.errors import Finding, IdaCode, IdaError, refused
from mosip_mock.idauthentication.individual import Individual, check_factor_allowed, find_individual, id_findings
from mosip_mock.idauthentication.matching import match_demographics
from mosip_mock.idauthentication.otp import OtpContext, Otps
from mosip_mock.idauthentication.requestfilter import Admitted
from mosip_mock.idauthentication.validation import FieldRules, field_findings
from mosip_mock.partners.partner import Policy
from shared.citizens.citizen import Citizen, Vid
from shared.citizens.population import Population
from shared.citizens.tokenid import token_id
from shared.control.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Who was authenticated, or why not."""

    citizen: Citizen
    individual: Individual
    mismatches: tuple[Finding, ...]
    auth_token: str
    has_matched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """Runs the factors of admitted requests."""

    citizens: Population
    otps: Otps
    rules: FieldRules

    def authenticate(self, admitted: Admitted, now: datetime, exchange: Exchange, *, consumes_vid: bool) -> Outcome:
        """Check fields and person, then match. Raises `IdaError` where an error ends it without an outcome."""
        assert admitted.block is not None  # noqa: S101 - endpoints that authenticate carry a block
        outer, block = admitted.outer, admitted.block
        findings = field_findings(outer, block, self.rules, now, exchange)
        individual, id_errors = id_findings(
            outer,
            self.citizens,
            accepts_handles=self.rules.profile.accepts_handles,
            exchange=exchange,
            is_otp=False,
        )
        if individual is None or findings:
            raise IdaError(*_distinct([*findings, *id_errors]))
        exchange.tag(**{individual.id_type.lower(): individual.value, "transaction": outer["transactionID"]})
        citizen = find_individual(individual, self.citizens, now)
        exchange.tag(uin=citizen.uin)
        if citizen.magic == "auth-server-error":
            raise IdaError(_server_fault())
        self._check_locks(citizen, block, now)
        if consumes_vid and individual.id_type == "VID":
            consume_vid(self.citizens, citizen, individual.value)
        mismatches = self._match(admitted, block, citizen, individual, now)
        return Outcome(
            citizen=citizen,
            individual=individual,
            mismatches=tuple(_distinct(mismatches)),
            auth_token=auth_token(citizen, admitted.authorised.partner_id, admitted.authorised.policy),
            has_matched=not mismatches and not _is_vacuous(block),
        )

    def _check_locks(self, citizen: Citizen, block: Block, now: datetime) -> None:
        for is_used, factor, words in (
            (bool(block.otp), "otp", ("otp",)),
            (block.demographics is not None and not block.demographics.is_empty(), "demo", ("demo",)),
            (bool(block.biometrics), "bio", ("bio", "bio-Finger", "bio-Iris", "bio-Face")),
            (bool(block.password), "pwd", ("pwd",)),
        ):
            if is_used:
                check_factor_allowed(citizen, factor, words, now.date())

    def _match(
        self, admitted: Admitted, block: Block, citizen: Citizen, individual: Individual, now: datetime
    ) -> list[Finding]:
        if block.otp:
            context = OtpContext(
                individual=individual,
                partner_id=admitted.authorised.partner_id,
                transaction_id=admitted.outer["transactionID"],
            )
            try:
                self.otps.use(citizen, context, block.otp)
            except IdaError as error:
                return list(error.findings)
        if block.demographics is not None and (found := match_demographics(block.demographics, citizen, now.date())):
            return found
        if block.biometrics and (found := match_biometrics(citizen, read_segments(block.biometrics, admitted.outer))):
            return found
        if self.rules.allows_password and block.password and block.password != citizen.password:
            return [_wrong_password()]
        return []


def auth_token(citizen: Citizen, partner_id: str, policy: Policy) -> str:
    """The person's 36-digit token, by the policy's `authTokenType`."""
    match policy.auth_token_type.casefold():
        case "partner":
            return token_id(citizen.uin, partner_id)
        case "policy":
            return token_id(citizen.uin, policy.policy_id)
        case _:
            return token_id(citizen.uin, secrets.token_hex(16))


def consume_vid(citizens: Population, citizen: Citizen, vid: str) -> None:
    """Count a use of a VID that has a limit; at the last one it is used up."""
    if not any(v.vid == vid and v.uses_left is not None for v in citizen.vids):
        return
    citizens.change(citizen.uin, _with_vid(vid, _used_once))


def _with_vid(number: str, change: Callable[[Vid], Vid]) -> Callable[[Citizen], Citizen]:
    def changed(citizen: Citizen) -> Citizen:
        vids = tuple(change(v) if v.vid == number else v for v in citizen.vids)
        return msgspec.structs.replace(citizen, vids=vids)

    return changed


def _used_once(vid: Vid) -> Vid:
    left = max((vid.uses_left or 0) - 1, 0)
    return msgspec.structs.replace(vid, uses_left=left, vid_status=vid.vid_status if left else "USED")


def _is_vacuous(block: Block) -> bool:
    """Demographics whose values are all empty match nothing and mismatch nothing: status false without an error."""
    demo = block.demographics
    if demo is None or demo.is_empty() or block.otp or block.biometrics or block.password or block.key_tokens:
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


def _wrong_password() -> Finding:
    return refused(
        IdaCode.PASSWORD_MISMATCH,
        expected="the person's password",
        received="another one",
        where="request.password",
        why="it did not match",
        mend="`mosip-mocks citizens show UIN` tells the password",
    )
