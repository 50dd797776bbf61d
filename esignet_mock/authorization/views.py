"""The login pages: what each shows."""

from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from esignet_mock.authorization.csrf import PAGE_COOKIE, set_token, token_of
from esignet_mock.authorization.factors import FACTORS
from esignet_mock.authorization.identity_system import IdentitySystemBackend
from esignet_mock.authorization.pages import Pages
from esignet_mock.authorization.people import People
from esignet_mock.authorization.pretence import pretended_factors
from esignet_mock.authorization.transactions import Transaction
from esignet_mock.endpoints import AUTHORIZE
from esignet_mock.envelope import EnvelopeRefusal
from esignet_mock.profiles import Profile
from shared.control.exchange import Exchange, exchange_of
from shared.control.explanation import Explanation
from shared.draws import RANDOM, Draw

_TIMER_BUFFER: Final = 5
"""Seconds by which the consent page's timer runs out before the transaction does."""


class Views(Struct, frozen=True):
    """A refusal that a page shows goes to the journal too."""

    pages: Pages
    people: People
    identity_system: IdentitySystemBackend
    profile: Profile
    draw: Draw = RANDOM

    def login(
        self,
        request: Request,
        transaction: Transaction,
        *,
        refusal: EnvelopeRefusal | None = None,
        typed: str = "",
        search: str = "",
    ) -> Response:
        found, total = self.people.search(search)
        context = {"people": found, "people_total": total, "search": search, "typed": typed}
        return self._page(request, "login.html", transaction, context, refusal=refusal)

    def factor(
        self,
        request: Request,
        transaction: Transaction,
        individual_id: str,
        kind: str,
        *,
        refusal: EnvelopeRefusal | None = None,
        sent_to: list[str] | None = None,
    ) -> Response:
        offered = [FACTORS[acr] for acr in transaction.acrs if acr in FACTORS]
        chosen = next((f for f in offered if f.type == kind), offered[0] if offered else None)
        citizen = self.identity_system.find(individual_id)
        otp = self.identity_system.otps.find(transaction.id, citizen.uin) if citizen else None
        context = {
            "individual_id": individual_id,
            "offered": offered,
            "factor": chosen,
            "sent_to": sent_to or [],
            "was_sent": sent_to is not None or otp is not None,
            "hints": pretended_factors(citizen, otp),
        }
        return self._page(request, "factor.html", transaction, context, refusal=refusal)

    def consent(self, request: Request, transaction: Transaction) -> Response:
        window = self.profile.consent_window - _TIMER_BUFFER
        person = self.identity_system.citizens.find_by_uin(transaction.uin or "")
        context = {"person": person, "seconds": window}
        refresh = f"{window}; url=/login/timeout?transaction={transaction.id}"
        return self._page(request, "consent.html", transaction, context, refresh=refresh)

    def _page(
        self,
        request: Request,
        template: str,
        transaction: Transaction,
        context: dict[str, Any],
        *,
        refusal: EnvelopeRefusal | None = None,
        refresh: str = "",
    ) -> Response:
        if refusal is not None:
            for explanation in refusal.explanations:
                exchange_of(request.scope).explain(explanation)
        token = token_of(request, PAGE_COOKIE, self.draw)
        common = {
            "transaction": transaction.id,
            "csrf": token,
            "client": transaction.client,
            "claims": transaction.claims,
            "problems": refusal.explanations if refusal is not None else [],
            "release": self.profile.name,
        }
        response = self.pages.render(
            template, {**common, **context}, returns_to=transaction.redirect_uri, refresh=refresh
        )
        return set_token(response, PAGE_COOKIE, token, is_readable=False)

    def error(self, exchange: Exchange, explanations: list[Explanation]) -> Response:
        """The request's own mistakes, explained. The relying party is not told, as in the real e-Signet."""
        for explanation in explanations:
            exchange.explain(explanation)
        context = {
            "problems": explanations,
            "release": self.profile.name,
            "exchange_id": exchange.id,
            "begins": exchange.path == AUTHORIZE,
        }
        return self.pages.render("error.html", context, status=400)
