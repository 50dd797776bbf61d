from datetime import timedelta
from typing import Any

import pytest

from shared.control.faults.catalogue import BY_NAME, CATALOGUE
from shared.control.faults.rule import Action, FaultRule, Match
from shared.control.faults.validation import ServiceNames, checked
from shared.wire import WireError
from shared.world import World, open_world
from tests.shared.control.conftest import Bench


def add(bench: Bench, **rule: Any) -> dict[str, Any]:
    answer = bench.client.post("/_mock/faults", json=rule)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_status_rule_answers_before_the_handler(bench: Bench) -> None:
    add(bench, match={"service": "echo"}, action={"status": 503})

    answer = bench.client.post("/echo", json={})

    assert (answer.status_code, answer.content) == (503, b"")
    assert "X-Mock-Explain" in answer.headers


def test_error_rule_speaks_the_shape_of_the_service(bench: Bench) -> None:
    add(bench, match={"service": "echo"}, action={"error": "ECHO-002"})

    assert bench.client.get("/echo").json() == {"service": "echo", "code": "ECHO-002", "why": "control API"}


def test_gateway_page_is_html(bench: Bench) -> None:
    add(bench, action={"body": "html", "status": 503})

    answer = bench.client.get("/echo")

    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")


def test_garbled_body_is_not_the_real_one(bench: Bench) -> None:
    real = bench.client.get("/echo").content
    add(bench, action={"body": "garbled"})

    garbled = bench.client.get("/echo").content

    assert len(garbled) == len(real)
    assert garbled != real


@pytest.mark.parametrize(
    ("match", "met", "spared"),
    [
        ({"endpoint": "/echo/*"}, "/echo/a", "/echo"),
        ({"endpoint": "/echo/{name}"}, "/echo/a", "/echo"),
        ({"method": "GET", "endpoint": "/echo/b"}, "/echo/b", "/echo/a"),
    ],
)
def test_rule_meets_its_endpoint_only(bench: Bench, match: dict[str, str], met: str, spared: str) -> None:
    add(bench, match=match, action={"status": 500})

    assert bench.client.get(met).status_code == 500
    assert bench.client.get(spared).status_code == 200


@pytest.mark.parametrize(
    ("match", "body"),
    [
        ({"uin": "123"}, {"individualId": "123"}),
        ({"client": "me"}, {"clientId": "me"}),
        ({"process": "CRVS_NEW"}, {"process": "CRVS_NEW"}),
    ],
)
def test_rule_meets_whom_the_body_names(bench: Bench, match: dict[str, str], body: dict[str, str]) -> None:
    add(bench, match=match, action={"status": 500})

    assert bench.client.post("/echo", json=body).status_code == 500
    assert bench.client.post("/echo", json={"individualId": "9"}).json() == {"echo": {"individualId": "9"}}


@pytest.mark.parametrize(
    ("met", "spared"),
    [
        (("GET", "/echo/2718201306", b""), ("GET", "/echo/2718201967", b"")),
        (("GET", "/echo/2718240964814598", b""), ("GET", "/echo/2718240964814599", b"")),
        (("POST", "/echo", b'{"UIN": 2718201306}'), ("POST", "/echo", b'{"UIN": 27182013061}')),
        (("POST", "/echo", b'{"x":"{\\"vid\\":\\"2718240964814598\\"}"}'), ("POST", "/echo", b"{}")),
        (("POST", "/echo", b"a=1&individualId=2718201306"), ("POST", "/echo", b"individualIds=2718201306")),
    ],
    ids=["path", "VID", "number", "JSON in a text", "form"],
)
def test_rule_for_a_person_meets_whatever_names_them(
    bench: Bench, met: tuple[str, str, bytes], spared: tuple[str, str, bytes]
) -> None:
    add(bench, match={"uin": "2718201306"}, action={"status": 500})

    def is_met(method: str, path: str, content: bytes) -> bool:
        answer = bench.client.request(method, path, content=content)
        return answer.status_code == 500 and not answer.content

    assert (is_met(*met), is_met(*spared)) == (True, False)


def test_exchange_that_failed_by_a_rule_is_found_by_service_and_person(bench: Bench) -> None:
    add(bench, match={"service": "echo"}, action={"status": 503})
    bench.client.post("/echo", json={"uin": "2718201306", "clientId": "me"})

    found = bench.client.get("/_mock/requests?service=echo&trace.uin=2718201306&trace.client=me").json()

    assert [exchange["status"] for exchange in found["items"]] == [503]


def test_body_that_is_too_long_stays_the_apps_to_refuse(bench: Bench) -> None:
    refused = bench.client.post("/echo", content=b"x" * 3000).status_code
    add(bench, match={"uin": "2718201306"}, action={"status": 500})

    assert bench.client.post("/echo", content=b"x" * 3000).status_code == refused == 413


@pytest.mark.parametrize(("match", "app"), [({}, "mosip"), ({"app": "both"}, "both")])
def test_rule_is_of_the_app_that_was_asked_unless_it_says_both(bench: Bench, match: dict[str, str], app: str) -> None:
    assert add(bench, match=match, action={"status": 500})["match"] == {"app": app}


def test_rule_acts_as_often_as_it_says(bench: Bench) -> None:
    add(bench, action={"status": 500}, times=2)

    assert [bench.client.get("/echo").status_code for _ in range(3)] == [500, 500, 200]


def test_rule_acts_on_the_nth_request(bench: Bench) -> None:
    add(bench, match={"nth": 3}, action={"status": 500})

    assert [bench.client.get("/echo").status_code for _ in range(4)] == [200, 200, 500, 200]


def test_rule_ends_after_its_seconds_by_the_suites_clock(bench: Bench) -> None:
    add(bench, action={"status": 500}, seconds=60)
    assert bench.client.get("/echo").status_code == 500

    bench.world.clock.advance(timedelta(seconds=61))

    assert bench.client.get("/echo").status_code == 200


def test_rule_for_longer_than_the_calendar_goes_on(bench: Bench) -> None:
    add(bench, action={"status": 500}, seconds=1e300)

    assert bench.client.get("/echo").status_code == 500
    assert bench.client.get("/echo").content == b""


def test_probability_is_drawn_from_the_seed(bench: Bench) -> None:
    def draws(seed: int) -> list[int]:
        bench.client.delete("/_mock/faults")
        add(bench, action={"status": 500}, probability=0.5, seed=seed)
        return [bench.client.get("/echo").status_code for _ in range(20)]

    first = draws(1)

    assert set(first) == {200, 500}
    assert draws(1) == first
    assert draws(2) != first


def test_rule_is_seen_by_another_process(world: World) -> None:
    other = open_world(world.data_dir)
    world.faults.add(FaultRule(action=Action(named="id-token-expired"), match=Match(client="c"), times=1))

    assert other.faults.named("token", client="other") is None
    assert other.faults.named("token", client="c") == "id-token-expired"
    assert world.faults.named("token", client="c") is None
    other.close()


def test_cleared_rules_act_no_more(bench: Bench) -> None:
    rule = add(bench, action={"status": 500})
    add(bench, action={"status": 501})
    bench.client.delete(f"/_mock/faults/{rule['id']}")
    assert bench.client.get("/echo").status_code == 501

    assert bench.client.delete("/_mock/faults").json()["removed"] == 1
    assert bench.client.get("/echo").status_code == 200


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        ({"match": {"service": "ecko"}, "action": {"status": 500}}, "echo"),
        ({"match": {"endpoint": "/eccho"}, "action": {"status": 500}}, "/echo"),
        ({"match": {"endpoint": "/ec"}, "action": {"status": 500}}, "/echo"),
        ({"match": {"service": "echo"}, "action": {"error": "ECHO-01"}}, "ECHO-001"),
        ({"action": {"named": "id-token-expird"}}, "id-token-expired"),
        ({"match": {"method": "get"}, "action": {"status": 500}}, "GET"),
        ({"match": {"endpoint": "/other"}, "action": {"error": "ECHO-001"}}, "OTHER-001"),
        ({"match": {"uin": ""}, "action": {"status": 500}}, "leave it out"),
        ({"match": {"endpoint": "/echo/" + "{" * 10**6}, "action": {"status": 500}}, "shorten it"),
        ({"match": {"app": "esignet"}, "action": {"status": 500}}, "other app"),
        ({"action": {}}, "give one of"),
        ({"action": {"status": 500, "drop": True}}, "a rule for each"),
        ({"action": {"status": 99}}, "503"),
        ({"action": {"status": 500}, "probability": 0}, "0.3"),
        ({"action": {"status": 500}, "times": 0}, "always"),
        ({"action": {"delay": -1}}, "hang"),
        ({"action": {"status": 500}, "sevice": "x"}, "`match.service`"),
        ({"action": {"body": "htm"}}, "`html`"),
        ({"match": {"service": "token"}, "action": {"status": 500}}, "esignet mock"),
        ({"match": {"service": "plain", "uin": "1"}, "action": {"status": 500}}, "leave `uin` out"),
        ({"match": {"process": "CRVS_NWE"}, "action": {"status": 500}}, "CRVS_NEW"),
        ({"action": {"named": "delivery-lost", "delay": 1}}, "second rule"),
        ({"match": {"app": "mosip"}, "action": {"named": "id-token-expired"}}, "leave the app out"),
        ({"action": {"status": 500}, "id": "a/b"}, "leave `id` out"),
    ],
)
def test_rule_that_can_never_act_is_refused_with_what_is_valid(bench: Bench, rule: dict[str, Any], hint: str) -> None:
    answer = bench.client.post("/_mock/faults", json=rule)

    assert answer.status_code == 400, answer.text
    assert hint in answer.json()["explanation"]["mend"]
    assert bench.client.get("/_mock/faults").json()["total"] == 0


def test_code_meets_the_service_that_words_it_and_no_other(bench: Bench) -> None:
    add(bench, action={"error": "ECHO-002"})

    assert bench.client.get("/_mock/faults").json()["items"][0]["match"] == {"service": "echo"}
    assert bench.client.get("/other").status_code == 404
    assert bench.client.get("/echo").json() == {"service": "echo", "code": "ECHO-002", "why": "control API"}


def test_code_of_several_services_asks_for_one_of_them() -> None:
    both = {name: ServiceNames(service=name, endpoints=(f"/{name}",), codes=("SAME",)) for name in ("one", "two")}

    with pytest.raises(WireError) as refused:
        checked(FaultRule(action=Action(error="SAME")), both, "mosip")

    assert refused.value.explanation.expected == "one or two"
    named = FaultRule(action=Action(error="SAME"), match=Match(service="two"))
    assert checked(named, both, "mosip") == named


def test_listing_of_rules_is_paged(bench: Bench) -> None:
    for status in (500, 501, 502):
        add(bench, action={"status": status})

    page = bench.client.get("/_mock/faults?limit=1&offset=1").json()

    assert ([rule["action"]["status"] for rule in page["items"]], page["total"]) == ([501], 3)
    assert bench.client.get("/_mock/faults?limit=one").status_code == 400


def test_catalogue_names_each_fault_once_with_its_effect(bench: Bench) -> None:
    listed = bench.client.get("/_mock/faults/catalogue").json()

    assert listed["total"] == len(CATALOGUE) == len(BY_NAME)
    assert all(fault["effect"] and fault["services"] for fault in listed["items"])
