"""Each code of ID authentication is met by a request, with the text and the shape that it has on the wire."""

from typing import Final

import pytest

from mosip_mock.idauthentication.errors import BY_FAULT_ONLY, TEXTS, IdaCode
from tests.benches.ida_bench import IdaBench
from tests.mosip_mock.idauthentication.codes import captures, otp, partner, person, request, wallet
from tests.mosip_mock.idauthentication.codes.cases import Case, Table
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.ida_client import IdaAnswer

NOT_PROCESSED: Final = "IDA-MLC-007"
IN_FILTER: Final[Table] = {**request.IN_FILTER, **partner.IN_FILTER, **captures.IN_FILTER}
REFUSED: Final[Table] = {
    **request.REFUSED,
    **partner.REFUSED,
    **person.REFUSED,
    **otp.REFUSED,
    **captures.REFUSED,
    **wallet.REFUSED,
}
WITH_SETTINGS: Final = {IdaCode.ID_TYPE_DISABLED, IdaCode.PIN_MISMATCH}
"""Met only in a deployment with other settings, by a test below."""


def check_explained(bench: IdaBench, answer: IdaAnswer, code: str) -> None:
    explanations = bench.explanations(answer)
    assert code in [e["code"] for e in explanations]
    for explanation in explanations:
        assert all(explanation[name].strip() for name in ("expected", "received", "where", "why", "mend")), explanation


@pytest.mark.parametrize(("code", "message", "case"), IN_FILTER.values(), ids=IN_FILTER.keys())
def test_filter_refuses(bench: IdaBench, code: IdaCode, message: str, case: Case) -> None:
    answer = case(bench)

    assert answer.status == 200
    assert answer.codes == [NOT_PROCESSED, code], answer.content
    first, second = answer.content["errors"]
    assert first == {
        "errorCode": NOT_PROCESSED,
        "errorMessage": "Request could not be processed. Please try again",
    }
    assert second == {"errorCode": code, "errorMessage": message}
    check_explained(bench, answer, code)


@pytest.mark.parametrize(("code", "message", "case"), REFUSED.values(), ids=REFUSED.keys())
def test_ida_refuses(bench: IdaBench, code: IdaCode, message: str, case: Case) -> None:
    answer = case(bench)

    assert answer.status == 200
    assert answer.codes[0] == code, answer.content
    assert answer.content["errors"][0]["errorMessage"] == message
    check_explained(bench, answer, code)


def test_a_kind_of_id_that_is_not_enabled(open_bench: OpenBench) -> None:
    bench = open_bench(ida_id_types=("UIN",))
    vid = bench.citizen()["vids"][0]

    error = bench.auth(vid).content["errors"]

    assert error == [{"errorCode": "IDA-MLC-015", "errorMessage": "Identity Type - VID not configured for the country"}]


def test_a_pin_counts_where_the_server_takes_it(open_bench: OpenBench) -> None:
    bench = open_bench(ida_auth_types=("pin",))
    citizen = bench.citizen(pin="482915")

    wrong = bench.auth(citizen["uin"], None, block={"staticPin": "111111"})
    right = bench.auth(citizen["uin"], None, block={"staticPin": "482915"})

    assert wrong.codes == ["IDA-SPA-001"]
    assert wrong.content["errors"][0]["actionMessage"] == "Please re-enter your pin"
    assert right.content["response"]["authStatus"] is True


def test_a_locked_pin_is_refused(open_bench: OpenBench) -> None:
    bench = open_bench(ida_auth_types=("pin",))
    citizen = bench.citizen(pin="482915", locks=["pin"])

    answer = bench.auth(citizen["uin"], None, block={"staticPin": "482915"})

    assert answer.content["errors"][0] == {
        "errorCode": "IDA-MLC-019",
        "errorMessage": "pin Auth Type is Locked for the UIN",
    }


@pytest.mark.parametrize("code", BY_FAULT_ONLY, ids=str)
def test_a_broken_back_end_is_a_fault_rule(bench: IdaBench, code: IdaCode) -> None:
    rule = {"match": {"service": "idauthentication"}, "action": {"error": code}, "times": 1}
    assert bench.http.post("/_mock/faults", json=rule).status_code == 201

    answer = bench.auth(bench.citizen())

    assert answer.codes[-1] == code
    assert answer.content["errors"][-1]["errorMessage"] == TEXTS[code].message


def test_every_code_is_met() -> None:
    """Each test above asserts the code that came back over HTTP; so their tables, together, are the count."""
    met = {code for table in (IN_FILTER, REFUSED) for code, _, _ in table.values()} | WITH_SETTINGS

    assert met | set(BY_FAULT_ONLY) == set(IdaCode)
    assert met.isdisjoint(BY_FAULT_ONLY)
