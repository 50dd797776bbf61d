"""The last steps of a login through the UI API: claim details, consent, code."""

from datetime import timedelta
from typing import Any

import pytest

from tests.benches.front_channel import FrontChannelBench, codes_of
from tests.support.esignet_people import MAGIC


def test_claim_details_are_told_once(front: FrontChannelBench) -> None:
    login = front.begin().log_in()

    assert codes_of(login.claim_details()) == []
    assert codes_of(login.claim_details()) == ["no_attempts_left"]
    assert codes_of(login.auth_code()) == []


@pytest.mark.parametrize(
    ("accepted", "permitted", "code"),
    [
        ((), (), "invalid_accepted_claim"),
        (("birthdate",), (), "invalid_accepted_claim"),
        (("name", "shoe_size"), (), "invalid_accepted_claim"),
        (("name",), ("Manage-VID",), "invalid_permitted_scope"),
    ],
)
def test_auth_code_refuses(front: FrontChannelBench, accepted: Any, permitted: Any, code: str) -> None:
    assert codes_of(front.begin().log_in().auth_code(accepted, permitted)) == [code]


def test_auth_code_is_given_once(front: FrontChannelBench) -> None:
    login = front.begin().log_in()

    assert codes_of(login.auth_code()) == []
    assert codes_of(login.auth_code()) == ["invalid_transaction"]


def test_withheld_claim_is_absent_from_userinfo(front: FrontChannelBench) -> None:
    code = front.begin().log_in().auth_code(["name"]).json()["response"]["code"]

    tokens = front.back.token(code).json()

    assert set(front.back.verified(front.back.userinfo(tokens["access_token"]).text)[0]) == {"sub", "name"}


def test_consent_is_remembered(front: FrontChannelBench) -> None:
    front.begin().log_in().auth_code(["name"])
    login = front.begin()
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "NOCAPTURE"
    code = login.auth_code([]).json()["response"]["code"]
    login_of_code = front.back.provider.codes.find(code)
    assert login_of_code is not None
    assert login_of_code.accepted_claims == ("name",)


@pytest.mark.parametrize(
    "changes", [{"prompt": "consent"}, {"claims": {"userinfo": {"email": None}}}], ids=["prompt", "other claims"]
)
def test_consent_is_asked_again(front: FrontChannelBench, changes: dict[str, Any]) -> None:
    front.begin().log_in().auth_code(["name"])
    login = front.begin(**changes)
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "CAPTURE"


def test_consent_expires(front: FrontChannelBench) -> None:
    front.back.register("forgetful", additional_config={"consent_expire_in_mins": 10})
    front.begin(clientId="forgetful").log_in().auth_code(["name", "birthdate"])
    front.back.world.clock.advance(timedelta(minutes=10))
    login = front.begin(clientId="forgetful")
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "CAPTURE"


def test_nothing_asked_needs_no_consent(front: FrontChannelBench) -> None:
    login = front.begin(claims=..., scope="openid")
    login.send_otp()

    assert login.authenticate().json()["response"]["consentAction"] == "NOCAPTURE"
    assert codes_of(login.auth_code(["whatever"])) == []


def test_authorize_scopes_are_permitted_one_by_one(front: FrontChannelBench) -> None:
    login = front.begin(scope="openid Manage-VID Manage-Identity-Data").log_in()

    code = login.auth_code(permitted=["Manage-VID"]).json()["response"]["code"]

    found = front.back.provider.codes.find(code)
    assert found is not None
    assert found.permitted_scopes == ("Manage-VID",)


def test_magic_person_refuses_consent(front: FrontChannelBench) -> None:
    login = front.begin().log_in(MAGIC["consent-refused"])

    assert codes_of(login.auth_code()) == ["invalid_accepted_claim"]


def test_first_version_of_authenticate_looks_for_no_earlier_consent(front: FrontChannelBench) -> None:
    front.begin().log_in().auth_code(["name"])
    login = front.begin()
    login.send_otp()
    login.authenticate(version="")

    assert codes_of(login.auth_code([])) == ["invalid_accepted_claim"]
    code = login.auth_code(["name", "birthdate"]).json()["response"]["code"]
    redeemed = front.back.provider.codes.find(code)
    assert redeemed is not None
    assert set(redeemed.accepted_claims) == {"name", "birthdate"}
    assert front.begin().log_in().claim_details().json()["response"]["consentAction"] == "NOCAPTURE"
