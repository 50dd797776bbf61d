"""Which factors a policy allows or demands, and which an OIDC client may use.

Source: mosip/id-authentication `IdAuthFilter.checkAllowedAuthTypeBasedOnPolicy`, `checkMandatoryAuthTypeBasedOnPolicy`,
`KycAuthFilter.checkAllowedAMRBasedOnClientConfig`.
"""

from collections.abc import Iterator

import msgspec

from mosip_mock.idauthentication.block import Block
from mosip_mock.idauthentication.errors import IdaCode, in_filter, refused
from mosip_mock.partners.partner import OidcClient, Policy
from shared.jwks import base64url


def check_factors(block: Block, policy: Policy) -> None:
    """Refuse a factor that the policy does not name, and the lack of one that it demands. Raises `IdaError`."""
    used = list(_used(block))
    for shown, auth_type, sub_type in used:
        if not any(
            a.auth_type == auth_type and (a.auth_sub_type is None or sub_type is None or a.auth_sub_type == sub_type)
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
                    mend="ask for another policy, or PATCH /_mock/policies/{id} here",
                )
            )
    for demanded in policy.allowed_auth_types:
        if not demanded.mandatory:
            continue
        sub_type = demanded.auth_sub_type
        if any(t == demanded.auth_type and (sub_type is None or s == sub_type) for _, t, s in used):
            continue
        shown = demanded.auth_type + (f"-{sub_type}" if sub_type else "")
        raise in_filter(
            refused(
                IdaCode.AUTH_TYPE_MANDATORY,
                shown,
                expected=f"{shown} in the request",
                received=", ".join(name for name, _, _ in used) or "none",
                where="request (decrypted)",
                why=f"the policy {policy.policy_id} makes it mandatory",
                mend="send this factor too",
            )
        )


def check_amrs(block: Block, client: OidcClient) -> None:
    """Refuse a factor that the OIDC client is not configured for. Raises `IdaError`."""
    for shown, auth_type, _ in _used(block):
        if auth_type not in client.amrs:
            raise in_filter(
                refused(
                    IdaCode.AMR_NOT_ALLOWED,
                    shown,
                    expected=", ".join(client.amrs),
                    received=auth_type,
                    where="request (decrypted)",
                    why=f"the client {client.client_id} is limited to these methods",
                    mend="use another factor, or PATCH /_mock/oidc-clients/{id} here",
                )
            )


def _used(block: Block) -> Iterator[tuple[str, str, str | None]]:
    """Each factor of the block: as the message shows it, as the policy names it, its sub-type."""
    if block.demographics is not None and not block.demographics.is_empty():
        yield "DEMO", "demo", None
    if block.otp:
        yield "OTP", "otp", None
    if block.pin:
        yield "SPIN", "pin", None
    for entry in block.biometrics:
        kind = _bio_type(entry.get("data"))
        yield (f"BIO-{kind}", "bio", kind.upper()) if kind else ("bio", "bio", None)
    if block.password:
        yield "PWD", "pwd", None
    if block.key_tokens:
        yield "KBT", "kbt", None


def _bio_type(data: object) -> str | None:
    """The `bioType` inside a capture, if it can be read."""
    parts = data.split(".") if isinstance(data, str) else []
    try:
        payload = msgspec.json.decode(base64url.decode(parts[1].encode()))
    except (IndexError, ValueError):
        return None
    kind = payload.get("bioType") if isinstance(payload, dict) else None
    return kind if isinstance(kind, str) else None
