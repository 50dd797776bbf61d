"""The partners that a stock OpenCRVS expects, so that it works without any configuration."""

from typing import Final

from mosip_mock.partners.partner import ApiKey, AuthType, Misp, OidcClient, Partner, Policy

PARTNER_ID: Final = "crvs-partner"
POLICY_ID: Final = "crvs-policy"

_KYC_ATTRIBUTES: Final = (
    "fullName", "gender", "dateOfBirth", "phone", "email", "addressLine1", "addressLine2", "addressLine3",
    "city", "region", "province", "postalCode", "residenceStatus", "photo",
)  # fmt: skip

PARTNERS: Final = (
    Partner(partner_id=PARTNER_ID, name="Civil registration"),
    Partner(partner_id="crvs_partner", name="Civil registration, as the MOSIP Collab environment spells it"),
)
POLICIES: Final = (
    Policy(
        policy_id=POLICY_ID,
        allowed_auth_types=(
            *(AuthType(auth_type=name) for name in ("otp", "demo", "pin", "pwd", "kbt", "otp-request", "kyc")),
            *(AuthType(auth_type=name) for name in ("kycauth", "kycexchange", "keybinding", "vciexchange")),
            *(AuthType(auth_type="bio", auth_sub_type=part) for part in ("FINGER", "IRIS", "FACE")),
        ),
        allowed_kyc_attributes=_KYC_ATTRIBUTES,
        kyc_languages=("eng", "ara", "fra"),
        shareable_attributes=("birthCertificateNumber", "VID", "UIN"),
    ),
)
API_KEYS: Final = (ApiKey(api_key="123456", partner_id=PARTNER_ID, policy_id=POLICY_ID),)
MISPS: Final = (Misp(license_key="aaaaaAAAAAbbbbbBBBBBcccccCCCCCdddddDDDDD"),)
OIDC_CLIENTS: Final = (OidcClient(client_id="mock-client_id", partner_id=PARTNER_ID, policy_id=POLICY_ID),)
