"""The MISP: the licence key by which requests come in, and what its holder may delegate.

Source: mosip/id-authentication `PartnerServiceManager.validateAndGetPolicy` (states of the licence), `KycAuthFilter`
and `KycExchangeFilter` (policy of the MISP).
"""

from datetime import datetime

from mosip_mock.idauthentication.endpoints import FACTS, Endpoint
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.in_force import LOOK_UP, not_in_force
from mosip_mock.idauthentication.refusal import Finding, in_filter, refused
from mosip_mock.partners.partner import Misp


def check_licence(misp: Misp | None, key: str, now: datetime) -> None:
    """Refuse a licence key that is unknown, blocked, not yet or no more in force. Raises `IdaError`."""
    if misp is None or misp.deleted:
        raise in_filter(_unknown_misp(key))
    if misp.status != "ACTIVE":
        raise in_filter(
            refused(
                IdaCode.MISP_BLOCKED,
                expected="an active licence key",
                received=f"{key}, which is {misp.status}",
                where="path, first segment",
                why="the provider was blocked",
                mend=f"ask the provider; here: `mosip-mocks misps set {key} status=ACTIVE`",
            )
        )
    if misp.valid_from is not None and now < misp.valid_from:
        raise in_filter(_unknown_misp(key))
    if misp.valid_until is not None and now > misp.valid_until:
        raise in_filter(
            not_in_force(IdaCode.MISP_EXPIRED, f"the licence key {key}", misp.valid_from, misp.valid_until, now)
        )


def _unknown_misp(key: str) -> Finding:
    return refused(
        IdaCode.MISP_UNKNOWN,
        expected="a MISP licence key that is registered and has begun",
        received=key,
        where="path, first segment",
        why="requests come through a licensed infrastructure provider",
        mend="set `PARTNER_MISP_LK` to a registered key; " + LOOK_UP,
    )


def check_delegation(misp: Misp, endpoint: Endpoint) -> None:
    """Refuse a provider whose own policy does not let it delegate this. Raises `IdaError`."""
    facts = FACTS[endpoint]
    if not misp.has_policy:
        raise in_filter(
            refused(
                IdaCode.MISP_WITHOUT_POLICY,
                expected="a MISP with a policy",
                received=f"{misp.license_key}, which has none",
                where="path, first segment",
                why="delegated requests need the provider's own policy",
                mend=f"ask MOSIP for one; here: `mosip-mocks misps set {misp.license_key} hasPolicy=true`",
            )
        )
    if facts.misp_flag and facts.misp_refusal and not getattr(misp, facts.misp_flag):
        raise in_filter(
            refused(
                facts.misp_refusal,
                expected=f"a MISP policy that allows {endpoint}",
                received="one that does not",
                where="path, first segment",
                why="the provider may delegate only what its policy names",
                mend=f"ask MOSIP for it; here: `mosip-mocks misps set {misp.license_key} ...`",
            )
        )
