"""Which factors a policy allows or demands, and which an OIDC client may use.

Source: mosip/id-authentication `IdAuthFilter.checkAllowedAuthTypeBasedOnPolicy`, `checkMandatoryAuthTypeBasedOnPolicy`,
`KycAuthFilter.checkAllowedAMRBasedOnClientConfig`.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from mosip_mock.idauthentication.block import Block
from mosip_mock.idauthentication.capture import check_types
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import in_filter, refused
from mosip_mock.partners.partner import AuthType, OidcClient, Policy

_FACTORS: Final = frozenset({"otp", "demo", "pin", "bio"})


def check_factors(block: Block, policy: Policy, *, is_kyc: bool, is_delegated: bool) -> None:
    """Refuse a factor that the policy does not name, and the lack of one that it demands. Raises `IdaError`."""
    used = list(_used(block, is_delegated=is_delegated))
    for shown, auth_type, sub_type in used:
        if auth_type == "bio":
            check_types(block.captures)
        if not any(
            a.auth_type.lower() == auth_type
            and (a.auth_sub_type is None or sub_type is None or a.auth_sub_type.upper() == sub_type)
            for a in policy.allowed_auth_types
        ):
            raise in_filter(
                refused(
                    IdaCode.AUTH_TYPE_NOT_ALLOWED,
                    shown,
                    expected="a factor of the policy: "
                    + ", ".join(sorted({a.auth_type for a in policy.allowed_auth_types})),
                    received=shown,
                    where="request (decrypted)",
                    why=f"the policy {policy.policy_id} does not allow it",
                    mend=f"ask for another policy; here: `mosip-mocks policies set {policy.policy_id} ...`",
                )
            )
    for demanded in policy.allowed_auth_types:
        missing = _missing(demanded, used, is_kyc=is_kyc) if demanded.mandatory else None
        if missing is not None:
            raise in_filter(
                refused(
                    IdaCode.AUTH_TYPE_MANDATORY,
                    missing,
                    expected=f"{missing} in the request",
                    received=", ".join(name for name, _, _ in used) or "none",
                    where="request (decrypted)",
                    why=f"the policy {policy.policy_id} makes it mandatory",
                    mend="send this factor too",
                )
            )


def _missing(demanded: AuthType, used: Sequence[tuple[str, str, str | None]], *, is_kyc: bool) -> str | None:
    """What the message calls a mandatory entry that the request lacks; entries for whole endpoints demand nothing."""
    auth_type, sub_type = demanded.auth_type.lower(), demanded.auth_sub_type
    if auth_type == "kyc":
        return None if is_kyc else "kyc"
    if auth_type not in _FACTORS:
        return None
    present = [s for _, t, s in used if t == auth_type]
    if not present:
        return auth_type
    if sub_type is None or sub_type.upper() in present:
        return None
    return f"{auth_type}-{sub_type}"


def check_amrs(block: Block, client: OidcClient) -> None:
    """Refuse a factor that the OIDC client is not configured for. Raises `IdaError`."""
    for shown, auth_type, _ in _used(block, is_delegated=True):
        if auth_type not in client.amrs:
            raise in_filter(
                refused(
                    IdaCode.AMR_NOT_ALLOWED,
                    "BIO" if auth_type == "bio" else shown,
                    expected=", ".join(client.amrs),
                    received=auth_type,
                    where="request (decrypted)",
                    why=f"the client {client.client_id} is limited to these methods",
                    mend=f"use another factor; here: `mosip-mocks oidc-clients set {client.client_id} ...`",
                )
            )


def _used(block: Block, *, is_delegated: bool) -> Iterator[tuple[str, str, str | None]]:
    """Each factor of the block in the order of checks: as the message shows it, the policy's word, its sub-type."""
    if block.has_demographics:
        yield "DEMO", "demo", None
    for capture in block.captures:
        yield f"BIO-{capture.kind}", "bio", capture.kind.upper()
    if block.pin:
        yield "SPIN", "pin", None
    if block.otp:
        yield "OTP", "otp", None
    if is_delegated and block.password:
        yield "PWD", "pwd", None
    if is_delegated and block.key_tokens:
        yield "kbt", "kbt", None
