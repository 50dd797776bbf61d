"""Settings that only the MOSIP mock has."""

from dataclasses import dataclass

from shared.settings import SuiteSettings

DEFAULT_PORT = 20240


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SuiteSettings):
    """Settings of the MOSIP mock. Durations are seconds."""
