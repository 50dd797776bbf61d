"""Settings that only the e-Signet mock has."""

from dataclasses import dataclass

from shared.settings import SuiteSettings

DEFAULT_PORT = 20260


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SuiteSettings):
    """Settings of the e-Signet mock. Durations are seconds."""
