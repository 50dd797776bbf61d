"""Each code of client management and of the mock-identity-system has a request that brings it about."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from esignet_mock.clients.errors import ManagementCode
from esignet_mock.mockidentity.errors import IdentityCode
from tests.benches.back_channel import FATHER
from tests.benches.front_channel import FrontChannelBench
from tests.esignet_mock.clients.test_management import KEY, created
from tests.esignet_mock.codes.conftest import OpenFront
from tests.esignet_mock.mockidentity.test_mock_identity import BASE, PARTY, codes_of, identity, send

Provoke = Callable[[FrontChannelBench], list[str]]


def client(**changes: Any) -> Provoke:
    return lambda front: codes_of(created(front, **changes))


def second(**changes: Any) -> Provoke:
    def provoke(front: FrontChannelBench) -> list[str]:
        assert codes_of(created(front)) == []
        return codes_of(created(front, **changes))

    return provoke


MANAGEMENT: dict[ManagementCode, tuple[Provoke, str]] = {
    ManagementCode.INVALID_CLIENT_ID: (client(clientId="a b"), "1.8"),
    ManagementCode.DUPLICATE_CLIENT_ID: (second(), "1.8"),
    ManagementCode.INVALID_CLIENT_NAME: (client(clientName=" "), "1.8"),
    ManagementCode.INVALID_CLIENT_NAME_VALUE: (client(clientNameLangMap={"eng": " "}), "1.8"),
    ManagementCode.INVALID_CLIENT_NAME_LENGTH: (client(clientNameLangMap={"eng": "x" * 51}), "1.8"),
    ManagementCode.INVALID_LANGUAGE_CODE: (client(clientNameLangMap={"en": "x"}), "1.8"),
    ManagementCode.INVALID_PUBLIC_KEY: (client(publicKey={**KEY, "use": " "}), "1.8"),
    ManagementCode.DUPLICATE_PUBLIC_KEY: (second(clientId="second"), "1.8"),
    ManagementCode.INVALID_RP_ID: (client(relyingPartyId=""), "1.8"),
    ManagementCode.INVALID_CLAIM: (client(userClaims=["shoe_size"]), "1.8"),
    ManagementCode.INVALID_ACR: (client(authContextRefs=[]), "1.8"),
    ManagementCode.INVALID_URI: (client(logoUri="logo.png"), "1.8"),
    ManagementCode.INVALID_REDIRECT_URI: (client(redirectUris=[]), "1.8"),
    ManagementCode.INVALID_GRANT_TYPE: (client(grantTypes=["password"]), "1.6"),
    ManagementCode.UNSUPPORTED_GRANT_TYPE: (client(grantTypes=["password"]), "1.8"),
    ManagementCode.INVALID_CLIENT_AUTH: (client(clientAuthMethods=["none"]), "1.8"),
    ManagementCode.INVALID_STATUS: (
        lambda f: codes_of(f.http.patch("/v1/esignet/client-mgmt/client/mock-client_id",
                                        json={"requestTime": f.now(), "request": {"status": "ASLEEP"}})), "1.8"),
    ManagementCode.INVALID_ADDITIONAL_CONFIG: (client(additionalConfig={"colour": "red"}), "1.8"),
}  # fmt: skip


def bare(path: str, **body: Any) -> Provoke:
    return lambda front: codes_of(front.http.post(f"{BASE}{path}{PARTY}", json=body))


def exchanged(seconds: int, **changes: Any) -> Provoke:
    def provoke(front: FrontChannelBench) -> list[str]:
        about = {"transactionId": "t1", "individualId": FATHER}
        person = front.back.world.citizens.get(FATHER)
        auth = front.http.post(f"{BASE}/v2/kyc-auth{PARTY}", json={**about, "pin": person.pin}).json()["response"]
        front.back.world.clock.advance(timedelta(seconds=seconds))
        wanted = {**about, "kycToken": auth["kycToken"], "acceptedClaims": ["name"], "claimLocales": ["eng"], **changes}
        return bare("/v3/kyc-exchange", **wanted)(front)

    return provoke


ABOUT: Final = {"transactionId": "t1", "individualId": FATHER}
IDENTITY: dict[IdentityCode, Provoke] = {
    IdentityCode.INVALID_REQUEST: bare("/v2/kyc-auth", **ABOUT),
    IdentityCode.INVALID_INDIVIDUAL_ID: lambda f: codes_of(f.http.get(f"{BASE}/identity/12345")),
    IdentityCode.DUPLICATE_INDIVIDUAL_ID: lambda f: codes_of(send(f, "POST", identity(individualId=FATHER))),
    IdentityCode.INVALID_OTP_CHANNEL: bare("/send-otp", **ABOUT, otpChannels=["pigeon"]),
    IdentityCode.NO_EMAIL_MOBILE_FOUND: bare("/send-otp", **ABOUT, otpChannels=[]),
    IdentityCode.INVALID_TRANSACTION: bare("/v2/kyc-auth", **ABOUT, otp="111111"),
    IdentityCode.AUTH_FAILED: bare("/v2/kyc-auth", **ABOUT, pin="000000"),
    IdentityCode.KYC_TOKEN_UNKNOWN: bare("/kyc-exchange", **ABOUT, kycToken="made-up"),
    IdentityCode.KYC_TOKEN_EXPIRED: exchanged(181),
    IdentityCode.PARTNER_KEY: lambda f: codes_of(send(f, "POST", {"clientId": "c", "key": "{}"}, "/partner")),
}


@pytest.mark.parametrize("code", MANAGEMENT)
def test_code_of_client_management(open_front: OpenFront, code: ManagementCode) -> None:
    provoke, profile = MANAGEMENT[code]
    assert provoke(open_front(profile=profile)) == [code]


@pytest.mark.parametrize("code", IDENTITY)
def test_code_of_the_mock_identity_system(open_front: OpenFront, code: IdentityCode) -> None:
    assert IDENTITY[code](open_front()) == [code]


def test_jwe_without_a_key_is_refused(open_front: OpenFront) -> None:
    assert exchanged(0, respType="JWE")(open_front()) == [IdentityCode.PARTNER_KEY]


def test_jwe_goes_to_the_key_of_the_partner(open_front: OpenFront) -> None:
    front = open_front()
    send(front, "POST", {"partnerId": "health", "clientId": "mock-client_id", "key": KEY, "status": "ACTIVE"},
         "/partner")  # fmt: skip
    about = {"transactionId": "t1", "individualId": FATHER}
    pin = front.back.world.citizens.get(FATHER).pin
    auth = front.http.post(f"{BASE}/v2/kyc-auth{PARTY}", json={**about, "pin": pin}).json()["response"]
    wanted = {**about, "kycToken": auth["kycToken"], "acceptedClaims": ["name"], "claimLocales": ["eng"]}
    kyc = front.http.post(f"{BASE}/v3/kyc-exchange{PARTY}", json={**wanted, "respType": "JWE"}).json()["response"]
    assert kyc["kyc"].count(".") == 4


def test_partner_whom_esignet_does_not_know_is_kept(open_front: OpenFront) -> None:
    front = open_front()
    send(front, "POST", {"partnerId": "p", "clientId": "stranger", "key": KEY}, "/partner")
    about = {"transactionId": "t1", "individualId": FATHER}
    pin = front.back.world.citizens.get(FATHER).pin
    auth = front.http.post(f"{BASE}/v2/kyc-auth/p/stranger", json={**about, "pin": pin}).json()["response"]
    wanted = {**about, "kycToken": auth["kycToken"], "acceptedClaims": ["name"], "respType": "JWE"}
    answer = front.http.post(f"{BASE}/v3/kyc-exchange/p/stranger", json=wanted).json()
    assert answer["response"]["kyc"].count(".") == 4


def test_the_tables_have_each_code() -> None:
    assert set(MANAGEMENT) == set(ManagementCode)
    assert set(IDENTITY) == set(IdentityCode)


def test_put_without_names_and_configuration_takes_them_away(open_front: OpenFront) -> None:
    front = open_front()
    created(front)
    members = {
        "clientName": "Health",
        "userClaims": ["name"],
        "authContextRefs": ["mosip:idp:acr:generated-code"],
        "logoUri": "https://health.example/logo.png",
        "redirectUris": ["https://health.example/**"],
        "grantTypes": ["authorization_code"],
        "clientAuthMethods": ["private_key_jwt"],
        "status": "ACTIVE",
    }
    body = {"requestTime": front.now(), "request": members}
    assert codes_of(front.http.put("/v1/esignet/client-mgmt/client/health-portal", json=body)) == []
    client = front.back.provider.clients.find("health-portal")
    assert client is not None
    assert (client.client_name_lang_map, client.additional_config) == ({}, {})
