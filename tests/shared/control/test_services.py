"""Services are put together when they are first asked for, and each request reaches the one whose path it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from shared.control.explanation import Explanation
from shared.control.services import ByService, Service, ServiceParts, ServiceTable, starlette_of


class OutOfStockError(Exception):
    """What the bakery raises, and only its own handler renders."""


async def bread(_: Request) -> Response:
    return PlainTextResponse("bread")


async def cake(_: Request) -> Response:
    raise OutOfStockError


async def flowers(_: Request) -> Response:
    return PlainTextResponse("flowers")


async def out_of_stock(_: Request, __: OutOfStockError) -> Response:
    return PlainTextResponse("no cake today", 409)


async def coded(_: Request, code: str, explanation: Explanation) -> Response:
    return PlainTextResponse(f"{code}: {explanation.where}", 418)


@dataclass
class Street:
    """Two services, and which of them were put together."""

    opened: list[str] = field(default_factory=list)
    key_is_lost: bool = False

    def bakery(self) -> ServiceParts:
        if self.key_is_lost:
            raise OSError("no key")
        self.opened.append("bakery")
        return ServiceParts(
            routes=[
                Mount("/shops/bakery", routes=[Route("/bread/{kind:path}", bread), Route("/cake", cake)]),
                Route("/signs/bakery", bread),
                Route("/shops/stall", bread),
            ],
            handlers={OutOfStockError: out_of_stock},
            codes=("BAK-001",),
            names=("client",),
            render=coded,
        )

    def florist(self) -> ServiceParts:
        self.opened.append("florist")
        routes: list[BaseRoute] = [Route("/shops", flowers), Route("/shops/{name}", flowers)]
        return ServiceParts(routes=routes)


@dataclass
class Town:
    street: Street
    table: ServiceTable
    http: TestClient


@pytest.fixture
def town() -> Iterator[Town]:
    street = Street()
    table = ServiceTable(
        [
            Service("florist", ("/shops",), street.florist),
            Service("bakery", ("/shops/bakery",), street.bakery, aside={"/signs/": "", "/shops/stall": "florist"}),
        ]
    )
    others = Starlette(routes=[Route("/", flowers)])
    with TestClient(ByService(table, others, starlette_of)) as http:
        yield Town(street, table, http)


def test_service_is_put_together_with_its_first_request_and_once(town: Town) -> None:
    assert town.http.get("/").text == "flowers"
    assert town.street.opened == []

    answers = [town.http.get("/shops/bakery/bread/white").text for _ in range(2)]

    assert answers == ["bread", "bread"]
    assert town.street.opened == ["bakery"]


def test_service_that_could_not_be_put_together_is_tried_again(town: Town) -> None:
    town.street.key_is_lost = True
    with pytest.raises(OSError, match="no key"):
        town.http.get("/shops/bakery/bread/white")

    town.street.key_is_lost = False
    assert town.http.get("/shops/bakery/bread/white").text == "bread"


def test_longest_prefix_decides_whose_request_it_is(town: Town) -> None:
    assert town.http.get("/shops/bakers").text == "flowers"
    assert town.http.get("/shops").text == "flowers"
    assert (town.table.service_of("/shops/bakery/cake"), town.table.service_of("/shops/x")) == ("bakery", "florist")


def test_exception_is_answered_by_the_service_that_raised_it(town: Town) -> None:
    answer = town.http.get("/shops/bakery/cake")

    assert (answer.status_code, answer.text) == (409, "no cake today")


def test_path_that_a_service_does_not_know_is_its_404(town: Town) -> None:
    assert town.http.get("/shops/bakery/pizza").status_code == 404
    assert town.http.get("/nowhere").status_code == 404
    assert town.street.opened == ["bakery"]


def test_what_stands_aside_is_answered_but_asks_no_service(town: Town) -> None:
    assert town.http.get("/signs/bakery").text == "bread"
    assert town.table.service_of("/signs/bakery") == ""


def test_one_service_may_answer_where_another_one_is_asked(town: Town) -> None:
    assert town.http.get("/shops/stall").text == "bread"
    assert town.table.service_of("/shops/stall") == "florist"
    assert "/shops/stall" in town.table.names["florist"].endpoints


def test_rules_may_name_what_each_service_has(town: Town) -> None:
    names = town.table.names

    assert names["bakery"].endpoints == ("/shops/bakery/bread/{kind}", "/shops/bakery/cake")
    assert (names["bakery"].codes, names["florist"].codes) == (("BAK-001",), ())
    assert names["florist"].endpoints == ("/shops", "/shops/{name}", "/shops/stall")
