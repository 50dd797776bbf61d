"""`/_mock/citizens/{uin}/card.{svg|png|pdf}` and the anchor that scanners of cards are given to trust."""

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from shared.settings import SuiteSettings
from shared.world import World


class CardsRoutes(Struct, frozen=True):
    """Drawn when somebody asks; nothing of it is kept."""

    world: World
    settings: SuiteSettings

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/citizens/{uin}/card.{ending}", self.card, methods=["GET"]),
            Route("/cards/anchor.pem", self.anchor, methods=["GET"]),
        ]

    async def card(self, request: Request) -> Response:
        from shared.cards import drawing  # noqa: PLC0415 - needed only when a card is asked for
        from shared.cards.card import card_of  # noqa: PLC0415 - as above
        from shared.cards.card_keys import card_keys  # noqa: PLC0415 - as above

        citizen = self.world.citizens.get_by_individual_id(request.path_params["uin"])
        ending = request.path_params["ending"]
        if ending not in {"svg", "png", "pdf"}:
            raise HTTPException(404, f"a card comes as svg, png or pdf, not as {ending[:20]}")
        card = card_of(
            citizen,
            card_keys(self.world.data_dir / "keys"),
            issuer=self.settings.addresses.public,
            now=self.world.clock.now(),
        )
        if ending == "svg":
            headers = {"Content-Security-Policy": "default-src 'none'; img-src data:"}
            return Response(drawing.svg(card), headers=headers, media_type="image/svg+xml")
        if ending == "png":
            return Response(drawing.png(card), media_type="image/png")
        return Response(drawing.pdf(card), media_type="application/pdf")

    async def anchor(self, _: Request) -> Response:
        from shared.cards.card_keys import card_keys  # noqa: PLC0415 - as above

        pem = card_keys(self.world.data_dir / "keys").anchor_pem()
        return Response(pem, media_type="application/x-pem-file")
