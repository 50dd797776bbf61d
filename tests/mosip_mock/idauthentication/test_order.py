"""Of two mistakes at once, the one that ID authentication meets first wins."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import pytest

from tests.benches.ida_bench import DEMOGRAPHICS, NAME, IdaBench
from tests.support.certificates import certificate_until, other_key, pem
from tests.support.ida_recipe import REMOVED

Prepare = Callable[[IdaBench], None]


def nothing(_: IdaBench) -> None:
    """Leave the registry as it is."""


def _without_pin(bench: IdaBench) -> None:
    bench.change_policy(allowedAuthTypes=[{"authType": "demo"}, {"authType": "otp"}])


def merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    both = {**first, **second}
    for name in ("outer", "headers", "block", "caller"):
        if name in first and name in second:
            both[name] = {**second[name], **first[name]}
    return both


STEPS: Final[dict[str, tuple[str, dict[str, Any], Prepare]]] = {
    "id": ("IDA-MLC-006", {"outer": {"id": REMOVED}}, nothing),
    "version": ("IDA-MLC-009", {"outer": {"version": "one"}}, nothing),
    "signature-missing": ("IDA-MLC-006", {"headers": {"Signature": REMOVED}}, nothing),
    "signature": ("IDA-MPA-001", {"alter_after_signing": lambda body: body + b" "}, nothing),
    "authorization": ("IDA-MLC-006", {"headers": {"Authorization": REMOVED}}, nothing),
    "decryption": ("IDA-MPA-003", {"thumbprint": "00" * 32}, nothing),
    "hmac": ("IDA-MPA-016", {"digest": lambda _: b"0" * 64}, nothing),
    "partner": ("IDA-MPA-009", {"caller": {"partner_id": "unknown"}}, nothing),
    "partner-inactive": ("IDA-MPA-012", {}, lambda bench: bench.change_partner(status="INACTIVE")),
    "policy": ("IDA-MPA-019", {}, lambda bench: bench.change_policy(validUntil="2020-01-01T00:00:00Z")),
    "api-key-dates": ("IDA-MPA-039", {}, lambda bench: bench.change_api_key(validUntil="2020-01-01T00:00:00Z")),
    "certificate": (
        "IDA-MPA-021",
        {},
        lambda bench: bench.change_partner(certificate=pem(certificate_until(other_key()))),
    ),
    "misp": ("IDA-MPA-007", {"caller": {"misp_key": "unknown"}}, nothing),
    "factor": ("IDA-MPA-006", {"block": {"staticPin": "1"}}, _without_pin),
    "consent": ("IDA-MLC-012", {"outer": {"consentObtained": False}}, nothing),
    "time": ("IDA-MLC-001", {"clock_skew": timedelta(minutes=-5)}, nothing),
    "domain": ("IDA-MLC-009", {"outer": {"domainUri": "https://other.example"}}, nothing),
    "transaction": ("IDA-MLC-009", {"outer": {"transactionID": "1"}}, nothing),
    "language": (
        "IDA-DEA-002",
        {"demographics": {"name": [{"language": "deu", "value": NAME}]}},
        nothing,
    ),
    "identity": ("IDA-MLC-018", {"individual_id": "unknown"}, nothing),
}


def _answer(bench: IdaBench, ingredients: dict[str, Any]) -> list[str]:
    given = dict(ingredients)
    client = bench.partner(**given.pop("caller", {}))
    uin = bench.citizen()["uin"]
    if given.pop("individual_id", None):
        uin = str(bench.world.citizens.new_uin())
    return client.auth(uin, given.pop("demographics", DEMOGRAPHICS), now=bench.now(), **given).codes


# The certificate of the partner is the one that must differ from the signer's: the kit's stays trusted by its issuer.
@pytest.mark.parametrize(("first", "second"), list(pairwise(STEPS)), ids="-before-".join)
def test_the_earlier_step_decides(bench: IdaBench, first: str, second: str) -> None:
    (code, one, prepare), (later, two, prepare_second) = STEPS[first], STEPS[second]
    prepare(bench)
    prepare_second(bench)

    codes = _answer(bench, merged(one, two))

    assert code in codes, codes
    assert later not in codes or later == code


@pytest.mark.parametrize("name", STEPS)
def test_each_step_alone_gives_its_code(bench: IdaBench, name: str) -> None:
    code, ingredients, prepare = STEPS[name]
    prepare(bench)

    assert code in _answer(bench, ingredients)


def test_the_form_of_the_id_is_looked_at_beside_an_earlier_group(bench: IdaBench) -> None:
    assert bench.auth("3592563414", outer={"consentObtained": False}).codes == ["IDA-MLC-012", "IDA-MLC-002"]


def test_both_times_are_looked_at(bench: IdaBench) -> None:
    answer = bench.auth(bench.citizen(), outer={"requestTime": ""}, block={"timestamp": "soon"})

    assert [e["errorMessage"] for e in answer.content["errors"]] == [
        "Missing Input Parameter - requestTime",
        "Invalid Input Parameter - request/timestamp",
    ]


def test_locks_come_after_the_child_filter(bench: IdaBench) -> None:
    child = bench.citizen(birthDate=(bench.now() - timedelta(days=700)).date().isoformat(), locks=["otp"])

    assert bench.auth(child, None, otp="111111").codes == ["IDA-MLC-011"]


def test_matching_stops_at_the_first_factor_that_fails(bench: IdaBench) -> None:
    someone = bench.citizen(biometrics="mismatch")

    answer = bench.auth_by_captures(someone, {}, block={})

    assert answer.codes == ["IDA-MLC-008"]
    both = bench.auth(someone, {"dob": "1991/01/01"}, otp="111111")
    assert both.codes == ["IDA-OTA-005"]
