"""Settings that only the MOSIP mock has."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from mosip_mock.authmanager.clients import NO_FURTHER_ACCOUNTS, Accounts
from mosip_mock.idauthentication.profiles import IdaProfileName
from mosip_mock.registration.delay import DEFAULT_DELAY, ProcessingDelay
from mosip_mock.registration.masterdata import DEFAULT_MASTER_DATA, MasterData
from shared.settings import SuiteSettings

DEFAULT_PORT = 20240


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SuiteSettings):
    """Settings of the MOSIP mock."""

    ida_profile: IdaProfileName = "1.3.0"
    otp_lifetime: timedelta = timedelta(seconds=180)
    allowed_domain_uris: tuple[str, ...] = ()
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
    smtp_url: str | None = None
    """`smtp://user:password@host:port`; e-mail of the outbox is sent there."""
