"""Sending the user back to the relying party, with a code or an error."""

import re
from typing import Final

import msgspec
from msgspec import Struct
from starlette.responses import RedirectResponse, Response

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from esignet_mock.authorization.login import ConsentDeniedError, Login
from esignet_mock.authorization.redirects import error_url, success_url
from esignet_mock.authorization.transactions import Stage, Transaction
from esignet_mock.endpoints import Endpoints
from shared.control.exchange import Exchange

_HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_IS_PLAIN: Final = re.compile(r"[A-Za-z0-9:/%#?=@\[\]!$&'()*+,;._~-]*", re.ASCII).fullmatch
"""What `RedirectResponse` would quote into itself, character by character."""


class Returning(Struct, frozen=True):
    """Only the redirect URI of a transaction is ever redirected to; it was checked when that began."""

    login: Login
    endpoints: Endpoints

    def accept_all(self, transaction: Transaction, individual_id: str, exchange: Exchange) -> Response:
        """Log in by the number alone. Raises `AuthorizationError`."""
        try:
            code = self.login.accept_all(transaction, individual_id)
        except ConsentDeniedError:
            return self.denied(transaction, exchange)
        return self._with_code(transaction, code, exchange)

    def consented(
        self, transaction: Transaction, accepted: list[str], permitted: list[str], exchange: Exchange
    ) -> Response:
        """Take the consent, or the remembered one. Raises `AuthorizationError`."""
        try:
            code = self.login.authorize(transaction, accepted, permitted)
        except ConsentDeniedError:
            return self.denied(transaction, exchange)
        is_remembered = transaction.consent_action == "NOCAPTURE"
        return self._with_code(transaction, code, exchange, is_remembered=is_remembered)

    def denied(self, transaction: Transaction, exchange: Exchange) -> Response:
        """The person refuses; each release has its own word for it."""
        return self.with_error(transaction, self.endpoints.profile.cancel_error, exchange)

    def with_error(self, transaction: Transaction, error: str, exchange: Exchange) -> Response:
        """The login is over."""
        self.login.transactions.put(Stage.FINISHED, msgspec.structs.replace(transaction, error=error))
        return _redirect(error_url(transaction, error, exchange=exchange))

    def again(self, transaction: Transaction, exchange: Exchange) -> Response:
        """The same way back once more: whoever presses a button twice gets the answer to the second press alone.

        Raises `AuthorizationError` when the code was redeemed in the meantime, or has expired.
        """
        if transaction.error:
            return _redirect(error_url(transaction, transaction.error, exchange=exchange))
        if self.login.codes.find(transaction.code) is None:
            raise refused(
                Code.INVALID_TRANSACTION,
                expected="a login that is not over yet",
                received="one whose code the relying party has used, or let expire",
                where="form field transaction",
                why="a login gives one code, and that works once",
                mend="go to the relying party: you may be logged in already; if not, begin again there",
            )
        is_remembered = transaction.consent_action == "NOCAPTURE"
        return self._with_code(transaction, transaction.code, exchange, is_remembered=is_remembered)

    def _with_code(
        self, transaction: Transaction, code: str, exchange: Exchange, *, is_remembered: bool = False
    ) -> Response:
        finished = self.login.transactions.find_at_any_stage(transaction.id)
        if finished is not None and finished.uin is not None:
            exchange.tag(uin=finished.uin)
        return _redirect(success_url(transaction, code, self.endpoints, exchange=exchange, is_remembered=is_remembered))


def _redirect(url: str) -> Response:
    if _IS_PLAIN(url):
        return Response(status_code=302, headers={"Location": url, **_HEADERS})
    return RedirectResponse(url, 302, _HEADERS)
