"""What an answer looks like: envelope, signature, authToken, the two releases, settings of the deployment."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.benches.ida_bench import DEMOGRAPHICS, POLICY_ID, IdaBench
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.certificates import pem
from tests.support.ida_client import verified_signer
from tests.support.ida_styles import STYLES, Style

WRONG: Final = {"dob": "1980/01/01"}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_clients_style_passes(open_bench: OpenBench, style: Style) -> None:
    bench = open_bench(tolerate="opencrvs")

    answer = bench.partner(style=style).auth(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now())

    assert answer.response["authStatus"] is True, answer.content


@pytest.mark.parametrize(
    ("profile", "codes"), [("1.2.0.1", []), ("1.3.0", ["IDA-MLC-007", "IDA-MPA-001"])], ids=["1.2.0.1", "1.3.0"]
)
def test_line_breaks_in_the_certificate_by_release(open_bench: OpenBench, profile: str, codes: list[str]) -> None:
    bench = open_bench(ida_profile=profile)
    sdk = next(style for style in STYLES if style.name == "python-sdk")

    assert bench.partner(style=sdk).auth(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()).codes == codes


def test_members_come_in_the_real_order(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult, transaction="abcdeABCDE")

    assert list(answer.content) == ["transactionID", "version", "id", "errors", "responseTime", "response"]
    assert answer.content["transactionID"] == "abcdeABCDE"
    assert (answer.content["version"], answer.content["id"]) == ("1.0", "mosip.identity.auth")
    assert answer.content["errors"] is None
    assert verified_signer(answer).subject != shared_bench.kit.partner_certificate.subject


def test_early_refusals_echo_the_transaction(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.auth(adult, transaction="1234567890", headers={"Authorization": ""})

    assert answer.content["transactionID"] == "1234567890"


def test_auth_token_is_of_the_person_and_the_partner(bench: IdaBench) -> None:
    someone = bench.citizen()
    bench.add("partners", partnerId="other", certificate=pem(bench.kit.partner_certificate))
    bench.add("api-keys", apiKey="654321", partnerId="other", policyId=POLICY_ID)
    other = bench.partner(partner_id="other", api_key="654321")

    by_uin = [bench.auth(someone).response["authToken"] for _ in range(2)]
    by_vid = bench.auth(someone["vids"][0]).response["authToken"]
    elsewhere = other.auth(someone["uin"], DEMOGRAPHICS, now=bench.now()).response["authToken"]

    assert by_uin == [by_vid, by_vid]
    assert elsewhere != by_vid
    for token in (by_vid, elsewhere):
        assert len(token) == 36
        assert token.isdigit()
        assert 25 <= int(token[:2]) <= 29 or 34 <= int(token[:2]) <= 36


@pytest.mark.parametrize(("kind", "is_stable"), [("partner", True), ("POLICY", True), ("random", False), ("x", False)])
def test_auth_token_by_the_policys_kind(bench: IdaBench, kind: str, is_stable: bool) -> None:
    bench.change_policy(authTokenType=kind)
    someone = bench.citizen()

    tokens = {bench.auth(someone).response["authToken"] for _ in range(2)}

    assert (len(tokens) == 1) is is_stable


@pytest.mark.parametrize(("profile", "has_token"), [("1.2.0.1", True), ("1.3.0", False)])
def test_auth_token_on_a_mismatch_by_release(open_bench: OpenBench, profile: str, has_token: bool) -> None:
    bench = open_bench(ida_profile=profile)
    someone = bench.citizen()

    mismatch = bench.auth(someone, WRONG).response
    stopped = bench.auth(someone, {"name": [{"language": "fra", "value": "x"}]}).response

    assert mismatch["authStatus"] is False
    assert (mismatch["authToken"] is not None) is has_token
    assert stopped == {"authStatus": False, "authToken": None}


@pytest.mark.parametrize(
    ("setting", "message"),
    [("demo", "Unsupported Authentication Type - otp"), ("otp,bio-Iris", "Unsupported Authentication Type - demo")],
)
def test_factors_are_a_setting(open_bench: OpenBench, setting: str, message: str) -> None:
    bench = open_bench(ida_auth_types=tuple(setting.split(",")))

    answer = bench.auth(bench.citizen(), otp="111111")

    assert message in [e["errorMessage"] for e in answer.content["errors"]]


def test_the_window_is_a_setting(open_bench: OpenBench) -> None:
    bench = open_bench(ida_time_allowed=timedelta(seconds=5), ida_time_adjustment=timedelta(seconds=1))
    error = bench.auth(bench.citizen(), clock_skew=timedelta(seconds=-10)).content["errors"][0]

    assert error["errorMessage"] == "Request to be received at MOSIP within 5 seconds"
    assert error["actionMessage"] == "Please send the request within 5 seconds"
