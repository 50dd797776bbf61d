"""The endpoints of ID authentication and what tells them apart, as data.

Source: mosip/mosip-config `id-authentication-default.properties` (`ida.api.id.*`); the controllers `AuthController`,
`KycAuthController`, `OTPController` for the shape of a failure.
"""

from enum import StrEnum
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.errors import IdaCode


class Endpoint(StrEnum):
    """What a request asks for."""

    AUTH = "auth"
    OTP = "otp"
    KYC = "kyc"
    KYC_AUTH = "kyc-auth"
    KYC_EXCHANGE = "kyc-exchange"
    KEY_BINDING = "identity-key-binding"
    VCI_EXCHANGE = "vci-exchange"


class EndpointFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How one endpoint differs from the others."""

    request_id: str | None
    """None where the deployment configures none, so that any id passes."""
    response_id: str
    failure: dict[str, Any] | None
    """`response` of a refused request."""
    policy_entry: str | None = None
    """What the partner policy must allow to use this endpoint at all."""
    policy_refusal: IdaCode | None = None
    misp_flag: str | None = None
    misp_refusal: IdaCode | None = None
    is_delegated: bool = False
    authenticates: bool = True
    """Whether the body carries an encrypted authentication block."""


_AUTH_FAILURE: Final = {"authStatus": False, "authToken": None}

FACTS: Final[dict[Endpoint, EndpointFacts]] = {
    Endpoint.AUTH: EndpointFacts(
        request_id="mosip.identity.auth", response_id="mosip.identity.auth", failure=_AUTH_FAILURE
    ),
    Endpoint.OTP: EndpointFacts(
        request_id="mosip.identity.otp",
        response_id="mosip.identity.otp",
        failure=None,
        policy_entry="otp-request",
        policy_refusal=IdaCode.OTP_REQUEST_NOT_ALLOWED,
        authenticates=False,
    ),
    Endpoint.KYC: EndpointFacts(
        request_id="mosip.identity.kyc",
        response_id="mosip.identity.kyc",
        failure={"kycStatus": False, "authToken": None, "thumbprint": None, "identity": None, "sessionKey": None},
        policy_entry="kyc",
        policy_refusal=IdaCode.EKYC_UNAUTHORISED,
    ),
    Endpoint.KYC_AUTH: EndpointFacts(
        request_id="mosip.identity.kycauth",
        response_id="mosip.identity.kycauth",
        failure=_AUTH_FAILURE,
        policy_entry="kycauth",
        policy_refusal=IdaCode.KYC_AUTH_UNAUTHORISED,
        misp_flag="allow_kyc_auth",
        misp_refusal=IdaCode.MISP_NO_KYC_AUTH,
        is_delegated=True,
    ),
    Endpoint.KYC_EXCHANGE: EndpointFacts(
        request_id="mosip.identity.kycexchange",
        response_id="mosip.identity.kycexchange",
        failure={"encryptedKyc": None},
        policy_entry="kycexchange",
        policy_refusal=IdaCode.KYC_EXCHANGE_UNAUTHORISED,
        misp_flag="allow_kyc_exchange",
        misp_refusal=IdaCode.MISP_NO_KYC_EXCHANGE,
        is_delegated=True,
        authenticates=False,
    ),
    Endpoint.KEY_BINDING: EndpointFacts(
        request_id=None,
        response_id="mosip.identity.keybinding",
        failure=_AUTH_FAILURE,
        policy_entry="keybinding",
        policy_refusal=IdaCode.KEY_BINDING_UNAUTHORISED,
        misp_flag="allow_key_binding",
        misp_refusal=IdaCode.MISP_NO_KEY_BINDING,
        is_delegated=True,
    ),
    Endpoint.VCI_EXCHANGE: EndpointFacts(
        request_id=None,
        response_id="mosip.identity.vciexchange",
        failure={"verifiableCredentials": None},
        policy_entry="vciexchange",
        policy_refusal=IdaCode.VCI_UNAUTHORISED,
        misp_flag="allow_vci_exchange",
        misp_refusal=IdaCode.MISP_NO_VCI,
        is_delegated=True,
        authenticates=False,
    ),
}
