"""A relying party that does what the RFCs ask for: state, nonce, PKCE, PAR, DPoP, every token verified."""

import time
from collections.abc import Callable
from typing import Any, Final

import httpx2
import pytest

from tests.support.login_page import LoginRefusedError
from tests.support.relying_party import DpopKey, Pkce, RelyingParty
from tests.support.suite import Suite

_INVALID_GRANT: Final = {"error": "invalid_grant", "error_description": "invalid_grant"}
_INVALID_CLIENT: Final = {"error": "invalid_client", "error_description": "invalid_client"}

LogIn = Callable[..., str]


@pytest.fixture(scope="module")
def person(suite: Suite) -> dict[str, Any]:
    return suite.esignet_control.add_citizen(
        fullName="Maria Isabel Powell", birthDate="1990-04-05", gender="female", email="maria@example.org"
    )


@pytest.fixture
def code_for(relying_party: RelyingParty, person: dict[str, Any]) -> LogIn:
    """Log the person in; the authorization code. Changes are those of the authorize request."""

    def log_in(**changes: str | None) -> str:
        returned = relying_party.log_in(relying_party.strict_authorize_url(**changes), person["uin"])
        return returned.parameters["code"]

    return log_in


def test_redirect_brings_state_code_and_issuer(relying_party: RelyingParty, person: dict[str, Any]) -> None:
    url = relying_party.strict_authorize_url(state="a state & more")

    returned = relying_party.log_in(url, person["uin"])

    assert list(returned.parameters) == ["state", "code", "iss"]
    assert returned.parameters["state"] == "a state & more"
    assert returned.parameters["iss"] == relying_party.discovery()["issuer"]
    assert len(returned.parameters["code"]) == 43


def test_id_token_is_about_this_login(relying_party: RelyingParty, code_for: LogIn) -> None:
    answer = relying_party.token(code_for(nonce="the-nonce"))

    tokens = answer.json()
    assert (answer.status_code, tokens["token_type"], tokens["expires_in"]) == (200, "Bearer", 3600)
    assert set(tokens) == {"id_token", "token_type", "access_token", "expires_in"}
    id_token = relying_party.verified(tokens["id_token"])
    claims = id_token.claims
    assert id_token.header["alg"] == "PS256"
    assert claims["iss"] == relying_party.discovery()["issuer"]
    assert claims["aud"] == relying_party.client_id
    assert claims["nonce"] == "the-nonce"
    assert claims["acr"] == "mosip:idp:acr:generated-code"
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 60
    assert not {"amr", "azp", "jti", "sid"} & set(claims)


def test_userinfo_has_the_accepted_claims_and_repeats_them(relying_party: RelyingParty, code_for: LogIn) -> None:
    access_token = relying_party.token(code_for()).json()["access_token"]

    answers = [relying_party.userinfo(access_token, path="/v1/esignet/oidc/userinfo") for _ in range(2)]

    claims = [relying_party.verified(a.text).claims for a in answers]
    assert claims[0] == claims[1]
    assert claims[0]["name"] == "Maria Isabel Powell"
    assert claims[0]["birthdate"] == "1990/04/05"


def test_subject_is_the_same_at_each_login(relying_party: RelyingParty, code_for: LogIn) -> None:
    subjects = {
        relying_party.verified(relying_party.token(code_for()).json()["id_token"]).claims["sub"] for _ in range(2)
    }

    assert len(subjects) == 1


def test_pkce_redeems_with_its_verifier_only(relying_party: RelyingParty, code_for: LogIn) -> None:
    pkce = Pkce()
    code = code_for(code_challenge=pkce.challenge, code_challenge_method="S256")

    without = relying_party.token(code)
    wrong = relying_party.token(code, code_verifier=Pkce().verifier)
    right = relying_party.token(code, code_verifier=pkce.verifier)

    assert (without.status_code, without.json()) == (400, _INVALID_GRANT)
    assert (wrong.status_code, wrong.json()) == (400, _INVALID_GRANT)
    assert right.status_code == 200, "a failed attempt does not burn the code"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"grant_type": "refresh_token"}, {"error": "unsupported_grant_type"}),
        ({"code": "nobody-got-this"}, _INVALID_GRANT),
        ({"client_id": "somebody-else"}, {"error": "invalid_request", "error_description": "invalid_client_id"}),
        (
            {"redirect_uri": "http://localhost:3020/elsewhere"},
            {"error": "invalid_request", "error_description": "invalid_redirect_uri"},
        ),
        ({"client_assertion_type": "jwt"}, _INVALID_CLIENT),
        ({"client_assertion": "a.b.c"}, _INVALID_CLIENT),
    ],
    ids=lambda part: next(iter(part)) if isinstance(part, dict) else "",
)
def test_token_refuses_and_explains(
    relying_party: RelyingParty, suite: Suite, code_for: LogIn, changes: dict[str, str], expected: dict[str, str]
) -> None:
    form: dict[str, Any] = {"code": code_for(), **changes}

    answer = relying_party.token(form.pop("code"), **form)

    assert answer.status_code == 400
    assert expected.items() <= answer.json().items()
    assert answer.headers["Cache-Control"] == "no-store"
    assert suite.esignet_control.exchange(answer.headers["X-Mock-Explain"])["explanations"]


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example/token"},
        {"iss": "somebody-else"},
        {"sub": "somebody-else"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"nbf": 2**33},
    ],
    ids="-".join,
)
def test_token_refuses_assertion(relying_party: RelyingParty, code_for: LogIn, changes: dict[str, Any]) -> None:
    endpoint = relying_party.discovery()["token_endpoint"]
    code = code_for()

    wrong = relying_party.token(code, client_assertion=relying_party.client_assertion(endpoint, **changes))
    right = relying_party.token(code)

    assert (wrong.status_code, wrong.json()) == (400, _INVALID_CLIENT)
    assert right.status_code == 200


def test_token_refuses_a_replayed_assertion(relying_party: RelyingParty, code_for: LogIn) -> None:
    assertion = relying_party.client_assertion(relying_party.discovery()["token_endpoint"])
    assert relying_party.token(code_for(), client_assertion=assertion).status_code == 200

    again = relying_party.token(code_for(), client_assertion=assertion)

    assert (again.status_code, again.json()) == (400, _INVALID_CLIENT)


def test_token_refuses_an_assertion_of_another_key(relying_party: RelyingParty, code_for: LogIn) -> None:
    other_key = DpopKey().key.as_dict(private=True)
    stranger = RelyingParty(esignet_url=relying_party.esignet_url, jwk=other_key)

    assert stranger.token(code_for()).json() == _INVALID_CLIENT


def test_pushed_request_logs_in_once(relying_party: RelyingParty, person: dict[str, Any]) -> None:
    parameters = {"scope": "openid profile", "response_type": "code", "state": "pushed", "nonce": str(time.time_ns())}
    pushed = relying_party.pushed_authorization(parameters)
    assert pushed.status_code == 201, pushed.text
    request_uri = pushed.json()["request_uri"]
    assert request_uri.startswith("urn:ietf:params:oauth:request_uri:")
    assert pushed.json()["expires_in"] == 60
    query = httpx2.QueryParams({"client_id": relying_party.client_id, "request_uri": request_uri})
    url = f"{relying_party.esignet_url}/authorize?{query}"

    returned = relying_party.log_in(url, person["uin"]).parameters

    assert returned["state"] == "pushed"
    assert relying_party.token(returned["code"]).status_code == 200
    with pytest.raises(LoginRefusedError):
        relying_party.log_in(url, person["uin"])


def test_dpop_binds_the_token_to_the_key(relying_party: RelyingParty, code_for: LogIn) -> None:
    key, discovery = DpopKey(), relying_party.discovery()
    code, endpoint = code_for(), discovery["token_endpoint"]

    challenged = relying_party.token(code, headers={"DPoP": key.proof("POST", endpoint)})
    assert (challenged.status_code, challenged.json()["error"]) == (400, "use_dpop_nonce")
    nonce = challenged.headers["DPoP-Nonce"]
    answer = relying_party.token(code, headers={"DPoP": key.proof("POST", endpoint, nonce=nonce)})

    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "DPoP"
    access_token = answer.json()["access_token"]
    assert relying_party.verified(access_token).claims["cnf"] == {"jkt": key.thumbprint}
    as_bearer = relying_party.userinfo(access_token, path="/v1/esignet/oidc/userinfo")
    assert (as_bearer.status_code, as_bearer.content) == (401, b"")


def test_userinfo_takes_a_dpop_proof_with_nonce(relying_party: RelyingParty, code_for: LogIn) -> None:
    key, discovery = DpopKey(), relying_party.discovery()
    code, endpoint, userinfo = code_for(), discovery["token_endpoint"], discovery["userinfo_endpoint"]
    nonce = relying_party.token(code, headers={"DPoP": key.proof("POST", endpoint)}).headers["DPoP-Nonce"]
    tokens = relying_party.token(code, headers={"DPoP": key.proof("POST", endpoint, nonce=nonce)}).json()
    access_token, ath = tokens["access_token"], DpopKey.hash_of(tokens["access_token"])

    def ask(**claims: Any) -> httpx2.Response:
        headers = {"Authorization": f"DPoP {access_token}", "DPoP": key.proof("GET", userinfo, ath=ath, **claims)}
        return relying_party.userinfo(access_token, path="/v1/esignet/oidc/userinfo", **headers)

    challenged = ask()
    assert challenged.status_code == 401
    assert challenged.headers["WWW-Authenticate"].startswith('DPoP error="use_dpop_nonce"')
    answer = ask(nonce=challenged.headers["DPoP-Nonce"])

    assert answer.status_code == 200, answer.headers
    assert relying_party.verified(answer.text).claims["name"] == "Maria Isabel Powell"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://elsewhere.example/callback"},
        {"scope": "profile"},
        {"response_type": "token"},
        {"prompt": "login consent"},
        {"display": "billboard"},
        {"claims": "[1"},
        {"code_challenge": "x", "code_challenge_method": "plain"},
        {"code_challenge": "x"},
    ],
    ids="-".join,
)
def test_authorize_shows_request_errors_and_never_redirects(
    relying_party: RelyingParty, suite: Suite, person: dict[str, Any], changes: dict[str, str]
) -> None:
    with pytest.raises(LoginRefusedError) as refused:
        relying_party.log_in(relying_party.strict_authorize_url(**changes), person["uin"])

    assert refused.value.explanation_id
    assert suite.esignet_control.exchange(refused.value.explanation_id)["explanations"]
