"""The report on what a client would have to mend."""

from typing import Any

from shared.control.dashboard.readiness import AS_PUBLISHED, STOCK_CONFIGURATION, UNNAMED, readiness_of
from shared.control.explanation import Explanation
from tests.shared.control.dashboard.conftest import WHY, Window


def test_report_names_release_and_mend_for_each_deviation_once(mosip: Window) -> None:
    mosip.exchange()
    last = mosip.exchange()

    (report,) = readiness_of(mosip.world.journal.newest_first())
    refused, tolerated = report.deviations
    assert (report.client, report.exchanges, report.tolerated) == ("registrar", 2, 1)
    assert (tolerated.name, tolerated.refused_by) == ("language-two-letter", ("IDA 1.2.0.1", "IDA 1.3.0"))
    assert (refused.times, refused.last_exchange, refused.is_tolerated) == (2, last, False)


def test_deviation_goes_to_the_client_of_its_trace(mosip: Window) -> None:
    mosip.exchange()
    nameless = mosip.world.journal.open("internal", path="/step", service="registration")
    nameless.tag(rid="10001100010000120260101000000")
    nameless.explain(WHY)

    (report,) = readiness_of(mosip.world.journal.newest_first())
    assert report.client == "registrar"


def test_what_a_fault_did_is_no_deviation(mosip: Window) -> None:
    made = mosip.world.journal.open("inbound", service="thing", faults=("f1",))
    made.tag(client="registrar")
    made.explain(WHY)

    (report,) = readiness_of(mosip.world.journal.newest_first())
    assert report.deviations == []


def test_exchange_without_a_client_is_reported_too(mosip: Window) -> None:
    mosip.http.get("/nothing-here")

    (report,) = readiness_of(mosip.world.journal.newest_first())
    assert report.client == UNNAMED


def packet(state: str, *codes: str) -> dict[str, Any]:
    """As the control API lists it, with a warning for each code."""
    warnings = [{"expected": "a", "received": "b", "where": f"w{c}", "why": "c", "mend": "d", "code": c} for c in codes]
    return {"client": "registrar", "registrationId": "1", "state": state, "warnings": warnings}


def test_warnings_of_packets_are_deviations() -> None:
    (report,) = readiness_of([], [packet("finished", "RPR-PKV-FAILED-012")])

    assert [(d.name, d.explanation.where, d.packet) for d in report.deviations] == [
        ("RPR-PKV-FAILED-012", "wRPR-PKV-FAILED-012", "1")
    ]
    assert report.deviations[0].is_tolerated


def test_what_a_deployment_has_to_add_is_named_so() -> None:
    (report,) = readiness_of([], [packet("finished", "")])

    assert [(d.name, d.refused_by) for d in report.deviations] == [(STOCK_CONFIGURATION, AS_PUBLISHED)]


def test_lost_field_is_no_refusal_where_processing_looks_at_it_nevertheless(mosip: Window) -> None:
    created = mosip.world.journal.open("inbound", service="packetmanager")
    created.tag(client="registrar")
    created.explain(Explanation(expected="a", received="b", where="w", why="c", mend="d"))

    def names(*packets: dict[str, Any]) -> list[str]:
        (report,) = readiness_of(mosip.world.journal.newest_first(), packets)
        return [d.name for d in report.deviations]

    assert names() == ["w"]
    assert names(packet("finished", "")) == [STOCK_CONFIGURATION]


def test_reason_of_a_rejected_packet_was_not_let_through() -> None:
    (report,) = readiness_of([], [packet("rejected", "RPR-PKV-FAILED-012", "RPR-PKV-FAILED-014")])

    assert {d.name: d.is_tolerated for d in report.deviations} == {
        "RPR-PKV-FAILED-012": True,
        "RPR-PKV-FAILED-014": False,
    }


def test_page_says_what_to_mend(mosip: Window) -> None:
    mosip.exchange()

    page = mosip.see("view/readiness")
    assert "Refused by IDA 1.2.0.1, IDA 1.3.0" in page
    assert "2 to mend" in page
