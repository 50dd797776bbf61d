"""What the login pages show: people, secrets in the mock's panel, claims, mistakes; nothing that was not escaped."""

import pytest

from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench
from tests.support.login_page import Page

NASTY = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{971*983}}\u202e"


def test_page_shows_the_otp_in_a_marked_panel(front: FrontChannelBench) -> None:
    fields = front.form_of(front.authorize(), "id-input") | {"individualId": "2718254723"}

    page = front.post("/login/send-otp", {**fields, "channel-phone": "on"}).text

    otp = front.back.world.outbox.list()[-1].about["otp"]
    assert f'id="mock-otp" class="secret">{otp}<' in page
    assert "Only in the mock" in page


def test_people_are_searched(front: FrontChannelBench) -> None:
    fields = front.form_of(front.authorize(), "id-input")

    page = front.http.get("/login", params={"transaction": fields["transaction"], "q": "maria santos"}).text

    assert page.count('name="individualId" value="27182') == 2
    assert "Joseph Mwamba" not in page


def test_pages_are_locked_down(front: FrontChannelBench) -> None:
    answer = front.authorize()

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert " on" + "click" not in answer.text


def test_everything_shown_is_escaped(front: FrontChannelBench) -> None:
    names = ("client_id", "scope", "response_type", "state", "nonce", "acr_values", "claims", "display", "prompt")
    for name in (*names, "max_age", "claims_locales", "ui_locales", "login_hint", "code_challenge", "id_token_hint"):
        text = front.authorize(**{name: NASTY}).text
        assert "<script>" not in text, name
        assert "<img src=x" not in text, name
        assert "954493" not in text, name


def test_client_name_is_escaped(front: FrontChannelBench) -> None:
    front.back.register("nasty", client_name=NASTY)

    assert "<script>" not in front.authorize(client_id="nasty").text


@pytest.mark.parametrize("name", ["login.css", "icon.svg"])
def test_static_files_are_there(front: FrontChannelBench, name: str) -> None:
    assert front.http.get(f"/login/static/{name}").status_code == 200


@pytest.mark.parametrize("name", ["..%2f..%2fapp.py", "none.css", "../base.html"])
def test_other_files_are_not(front: FrontChannelBench, name: str) -> None:
    assert front.http.get(f"/login/static/{name}").status_code == 404


def test_login_page_shows_the_whole_cast(front: FrontChannelBench) -> None:
    page = front.authorize().text

    population = front.back.world.citizens
    assert page.count('class="row"') == population.count() > 60
    assert "search for the others" not in page


def test_mistake_on_the_page_says_what_was_expected_and_received(front: FrontChannelBench) -> None:
    text = " ".join(Page(front.quick("3592563415").text).text.split())

    assert "Expected the number of a person whom the ID system knows" in text
    assert "Received '3592563415', which nobody has" in text


@pytest.mark.parametrize("acr", ["linked-wallet", "id-token"])
def test_page_offers_no_button_that_can_only_fail(front: FrontChannelBench, acr: str) -> None:
    front.back.register("anything", auth_context_refs=(f"mosip:idp:acr:{acr}",))
    login = front.authorize(client_id="anything", acr_values=f"mosip:idp:acr:{acr}")

    answer = front.post("/login/identify", front.form_of(login, "id-input") | {"individualId": FATHER})

    assert "cannot stand in for" in answer.text
    assert Page(answer.text).form_with("verify") is None


def test_consent_page_names_claims_in_words_and_as_on_the_wire(front: FrontChannelBench) -> None:
    text = " ".join(Page(front.up_to_consent().text).text.split())

    assert "Date of birth birthdate" in text
    assert "E-mail address email" in text
    assert "Phone number phone_number" in text


def test_error_page_leads_to_the_exchange(front: FrontChannelBench) -> None:
    answer = front.authorize(client_id="nobody")

    exchange = front.back.last_exchange().id
    assert f'href="/_mock/view/exchanges/{exchange}"' in answer.text
    assert front.http.get(f"/_mock/view/exchanges/{exchange}").status_code == 200


@pytest.mark.parametrize("form", ["/login/quick", "/login/identify", "/login/consent"])
def test_page_of_a_login_before_a_restart_leads_back_to_the_relying_party(front: FrontChannelBench, form: str) -> None:
    fields = front.form_of(front.authorize(), "id-input") | {"individualId": FATHER}
    front.http.post("/_mock/reset")

    answer = front.post(form, fields)

    assert answer.status_code == 400
    assert "go back to the relying party, and begin again there" in Page(answer.text).text.lower()
