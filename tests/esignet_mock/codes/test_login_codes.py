"""Each code of the login's services has a request that brings it about."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from esignet_mock.authorization.errors import AuthorizationCode
from esignet_mock.authorization.identity_codes import IDA_CODES, MOCK_CODES
from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench, UiLogin, codes_of, otp_challenge
from tests.esignet_mock.codes.conftest import OpenFront
from tests.support.esignet_people import (
    BIO_MISMATCH,
    BIOMETRICS,
    BLOCKED,
    DECEASED,
    MAGIC,
    NO_CONTACT,
    OTP_LOCKED,
    SON_OF_FIVE_YEARS_LESS,
    UNKNOWN,
    WALLET,
    WRONG_PIN,
    knowledge,
)
from tests.support.login_page import Page

Codes = list[str]
Provoke = Callable[[FrontChannelBench], Codes]
MOCK: Final = {"identity_system": "mock"}
VERIFIED: Final = {"verification": {"trust_framework": None}, "claims": {"name": {"essential": True}}}


def details(**changes: Any) -> Provoke:
    return lambda front: codes_of(front.details(**changes))


def claims(userinfo: Any) -> Provoke:
    return details(claims={"userinfo": userinfo, "id_token": {}})


def of_client(changes: dict[str, Any], **members: Any) -> Provoke:
    def provoke(front: FrontChannelBench) -> Codes:
        front.back.register("other", **members)
        return codes_of(front.details(clientId="other", claims=..., **changes))

    return provoke


def otp(individual_id: str = FATHER, **changes: Any) -> Provoke:
    return lambda front: codes_of(front.begin().send_otp(individual_id, **changes))


def login(challenge: Any = None, individual_id: str = FATHER, acr: str = "generated-code", **changes: Any) -> Provoke:
    def provoke(front: FrontChannelBench) -> Codes:
        begun = front.begin(acrValues=f"mosip:idp:acr:{acr}")
        return codes_of(begun.authenticate(individual_id, challenge, **changes))

    return provoke


def after_otp(individual_id: str = FATHER, *, code: str = "111111") -> Provoke:
    def provoke(front: FrontChannelBench) -> Codes:
        begun = front.begin()
        begun.send_otp(individual_id)
        return codes_of(begun.authenticate(individual_id, otp_challenge(code)))

    return provoke


def consent(accepted: Any, permitted: Any = ()) -> Provoke:
    return lambda front: codes_of(front.begin().log_in().auth_code(accepted, permitted))


def attempted(front: FrontChannelBench, times: int) -> UiLogin:
    begun = front.begin()
    for _ in range(times):
        begun.send_otp()
    return begun


def blocked(front: FrontChannelBench) -> Codes:
    attempted(front, 4)
    return codes_of(front.begin().send_otp())


def linked(path: str, **request: Any) -> Provoke:
    return lambda front: codes_of(front.call(f"/linked-authorization{path}", request))


def link_codes(front: FrontChannelBench, times: int) -> tuple[UiLogin, Any]:
    begun = front.begin()
    made = [front.call("/linked-authorization/link-code", {"transactionId": begun.id}) for _ in range(times)]
    return begun, made[-1]


def not_scanned(front: FrontChannelBench) -> Codes:
    begun, made = link_codes(front, 1)
    code = made.json()["response"]["linkCode"]
    return linked("/link-status", transactionId=begun.id, linkCode=code)(front)


def detour(path_fragment: str) -> Provoke:
    def provoke(front: FrontChannelBench) -> Codes:
        begun = front.begin(claims={"userinfo": {"verified_claims": [VERIFIED]}, "id_token": {}}).log_in()
        base, wanted = "/authorization", {"transactionId": begun.id, "pathFragment": path_fragment}
        prepared = codes_of(front.call(f"{base}/prepare-signup-redirect", wanted, headers=begun.headers))
        if prepared:
            return prepared
        return codes_of(front.call(f"{base}/complete-signup-redirect", wanted, headers=begun.headers))

    return provoke


def binding(**changes: Any) -> Provoke:
    wanted = {
        "individualId": FATHER,
        "challengeList": [otp_challenge()],
        "publicKey": {"kty": "RSA"},
        "authFactorType": "WLA",
        "format": "jwt",
        **changes,
    }
    return lambda front: codes_of(front.call("/binding/wallet-binding", wanted))


def page(**changes: str | None) -> Provoke:
    """What the page names: the first word of its kind."""

    def provoke(front: FrontChannelBench) -> Codes:
        shown = Page(front.authorize(**changes).text).text
        return [code for code in map(str, AuthorizationCode) if code in shown.split()]

    return provoke


LOGIN: dict[str, tuple[Provoke, dict[str, Any]]] = {
    "invalid_request": (lambda f: codes_of(f.call("/authorization/v3/oauth-details", f.details_request(),
                                                  request_time=None)), {}),
    "invalid_client_id": (details(clientId="nobody"), {}),
    "invalid_scope": (details(scope="profile"), {}),
    "invalid_response_type": (details(responseType="token"), {}),
    "invalid_redirect_uri": (details(redirectUri="https://elsewhere.example/"), {}),
    "invalid_display": (details(display="tv"), {}),
    "invalid_prompt": (details(prompt="login consent"), {}),
    "invalid_claim": (claims({"name": {"essential": "yes"}}), {}),
    "invalid_verified_claims": (claims({"verified_claims": {**VERIFIED, "claims": {}}}), {}),
    "invalid_verification": (claims({"verified_claims": {**VERIFIED, "verification": {}}}), {}),
    "no_acr_registered": (of_client({}, auth_context_refs=()), {}),
    "invalid_pkce_challenge": (details(codeChallenge="c" * 43), {}),
    "unsupported_pkce_challenge_method": (details(codeChallenge="c" * 43, codeChallengeMethod="plain"), {}),
    "use_pkce": (of_client({}, additional_config={"require_pkce": True}), {}),
    "invalid_id_token_hint": (details(idTokenHint="e30.e30.AA"), {}),
    "parsing_error_msg": (page(claims="{name}"), {}),
    "invalid_transaction": (lambda f: codes_of(f.call("/authorization/send-otp", {})), {}),
    "invalid_transaction_id": (otp(transactionId=" "), {}),
    "invalid_identifier": (otp(" "), {}),
    "invalid_otp_channel": (otp(otpChannels=["pigeon"]), {}),
    "send_otp_failed": (otp(MAGIC["otp-send-fails"]), MOCK),
    "invalid_captcha": (otp(captchaToken=None), {"captcha": True}),
    "failed_to_validate_captcha": (otp(captchaToken="unavailable"), {"captcha": True}),
    "invalid_no_of_challenges": (login(challengeList=[]), {}),
    "invalid_auth_factor_type": (login({**WRONG_PIN, "authFactorType": "SMELL"}), {}),
    "invalid_challenge_format": (login({**WRONG_PIN, "format": "jwt"}), {}),
    "invalid_challenge": (login({**WRONG_PIN, "challenge": "1"}), {}),
    "auth_factor_mismatch": (login(WRONG_PIN), {}),
    "auth_failed": (login(WRONG_PIN, acr="static-code"), {}),
    "no_attempts_left": (lambda f: codes_of(attempted(f, 3).send_otp()), {}),
    "individual_id_blocked": (blocked, {}),
    "invalid_accepted_claim": (consent([]), {}),
    "invalid_permitted_scope": (consent(["name"], ["Manage-VID"]), {}),
    "invalid_link_code": (linked("/v2/link-transaction", linkCode="made-up"), {}),
    "link_code_limit_reached": (lambda f: codes_of(link_codes(f, 11)[1]), {}),
    "response_timeout": (not_scanned, {"link_poll_seconds": 0.01}),
    "invalid_signature_format": (linked("/v2/consent", linkedTransactionId="x", signature="a.b.c"), {}),
    "invalid_path_fragment": (detour(" "), MOCK),
    "verification_incomplete": (detour("/identity-verification"), MOCK),
    "invalid_individual_id": (otp(UNKNOWN), MOCK),
    "invalid_public_key": (binding(publicKey={}), {}),
    "invalid_auth_factor_type_or_challenge_format": (binding(format="number"), {}),
    "binding_not_found": (login(WALLET, acr="linked-wallet"), {}),
    "key_binding_failed": (binding(), {}),
    "unknown_error": (details(maxAge="soon"), {}),
}  # fmt: skip
IDA: dict[str, Provoke] = {
    "IDA-MLC-018": otp(UNKNOWN),
    "IDA-MLC-003": otp(DECEASED),
    "IDA-MLC-022": otp(BLOCKED),
    "IDA-MLC-019": otp(OTP_LOCKED),
    "IDA-MLC-011": otp(SON_OF_FIVE_YEARS_LESS),
    "IDA-OTA-002": otp(NO_CONTACT),
    "IDA-OTA-013": otp(MAGIC["otp-frozen"]),
    "IDA-OTA-012": login(),
    "IDA-OTA-004": after_otp(code="222222"),
    "IDA-OTA-003": after_otp(MAGIC["otp-always-expired"]),
    "IDA-PSD-001": login({**WRONG_PIN, "authFactorType": "PWD", "challenge": "Wrong@12", "format": "alpha-numeric"},
                         acr="password"),
    "IDA-BIA-001": login(BIOMETRICS,
                         BIO_MISMATCH, acr="biometrics"),
}  # fmt: skip
MOCK_SYSTEM: dict[str, Provoke] = {
    "invalid_individual_id": otp(UNKNOWN),
    "no_email_mobile_found": otp(NO_CONTACT),
    "send_otp_failed": otp(MAGIC["otp-send-fails"]),
    "invalid_transaction": login(),
}


def test_the_table_has_each_code() -> None:
    assert set(LOGIN) == set(map(str, AuthorizationCode))


@pytest.mark.parametrize("code", LOGIN)
def test_code_is_brought_about(open_front: OpenFront, code: str) -> None:
    provoke, settings = LOGIN[code]

    assert code in provoke(open_front(**settings))


@pytest.mark.parametrize("code", IDA)
def test_code_of_ida_is_relayed(open_front: OpenFront, code: str) -> None:
    assert IDA[code](open_front()) == [code]


def test_otp_of_another_login_is_told_apart(open_front: OpenFront) -> None:
    front = open_front()
    front.begin().send_otp()

    assert codes_of(front.begin().authenticate()) == ["IDA-OTA-005"]


def test_vid_that_is_over_is_told_apart(open_front: OpenFront) -> None:
    front = open_front()
    vids = (
        (v.vid, v.vid_status)
        for citizen in front.back.world.citizens.all()
        for v in citizen.vids
        if v.vid_status not in {"ACTIVE", "REVOKED", "USED", "INVALIDATED"} and citizen.status == "ACTIVATED"
    )
    number, _ = next(vids)

    assert codes_of(front.begin().send_otp(number)) == ["IDA-MLC-010"]


def test_each_code_of_ida_is_held_here() -> None:
    assert set(IDA_CODES.values()) == {*IDA, "IDA-OTA-005", "IDA-MLC-010"}


@pytest.mark.parametrize("code", MOCK_SYSTEM)
def test_code_of_the_mock_identity_system_is_relayed(open_front: OpenFront, code: str) -> None:
    assert MOCK_SYSTEM[code](open_front(**MOCK)) == [code]


def test_each_code_of_the_mock_identity_system_is_held_here() -> None:
    assert set(map(str, MOCK_CODES.values())) == set(MOCK_SYSTEM)


def test_knowledge_that_is_wrong_fails(open_front: OpenFront) -> None:
    challenge = knowledge(fullName="Nobody", dateOfBirth="1900/01/01")
    assert login(challenge, acr="knowledge")(open_front()) == ["auth_failed"]
