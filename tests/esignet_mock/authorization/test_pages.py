"""The login page over HTTP: forms as a browser without JavaScript sends them."""

import json
from datetime import timedelta

import msgspec
import pytest

from shared.citizens.numbering import Uin
from tests.benches.back_channel import CALLBACK, FATHER, PUBLIC
from tests.benches.front_channel import OTP, PIN, FrontChannelBench, parameters_of
from tests.esignet_mock.authorization.conftest import OpenFront
from tests.support.esignet_people import BIO_MISMATCH, BLOCKED, DECEASED, MAGIC, OTP_LOCKED
from tests.support.login_page import Page


def test_one_field_and_one_button_return_with_a_code(front: FrontChannelBench) -> None:
    answer = front.quick()

    assert answer.headers["location"].startswith(f"{CALLBACK}?state=s1&code=")
    assert list(parameters_of(answer)) == ["state", "code", "iss"]
    assert parameters_of(answer)["iss"] == PUBLIC
    login = front.back.provider.codes.find(parameters_of(answer)["code"])
    assert login is not None
    assert login.uin == FATHER
    assert login.acr == (OTP,)
    assert set(login.accepted_claims) >= {"name", "birthdate"}


def test_code_of_the_page_is_redeemed(front: FrontChannelBench) -> None:
    tokens = front.back.token(parameters_of(front.quick())["code"]).json()

    assert front.back.verified(front.back.userinfo(tokens["access_token"]).text)[0]["name"] == "Joseph Mwamba"


@pytest.mark.parametrize(
    ("profile", "names"), [("1.5", ["state", "code"]), ("1.6", ["state", "code"]), ("1.7", ["state", "code", "iss"])]
)
def test_redirect_has_the_parameters_of_the_release(open_front: OpenFront, profile: str, names: list[str]) -> None:
    assert list(parameters_of(open_front(profile=profile).quick())) == names


def test_without_state_none_comes_back(front: FrontChannelBench) -> None:
    assert "state" not in parameters_of(front.quick(state=None))


def test_vid_logs_in_too(front: FrontChannelBench) -> None:
    login = front.back.provider.codes.find(parameters_of(front.quick("2718240964814598"))["code"])

    assert login is not None
    assert (login.individual_id, login.uin) == ("2718240964814598", FATHER)


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("3592563415", "IDA-MLC-018"),
        ("nobody", "IDA-MLC-018"),
        (" ", "invalid_identifier"),
        (DECEASED, "IDA-MLC-003"),
        (BLOCKED, "IDA-MLC-022"),
        (OTP_LOCKED, "IDA-MLC-019"),
        (MAGIC["login-blocked"], "individual_id_blocked"),
        (MAGIC["otp-always-expired"], "IDA-OTA-003"),
        ("<b>'", "IDA-MLC-018"),
    ],
)
def test_page_stops_people_who_cannot_log_in(front: FrontChannelBench, person: str, code: str) -> None:
    answer = front.quick(person)

    assert answer.status_code == 200
    assert code in Page(answer.text).text
    assert Page(answer.text).form_with("id-input") is not None
    assert front.explanations()[0].code == code


def test_locked_factor_leaves_the_others(front: FrontChannelBench) -> None:
    answer = front.quick(OTP_LOCKED, acr_values=f"{OTP} {PIN}")

    login = front.back.provider.codes.find(parameters_of(answer)["code"])
    assert login is not None
    assert login.acr == (PIN,)


def test_newborn_logs_in_by_the_number_alone(front: FrontChannelBench) -> None:
    assert "code" in parameters_of(front.quick("2718219756"))


@pytest.mark.parametrize("lock", ["bio", "bio-Iris"])
def test_locked_biometrics_do_not_log_in(front: FrontChannelBench, lock: str) -> None:
    front.back.world.citizens.change(Uin(FATHER), lambda person: msgspec.structs.replace(person, locks=(lock,)))

    assert "IDA-MLC-019" in front.quick(acr_values="mosip:idp:acr:biometrics").text


def test_biometrics_that_never_match_do_not_log_in(front: FrontChannelBench) -> None:
    assert "IDA-BIA-001" in front.quick(BIO_MISMATCH, acr_values="mosip:idp:acr:biometrics").text


@pytest.mark.parametrize(
    ("profile", "error"),
    [("1.6", "consent_request_rejected"), ("1.7", "consent_request_rejected"), ("1.8", "access_denied")],
)
def test_denied_consent_returns_with_the_error_of_the_release(open_front: OpenFront, profile: str, error: str) -> None:
    front = open_front(profile=profile)
    fields = front.form_of(front.up_to_consent(prompt="consent"), "deny")

    answer = front.post("/login/consent", {**fields, "decision": "deny"})

    assert list(parameters_of(answer)) == ["error_description", "state", "error"]
    assert parameters_of(answer)["error"] == error
    assert front.post("/login/consent", {**fields, "decision": "accept"}).status_code != 200


def test_error_without_state_says_null(front: FrontChannelBench) -> None:
    fields = front.form_of(front.up_to_consent(state=None), "deny")

    assert parameters_of(front.post("/login/consent", {**fields, "decision": "deny"}))["state"] == "null"


def test_magic_person_denies_by_herself(front: FrontChannelBench) -> None:
    assert parameters_of(front.quick(MAGIC["consent-refused"]))["error"] == "access_denied"


def test_consent_page_withholds_a_voluntary_claim(front: FrontChannelBench) -> None:
    page = front.up_to_consent()
    fields = front.form_of(page, "accept")
    assert fields.pop("claim-birthdate") == "on"
    assert "claim-name" not in fields  # essential: shown, not to be changed

    code = parameters_of(front.post("/login/consent", {**fields, "decision": "accept"}))["code"]

    login = front.back.provider.codes.find(code)
    assert login is not None
    assert "name" in login.accepted_claims
    assert "birthdate" not in login.accepted_claims


def test_remembered_consent_skips_the_page(front: FrontChannelBench) -> None:
    fields = front.form_of(front.up_to_consent(), "accept")
    front.post("/login/consent", {**fields, "decision": "accept"})

    answer = front.up_to_consent()

    assert list(parameters_of(answer)) == ["state", "code", "iss", "ui_locales"]


def test_late_consent_returns_with_transaction_timeout(front: FrontChannelBench) -> None:
    page = front.up_to_consent()
    fields = front.form_of(page, "accept")
    front.back.world.clock.advance(timedelta(seconds=120))

    answer = front.post("/login/consent", {**fields, "decision": "accept"})

    assert parameters_of(answer)["error"] == "transaction_timeout"


def test_consent_page_leaves_by_itself(front: FrontChannelBench) -> None:
    seconds, _, url = front.up_to_consent().headers["refresh"].partition("; url=")

    assert seconds == "115"
    assert parameters_of(front.http.get(url))["error"] == "transaction_timeout"


def test_late_login_returns_with_invalid_transaction(front: FrontChannelBench) -> None:
    fields = front.form_of(front.authorize(), "id-input")
    front.back.world.clock.advance(timedelta(seconds=300))

    answer = front.post("/login/quick", {**fields, "individualId": FATHER})

    assert parameters_of(answer)["error"] == "invalid_transaction"


def test_wrong_otp_three_times_blocks(front: FrontChannelBench) -> None:
    fields = front.form_of(front.authorize(), "id-input") | {"individualId": FATHER}
    front.post("/login/send-otp", {**fields, "channel-phone": "on"})
    wrong = {**fields, "factor": "OTP", "challenge": "000000"}
    for _ in range(3):
        assert "IDA-OTA-004" in front.post("/login/authenticate", wrong).text

    assert "no_attempts_left" in front.post("/login/authenticate", wrong).text
    assert "individual_id_blocked" in front.quick().text


@pytest.mark.parametrize(
    ("acr", "fields"),
    [
        ("static-code", {"factor": "PIN", "challenge": "111111"}),
        ("password", {"factor": "PWD", "challenge": "Mosip@123456"}),
        ("biometrics", {"factor": "BIO"}),
        ("knowledge", {"factor": "KBI", "fullName": "Joseph Mwamba", "dateOfBirth": "1986/03/14"}),
    ],
)
def test_page_takes_each_factor(front: FrontChannelBench, acr: str, fields: dict[str, str]) -> None:
    acr_values = f"mosip:idp:acr:{acr}"
    form = front.form_of(front.authorize(acr_values=acr_values), "id-input") | {"individualId": FATHER}
    assert front.form_of(front.post("/login/identify", form), "verify")["factor"] == fields["factor"]

    answer = front.post("/login/authenticate", {**form, **fields})

    assert Page(answer.text).form_with("accept") is not None


@pytest.mark.parametrize("form", ["/login/quick", "/login/send-otp", "/login/consent", "/login/identify"])
def test_form_of_another_site_is_refused(front: FrontChannelBench, form: str) -> None:
    fields = front.form_of(front.authorize(), "id-input") | {"individualId": FATHER, "_csrf": "forged"}

    answer = front.post(form, fields)

    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_login_hint_needs_no_page(front: FrontChannelBench) -> None:
    assert "code" in parameters_of(front.authorize(login_hint=FATHER))


def test_login_hint_of_nobody_shows_the_page(front: FrontChannelBench) -> None:
    answer = front.authorize(login_hint="3592563415")

    assert "IDA-MLC-018" in answer.text
    assert 'value="3592563415"' in answer.text


def test_setting_logs_in_without_a_page(open_front: OpenFront) -> None:
    assert "code" in parameters_of(open_front(auto_login=FATHER).authorize())


def test_redirect_uri_with_a_query_is_malformed_as_in_the_real_one(front: FrontChannelBench) -> None:
    location = front.quick(redirect_uri=f"{CALLBACK}?a=b").headers["location"]

    assert location.startswith(f"{CALLBACK}?a=b?state=s1&code=")


def test_redirect_uri_with_a_query_is_merged_where_tolerated(open_front: OpenFront) -> None:
    front = open_front(tolerate="opencrvs")

    location = front.quick(redirect_uri=f"{CALLBACK}?a=b").headers["location"]

    assert location.startswith(f"{CALLBACK}?a=b&state=s1&code=")
    assert [t.name for t in front.back.last_exchange().tolerated] == ["redirect-query-merged"]


def test_claims_list_is_tolerated_and_reported(open_front: OpenFront) -> None:
    front = open_front(tolerate="opencrvs")

    answer = front.authorize(claims="name,family_name,given_name", login_hint=FATHER)

    login = front.back.provider.codes.find(parameters_of(answer)["code"])
    assert login is not None
    assert {"name", "family_name", "given_name"} <= set(login.accepted_claims)
    tolerated = front.back.last_exchange().tolerated[0]
    assert tolerated.name == "opencrvs-claims-list"
    assert "e-Signet 1.8" in tolerated.refused_by


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
def test_claims_list_is_refused_by_every_release(open_front: OpenFront, profile: str) -> None:
    answer = open_front(profile=profile).authorize(claims="name,family_name")

    assert answer.status_code == 400
    assert "parsing_error_msg" in answer.text


def test_claims_encoded_twice_are_refused(front: FrontChannelBench) -> None:
    twice = json.dumps({"userinfo": {"name": None}}).replace(":", "%3A").replace("{", "%7B").replace('"', "%22")

    answer = front.authorize(claims=twice)

    assert "parsing_error_msg" in answer.text
    assert "once, not twice" in answer.text


def test_claims_by_encode_uri_are_taken(front: FrontChannelBench) -> None:
    encoded = json.dumps({"userinfo": {"name": None}}).replace("{", "%7B").replace('"', "%22").replace("}", "%7D")

    assert front.authorize(claims=encoded).status_code == 200


def test_parameter_given_twice_is_refused(front: FrontChannelBench) -> None:
    answer = front.http.get("/authorize?client_id=a&client_id=b")

    assert answer.status_code == 400
    assert "client_id" in answer.text
