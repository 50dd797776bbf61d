"""`/v1/esignet/binding/...`: binding a wallet's key to a person. The mock checks what it is sent, and binds nothing.

Source: mosip/esignet `controllers/KeyBindingController`, `KeyBindingServiceImpl`, `core/dto/WalletBindingRequest`.
"""

from functools import partial
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.authorization.captcha import Captcha
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused, violation
from esignet_mock.authorization.factors import BY_TYPE, MOST_CHALLENGES, Challenge
from esignet_mock.authorization.identity_system import IdentitySystemBackend
from esignet_mock.authorization.step_requests import OtpRequest, blank, channel_violations
from esignet_mock.authorization.ui_guard import Handler, UiGuard
from esignet_mock.endpoints import SERVICE
from esignet_mock.envelope import Enveloped, Violation, refuse_violations

BASE: Final = f"{SERVICE}/binding"
_BOUND_TYPE: Final = "WLA"
Version = Literal[1, 2]


class BindingRequest(msgspec.Struct, frozen=True, rename="camel"):
    """`wallet-binding`: who, how they prove it, and the key to bind."""

    individual_id: str | None = None
    challenge_list: tuple[Challenge, ...] | None = None
    public_key: dict[str, Any] | None = None
    auth_factor_type: str | None = None
    format: str | None = None


class BindingRoutes(Struct, frozen=True):
    """Exempt from CSRF, as with the original: wallets call these."""

    guard: UiGuard
    enveloped: Enveloped
    identity_system: IdentitySystemBackend
    captcha: Captcha

    def routes(self) -> list[BaseRoute]:
        calls: tuple[tuple[str, Handler], ...] = (
            ("/binding-otp", partial(self.send_otp, 1)),
            ("/v2/binding-otp", partial(self.send_otp, 2)),
            ("/wallet-binding", self.bind),
        )
        return [
            Route(BASE + path, self.guard.guarded(handler, needs_csrf=False), methods=["POST"])
            for path, handler in calls
        ]

    async def send_otp(self, version: Version, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, OtpRequest)
        given = blank(individual_id=wanted.individual_id) + channel_violations(wanted.otp_channels)
        refuse_violations([*violations, *given])
        if version == 2:  # noqa: PLR2004 - the version of the call
            self.captcha.check("binding-otp", wanted.captcha_token)
        self.identity_system.person(wanted.individual_id or "")
        raise _not_here(Code.SEND_OTP_FAILED, "a binding OTP")

    async def bind(self, request: Request) -> Response:
        wanted, violations = await self.enveloped.read(request, BindingRequest)
        refuse_violations([*violations, *_binding_violations(wanted)])
        pairs = [(c.auth_factor_type, c.format) for c in wanted.challenge_list or ()]
        for kind, form in [*pairs, (wanted.auth_factor_type, wanted.format)]:
            factor = BY_TYPE.get(kind or "")
            if factor is None or factor.format != form:
                raise refused(
                    Code.INVALID_AUTH_FACTOR_TYPE_OR_CHALLENGE_FORMAT,
                    expected=f"`format` {factor.format}" if factor else f"one of {', '.join(BY_TYPE)}",
                    received=f"{kind} with the format {form}"[:120],
                    where="request",
                    why="each factor has one format",
                    mend=f'send "authFactorType": "{_BOUND_TYPE}", "format": "jwt" for the key of a wallet',
                )
        raise _not_here(Code.KEY_BINDING_FAILED, "a wallet's key")


def _binding_violations(wanted: BindingRequest) -> list[Violation]:
    given = (
        ("individualId", wanted.individual_id, Code.INVALID_INDIVIDUAL_ID),
        ("publicKey", wanted.public_key, Code.INVALID_PUBLIC_KEY),
        ("authFactorType", wanted.auth_factor_type, Code.INVALID_AUTH_FACTOR_TYPE),
        ("format", wanted.format, Code.INVALID_CHALLENGE_FORMAT),
    )
    missing = [
        violation(name, code, expected="a value", received=None, why="nothing is bound without", mend=f"send `{name}`")
        for name, value, code in given
        if not (value.strip() if isinstance(value, str) else value)
    ]
    if 1 <= len(wanted.challenge_list or ()) <= MOST_CHALLENGES:
        return missing
    few_or_many = violation(
        "challengeList",
        Code.INVALID_NO_OF_CHALLENGES,
        expected=f"1 to {MOST_CHALLENGES} challenges",
        received=len(wanted.challenge_list or ()),
        why="the person has to prove who they are",
        mend='send [{"authFactorType": "OTP", "challenge": "111111", "format": "alpha-numeric"}]',
    )
    return [*missing, few_or_many]


def _not_here(code: Code, what: str) -> AuthorizationError:
    return refused(
        code,
        expected="an e-Signet with a key binder behind it",
        received=f"a request for {what}",
        where="path",
        why="wallet binding is no part of this mock; the request itself is as it has to be",
        mend="bind keys at ID authentication (`identity-key-binding/delegated` of the MOSIP mock), "
        "or log in with another factor than the wallet",
    )
