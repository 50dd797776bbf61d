"""Settings that only the MOSIP mock has."""

from dataclasses import dataclass
from datetime import timedelta

from mosip_mock.idauthentication.profiles import IdaProfileName
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
