"""KYC tokens: what joins kyc-auth to kyc-exchange. In memory, single use.

Source: mosip/id-authentication `KycTokenDataManager`; life by `mosip.ida.kyc.token.expire.time.adjustment.seconds`.
"""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from shared.citizens.numbering import Uin
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw
from shared.shapes import shown

_KEPT: Final = 10_000


class KycToken(Struct):
    """What a token stands for."""

    uin: Uin
    individual_id: str
    client_id: str
    transaction_id: str
    auth_token: str
    issued_at: datetime
    is_used: bool = False


class KycTokens:
    """The tokens of one app; the oldest are forgotten beyond ten thousand."""

    def __init__(self, clock: Clock, lifetime: timedelta, draw: Draw = RANDOM) -> None:
        self._draw = draw
        self._clock = clock
        self._lifetime = lifetime
        self._tokens: dict[str, KycToken] = {}

    def issue(self, uin: Uin, individual_id: str, client_id: str, transaction_id: str, auth_token: str) -> str:
        """A new token."""
        token = self._draw.token(32)
        while len(self._tokens) >= _KEPT:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[token] = KycToken(uin, individual_id, client_id, transaction_id, auth_token, self._clock.now())
        return token

    def clear(self) -> None:
        """Forget all tokens."""
        self._tokens.clear()

    def check(self, token: str, *, client_id: str, transaction_id: str, individual_id: str) -> KycToken:
        """A token that may be used by this client in this transaction for this person. Raises `IdaError`."""
        known = self._tokens.get(token)
        if known is None:
            raise IdaError(_refused(IdaCode.KYC_TOKEN_UNKNOWN, "a token from kyc-auth", shown(token)))
        if known.is_used:
            raise IdaError(_refused(IdaCode.KYC_TOKEN_USED, "a token that was not used", "one that was"))
        expires_at = known.issued_at + self._lifetime
        if self._clock.now() > expires_at:
            raise IdaError(_refused(IdaCode.KYC_TOKEN_EXPIRED, f"use until {expires_at:%H:%M:%S}", "a later use"))
        for code, expected, received in (
            (IdaCode.KYC_TOKEN_OTHER_CLIENT, known.client_id, client_id),
            (IdaCode.KYC_TOKEN_OTHER_TRANSACTION, known.transaction_id, transaction_id),
            (IdaCode.KYC_TOKEN_OTHER_PERSON, known.individual_id, individual_id),
        ):
            if expected != received:
                raise IdaError(_refused(code, expected, received))
        return known

    def use(self, token: KycToken) -> None:
        """Use it up."""
        token.is_used = True


def _refused(code: IdaCode, expected: str, received: str) -> Finding:
    return refused(
        code,
        expected=expected,
        received=received,
        where="kycToken",
        why="a KYC token belongs to one client, one transaction and one person, and is used once",
        mend="send the token of the kyc-auth call of this login, with the same transactionID and individualId",
    )
