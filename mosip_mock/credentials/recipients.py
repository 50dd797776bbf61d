"""Whom a credential is for: the certificate that it is encrypted to, and the policy that says what it may share.

Source: mosip/id-repository `EncryptionUtil.encryptData`, `PolicyUtil`; keymanager has no certificate of a partner who
never uploaded one, so that the request fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from mosip_mock.credentials.failures import CannotIssueError
from mosip_mock.partners.defaults import PARTNER_ID, POLICY_ID
from mosip_mock.partners.partner import Policy
from mosip_mock.partners.registry import Partners
from shared.control.explanation import Explanation
from shared.control.tolerances import PARTNER_WITHOUT_CERTIFICATE, Tolerance
from shared.jwks import crypto

Tolerates = Callable[[Tolerance, Explanation], bool]
"""Whether a deviation is let through, and note it."""


class Recipients(Struct, frozen=True):
    """Looks recipients up among the partners."""

    partners: Partners

    def certificate_of(self, partner_id: str, tolerates: Tolerates) -> crypto.x509.Certificate:
        """The partner's own certificate; the kit's for a known one without, where that is tolerated.

        Raises `CannotIssueError`.
        """
        certificate = self.partners.certificate_of(partner_id)
        is_known = self.partners.partners.find(partner_id) is not None
        if certificate is None and is_known and tolerates(PARTNER_WITHOUT_CERTIFICATE, no_certificate(partner_id)):
            certificate = self.partners.certificate_of(PARTNER_ID)
        if certificate is None:
            raise CannotIssueError(f"IDR-CRS-007: the partner {partner_id} has no certificate to encrypt to")
        return certificate

    def policy_of(self, partner_id: str, wanted: Sequence[str] = ()) -> Policy:
        """What the partner is given; without a policy, what the request names. Raises `CannotIssueError`."""
        api_key = next((k for k in self.partners.api_keys.list() if k.partner_id == partner_id), None)
        is_known = self.partners.partners.find(partner_id) is not None
        policy_id = api_key.policy_id if api_key else POLICY_ID if is_known else ""
        policy = self.partners.policies.find(policy_id)
        if policy is None and wanted:
            return Policy(policy_id=partner_id)
        if policy is None:
            raise CannotIssueError(f"IDR-CRS-008: the partner {partner_id} has no policy that says what to share")
        return policy


def no_certificate(partner_id: str) -> Explanation:
    """Why a partner without a certificate gets nothing."""
    return Explanation(
        expected=f"a certificate of the partner {partner_id}",
        received="none",
        where="the registry of partners",
        why="MOSIP encrypts a credential to the certificate that the partner uploaded; without one the request fails "
        "and no event is sent",
        mend=f"mosip-mocks kit partner {partner_id} --certificate FILE, or send it as `certificate` (PEM) to "
        f"/_mock/partners/{partner_id}",
    )
