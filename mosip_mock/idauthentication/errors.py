"""ID authentication's error codes, as data.

Source: mosip/id-authentication `IdAuthenticationErrorConstants` (message and action message of each). Codes that the
1.3.0 sources define but never raise are left out.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec


class IdaCode(StrEnum):
    """The codes a partner can meet."""

    TIME_WINDOW = "IDA-MLC-001"
    INVALID_UIN = "IDA-MLC-002"
    INVALID_VID = "IDA-MLC-004"
    MISSING = "IDA-MLC-006"
    NOT_PROCESSED = "IDA-MLC-007"
    NO_AUTH_TYPE = "IDA-MLC-008"
    INVALID = "IDA-MLC-009"
    UNSUPPORTED_AUTH_TYPE = "IDA-MLC-011"
    NO_CONSENT = "IDA-MLC-012"
    MISSING_DEMO = "IDA-MLC-013"
    ID_TYPE_DISABLED = "IDA-MLC-015"
    NOT_IN_DATABASE = "IDA-MLC-018"
    AUTH_TYPE_LOCKED = "IDA-MLC-019"
    BLOCKED = "IDA-MLC-022"
    VID_EXPIRED = "IDA-MLC-023"
    SIGNATURE = "IDA-MPA-001"
    DECRYPT = "IDA-MPA-003"
    PUBLIC_KEY_EXPIRED = "IDA-MPA-004"
    OTP_REQUEST_NOT_ALLOWED = "IDA-MPA-005"
    AUTH_TYPE_NOT_ALLOWED = "IDA-MPA-006"
    MISP_UNKNOWN = "IDA-MPA-007"
    MISP_EXPIRED = "IDA-MPA-008"
    PARTNER_UNKNOWN = "IDA-MPA-009"
    PARTNER_INACTIVE = "IDA-MPA-012"
    EKYC_UNAUTHORISED = "IDA-MPA-013"
    AUTH_TYPE_MANDATORY = "IDA-MPA-015"
    HMAC = "IDA-MPA-016"
    MISP_BLOCKED = "IDA-MPA-017"
    POLICY_UNKNOWN = "IDA-MPA-018"
    POLICY_INACTIVE = "IDA-MPA-019"
    CERTIFICATE_OTHER = "IDA-MPA-021"
    CERTIFICATE_MISSING = "IDA-MPA-022"
    MISP_WITHOUT_POLICY = "IDA-MPA-023"
    OIDC_CLIENT_UNAVAILABLE = "IDA-MPA-024"
    KYC_AUTH_UNAUTHORISED = "IDA-MPA-025"
    KYC_EXCHANGE_UNAUTHORISED = "IDA-MPA-026"
    OIDC_CLIENT_INACTIVE = "IDA-MPA-027"
    OIDC_CLIENT_UNKNOWN = "IDA-MPA-028"
    AMR_NOT_ALLOWED = "IDA-MPA-029"
    MISP_NO_KYC_AUTH = "IDA-MPA-030"
    MISP_NO_KYC_EXCHANGE = "IDA-MPA-031"
    MISP_NO_KEY_BINDING = "IDA-MPA-032"
    KEY_BINDING_UNAUTHORISED = "IDA-MPA-033"
    NO_KEY_BOUND = "IDA-MPA-034"
    VCI_UNAUTHORISED = "IDA-MPA-036"
    MISP_NO_VCI = "IDA-MPA-037"
    PATH_PARAMETERS = "IDA-MPA-038"
    API_KEY_DATES = "IDA-MPA-039"
    DEMO_MISMATCH = "IDA-DEA-001"
    LANGUAGE = "IDA-DEA-002"
    DEMO_NOT_AVAILABLE = "IDA-DEA-003"
    OTP_FLOOD = "IDA-OTA-001"
    OTP_NO_CHANNEL_DATA = "IDA-OTA-002"
    OTP_EXPIRED = "IDA-OTA-003"
    OTP_WRONG = "IDA-OTA-004"
    OTP_OTHER_TRANSACTION = "IDA-OTA-005"
    OTP_CHANNEL_MISSING = "IDA-OTA-008"
    OTP_OTHER_ID_TYPE = "IDA-OTA-010"
    OTP_OTHER_PARTNER = "IDA-OTA-011"
    OTP_NOT_GENERATED = "IDA-OTA-012"
    OTP_FROZEN = "IDA-OTA-013"
    BIO_MISMATCH = "IDA-BIA-001"
    BIO_DUPLICATE_FINGERS = "IDA-BIA-002"
    BIO_FINGERS = "IDA-BIA-003"
    BIO_NOT_AVAILABLE = "IDA-BIA-006"
    BIO_DUPLICATE_IRISES = "IDA-BIA-007"
    BIO_IRISES = "IDA-BIA-008"
    BIO_FACES = "IDA-BIA-009"
    BIO_HASH = "IDA-BIA-014"
    BIO_DEVICE_TYPE = "IDA-DPM-004"
    BIO_OTHER_MEMBER = "IDA-MLC-024"
    BIO_TIMESTAMP = "IDA-MLC-030"
    BIO_DIGITAL_ID_TIMESTAMP = "IDA-MLC-031"
    PIN_MISMATCH = "IDA-SPA-001"
    PASSWORD_MISMATCH = "IDA-PSD-001"  # noqa: S105 - a code
    KYC_TOKEN_UNKNOWN = "IDA-KYE-001"  # noqa: S105 - a code
    KYC_TOKEN_EXPIRED = "IDA-KYE-002"  # noqa: S105 - a code
    KYC_TOKEN_USED = "IDA-KYE-003"  # noqa: S105 - a code
    KYC_TOKEN_OTHER_CLIENT = "IDA-KYE-004"  # noqa: S105 - a code
    KYC_TOKEN_OTHER_TRANSACTION = "IDA-KYE-005"  # noqa: S105 - a code
    KYC_POLICY_GONE = "IDA-KYE-006"
    KYC_TOKEN_OTHER_PERSON = "IDA-KYE-007"  # noqa: S105 - a code
    KEY_BINDING_NOT_ALLOWED = "IDA-IKB-001"
    KEY_BINDING_KEY = "IDA-IKB-002"
    KEY_BINDING_TAKEN = "IDA-IKB-003"
    KEY_BINDING_NAME = "IDA-IKB-004"
    KEY_BINDING_CERTIFICATE = "IDA-IKB-005"
    BOUND_KEY_UNKNOWN = "IDA-KBT-001"
    BOUND_TOKEN_EXPIRED = "IDA-KBT-002"  # noqa: S105 - a code
    BOUND_TOKEN_MISMATCH = "IDA-KBT-003"  # noqa: S105 - a code
    VCI_UNSUPPORTED = "IDA-VCI-004"


class Text(msgspec.Struct, frozen=True):
    """What a code says. `{}` stands for the detail; an action message is shown only where the real path has one."""

    message: str
    action: str | None = None


TEXTS: Final[Mapping[IdaCode, Text]] = {
    IdaCode.TIME_WINDOW: Text(
        "Request to be received at MOSIP within {} seconds{}", "Please send the request within {} seconds"
    ),
    IdaCode.INVALID_UIN: Text("Invalid UIN", "Please retry with the correct UIN"),
    IdaCode.INVALID_VID: Text("Invalid VID", "Please retry with correct VID"),
    IdaCode.MISSING: Text("Missing Input Parameter - {}"),
    IdaCode.NOT_PROCESSED: Text("Request could not be processed. Please try again"),
    IdaCode.NO_AUTH_TYPE: Text("No authentication type selected"),
    IdaCode.INVALID: Text("Invalid Input Parameter - {}"),
    IdaCode.UNSUPPORTED_AUTH_TYPE: Text(
        "Unsupported Authentication Type {}", "Please use other Authentication Types in the request"
    ),
    IdaCode.NO_CONSENT: Text("Individual's Consent is not available"),
    IdaCode.MISSING_DEMO: Text("Missing demo auth attribute"),
    IdaCode.ID_TYPE_DISABLED: Text("Identity Type - {} not configured for the country"),
    IdaCode.NOT_IN_DATABASE: Text("{} not available in database"),
    IdaCode.AUTH_TYPE_LOCKED: Text("{} Auth Type is Locked for the UIN"),
    IdaCode.BLOCKED: Text("{}"),
    IdaCode.VID_EXPIRED: Text("VID is expired/deactivated"),
    IdaCode.SIGNATURE: Text("Digital signature verification failed for {}"),
    IdaCode.DECRYPT: Text("Unable to decrypt Request"),
    IdaCode.PUBLIC_KEY_EXPIRED: Text("MOSIP Public key expired"),
    IdaCode.OTP_REQUEST_NOT_ALLOWED: Text("OTP Request Usage not allowed as per policy"),
    IdaCode.AUTH_TYPE_NOT_ALLOWED: Text("{} Authentication usage not allowed as per policy"),
    IdaCode.MISP_UNKNOWN: Text("License key does not belong to a registered MISP"),
    IdaCode.MISP_EXPIRED: Text("License key of MISP has expired"),
    IdaCode.PARTNER_UNKNOWN: Text("Partner is not registered"),
    IdaCode.PARTNER_INACTIVE: Text("Partner is deactivated"),
    IdaCode.EKYC_UNAUTHORISED: Text("Partner is unauthorised for eKYC"),
    IdaCode.AUTH_TYPE_MANDATORY: Text("{}-authentiation usage is mandatory as per policy"),
    IdaCode.HMAC: Text("HMAC Validation failed"),
    IdaCode.MISP_BLOCKED: Text("License key of MISP is blocked"),
    IdaCode.POLICY_UNKNOWN: Text("Policy ID does not belong to a registered Partner"),
    IdaCode.POLICY_INACTIVE: Text("Partner policy is not active"),
    IdaCode.CERTIFICATE_OTHER: Text("Partner (Auth) Certificate not matching with signature header certificate."),
    IdaCode.CERTIFICATE_MISSING: Text("Partner (Auth) Certificate not found in Request signature header."),
    IdaCode.MISP_WITHOUT_POLICY: Text("MISP Partner Policy not availble."),
    IdaCode.OIDC_CLIENT_UNAVAILABLE: Text("OIDC Client not availble."),
    IdaCode.KYC_AUTH_UNAUTHORISED: Text("Partner is unauthorised for KYC-Auth"),
    IdaCode.KYC_EXCHANGE_UNAUTHORISED: Text("Partner is unauthorised for KYC-Exchange"),
    IdaCode.OIDC_CLIENT_INACTIVE: Text("OIDC Client is deactivated"),
    IdaCode.OIDC_CLIENT_UNKNOWN: Text("OIDC Client is not registered"),
    IdaCode.AMR_NOT_ALLOWED: Text("{} Authentication usage not allowed as per client AMR configuration"),
    IdaCode.MISP_NO_KYC_AUTH: Text("KYC-AUTH Authentication usage not allowed as per policy"),
    IdaCode.MISP_NO_KYC_EXCHANGE: Text("KYC-EXCHANGE not allowed as per policy"),
    IdaCode.MISP_NO_KEY_BINDING: Text("KEY-BINDING not allowed as per policy"),
    IdaCode.KEY_BINDING_UNAUTHORISED: Text("Partner is unauthorised for KeyBinding"),
    IdaCode.NO_KEY_BOUND: Text(
        "For the input VID/UIN - No Binded key found in DB or binded key is expired.",
        "Please bind a key for the input VID/UIN before performing KBT Auth.",
    ),
    IdaCode.VCI_UNAUTHORISED: Text("Partner is unauthorised for VCI-Exchange"),
    IdaCode.MISP_NO_VCI: Text("VCI-EXCHANGE not allowed as per policy"),
    IdaCode.PATH_PARAMETERS: Text("Required Number of Path parameters are missing in URI"),
    IdaCode.API_KEY_DATES: Text("Partner API is expired or using before Commence Start Date."),
    IdaCode.DEMO_MISMATCH: Text("Demographic data {} did not match", "Please re-enter your {}"),
    IdaCode.LANGUAGE: Text("Unsupported Language Code - request : {}", "Please provide valid Language"),
    IdaCode.DEMO_NOT_AVAILABLE: Text("Demographic data {} not available in database"),
    IdaCode.OTP_FLOOD: Text("Innumerous OTP requests received"),
    IdaCode.OTP_NO_CHANNEL_DATA: Text("Could not generate/send OTP. {}"),
    IdaCode.OTP_EXPIRED: Text("OTP has expired", "Please regenerate OTP and try again after sometime"),
    IdaCode.OTP_WRONG: Text("OTP is invalid", "Please provide correct OTP value"),
    IdaCode.OTP_OTHER_TRANSACTION: Text("Input transactionID does not match transactionID of OTP Request"),
    IdaCode.OTP_CHANNEL_MISSING: Text("OTP Notification Channel not provided"),
    IdaCode.OTP_OTHER_ID_TYPE: Text("Input Identity Type does not match Identity Type of OTP Request"),
    IdaCode.OTP_OTHER_PARTNER: Text("Input Partner-ID does not match Partner-ID of OTP Request"),
    IdaCode.OTP_NOT_GENERATED: Text(
        "OTP validation can't be performed against this Individual-ID. Generate OTP first."
    ),
    IdaCode.OTP_FROZEN: Text(
        "OTP request/validation has been frozen for the Individual-ID for {} seconds "
        "due to consecutive failure attempts for {} times."
    ),
    IdaCode.BIO_MISMATCH: Text("Biometric data - {} did not match", "Please give your biometrics again"),
    IdaCode.BIO_DUPLICATE_FINGERS: Text("Duplicate fingers in request", "Please try again with distinct fingers"),
    IdaCode.BIO_FINGERS: Text("Number of Fingers should not exceed {}"),
    IdaCode.BIO_NOT_AVAILABLE: Text(
        "Biometric data {} not available in database", "Your Biometric data is not available in MOSIP"
    ),
    IdaCode.BIO_DUPLICATE_IRISES: Text("Duplicate Irises in request", "Please try again with distinct Irises"),
    IdaCode.BIO_IRISES: Text("Number of Iris should not exceed 2"),
    IdaCode.BIO_FACES: Text("Number of FACE records should not exceed 1"),
    IdaCode.BIO_HASH: Text("Hash Validation Failed"),
    IdaCode.BIO_DEVICE_TYPE: Text("Device Type and Biometric Type do not match"),
    IdaCode.BIO_OTHER_MEMBER: Text("{} of request is not matching with {} of biometrics"),
    IdaCode.BIO_TIMESTAMP: Text(
        "Biometrics not captured within {} seconds of previous biometrics",
        "Please capture biometrics within {} seconds of previous biometric capture",
    ),
    IdaCode.BIO_DIGITAL_ID_TIMESTAMP: Text(
        "DigitalId of Biometrics not captured within {} seconds of previous biometrics",
        "Please capture DigitalId of biometrics within {} seconds of previous biometric capture",
    ),
    IdaCode.PIN_MISMATCH: Text("Pin value did not match", "Please re-enter your pin"),
    IdaCode.PASSWORD_MISMATCH: Text("Password value did not match", "Please re-enter your correct password"),
    IdaCode.KYC_TOKEN_UNKNOWN: Text("KYC Token not found in Store."),
    IdaCode.KYC_TOKEN_EXPIRED: Text("KYC Token Expired."),
    IdaCode.KYC_TOKEN_USED: Text("KYC Token already processed."),
    IdaCode.KYC_TOKEN_OTHER_CLIENT: Text("KYC Token does not belong to the input oidc client id."),
    IdaCode.KYC_TOKEN_OTHER_TRANSACTION: Text("KYC Auth and KYC Exchange transaction ids are different."),
    IdaCode.KYC_POLICY_GONE: Text("Partner Policy not found."),
    IdaCode.KYC_TOKEN_OTHER_PERSON: Text("KYC Token does not belong to the input UIN/VID."),
    IdaCode.KEY_BINDING_NOT_ALLOWED: Text("Key Binding not allowed for the Id."),
    IdaCode.KEY_BINDING_KEY: Text("Error creating Public Key object."),
    IdaCode.KEY_BINDING_TAKEN: Text("Publick Key already Binded to another Id."),
    IdaCode.KEY_BINDING_NAME: Text("Identity Name not found."),
    IdaCode.KEY_BINDING_CERTIFICATE: Text("Error creating Certificate object."),
    IdaCode.BOUND_KEY_UNKNOWN: Text("Certificate not found for the input x5t#S256: {} and authtype: {}"),
    IdaCode.BOUND_TOKEN_EXPIRED: Text("Signed token issued at (iat) is not in allowed time range."),
    IdaCode.BOUND_TOKEN_MISMATCH: Text(
        "Binded Token verification failed.", "Please retry token generation with correct Key."
    ),
    IdaCode.VCI_UNSUPPORTED: Text("Error VCI not supported."),
}


BY_FAULT_ONLY: Final[Mapping[IdaCode, str]] = {
    IdaCode.OIDC_CLIENT_UNAVAILABLE: "the database maps a partner to an OIDC client whose own record is missing",
    IdaCode.KYC_POLICY_GONE: "the partner's policy vanishes between the filter and the exchange",
    IdaCode.KEY_BINDING_CERTIFICATE: "the certificate that was just made cannot be read again",
}
"""Codes that tell of something broken behind the service: no request provokes them, a fault rule does."""
