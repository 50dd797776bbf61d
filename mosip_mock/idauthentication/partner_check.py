"""Who asks: partner, API key or OIDC client, policy, certificate, and MISP licence, in the real order of checks.

Source: mosip/id-authentication `PartnerServiceManager.validateAndGetPolicy`. The MISP comes last, so a wrong partner
hides a wrong licence.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from mosip_mock.idauthentication.endpoints import FACTS, Endpoint
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.in_force import LOOK_UP, is_in_force, not_in_force
from mosip_mock.idauthentication.misp_licence import check_delegation, check_licence
from mosip_mock.idauthentication.refusal import Finding, in_filter, refused
from mosip_mock.partners.partner import ApiKey, Misp, OidcClient, Partner, Policy
from mosip_mock.partners.registry import Partners, parse_certificate
from shared.jwks import crypto

_SEGMENTS: Final = 3


class PathIds(Struct, frozen=True):
    """The three segments behind the endpoint: MISP key, partner id, API key (or OIDC client id)."""

    misp_key: str
    partner_id: str
    key: str


class Authorised(Struct, frozen=True):
    """A partner that may ask, and what its policy says."""

    partner: Partner
    policy: Policy
    client: OidcClient | None = None

    @property
    def partner_id(self) -> str:
        """The partner's id, as in the path."""
        return self.partner.partner_id


def path_ids(path: str) -> PathIds:
    """The last three segments behind the context path, whatever they are. Raises `IdaError` when there are fewer."""
    segments = [s for s in path.split("/") if s][-_SEGMENTS:]
    if len(segments) < _SEGMENTS:
        raise in_filter(
            refused(
                IdaCode.PATH_PARAMETERS,
                expected="/{MISP licence key}/{partner id}/{API key} behind the endpoint",
                received="/" + "/".join(segments),
                where="path",
                why="the three identify who asks and under which policy",
                mend="append all three (`PARTNER_MISP_LK`, `PARTNER_ID`, `PARTNER_APIKEY` of the kit's environment)",
            )
        )
    return PathIds(*segments)


def authorise(
    partners: Partners, ids: PathIds, endpoint: Endpoint, certificate: crypto.x509.Certificate, now: datetime
) -> Authorised:
    """Check partner, key, policy, certificate and licence. Raises `IdaError`."""
    facts = FACTS[endpoint]
    client: OidcClient | None = None
    if facts.is_delegated:
        partner, client, policy = _client_and_policy(partners, ids, now)
    else:
        partner, policy = _policy_by_api_key(partners, ids, now)
    misp = partners.misps.find(ids.misp_key)
    _check_certificate(partners, ids.partner_id, misp, certificate)
    check_licence(misp, ids.misp_key, now)
    if facts.is_delegated and misp is not None:
        check_delegation(misp, endpoint)
    if facts.policy_entry and facts.policy_refusal:
        _check_entry(policy, facts.policy_entry, facts.policy_refusal)
    return Authorised(partner, policy, client)


def _policy_by_api_key(partners: Partners, ids: PathIds, now: datetime) -> tuple[Partner, Policy]:
    partner = partners.partners.find(ids.partner_id)
    api_key = partners.api_keys.find(ids.key)
    if partner is None or api_key is None or api_key.partner_id != ids.partner_id:
        raise in_filter(_unknown_partner(ids, partner, api_key))
    _check_active(partner, "partner")
    policy = _policy(partners, api_key.policy_id, now)
    if api_key.deleted:
        raise in_filter(_unknown_partner(ids, partner, api_key))
    if api_key.status != "ACTIVE":
        raise in_filter(_inactive(f"the API key {ids.key}", api_key.status))
    if not is_in_force(now, api_key.valid_from, api_key.valid_until):
        raise in_filter(
            not_in_force(IdaCode.API_KEY_DATES, f"the API key {ids.key}", api_key.valid_from, api_key.valid_until, now)
        )
    return partner, policy


def _client_and_policy(partners: Partners, ids: PathIds, now: datetime) -> tuple[Partner, OidcClient, Policy]:
    partner = partners.partners.find(ids.partner_id)
    client = partners.oidc_clients.find(ids.key)
    if partner is None or client is None or client.partner_id != ids.partner_id:
        raise in_filter(_unknown_mapping(ids, partner, client))
    _check_active(partner, "partner")
    policy = _policy(partners, client.policy_id, now)
    if client.status != "ACTIVE":
        raise in_filter(_unusable(IdaCode.OIDC_CLIENT_INACTIVE, ids, client.status, "status=ACTIVE"))
    if client.deleted:
        raise in_filter(_unusable(IdaCode.OIDC_CLIENT_UNKNOWN, ids, "deleted", "deleted=false"))
    return partner, client, policy


def _unusable(code: IdaCode, ids: PathIds, state: str, mend: str) -> Finding:
    return refused(
        code,
        expected="an active OIDC client",
        received=f"{ids.key}, which is {state}",
        where="path, third segment",
        why="such a client may not ask",
        mend=f"`mosip-mocks oidc-clients set {ids.key} {mend}`",
    )


def _unknown_mapping(ids: PathIds, partner: Partner | None, client: OidcClient | None) -> Finding:
    if partner is None:
        received = f"the partner id {ids.partner_id}, which nobody has"
    elif client is None:
        received = f"the OIDC client {ids.key}, which nobody has"
    else:
        received = f"the OIDC client {ids.key}, which belongs to {client.partner_id}"
    return refused(
        IdaCode.PARTNER_UNKNOWN,
        expected="a partner id and an OIDC client id that belong together",
        received=received,
        where="path, second and third segment",
        why="IDA looks both up together, so a wrong client id gives this error too",
        mend=LOOK_UP,
    )


def _policy(partners: Partners, policy_id: str, now: datetime) -> Policy:
    policy = partners.policies.find(policy_id)
    if policy is None or policy.deleted:
        raise in_filter(
            refused(
                IdaCode.POLICY_UNKNOWN,
                expected="the policy that the API key is mapped to",
                received=f"{policy_id}, which is deleted or was never there",
                where="path, third segment",
                why="without a policy nothing is allowed",
                mend="map the key to an existing policy, or put the policy back: " + LOOK_UP,
            )
        )
    if policy.status != "ACTIVE" or not is_in_force(now, policy.valid_from, policy.valid_until):
        raise in_filter(
            not_in_force(
                IdaCode.POLICY_INACTIVE,
                f"the policy {policy_id} ({policy.status})",
                policy.valid_from,
                policy.valid_until,
                now,
            )
        )
    return policy


def _check_active(partner: Partner, what: str) -> None:
    if partner.status != "ACTIVE":
        raise in_filter(_inactive(f"the {what} {partner.partner_id}", partner.status))


def _check_certificate(
    partners: Partners, partner_id: str, misp: Misp | None, certificate: crypto.x509.Certificate
) -> None:
    own = partners.certificate_of(partner_id)
    if certificate == own:
        return
    if misp is not None and misp.certificate and certificate == parse_certificate(misp.certificate.encode()):
        return
    raise in_filter(
        refused(
            IdaCode.CERTIFICATE_OTHER,
            expected=f"the certificate registered for {partner_id}"
            + (f" ({own.subject.rfc4514_string()})" if own else " (there is none)"),
            received=certificate.subject.rfc4514_string(),
            where="header Signature, x5c",
            why="the certificate is trusted, but it is not this partner's nor the MISP's",
            mend="sign with the partner's own key, or register this certificate with `mosip-mocks kit import`",
        )
    )


def _check_entry(policy: Policy, entry: str, code: IdaCode) -> None:
    if any(allowed.auth_type == entry for allowed in policy.allowed_auth_types):
        return
    raise in_filter(
        refused(
            code,
            expected=f"a policy whose `allowedAuthTypes` names `{entry}`",
            received=f"the policy {policy.policy_id} with "
            + ", ".join(sorted({a.auth_type for a in policy.allowed_auth_types})),
            where="path",
            why="each use needs its entry in the partner policy",
            mend=f"ask for a policy with this entry; here: `mosip-mocks policies set {policy.policy_id} ...`",
        )
    )


def _unknown_partner(ids: PathIds, partner: Partner | None, api_key: ApiKey | None) -> Finding:
    if partner is None:
        received = f"the partner id {ids.partner_id}, which nobody has"
    elif api_key is None or api_key.deleted:
        received = f"the API key {ids.key}, which nobody has"
    else:
        received = f"the API key {ids.key}, which belongs to {api_key.partner_id}"
    return refused(
        IdaCode.PARTNER_UNKNOWN,
        expected="a partner id and an API key that belong together",
        received=received,
        where="path, second and third segment",
        why="IDA looks both up together, so a wrong API key gives this error too",
        mend="check `PARTNER_ID` and `PARTNER_APIKEY`; " + LOOK_UP,
    )


def _inactive(what: str, status: str) -> Finding:
    return refused(
        IdaCode.PARTNER_INACTIVE,
        expected="an active partner and an active API key",
        received=f"{what} is {status}",
        where="path, second and third segment",
        why="a deactivated partner may not ask",
        mend="let it in again with `mosip-mocks partners set` or `mosip-mocks api-keys set`, and `status=ACTIVE`",
    )
