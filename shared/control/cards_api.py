"""`/_mock/citizens/{uin}/card.{svg|png|pdf|json}` and the anchor that scanners of cards are given to trust.

`?opencrvs=1.8|1.9` and `?spec=1.1.0|1.2.0` choose what the QR codes look like, `?nationality=` what they say.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.control.explanation import Explanation
from shared.jwks.keyring import keys_directory
from shared.wire import WireError, json_response, query_of
from shared.world import World

if TYPE_CHECKING:
    from shared.cards.card import Card

FORMS: Final = ("1.9", "1.8")
"""Releases of OpenCRVS whose form readers the plain code is made for; the first is the default."""
SPECS: Final = ("1.1.0", "1.2.0")
"""Releases of Claim 169."""
NATIONALITY: Final = "FAR"
_ENDINGS: Final = ("svg", "png", "pdf", "json")
_LETTERS: Final = 3


class CardsRoutes(Struct, frozen=True):
    """Drawn when somebody asks; nothing of it is kept."""

    world: World

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/citizens/{uin}/card.{ending}", self.card, methods=["GET"]),
            Route("/cards/anchor.pem", self.anchor, methods=["GET"]),
        ]

    async def card(self, request: Request) -> Response:
        from shared.cards import drawing  # noqa: PLC0415 - needed only when a card is asked for

        ending = request.path_params["ending"]
        if ending not in _ENDINGS:
            raise HTTPException(404, f"a card comes as {', '.join(_ENDINGS)}, not as {ending[:20]}")
        query = query_of(request)
        card = self._drawn(request.path_params["uin"], query)
        match ending:
            case "svg":
                headers = {
                    "Content-Security-Policy": "default-src 'none'; img-src data:",
                    "X-Content-Type-Options": "nosniff",
                }
                return Response(drawing.svg(card), headers=headers, media_type="image/svg+xml")
            case "png":
                return Response(drawing.png(card), media_type="image/png")
            case "pdf":
                return Response(drawing.pdf(card), media_type="application/pdf")
            case _:
                return json_response(_texts(card, query))

    def _drawn(self, individual_id: str, query: Mapping[str, str]) -> "Card":
        from shared.cards.card import card_of  # noqa: PLC0415 - needed only when a card is asked for
        from shared.cards.card_keys import card_keys  # noqa: PLC0415 - as above

        nationality = query.get("nationality") or NATIONALITY
        if len(nationality) != _LETTERS or not (nationality.isascii() and nationality.isalpha()):
            raise _unfit("nationality", "three letters, as in ISO 3166-1", nationality)
        return card_of(
            self.world.citizens.get_by_individual_id(individual_id),
            card_keys(keys_directory(self.world.data_dir)),
            now=self.world.clock.now(),
            form=cast("Any", _one_of("opencrvs", FORMS, query)),
            version=cast("Any", _one_of("spec", SPECS, query)),
            nationality=nationality.upper(),
        )

    async def anchor(self, _: Request) -> Response:
        from shared.cards.card_keys import card_keys  # noqa: PLC0415 - as above

        pem = card_keys(keys_directory(self.world.data_dir)).anchor_pem()
        return Response(pem, media_type="application/x-pem-file")


def _texts(card: "Card", query: Mapping[str, str]) -> dict[str, str]:
    """What the two codes hold, as a scanner would type it."""
    return {
        "number": card.number.replace(" ", ""),
        "opencrvs": query.get("opencrvs") or FORMS[0],
        "spec": query.get("spec") or SPECS[0],
        "plain": card.plain_qr,
        "claim169": card.claim_qr,
    }


def _one_of(name: str, choices: tuple[str, ...], query: Mapping[str, str]) -> str:
    chosen = query.get(name) or choices[0]
    if chosen not in choices:
        raise _unfit(name, f"one of {', '.join(choices)}", chosen)
    return chosen


def _unfit(name: str, expected: str, received: str) -> WireError:
    return WireError(
        Explanation(
            expected=expected,
            received=repr(received[:40]),
            where=f"query parameter {name}",
            why="the card is drawn by it",
            mend=f"leave `{name}` out, or send {expected}",
        )
    )
