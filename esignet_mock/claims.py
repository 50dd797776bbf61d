"""The words of e-Signet's requests: scopes, claims and authentication contexts, and what belongs to what.

Source: mosip/esignet `application-default.properties` (`mosip.esignet.supported.*`, `openid.scope.claims`) and
`amr_acr_mapping.json`.
"""

from collections.abc import Mapping
from typing import Final

ACR: Final = "mosip:idp:acr:"
ACRS: Final = (
    f"{ACR}knowledge",
    f"{ACR}password",
    f"{ACR}static-code",
    f"{ACR}generated-code",
    f"{ACR}linked-wallet",
    f"{ACR}biometrics",
)
"""In the order that discovery gives them; `id-token` belongs to the sign-up portal alone."""
ALL_ACRS: Final = (*ACRS, f"{ACR}id-token")

_DEFAULT_CLAIMS: Final = (
    "name",
    "address",
    "gender",
    "birthdate",
    "picture",
    "email",
    "phone_number",
    "individual_id",
    "phone_number_verified",
    "registration_type",
    "updated_at",
)
ADDED_CLAIMS: Final = (
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "email_verified",
    "zoneinfo",
    "locale",
)
"""Not among the defaults of a real deployment; one that serves OpenCRVS 1.9 has to add the parts of the name."""
CLAIMS_SUPPORTED: Final = (*_DEFAULT_CLAIMS, *ADDED_CLAIMS)

SCOPE_CLAIMS: Final[Mapping[str, tuple[str, ...]]] = {
    "profile": (
        "name",
        "address",
        "gender",
        "birthdate",
        "picture",
        "email",
        "phone_number",
        "phone_number_verified",
        "registration_type",
        "updated_at",
    ),
    "email": ("email",),
    "phone": ("phone_number", "phone_number_verified"),
    "address": ("address",),
}
OPENID_SCOPES: Final = ("openid", *SCOPE_CLAIMS)
AUTHORIZE_SCOPES: Final = (
    "Manage-Identity-Data",
    "Manage-VID",
    "Manage-Authentication",
    "Manage-Service-Requests",
    "Manage-Credentials",
)
CREDENTIAL_SCOPES: Final = ("mosip_identity_vc_ldp",)
