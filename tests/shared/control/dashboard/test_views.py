"""Every page, what it shows, that it shows text as text, and that it stays where it is."""

import re

import pytest

from shared.control.dashboard.pages import failure
from tests.shared.control.dashboard.conftest import SCRIPT, Open, Window

FATHER = "2718201306"
ANYWHERE = "0.0.0.0"  # noqa: S104 - not bound
COMMON: tuple[str, ...] = (
    "",
    "view/exchanges",
    "view/traces",
    "view/citizens",
    "view/citizens/new",
    f"view/citizens/{FATHER}",
    f"view/citizens/{FATHER}/card",
)
COMMON += ("view/outbox", "view/faults", "view/readiness", "view/clock")
PAGES = [("mosip", p) for p in (*COMMON, "view/packets", "view/deliveries", "view/partners")]
PAGES += [("esignet", p) for p in (*COMMON, "view/clients")]


@pytest.mark.parametrize(("app", "path"), PAGES)
def test_page_loads_nothing_from_elsewhere_and_nothing_inline(open_app: Open, app: str, path: str) -> None:
    answer = open_app(app).http.get(f"/_mock/{path}", headers={"Accept": "text/html"})

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=", answer.text)


@pytest.mark.parametrize(("app", "path"), PAGES)
def test_addresses_of_a_page_are_relative(open_app: Open, app: str, path: str) -> None:
    page = open_app(app).see(path)

    addresses = re.findall(r'(?:href|src|action|data-events)="([^"]*)"', page)
    assert addresses
    assert not [a for a in addresses if a.startswith("/") or ":" in a]


def test_timeline_shows_the_newest_first_with_its_explanation(mosip: Window) -> None:
    mosip.http.get("/first")
    mosip.http.get("/second")

    page = mosip.see()
    assert page.index("/second") < page.index("/first")
    assert "expected a path that this app serves" in page


def test_timeline_answers_scripts_in_json(mosip: Window) -> None:
    answer = mosip.http.get("/_mock/", headers={"Accept": "*/*"})

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_timeline_shows_refusals_only_when_asked(mosip: Window) -> None:
    mosip.http.get("/nothing-here")
    fine = mosip.world.journal.open("inbound", method="GET", path="/fine")
    fine.status = 200

    page = mosip.see("view/exchanges?only=refused")
    assert "/nothing-here" in page
    assert "/fine" not in page


def test_exchange_stands_with_explanation_and_both_sides(mosip: Window) -> None:
    number = mosip.exchange(
        request_headers=[("x-colour", "blue")], request_body=b'{"a":1}', response_body=b'{"errors":[]}'
    )

    page = mosip.see(f"view/exchanges/{number}")
    for shown in ("x-colour", "blue", "&#34;a&#34;: 1", "errors", "Expected", "Received", "Mend", "IDA 1.3.0"):
        assert shown in page


def test_exchange_hides_secrets(mosip: Window) -> None:
    number = mosip.exchange(
        request_headers=[("authorization", "Bearer hush-hush")], request_body=b'{"password":"hush-hush"}'
    )

    assert "hush-hush" not in mosip.see(f"view/exchanges/{number}")


def test_exchange_that_is_forgotten_is_said_to_be(mosip: Window) -> None:
    assert "the journal has forgotten it" in mosip.see("view/exchanges/m999", status=404)


def test_trace_is_drawn_between_three_lanes(mosip: Window) -> None:
    number = mosip.exchange()

    page = mosip.see(f"view/traces/{number}")
    assert "from-0 to-1" in page
    assert "OpenCRVS to MOSIP:" in page


def test_traces_say_where_each_stands_and_why(mosip: Window) -> None:
    stopped = mosip.exchange()
    done = mosip.world.journal.open("outbound", method="POST", path="/callback", service="websub")
    done.status = 202
    done.tag(rid="10001100010000120260202000000", process="CRVS_NEW")
    mosip.world.journal.close(done)

    listed = mosip.see("view/traces")
    assert "Birth 10001100010000120260202000000" in listed
    assert "the credential was delivered" in listed
    assert "expected e&lt;script&gt;alert(1)&lt;/script&gt;, received r" in listed
    assert "thing refused it" in mosip.see(f"view/traces/{stopped}")
    assert "the credential was delivered" in mosip.see(f"view/traces/{done.id}")


def test_trace_is_found_by_a_registration_id(mosip: Window) -> None:
    mosip.exchange()

    assert "<wbr>thing" in mosip.see("view/traces?q=10001100010000120260101000000")


@pytest.mark.parametrize("path", ["view/exchanges", "view/readiness", "view/exchanges/{id}", "view/traces/{id}"])
def test_script_in_an_exchange_is_shown_as_text(mosip: Window, path: str) -> None:
    number = mosip.exchange(
        query=SCRIPT, request_headers=[("x-evil", SCRIPT)], request_body=SCRIPT.encode(), faults=(SCRIPT,)
    )
    kept = mosip.world.journal.find(number)
    assert kept is not None
    kept.path = f"/{SCRIPT}"
    kept.decode(f"view{SCRIPT}", {"x": SCRIPT})
    kept.tag(uin=SCRIPT, state=SCRIPT)

    page = mosip.see(path.format(id=number))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("statuses", "said"),
    [((), ""), ((200,), ""), ((500, 202), ""), ((None,), "no answer: try 2"), ((202, 500), "500 no answer: try 2")],
)
def test_delivery_tells_of_its_last_attempt_only_if_that_failed(statuses: tuple[int | None, ...], said: str) -> None:
    attempts = [{"status": status, "answer": "no answer", "nextStep": "try 2"} for status in statuses]

    assert failure(attempts) == said


def test_script_in_a_name_is_shown_as_text(mosip: Window) -> None:
    made = mosip.http.post("/_mock/citizens", json={"givenName": SCRIPT, "birthDate": "2000-01-01"}).json()

    for path in ("view/citizens", f"view/citizens/{made['uin']}"):
        page = mosip.see(f"{path}?q={SCRIPT}")
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_script_in_a_message_is_shown_as_text(mosip: Window) -> None:
    mosip.world.outbox.send("email", SCRIPT, kind="otp", text=SCRIPT, subject=SCRIPT, about={"uin": SCRIPT})

    page = mosip.see("view/outbox")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_message_without_a_subject_is_shown_by_its_kind(esignet: Window) -> None:
    esignet.world.outbox.send("sms", "+9991234567", kind="otp", text="Your number")

    assert "otp" in esignet.see("view/outbox")


def test_citizen_is_shown_with_photo_and_family(mosip: Window) -> None:
    page = mosip.see(f"view/citizens/{FATHER}")
    photo = mosip.http.get(f"/_mock/view/citizens/{FATHER}/photo")

    assert "Child" in page
    assert f'src="../../view/citizens/{FATHER}/photo"' in page
    assert (photo.headers["content-type"], photo.content[:2]) == ("image/jpeg", b"\xff\xd8")


def test_view_that_only_the_other_app_has_is_not_there(esignet: Window) -> None:
    assert "view/packets" not in esignet.see()
    assert "Not Found" in esignet.see("view/packets", status=404)


def test_static_files_are_a_closed_list(mosip: Window) -> None:
    assert mosip.http.get("/_mock/static/dashboard.js").headers["content-type"].startswith("text/javascript")
    assert mosip.http.get("/_mock/static/..%2Froutes.py").status_code == 404
    assert mosip.http.get("/_mock/static/routes.py").status_code == 404


def test_wrong_page_number_is_explained(mosip: Window) -> None:
    assert "a whole number from 0 up" in mosip.see("view/citizens?offset=minus", status=400)


def test_page_behind_the_last_one_says_so_and_leads_back(mosip: Window) -> None:
    page = mosip.see("view/citizens?offset=5000")

    assert "none of them here" in page
    assert re.search(r'href="\?offset=(0|50)">Before', page)


def test_search_that_finds_nobody_leads_back(mosip: Window) -> None:
    page = mosip.see("view/citizens?q=nobody-has-this-name")

    assert "Nobody fits." in page
    assert "Show everybody" in page


def test_names_from_right_to_left_leave_what_is_beside_them_alone(mosip: Window) -> None:
    made = mosip.http.post("/_mock/citizens", json={"givenName": "\u202eevil", "birthDate": "2000-01-01"}).json()

    assert "<bdi>\u202eevil" in mosip.see(f"view/citizens?q={made['uin']}")


def test_card_page_shows_what_the_codes_hold(mosip: Window) -> None:
    page = mosip.see(f"view/citizens/{FATHER}/card?opencrvs=1.8")

    assert "&#34;familyName&#34;: &#34;Mwamba&#34;" in page
    assert f"../../../citizens/{FATHER}/card.pdf?opencrvs=1.8&amp;spec=1.1.0&amp;nationality=FAR" in page


def test_card_of_an_unknown_kind_is_explained_on_the_page(mosip: Window) -> None:
    assert "three letters, as in ISO 3166-1" in mosip.see(f"view/citizens/{FATHER}/card?nationality=x", status=400)


@pytest.mark.parametrize(("app", "path"), [*PAGES, ("mosip", "events"), ("esignet", "events"), ("mosip", "readiness")])
@pytest.mark.parametrize("token", [None, "letmein"])
def test_page_is_dead_off_loopback_without_the_token(open_app: Open, app: str, path: str, token: str | None) -> None:
    window = open_app(app, host=ANYWHERE, admin_token=token)

    answer = window.http.get(f"/_mock/{path}", headers={"Accept": "text/html"})

    assert answer.status_code == (401 if token else 403)
    assert "<html" not in answer.text
