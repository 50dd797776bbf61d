"""Mistakes of relying parties that a lenient mock lets through and e-Signet does not, each by a whole login.

What the token endpoint finds out has its tests beside the token endpoint.
"""

from typing import Any

import pytest

from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench, codes_of, parameters_of
from tests.esignet_mock.authorization.conftest import OpenFront
from tests.support.login_page import Page

OC_CLAIMS = "name,family_name,given_name,middle_name,birthdate,address"


@pytest.mark.parametrize("tolerate", ["none", "opencrvs", "all"])
@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("client_id", "nobody", "invalid_client_id"),
        ("redirect_uri", "https://register.example/cb", "invalid_redirect_uri"),
        ("claims", "{name}", "parsing_error_msg"),
        ("scope", "profile", "invalid_scope"),
        ("response_type", "id_token", "invalid_response_type"),
        ("prompt", "login consent", "invalid_prompt"),
        ("display", "tv", "invalid_display"),
    ],
)
def test_mistake_is_never_tolerated(
    open_front: OpenFront, tolerate: str, parameter: str, value: str, code: str
) -> None:
    answer = open_front(tolerate=tolerate).authorize(**{parameter: value, "login_hint": FATHER})

    assert answer.status_code == 400
    assert code in Page(answer.text).text


@pytest.mark.parametrize("profile", ["1.5", "1.6", "1.7", "1.8"])
@pytest.mark.parametrize(("tolerate", "status"), [("none", 400), ("opencrvs", 302)])
def test_claims_of_opencrvs_pass_where_tolerated(
    open_front: OpenFront, profile: str, tolerate: str, status: int
) -> None:
    front = open_front(profile=profile, tolerate=tolerate)

    assert front.authorize(claims=OC_CLAIMS, login_hint=FATHER).status_code == status


def test_pin_is_asked_where_only_otp_exists(front: FrontChannelBench) -> None:
    front.back.register("otp-only", auth_context_refs=("mosip:idp:acr:generated-code",))

    response = front.begin(clientId="otp-only", acrValues="mosip:idp:acr:static-code").response

    assert [factors[0]["type"] for factors in response["authFactors"]] == ["OTP"]


def test_claim_that_is_not_registered_is_absent(front: FrontChannelBench) -> None:
    front.back.register("name-only", user_claims=("name",))
    claims = '{"userinfo":{"name":null,"birthdate":{"essential":true}}}'

    code = parameters_of(front.authorize(client_id="name-only", claims=claims, login_hint=FATHER))["code"]

    login = front.back.provider.codes.find(code)
    assert login is not None
    assert login.accepted_claims == ("name",)


def test_two_people_have_two_subjects(front: FrontChannelBench) -> None:
    subjects = set()
    for person in (FATHER, "2718201967"):
        tokens = front.back.token(parameters_of(front.authorize(login_hint=person))["code"]).json()
        subjects.add(front.back.verified(tokens["id_token"])[0]["sub"])

    assert len(subjects) == 2


def test_state_and_claims_and_acr_values_are_optional(front: FrontChannelBench) -> None:
    assert "code" in parameters_of(front.authorize(state=None, claims=None, acr_values=None, login_hint=FATHER))


def test_login_api_has_the_service_path_in_front(front: FrontChannelBench) -> None:
    body = {"requestTime": front.now(), "request": front.details_request()}

    answer = front.http.post("/authorization/v3/oauth-details", json=body, headers=front.csrf())

    assert answer.status_code == 404


@pytest.mark.parametrize("system", ["ida", "mock"])
def test_unknown_person_is_stopped_at_login(open_front: OpenFront, system: str) -> None:
    front = open_front(identity_system=system)
    login: Any = front.begin()

    assert codes_of(login.send_otp("3592563415"))[0] in {"IDA-MLC-018", "invalid_individual_id"}
    assert "location" not in front.authorize(login_hint="3592563415").headers
