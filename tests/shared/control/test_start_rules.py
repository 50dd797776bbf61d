from pathlib import Path

import pytest

from shared.control.faults.problem import FaultRulesError
from shared.control.faults.starting import put_in_force, start_rules
from shared.world import World
from tests.shared.control.conftest import SERVICES, Bench

RULES = """
- match: {service: echo}
  action: {error: ECHO-001}
  times: 2
- match: {app: esignet, service: token}
  action: {status: 503}
"""


def test_rules_of_a_file_are_this_apps_own(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(RULES)

    (rule,) = start_rules(str(file), SERVICES, "mosip")

    assert (rule.id, rule.match.app, rule.action.error, rule.times) == ("mosip-start-1", "mosip", "ECHO-001", 2)


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        ("{match: {service: token}, action: {status: 503}}", 0),
        ("{action: {named: id-token-expired}}", 0),
        ("{action: {named: credential-never}}", 1),
        ("{match: {app: both}, action: {status: 503}}", 1),
    ],
)
def test_rule_without_an_app_counts_for_the_one_that_has_its_service(rule: str, counted: int) -> None:
    assert len(start_rules(f"[{rule}]", SERVICES, "mosip")) == counted


def test_rules_come_as_text_too() -> None:
    (rule,) = start_rules('[{"action": {"status": 503}}]', SERVICES, "mosip")

    assert rule.action.status == 503


def test_putting_them_in_force_twice_begins_to_count_anew(world: World, bench: Bench) -> None:
    rules = start_rules(RULES, SERVICES, "mosip")
    put_in_force(rules, world.faults, "mosip")
    assert bench.client.get("/echo").status_code == 418
    assert world.faults.list()[0].acted == 1

    put_in_force(rules, world.faults, "mosip")

    assert [rule.acted for rule in world.faults.list()] == [0]


def test_rules_of_an_earlier_start_go_and_others_stay(world: World, bench: Bench) -> None:
    put_in_force(start_rules(RULES, SERVICES, "mosip"), world.faults, "mosip")
    made = bench.client.post("/_mock/faults", json={"action": {"status": 503}}).json()

    put_in_force((), world.faults, "mosip")

    assert [rule.id for rule in world.faults.list()] == [made["id"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{action: {error: ECHO-1}, match: {service: echo}}]", "nearest: ECHO-00"),
        ("[{action: {}}]", "give one of"),
        ("[{deed: 1}]", "rule 1: deed: expected one of action, match"),
        ("[{action: {status: soon}}]", "rule 1: action.status: expected a whole number or null, received text"),
        ("[{action: {sttus: 503}}]", "did you mean `status`"),
        ("{a: 1}", "list of rules"),
        ("[", "not YAML"),
        ("nowhere.yaml", "cannot be read"),
        ("[{match: {service: ecko}, action: {status: 500}}]", "nearest: echo"),
    ],
)
def test_rules_that_cannot_be_used_are_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(FaultRulesError, match=said) as refused:
        start_rules(text, SERVICES, "mosip")

    assert "\n" not in str(refused.value)


def test_rule_of_the_other_app_does_not_act_here(bench: Bench) -> None:
    (rule,) = start_rules('[{"action": {"status": 503}}]', {}, "esignet")
    bench.world.faults.add(rule)

    assert bench.client.get("/echo").status_code == 200
