"""The description fits what is served, and no body however broken crashes an endpoint."""

import json
import re
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import BaseRoute, Mount, Route

from mosip_mock.openapi.description import describe
from mosip_mock.openapi.operations import OPERATIONS, Operation
from tests.benches.office import NOW, Office
from tests.benches.real_crashes import Sent, is_real_crash

_STATUS_PREFIX = "/registrationprocessor/v1/registrationstatus"


def served(routes: list[BaseRoute], prefix: str = "") -> set[tuple[str, str]]:
    """(method, path) of every route, parameters without names."""
    found: set[tuple[str, str]] = set()
    for route in routes:
        if isinstance(route, Mount):
            found |= served(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            for method in (route.methods or set()) - {"HEAD"}:
                found.add((method.lower(), nameless(prefix + route.path)))
    return found


def nameless(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def test_every_route_is_described_and_everything_described_is_served(office: Office) -> None:
    routes = {
        (method, path)
        for method, path in served([route for service in office.side.services for route in service.parts.routes])
        if not path.endswith(("/actuator/health", "/certs", "individualIdType/{}/individualId/{}"))
    }

    assert {(o.method, nameless(o.path)) for o in OPERATIONS} == routes


def test_document_is_openapi_with_resolvable_references(office: Office) -> None:
    document = office.http.get("/_mock/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    names = set(re.findall(r"#/components/schemas/([^\"]+)", json.dumps(document)))
    assert names <= set(document["components"]["schemas"])
    assert document == describe("http://localhost:20240")


def test_page_loads_nothing_from_elsewhere(office: Office) -> None:
    answer = office.http.get("/_mock/openapi")

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "createPacket" in answer.text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", answer.text)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def bodies_of(operation: Operation) -> st.SearchStrategy[bytes]:
    """Bodies with the right member names and anything in them, and bodies that are anything."""
    names = sorted(set(re.findall(r'"(\w+)": \{', json.dumps(describe("", [operation])["components"]["schemas"]))))
    request = st.dictionaries(st.sampled_from(names or ["request"]), _VALUES, max_size=6)
    envelope = st.fixed_dictionaries(
        {"request": request | st.lists(request, max_size=2) | _VALUES},
        optional={
            "id": _VALUES | st.just("mosip.registration.processor.workflow.instance"),
            "version": st.sampled_from(["v1", "1.0", None, 5]),
            "requesttime": st.just(NOW) | _VALUES,
        },
    )
    anything = (envelope | request | _VALUES).map(lambda value: json.dumps(value).encode())
    return anything | st.binary(max_size=60)


def client_of(operation: Operation) -> str:
    return "mosip-reg-client" if operation.path.startswith(_STATUS_PREFIX) else "mosip-regproc-client"


def sent_as(office: Office, answer: httpx2.Response, path: str, body: bytes, cookie: str) -> Sent:
    where = office.explained(answer).where
    return Sent(path=path, body=body, where=where, answer=answer.text, headers={"Cookie": cookie})


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if o.body is not None], ids=lambda o: f"{o.method}-{o.path}"
)
def test_no_body_crashes_an_endpoint(office: Office, operation: Operation) -> None:
    cookie = f"Authorization={office.token(client_of(operation))}"
    path = re.sub(r"\{[^}]*\}", "admin", operation.path)

    @settings(max_examples=25, database=None, derandomize=True,
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
    @given(bodies_of(operation))
    def send(body: bytes) -> None:
        answer = office.post(path, body, method=operation.method.upper(), cookie=cookie)
        if answer.status_code >= 500:
            assert is_real_crash(sent_as(office, answer, path, body, cookie)), (body, answer.text)
        errors: Any = None
        if answer.headers["Content-Type"].startswith("application/json") and answer.text.count("responsetime") < 2:
            parsed = answer.json()
            errors = parsed.get("errors") if isinstance(parsed, dict) else None
        if answer.status_code >= 400 or errors:
            office.explained(answer)

    send()
    assert office.http.get("/_mock/packets").status_code == 200


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if "{" in o.path], ids=lambda o: f"{o.method}-{o.path}")
@pytest.mark.parametrize("value", ["%00", "%ff%fe", "..%2f..", "a" * 3000, "0", "%0d%0aX: y", "2718201306"])
def test_no_path_crashes_an_endpoint(office: Office, operation: Operation, value: str) -> None:
    path = re.sub(r"\{[^}]*\}", value, operation.path)

    answer = office.post(path, {}, method=operation.method.upper())

    if answer.status_code >= 500:
        assert is_real_crash(sent_as(office, answer, path, b"{}", "Authorization=" + "eyJ.a.b")), answer.text
