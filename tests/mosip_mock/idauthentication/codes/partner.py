"""Who asks: partner, API key, OIDC client, policy, certificate, licence."""

from collections.abc import Callable
from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from tests.benches.ida_bench import DEMOGRAPHICS, POLICY_ID, IdaBench
from tests.mosip_mock.idauthentication.codes.cases import FUTURE, PAST, Table, after, delegated, exchanged
from tests.support.certificates import FAR, certificate_until, other_key, pem
from tests.support.ida_client import PARTNER_ID, IdaAnswer, transaction_id


def both_inactive(bench: IdaBench) -> None:
    bench.change_policy(status="INACTIVE")
    bench.change_api_key(status="INACTIVE")


def without(*names: str) -> Callable[[IdaBench], None]:
    """Take entries out of the policy."""

    def change(bench: IdaBench) -> None:
        present = next(p for p in bench.http.get("/_mock/policies").json()["items"] if p["policyId"] == POLICY_ID)
        left = [entry for entry in present["allowedAuthTypes"] if entry["authType"] not in names]
        bench.change_policy(allowedAuthTypes=left)

    return change


def mandatory(**entry: Any) -> Callable[[IdaBench], None]:
    def change(bench: IdaBench) -> None:
        bench.change_policy(allowedAuthTypes=[{"authType": "demo"}, {**entry, "mandatory": True}])

    return change


def certificate_of_another_partner(bench: IdaBench) -> IdaAnswer:
    certificate = certificate_until(other_key(), FAR)
    bench.add("partners", partnerId="other", certificate=pem(certificate))
    return bench.auth(bench.citizen(), signing_key=other_key(), signing_certificate=certificate)


IN_FILTER: Final[Table] = {
    "endpoint-taken-for-the-licence": (  # three segments behind the context path are enough
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        lambda bench: bench.partner().at(
            f"/idauthentication/v1/auth/{PARTNER_ID}/unknown",
            bench.partner().auth_request(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()),
        ),
    ),
    "api-key-unknown": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        lambda bench: bench.partner(api_key="unknown").auth(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()),
    ),
    "partner-inactive": (
        IdaCode.PARTNER_INACTIVE,
        "Partner is deactivated",
        after(lambda bench: bench.change_partner(status="INACTIVE")),
    ),
    "policy-deleted": (
        IdaCode.POLICY_UNKNOWN,
        "Policy ID does not belong to a registered Partner",
        after(lambda bench: bench.change_policy(deleted=True)),
    ),
    "policy-inactive": (
        IdaCode.POLICY_INACTIVE,
        "Partner policy is not active",
        after(lambda bench: bench.change_policy(status="INACTIVE")),
    ),
    "api-key-deleted": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        after(lambda bench: bench.change_api_key(deleted=True, status="INACTIVE")),
    ),
    "api-key-inactive": (
        IdaCode.PARTNER_INACTIVE,
        "Partner is deactivated",
        after(lambda bench: bench.change_api_key(status="INACTIVE", validUntil=PAST)),
    ),
    "policy-inactive-and-api-key-inactive": (
        IdaCode.POLICY_INACTIVE,
        "Partner policy is not active",
        after(both_inactive),
    ),
    "api-key-expired": (
        IdaCode.API_KEY_DATES,
        "Partner API is expired or using before Commence Start Date.",
        after(lambda bench: bench.change_api_key(validUntil=PAST)),
    ),
    "oidc-client-of-another-partner": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        delegated(lambda bench: bench.change_client(partnerId="crvs_partner")),
    ),
    "oidc-client-nobody-has": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        lambda bench: bench.delegated("kyc-auth", bench.citizen(), by=bench.delegate(api_key="unknown")),
    ),
    "oidc-client-inactive": (
        IdaCode.OIDC_CLIENT_INACTIVE,
        "OIDC Client is deactivated",
        delegated(lambda bench: bench.change_client(status="INACTIVE", deleted=True)),
    ),
    "oidc-client-deleted": (
        IdaCode.OIDC_CLIENT_UNKNOWN,
        "OIDC Client is not registered",
        delegated(lambda bench: bench.change_client(deleted=True)),
    ),
    "certificate-of-another-partner": (
        IdaCode.CERTIFICATE_OTHER,
        "Partner (Auth) Certificate not matching with signature header certificate.",
        certificate_of_another_partner,
    ),
    "misp-unknown": (
        IdaCode.MISP_UNKNOWN,
        "License key does not belong to a registered MISP",
        after(lambda bench: bench.change_misp(validFrom=FUTURE)),
    ),
    "misp-deleted": (
        IdaCode.MISP_UNKNOWN,
        "License key does not belong to a registered MISP",
        after(lambda bench: bench.change_misp(deleted=True, status="INACTIVE")),
    ),
    "misp-blocked-before-its-time": (
        IdaCode.MISP_BLOCKED,
        "License key of MISP is blocked",
        after(lambda bench: bench.change_misp(status="INACTIVE", validFrom=FUTURE)),
    ),
    "misp-expired": (
        IdaCode.MISP_EXPIRED,
        "License key of MISP has expired",
        after(lambda bench: bench.change_misp(validUntil=PAST)),
    ),
    "misp-without-policy": (
        IdaCode.MISP_WITHOUT_POLICY,
        "MISP Partner Policy not availble.",
        delegated(lambda bench: bench.change_misp(hasPolicy=False)),
    ),
    "misp-without-kyc-auth": (
        IdaCode.MISP_NO_KYC_AUTH,
        "KYC-AUTH Authentication usage not allowed as per policy",
        delegated(lambda bench: bench.change_misp(allowKycAuth=False)),
    ),
    "misp-without-kyc-exchange": (
        IdaCode.MISP_NO_KYC_EXCHANGE,
        "KYC-EXCHANGE not allowed as per policy",
        exchanged(lambda bench: bench.change_misp(allowKycExchange=False)),
    ),
    "misp-without-key-binding": (
        IdaCode.MISP_NO_KEY_BINDING,
        "KEY-BINDING not allowed as per policy",
        delegated(lambda bench: bench.change_misp(allowKeyBinding=False), kind="identity-key-binding"),
    ),
    "misp-without-vci": (
        IdaCode.MISP_NO_VCI,
        "VCI-EXCHANGE not allowed as per policy",
        exchanged(lambda bench: bench.change_misp(allowVciExchange=False), kind="vci-exchange"),
    ),
    "policy-without-otp-request": (
        IdaCode.OTP_REQUEST_NOT_ALLOWED,
        "OTP Request Usage not allowed as per policy",
        lambda bench: (without("otp-request")(bench), bench.otp(bench.citizen(), transaction_id()))[1],
    ),
    "policy-without-kyc": (
        IdaCode.EKYC_UNAUTHORISED,
        "Partner is unauthorised for eKYC",
        lambda bench: (without("kyc")(bench), bench.kyc(bench.citizen()))[1],
    ),
    "policy-without-kycauth": (
        IdaCode.KYC_AUTH_UNAUTHORISED,
        "Partner is unauthorised for KYC-Auth",
        delegated(without("kycauth")),
    ),
    "policy-without-kycexchange": (
        IdaCode.KYC_EXCHANGE_UNAUTHORISED,
        "Partner is unauthorised for KYC-Exchange",
        exchanged(without("kycexchange")),
    ),
    "policy-without-keybinding": (
        IdaCode.KEY_BINDING_UNAUTHORISED,
        "Partner is unauthorised for KeyBinding",
        delegated(without("keybinding"), kind="identity-key-binding"),
    ),
    "policy-without-vciexchange": (
        IdaCode.VCI_UNAUTHORISED,
        "Partner is unauthorised for VCI-Exchange",
        exchanged(without("vciexchange"), kind="vci-exchange"),
    ),
    "policy-without-demo": (
        IdaCode.AUTH_TYPE_NOT_ALLOWED,
        "DEMO Authentication usage not allowed as per policy",
        after(without("demo")),
    ),
    "policy-without-bio": (
        IdaCode.AUTH_TYPE_NOT_ALLOWED,
        "BIO-Finger Authentication usage not allowed as per policy",
        lambda bench: (without("bio")(bench), bench.auth_by_captures(bench.citizen()))[1],
    ),
    "otp-mandatory": (
        IdaCode.AUTH_TYPE_MANDATORY,
        "otp-authentiation usage is mandatory as per policy",
        after(mandatory(authType="otp")),
    ),
    "kyc-mandatory": (
        IdaCode.AUTH_TYPE_MANDATORY,
        "kyc-authentiation usage is mandatory as per policy",
        after(mandatory(authType="kyc")),
    ),
    "client-without-demo": (
        IdaCode.AMR_NOT_ALLOWED,
        "DEMO Authentication usage not allowed as per client AMR configuration",
        delegated(lambda bench: bench.change_client(amrs=["otp"])),
    ),
}
"""Refused in the filter: two entries, no action message."""

REFUSED: Final[Table] = {
    "partner-hotlisted": (
        IdaCode.BLOCKED,
        "partnerId is blocked",
        after(lambda bench: bench.change_partner(hotlisted=True)),
    ),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""
