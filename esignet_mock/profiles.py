"""What differs between e-Signet releases, as data.

Source: mosip/esignet `esignet-service/src/main/resources/application-default.properties` and
`oidc-service-impl` `OAuthServiceImpl`, `TokenServiceImpl` at the tags v1.5.1, v1.6.2, v1.7.1, v1.8.0.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

ProfileName = Literal["1.5", "1.6", "1.7", "1.8"]
ServerProfileName = Literal["none", "fapi2.0"]
Switch = Literal["require_pushed_authorization_requests", "dpop_bound_access_tokens", "require_pkce"]
JtiRule = Literal["ignored", "present", "unique"]
AudienceRule = Literal["exact", "endpoint-or-issuer"]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One release. Durations are seconds; paths follow the public URL."""

    name: ProfileName
    issuer_path: str
    """Behind the host in `iss` of the tokens; discovery always says the bare host."""
    v1_audience_path: str
    """Behind the host in the `aud` that the v1 token endpoint accepts."""
    audience_rule: AudienceRule
    jti: JtiRule
    assertion_algorithms: tuple[str, ...]
    assertion_leeway: int
    token_algorithm: Literal["RS256", "PS256"]
    oauth_error_codes: bool
    """RFC 6749 codes, always 400; older releases answer MOSIP's own codes with 400 or 500."""
    code_lifetime: int
    login_window: int
    consent_window: int
    block_duration: int
    cancel_error: str
    """`error` of the redirect when the user refuses consent."""
    iss_in_redirect: bool
    has_claim_details: bool
    has_par: bool
    """Pushed authorization requests, DPoP and `require_pkce` came together."""
    has_client_endpoint: bool
    """`/client-mgmt/client` with `additionalConfig`."""
    has_client_patch: bool
    azp_in_access_token: bool
    null_nonce_in_id_token: bool
    wraps_jwe_itself: bool
    userinfo_missing_header_error: str
    accept_refused_status: int
    """Status of a userinfo request whose `Accept` excludes `application/jwt`."""
    has_problem_details: bool
    """For unknown paths and wrong methods (RFC 9457); older releases answer Spring Boot's error attributes."""
    enforced: frozenset[Switch] = frozenset()
    """Switches of a client's `additionalConfig` that the server's own profile turns on for all clients."""

    def demands(self, switch: Switch, additional_config: Mapping[str, Any]) -> bool:
        """Whether a client with this configuration has to do so."""
        return self.has_par and (switch in self.enforced or additional_config.get(switch) is True)

    def reason_for(self, switch: Switch, client_id: str) -> str:
        """Why `demands` holds, for an explanation."""
        if switch in self.enforced:
            return f"the server's profile turns `{switch}` on for all clients"
        return f"{client_id} is registered with `{switch}`"


_V1_5: Final = Profile(
    name="1.5",
    issuer_path="/v1/esignet",
    v1_audience_path="/v1/esignet/oauth/token",
    audience_rule="exact",
    jti="ignored",
    assertion_algorithms=("RS256",),
    assertion_leeway=5,
    token_algorithm="RS256",  # noqa: S106 - an algorithm
    oauth_error_codes=False,
    code_lifetime=600,
    login_window=600,
    consent_window=600,
    block_duration=300,
    cancel_error="consent_request_rejected",
    iss_in_redirect=False,
    has_claim_details=True,
    has_par=False,
    has_client_endpoint=False,
    has_client_patch=False,
    azp_in_access_token=False,
    null_nonce_in_id_token=True,
    wraps_jwe_itself=False,
    userinfo_missing_header_error="missing_header",
    accept_refused_status=401,
    has_problem_details=False,
)
_V1_6: Final = msgspec.structs.replace(
    _V1_5, name="1.6", jti="present", has_client_endpoint=True, azp_in_access_token=True
)
_V1_7: Final = msgspec.structs.replace(
    _V1_6,
    name="1.7",
    audience_rule="endpoint-or-issuer",
    jti="unique",
    assertion_algorithms=("RS256", "PS256", "ES256"),
    token_algorithm="PS256",  # noqa: S106 - an algorithm
    oauth_error_codes=True,
    code_lifetime=300,
    login_window=300,
    consent_window=120,
    block_duration=600,
    iss_in_redirect=True,
    has_par=True,
    userinfo_missing_header_error="invalid_token",
)
_V1_8: Final = msgspec.structs.replace(
    _V1_7,
    name="1.8",
    issuer_path="",
    v1_audience_path="/oauth/token",
    cancel_error="access_denied",
    has_client_patch=True,
    null_nonce_in_id_token=False,
    wraps_jwe_itself=True,
    accept_refused_status=406,
    has_problem_details=True,
)

SERVER_PROFILES: Final[Mapping[ServerProfileName, frozenset[Switch]]] = {
    "none": frozenset(),
    "fapi2.0": frozenset({"require_pushed_authorization_requests", "dpop_bound_access_tokens", "require_pkce"}),
}
"""Source: mosip/esignet `db_scripts/mosip_esignet/dml/esignet-server_profile.sql`."""
PROFILES: Final[Mapping[ProfileName, Profile]] = {p.name: p for p in (_V1_5, _V1_6, _V1_7, _V1_8)}


def adjusted(profile: Profile, server_profile: ServerProfileName = "none", **lifetimes: int | None) -> Profile:
    """The profile as a deployment configures it. Lifetimes: None keeps the release's."""
    given = {name: value for name, value in lifetimes.items() if value is not None}
    return msgspec.structs.replace(profile, enforced=SERVER_PROFILES[server_profile], **given)
