"""Settings that only the MOSIP mock has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from mosip_mock.authmanager.clients import NO_FURTHER_ACCOUNTS, Accounts
from mosip_mock.partners.defaults import PARTNER_ID
from mosip_mock.registration.delay import DEFAULT_DELAY, ProcessingDelay
from mosip_mock.registration.master_data import DEFAULT_MASTER_DATA, MasterData
from shared.settings import SuiteSettings

if TYPE_CHECKING:
    from mosip_mock.credentials.context_files import ContextStyle
    from mosip_mock.credentials.proof import ProofStyle
    from mosip_mock.idauthentication.profiles import IdaProfileName
    from mosip_mock.websub.policy import PolicyName

DEFAULT_PORT = 20240
OPENCRVS_DOMAIN_URI: Final = f"http://localhost:{DEFAULT_PORT}"
"""The `domainUri` of an OpenCRVS that nobody configured, wherever this mock listens."""
META_INFO_FIELDS: Final = ("opencrvsBRN",)


class Settings(SuiteSettings, frozen=True, kw_only=True):
    """Settings of the MOSIP mock."""

    ida_profile: IdaProfileName = "1.3.0"
    ida_id_types: tuple[str, ...] = ("UIN", "VID", "HANDLE")
    """Kinds of individual ids that the country configured (`request.idtypes.allowed`)."""
    ida_auth_types: tuple[str, ...] = ("demo", "otp", "bio-Finger", "bio-Iris", "bio-Face", "pwd", "kbt")
    """Factors that the server takes (`auth.types.allowed`)."""
    ida_time_allowed: timedelta = timedelta(seconds=30)
    ida_time_adjustment: timedelta = timedelta(seconds=30)
    child_max_age: int = 5
    """Younger people may use neither OTP nor biometrics (`ida.child-auth-filter.child.max.age`)."""
    kyc_token_lifetime: timedelta = timedelta(seconds=3000)
    otp_lifetime: timedelta = timedelta(seconds=180)
    otp_length: int = 6
    otp_freeze: timedelta = timedelta(minutes=30)
    otp_per_minute: int = 100
    allowed_domain_uris: tuple[str, ...] = (OPENCRVS_DOMAIN_URI,)
    """Further values of `domainUri` beside the app's own addresses."""
    languages: tuple[str, ...] = ("eng", "ara", "fra")
    """Three-letter codes of the deployment: mandatory and optional languages together."""
    preset: Literal["stock", "opencrvs"] = "opencrvs"
    """The deployment: MOSIP's published configuration, or one on which OpenCRVS works."""
    processing_rules: Literal["off", "warn", "strict"] = "warn"
    processing_delay: ProcessingDelay = DEFAULT_DELAY
    accounts: Accounts = NO_FURTHER_ACCOUNTS
    master_data: MasterData = DEFAULT_MASTER_DATA
    packet_audiences: tuple[str, ...] = ("mosip-regproc-client", "mosip-crvs1-client")
    workflow_audiences: tuple[str, ...] = (
        *("mosip-regproc-client", "mosip-crvs1-client", "mosip-admin-client", "mosip-resident-client"),
        "mosip-reg-client",
    )
    delivery_policy: PolicyName = "mosip"
    delivery_timeout: float = 60.0
    """Seconds for a subscriber's answer."""
    delivery_waits: tuple[float, ...] | None = None
    """Seconds before each further attempt; None: those of the policy."""
    delivery_wait_scale: float = 1.0
    """Factor on the waits before a delivery is tried again."""
    hub_security: bool = True
    enforce_leases: bool = False
    credential_partners: tuple[str, ...] = (PARTNER_ID,)
    """Who gets the credentials that packets lead to, in the preset opencrvs; known as partners and clients."""
    credential_type: Literal["vercred", "euin"] = "vercred"
    death_credentials: bool = True
    """Whether a death leads to a credential, as OpenCRVS expects and MOSIP's published routes do not do."""
    credential_meta_info: tuple[str, ...] = META_INFO_FIELDS
    """Labels of a packet's `metaData` that go into the event (`metaInfoFields` of a credential partner)."""
    proof_style: ProofStyle = "mosip"
    context_style: ContextStyle = "extended"
    context_terms: Mapping[str, Any] = {}
    """Further terms of the JSON-LD context; what has none is not signed."""
    smtp_url: str | None = None
    """`smtp://user:password@host:port`; e-mail of the outbox is sent there."""
