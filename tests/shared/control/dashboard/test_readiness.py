"""The report on what a client would have to mend."""

from shared.control.dashboard.readiness import UNNAMED, readiness_of
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
    made = mosip.world.journal.open("inbound", service="thing", faults=["f1"])
    made.tag(client="registrar")
    made.explain(WHY)

    (report,) = readiness_of(mosip.world.journal.newest_first())
    assert report.deviations == []


def test_exchange_without_a_client_is_reported_too(mosip: Window) -> None:
    mosip.http.get("/nothing-here")

    (report,) = readiness_of(mosip.world.journal.newest_first())
    assert report.client == UNNAMED


def test_warnings_of_packets_are_deviations() -> None:
    warning = {"expected": "a", "received": "b", "where": "fields.x", "why": "c", "mend": "d", "code": ""}
    (report,) = readiness_of([], [{"client": "registrar", "registrationId": "1", "warnings": [warning]}])

    assert [(d.explanation.where, d.packet) for d in report.deviations] == [("fields.x", "1")]


def test_page_says_what_to_mend(mosip: Window) -> None:
    mosip.exchange()

    page = mosip.see("view/readiness")
    assert "Refused by IDA 1.2.0.1, IDA 1.3.0" in page
    assert "2 to mend" in page
