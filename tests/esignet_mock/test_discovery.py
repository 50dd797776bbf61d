"""What the mock publishes about itself, by release and by address."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.settings import Addresses
from tests.benches.back_channel import INTERNAL, PUBLIC, BackChannelBench

OpenBench = Callable[..., BackChannelBench]
SVC = f"{PUBLIC}/v1/esignet"
OPENID = "/.well-known/openid-configuration"
METADATA = "/.well-known/oauth-authorization-server"
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def document(bench: BackChannelBench, path: str, **headers: str) -> dict[str, Any]:
    answer = bench.http.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    content = answer.json()
    assert isinstance(content, dict)
    return content


def test_the_openid_configuration_of_1_8(bench: BackChannelBench) -> None:
    found = document(bench, OPENID)
    claims = found.pop("claims_supported")
    assert {"name", "address", "gender", "birthdate", "picture", "email", "phone_number", "individual_id"} <= set(
        claims
    )
    acr = "mosip:idp:acr:"
    factors = ("knowledge", "password", "static-code", "generated-code", "linked-wallet", "biometrics")
    assert found == {
        "issuer": PUBLIC,
        "authorization_endpoint": f"{PUBLIC}/authorize",
        "token_endpoint": f"{SVC}/oauth/v2/token",
        "userinfo_endpoint": f"{SVC}/oidc/userinfo",
        "jwks_uri": f"{PUBLIC}/.well-known/jwks.json",
        "pushed_authorization_request_endpoint": f"{SVC}/oauth/par",
        "scopes_supported": ["openid", "profile", "email", "phone", "address"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "acr_values_supported": [f"{acr}{factor}" for factor in factors],
        "userinfo_signed_response_alg": "PS256",
        "userinfo_signing_alg_values_supported": ["RS256", "PS256"],
        "userinfo_encryption_alg_values_supported": ["RSAXXXXX"],
        "userinfo_encryption_enc_values_supported": ["A128GCM"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "id_token_signed_response_alg": "PS256",
        "id_token_signing_alg_values_supported": ["RS256", "PS256"],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": True,
        "display_values_supported": ["page", "popup", "touch", "wap"],
        "subject_types_supported": ["pairwise"],
        "claims_locales_supported": ["en"],
        "ui_locales_supported": ["en"],
        "request_parameter_supported": False,
        "claims_in_verified_claims_supported": [
            "name",
            "address",
            "gender",
            "birthdate",
            "picture",
            "email",
            "phone_number",
        ],
        "dpop_signing_alg_values_supported": ["RS256", "PS256"],
        "code_challenge_methods_supported": ["S256"],
        "require_pushed_authorization_requests": False,
        "authorization_response_iss_parameter_supported": True,
    }


def test_the_server_metadata_is_a_part_of_it(bench: BackChannelBench) -> None:
    found = document(bench, METADATA)
    assert found.pop("grant_types_supported") == ["authorization_code"]
    openid = document(bench, OPENID)
    assert found == {name: openid[name] for name in found}
    assert "userinfo_endpoint" not in found


@pytest.mark.parametrize("missing", ["end_session_endpoint", "registration_endpoint", "revocation_endpoint"])
def test_what_esignet_does_not_have_is_not_advertised(bench: BackChannelBench, missing: str) -> None:
    assert missing not in document(bench, OPENID)


@pytest.mark.parametrize("profile", ["1.5", "1.6"])
def test_older_releases_advertise_neither_par_nor_dpop(open_bench: OpenBench, profile: str) -> None:
    found = document(open_bench(profile=profile), OPENID)
    assert not {"pushed_authorization_request_endpoint", "dpop_signing_alg_values_supported"} & set(found)
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]
    assert found["token_endpoint_auth_signing_alg_values_supported"] == ["RS256"]
    assert found["issuer"] == PUBLIC


def test_each_document_has_a_second_address(bench: BackChannelBench) -> None:
    service = "/v1/esignet"
    assert document(bench, f"{service}/oidc{OPENID}") == document(bench, OPENID)
    assert document(bench, f"{service}/oauth{METADATA}") == document(bench, METADATA)
    assert document(bench, f"{service}/oauth/.well-known/jwks.json") == document(bench, "/.well-known/jwks.json")
    assert bench.http.get(f"{service}/oauth{OPENID}").status_code == 404


@pytest.mark.parametrize("path", ["/v1/esignet/oauth/introspect", "/v1/esignet/oauth/revoke"])
def test_there_is_no_introspection(bench: BackChannelBench, path: str) -> None:
    assert bench.http.post(path, data={"token": "x"}).status_code == 404


def test_whoever_comes_by_the_internal_address_finds_the_back_channel_there(open_bench: OpenBench) -> None:
    addresses = Addresses(public=PUBLIC, internal=INTERNAL, bound="http://127.0.0.1:1")
    bench = open_bench(addresses=addresses)
    inside = document(bench, OPENID, Host="esignet-mock:20260")
    assert inside["issuer"] == PUBLIC
    assert inside["authorization_endpoint"] == f"{PUBLIC}/authorize"
    for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri", "pushed_authorization_request_endpoint"):
        assert inside[name].startswith(INTERNAL), name
    outside = document(bench, OPENID, Host="evil.example")
    assert "evil" not in str(outside)
    assert outside["token_endpoint"].startswith(PUBLIC)


def test_the_key_set_has_tokens_key_and_userinfos_key(bench: BackChannelBench) -> None:
    keys = document(bench, "/.well-known/jwks.json")["keys"]
    assert len(keys) == 2
    for key in keys:
        assert {"kid", "kty", "n", "e", "x5c", "x5t#S256", "exp", "use"} == set(key)
        assert (key["kty"], key["use"], len(key["kid"]), len(key["x5c"])) == ("RSA", "sig", 43, 1)
        assert isinstance(key["exp"], int)
    assert len({key["kid"] for key in keys}) == 2


def test_no_answer_carries_a_private_member(bench: BackChannelBench) -> None:
    paths = (OPENID, METADATA, "/.well-known/jwks.json", "/_mock/keys")
    for path in paths:
        assert not PRIVATE & set(_names_in(bench.http.get(path).json())), path


def _names_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for inner in value.values() for name in _names_in(inner))]
    return [name for inner in value for name in _names_in(inner)] if isinstance(value, list) else []
