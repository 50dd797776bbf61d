"""Settings that only the e-Signet mock has."""

from esignet_mock.profiles import ProfileName, ServerProfileName
from shared.citizens.identity_system import IdentitySystem
from shared.settings import SuiteSettings

DEFAULT_PORT = 20260


class Settings(SuiteSettings, frozen=True, kw_only=True):
    """Settings of the e-Signet mock. Durations are seconds."""

    profile: ProfileName = "1.8"
    server_profile: ServerProfileName = "none"
    """`fapi2.0` demands PAR, DPoP and PKCE of every client (releases from 1.7)."""
    identity_system: IdentitySystem = "ida"
    """Whose userinfo the tokens give access to: ID authentication's, or the mock-identity-system's."""
    subject: str = "pairwise"
    """`pairwise`, `uin`, or `fixed:VALUE` for the same `sub` whoever logs in."""
    v1_accepts_code_verifier: bool = False
    """Whether `/oauth/token` honours PKCE; no release of e-Signet does."""
    redirect_uris: tuple[str, ...] = ()
    """Patterns that the default client has besides any path on localhost."""
    auto_login: str | None = None
    """UIN or VID of the person who is logged in without any page, whoever asks."""
    captcha: bool = False
    """Whether the UI API asks for a captcha, as production deployments do."""
    link_poll_seconds: float = 25
    """How long a browser's call waits for the wallet in a linked login."""
    code_lifetime: int | None = None
    login_window: int | None = None
    consent_window: int | None = None
    block_duration: int | None = None
    """Instead of the release's own; None keeps that."""
