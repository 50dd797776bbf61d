"""Where e-Signet's endpoints are, and what a client may name as the audience of its assertion.

Source: mosip/esignet `application-default.properties` (`mosip.esignet.discovery.*`, `...token.endpoint`,
`TokenServiceImpl.verifyClientAssertionToken`), `oidc-ui/nginx/nginx.conf`.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from esignet_mock.profiles import Profile
from shared.settings import Addresses

SERVICE: Final = "/v1/esignet"
CLIENT_MANAGEMENT: Final = f"{SERVICE}/client-mgmt"
MOCK_IDENTITY_SYSTEM: Final = "/v1/mock-identity-system"
AUTHORIZE: Final = "/authorize"
TOKEN_V1: Final = f"{SERVICE}/oauth/token"
TOKEN_V2: Final = f"{SERVICE}/oauth/v2/token"
PAR: Final = f"{SERVICE}/oauth/par"
USERINFO: Final = f"{SERVICE}/oidc/userinfo"
JWKS: Final = "/.well-known/jwks.json"
CREDENTIAL: Final = f"{SERVICE}/vci/credential"
"""Whose audience a token for a credential has (`mosip.esignet.credential.scope-resource-mapping`)."""
SHORT_TOKEN: Final = "/oauth/token"  # noqa: S105 - a path
SHORT_USERINFO: Final = "/oidc/userinfo"


class AssertionEndpoint(StrEnum):
    """The endpoints that take a client assertion."""

    TOKEN_V1 = TOKEN_V1
    TOKEN_V2 = TOKEN_V2
    PAR = PAR


class Endpoints(Struct, frozen=True):
    """The endpoints of one release at these addresses."""

    addresses: Addresses
    profile: Profile

    @property
    def issuer(self) -> str:
        """`issuer` of the discovery document, and `iss` of the redirect to the relying party."""
        return self.addresses.public

    @property
    def token_issuer(self) -> str:
        """`iss` of ID and access tokens; up to 1.7 it is not the issuer that discovery names."""
        return f"{self.addresses.public}{self.profile.issuer_path}"

    def audiences(self, endpoint: AssertionEndpoint) -> tuple[str, ...]:
        """What this release accepts in `aud` of an assertion at this endpoint."""
        host, token_v2 = self.addresses.public, f"{self.addresses.public}{TOKEN_V2}"
        if endpoint is AssertionEndpoint.PAR:
            return (f"{host}{PAR}", token_v2, host)
        accepted = f"{host}{self.profile.v1_audience_path}" if endpoint is AssertionEndpoint.TOKEN_V1 else token_v2
        return (accepted,) if self.profile.audience_rule == "exact" else (accepted, host)

    def other_audiences(self) -> frozenset[str]:
        """Every address of this server that a client may have reached it by, whether the release accepts it or not."""
        paths = ("", SERVICE, SHORT_TOKEN, TOKEN_V1, TOKEN_V2, PAR)
        return frozenset(f"{base}{path}" for base in self.addresses.all() for path in paths)

    def literal_urls(self, path: str) -> tuple[str, ...]:
        """This path at the addresses that discovery advertises."""
        return tuple(dict.fromkeys((f"{self.addresses.public}{path}", f"{self.addresses.internal}{path}")))
