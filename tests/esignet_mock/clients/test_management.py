"""The client management API, as set-up scripts call it."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench, codes_of

KEY = RSAKey.generate_key(2048).as_dict(private=False)
OTHER_KEY = RSAKey.generate_key(2048).as_dict(private=False)


def registration(**changes: Any) -> dict[str, Any]:
    """A client that everything is right with; `...` leaves a member out."""
    members = {
        "clientId": "health-portal",
        "clientName": "Health portal",
        "publicKey": KEY,
        "relyingPartyId": "health",
        "userClaims": ["name", "email"],
        "authContextRefs": ["mosip:idp:acr:generated-code"],
        "logoUri": "https://health.example/logo.png",
        "redirectUris": ["https://health.example/**"],
        "grantTypes": ["authorization_code"],
        "clientAuthMethods": ["private_key_jwt"],
        "clientNameLangMap": {"eng": "Health portal"},
        "additionalConfig": {"userinfo_response_type": "JWS", "consent_expire_in_mins": 10},
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


def send(
    front: FrontChannelBench, method: str, path: str, request: Any, *, request_time: str | None = None
) -> httpx2.Response:
    body = {"requestTime": request_time or front.now(), "request": request}
    return front.http.request(method, f"/v1/esignet/client-mgmt{path}", json=body)


def created(front: FrontChannelBench, kind: str = "client", **changes: Any) -> httpx2.Response:
    return send(front, "POST", f"/{kind}", registration(**changes))


@pytest.mark.parametrize("kind", ["oidc-client", "oauth-client", "client"])
def test_client_is_registered_and_used(front: FrontChannelBench, kind: str) -> None:
    answer = created(front, kind)

    assert answer.json()["response"] == {"clientId": "health-portal", "status": "ACTIVE"}
    details = front.details(clientId="health-portal", redirectUri="https://health.example/cb/1", claims=...)
    assert codes_of(details) == []
    assert sorted(details.json()["response"]["voluntaryClaims"]) == ["email", "name"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clientId": ...}, "invalid_client_id"),
        ({"clientId": "a b"}, "invalid_client_id"),
        ({"clientId": "x" * 101}, "invalid_client_id"),
        ({"clientId": 5}, "invalid_client_id"),
        ({"clientName": " "}, "invalid_client_name"),
        ({"clientName": "x" * 257}, "invalid_client_name"),
        ({"publicKey": ...}, "invalid_public_key"),
        ({"publicKey": "text"}, "invalid_public_key"),
        ({"publicKey": {**KEY, "kty": "oct"}}, "invalid_public_key"),
        ({"publicKey": {**KEY, "alg": " "}}, "invalid_public_key"),
        ({"publicKey": {**KEY, "n": "AQAB"}}, "invalid_public_key"),
        ({"relyingPartyId": ""}, "invalid_rp_id"),
        ({"userClaims": ["shoe_size"]}, "invalid_claim"),
        ({"userClaims": ["name"] * 31}, "invalid_claim"),
        ({"userClaims": [{}]}, "invalid_claim"),
        ({"authContextRefs": []}, "invalid_acr"),
        ({"authContextRefs": ["level1"]}, "invalid_acr"),
        ({"logoUri": "logo.png"}, "invalid_uri"),
        ({"redirectUris": []}, "invalid_redirect_uri"),
        ({"redirectUris": ["https://a.example/"] * 6}, "invalid_redirect_uri"),
        ({"redirectUris": ["nowhere"]}, "invalid_redirect_uri"),
        ({"redirectUris": [None]}, "invalid_redirect_uri"),
        ({"grantTypes": ["implicit"]}, "unsupported_grant_type"),
        ({"clientAuthMethods": ["client_secret_basic"]}, "invalid_client_auth"),
        ({"clientNameLangMap": {"en": "x"}}, "invalid_language_code"),
        ({"clientNameLangMap": {"eng": " "}}, "invalid_client_name_value"),
        ({"clientNameLangMap": {"eng": "x" * 51}}, "invalid_client_name_length"),
        ({"additionalConfig": {"unknown": True}}, "invalid_additional_config"),
        ({"additionalConfig": {"userinfo_response_type": "XML"}}, "invalid_additional_config"),
        ({"additionalConfig": {"consent_expire_in_mins": 9}}, "invalid_additional_config"),
        ({"additionalConfig": {"require_pkce": "yes"}}, "invalid_additional_config"),
        ({"additionalConfig": {"purpose": {"type": "fun"}}}, "invalid_additional_config"),
        ({"additionalConfig": {"purpose": {"type": "login", "title": {"eng": "x"}}}}, "invalid_additional_config"),
        ({"additionalConfig": []}, "invalid_additional_config"),
    ],
)
def test_registration_is_refused(front: FrontChannelBench, changes: dict[str, Any], code: str) -> None:
    answer = created(front, **changes)

    assert codes_of(answer) == [code]
    assert answer.json()["errors"][0]["errorMessage"].startswith("request.")
    assert front.back.provider.clients.find("health-portal") is None


def test_violations_come_together(front: FrontChannelBench) -> None:
    assert sorted(codes_of(created(front, clientName="", logoUri=""))) == ["invalid_client_name", "invalid_uri"]


@pytest.mark.parametrize("client_id", ["health-portal", "mock-client_id"])
def test_client_id_is_taken_once(front: FrontChannelBench, client_id: str) -> None:
    created(front, clientId="health-portal")

    assert codes_of(created(front, clientId=client_id, publicKey=OTHER_KEY)) == ["duplicate_client_id"]


def test_key_is_taken_once(front: FrontChannelBench) -> None:
    created(front)

    assert codes_of(created(front, clientId="another", publicKey={**KEY, "alg": "PS256"})) == ["duplicate_public_key"]


def test_elliptic_key_is_taken_by_releases_with_es256(open_bench: Callable[..., BackChannelBench]) -> None:
    key = ECKey.generate_key("P-256").as_dict(private=False)

    assert codes_of(created(FrontChannelBench(open_bench(profile="1.8")), publicKey=key)) == []
    older = FrontChannelBench(open_bench(profile="1.6"))
    assert codes_of(created(older, publicKey=key)) == ["invalid_public_key"]


def test_older_release_has_its_own_code_for_the_grant(open_bench: Callable[..., BackChannelBench]) -> None:
    front = FrontChannelBench(open_bench(profile="1.6"))

    assert codes_of(created(front, grantTypes=["implicit"])) == ["invalid_grant_type"]


@pytest.mark.parametrize(
    ("profile", "method", "path"),
    [("1.5", "POST", "/client"), ("1.7", "PATCH", "/client/mock-client_id")],
)
def test_call_of_a_later_release_is_missing(
    open_bench: Callable[..., BackChannelBench], profile: str, method: str, path: str
) -> None:
    answer = send(FrontChannelBench(open_bench(profile=profile)), method, path, registration())

    assert answer.status_code in {404, 405}


def test_put_changes_everything_but_id_and_key(front: FrontChannelBench) -> None:
    created(front)

    changes = registration(clientName="Renamed", status="INACTIVE", publicKey=OTHER_KEY, relyingPartyId="x")
    answer = send(front, "PUT", "/client/health-portal", changes)

    assert answer.json()["response"] == {"clientId": "health-portal", "status": "INACTIVE"}
    client = front.back.provider.clients.find("health-portal")
    assert client is not None
    assert (client.client_name, client.relying_party_id) == ("Renamed", "health")
    assert client.public_key["n"] == KEY["n"]
    assert codes_of(front.details(clientId="health-portal")) == ["invalid_client_id"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"status": "ASLEEP"}, "invalid_status"), ({}, "invalid_status"), ({"clientName": ...}, "invalid_client_name")],
)
def test_put_needs_all_fields(front: FrontChannelBench, changes: dict[str, Any], code: str) -> None:
    created(front)

    assert code in codes_of(send(front, "PUT", "/client/health-portal", registration(**changes)))


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_unknown_client_cannot_be_changed(front: FrontChannelBench, method: str) -> None:
    assert codes_of(send(front, method, "/client/nobody", registration(status="ACTIVE"))) == ["invalid_client_id"]


def test_patch_changes_what_is_given(front: FrontChannelBench) -> None:
    created(front)

    answer = send(front, "PATCH", "/client/health-portal", {"encPublicKey": OTHER_KEY, "clientName": None})

    assert codes_of(answer) == []
    client = front.back.provider.clients.find("health-portal")
    assert client is not None
    assert client.enc_public_key is not None
    assert client.enc_public_key["n"] == OTHER_KEY["n"]
    assert client.client_name == "Health portal"


def test_patch_checks_what_is_given(front: FrontChannelBench) -> None:
    created(front)

    assert codes_of(send(front, "PATCH", "/client/health-portal", {"userClaims": ["x"]})) == ["invalid_claim"]


def test_default_client_can_be_changed_and_reset_brings_it_back(front: FrontChannelBench) -> None:
    send(front, "PATCH", "/client/mock-client_id", {"status": "INACTIVE"})
    assert codes_of(front.details()) == ["invalid_client_id"]

    front.http.post("/_mock/reset")

    assert codes_of(front.details()) == []


def test_request_time_is_checked(front: FrontChannelBench) -> None:
    answer = send(front, "POST", "/client", registration(), request_time="2020-01-01T00:00:00.000Z")

    assert codes_of(answer) == ["invalid_request"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_neither_reading_nor_removing(front: FrontChannelBench, method: str) -> None:
    assert send(front, method, "/client/mock-client_id", {}).status_code == 405


def test_registered_client_survives_a_restart(front: FrontChannelBench) -> None:
    created(front)

    again = BackChannelBench(front.back.world, front.back.settings, front.back.key)

    assert again.provider.clients.find("health-portal") is not None
