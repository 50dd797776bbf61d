"""The pages about citizens: listing, one person, adding somebody, ID card and photo."""

import binascii
from typing import Any, Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.citizens.photo import photo_of
from shared.control.cards_api import FORMS, NATIONALITY, SPECS
from shared.control.dashboard.context import Desk
from shared.control.dashboard.paging import PAGE, paging
from shared.control.listing import whole_number
from shared.wire import query_of

_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_CARD: Final = {"opencrvs": FORMS[0], "spec": SPECS[0], "nationality": NATIONALITY}
"""What a card is drawn by, as the control API takes it."""
_MOST_SEARCHED: Final = 5000
"""Above this many people nobody's children are looked for: there is no index of them."""


class People(Struct, frozen=True):
    """One method for each page."""

    desk: Desk

    async def list(self, request: Request) -> Response:
        query = query_of(request)
        offset = whole_number(query, "offset", 0)
        asked = {"q": query.get("q", ""), "status": query.get("status", "")}
        answer = await self.desk.api.get("/citizens", **asked, limit=str(PAGE), offset=str(offset))
        context = {"citizens": answer.items} | asked | paging(query, offset, answer.content["total"])
        return await self.desk.page(request, "citizens.html", context)

    async def new(self, request: Request) -> Response:
        return await self.desk.page(request, "citizen_new.html", {"given": {}})

    async def show(self, request: Request) -> Response:
        answer = await self.desk.api.get(f"/citizens/{request.path_params['uin']}")
        if answer.is_error:
            return await self.desk.refused(request, answer)
        return await self.desk.page(request, "citizen.html", self.context_of(answer.content) | {"given": {}})

    def context_of(self, person: dict[str, Any]) -> dict[str, Any]:
        """Somebody, and the names of their family."""
        people = self.desk.world.citizens
        relatives = [("Parent", uin) for uin in person["parents"]]
        if person["spouse"]:
            relatives.append(("Spouse", person["spouse"]))
        family = []
        for kind, uin in relatives:
            relative = people.find_by_uin(uin)
            family.append({"kind": kind, "uin": uin, "name": relative.full_name if relative else ""})
        children = [c for c in people.all() if person["uin"] in c.parents] if people.count() <= _MOST_SEARCHED else []
        family += [{"kind": "Child", "uin": c.uin, "name": c.full_name} for c in children]
        return {"person": person, "family": family}

    async def card(self, request: Request) -> Response:
        """Somebody's ID card, and what its codes hold."""
        uin = request.path_params["uin"]
        person = await self.desk.api.get(f"/citizens/{uin}")
        if person.is_error:
            return await self.desk.refused(request, person)
        asked = {name: value for name, value in query_of(request).items() if name in _CARD and value}
        texts = await self.desk.api.get(f"/citizens/{uin}/card.json", **asked)
        chosen = _CARD | (asked if not texts.is_error else {})
        context = {"person": person.content, "chosen": chosen}
        if texts.is_error:
            context |= {"texts": None}
            return await self.desk.page(request, "card.html", context, status=texts.status, problem=texts.content)
        return await self.desk.page(request, "card.html", context | {"texts": texts.content})

    async def photo(self, request: Request) -> Response:
        """The picture by itself, since the pages may show no data URI."""
        citizen = self.desk.world.citizens.get_by_individual_id(request.path_params["uin"])
        head, _, data = photo_of(citizen).partition(";base64,")
        media_type = head.removeprefix("data:")
        if media_type not in _PICTURES:
            raise HTTPException(404, "this photo is of a kind that the dashboard does not show")
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(binascii.a2b_base64(data), 200, headers, media_type=media_type)
