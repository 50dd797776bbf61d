"""The exchange with the identity system at token time: a signed set of claims, or the code of its refusal.

The signature is the identity system's own, with a key of its own: RS256, header `kid` and `alg`. Sources:
mosip/id-authentication `KycServiceImpl`, mosip/esignet-plugins `IdaAuthenticatorImpl`, esignet-mock-services
`AuthenticationServiceImpl`.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from esignet_mock.authorization.logins import AuthorizedLogin
from esignet_mock.clients.client import Client
from esignet_mock.endpoints import SERVICE
from esignet_mock.profiles import PROFILES
from esignet_mock.settings import Settings
from esignet_mock.userinfo.encryption import encrypted_by_identity_system, wants_encryption
from esignet_mock.userinfo.magic import with_magic
from esignet_mock.userinfo.pictures import Pictures
from esignet_mock.userinfo.subject import SubjectRule, subject_rule
from esignet_mock.userinfo.verified_claims import details_of, literal_values, with_verified_claims
from shared.citizens.citizen import Citizen
from shared.citizens.claims import Wish, claims_of
from shared.citizens.identity_system import IdentitySystem
from shared.citizens.languages import requested_languages
from shared.citizens.population import Population
from shared.control.explanation import Explanation, Refusal
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.public_key import InvalidKeyError
from shared.world import World

TOKEN_LIFETIME: Final = {"ida": timedelta(seconds=3000), "mock": timedelta(seconds=180)}
"""How long after authentication the identity system hands the data out."""
ALGORITHM: Final = "RS256"

_UNKNOWN: Final = {"ida": "IDA-MLC-018", "mock": "mock-ida-006"}
_DEACTIVATED: Final = {"ida": "IDA-MLC-022", "mock": "mock-ida-006"}
_VID_EXPIRED: Final = {"ida": "IDA-MLC-023", "mock": "mock-ida-006"}
_TOKEN_EXPIRED: Final = {"ida": "IDA-KYE-002", "mock": "mock-ida-007"}
_UNAVAILABLE: Final = "data_exchange_failed"
_NO_KEY: Final = {"ida": _UNAVAILABLE, "mock": "mock-ida-008"}


class KycRefusedError(Refusal):
    """The identity system gives no data; `code` is its own."""


class KycExchange(Struct, frozen=True):
    """The identity system, as far as e-Signet asks it for a person's data."""

    settings: Settings
    citizens: Population
    keys: KeyRing
    subject: SubjectRule
    pictures: Pictures

    def subject_of(self, login: AuthorizedLogin, client: Client) -> str:
        """The `sub` of this login."""
        return self.subject(login.uin, client.relying_party_id)

    def find(self, login: AuthorizedLogin) -> Citizen | None:
        """The person of this login, whatever became of them."""
        return self.citizens.find_by_uin(login.uin)

    def userinfo(
        self, login: AuthorizedLogin, client: Client, *, citizen: Citizen | None, subject: str, now: datetime
    ) -> str:
        """The consented claims, as this release's identity system hands them to e-Signet. Raises `KycRefusedError`.

        `citizen` is what `find` gives.
        """
        userinfo = self.signed(login, client, citizen=citizen, subject=subject, now=now)
        return self.encrypted(userinfo, client) if self._encrypts and wants_encryption(client) else userinfo

    def signed(
        self, login: AuthorizedLogin, client: Client, *, citizen: Citizen | None, subject: str, now: datetime
    ) -> str:
        """The consented claims as a compact JWS. Raises `KycRefusedError`."""
        citizen = self._usable(citizen, login, now)
        system = self.settings.identity_system
        payload: dict[str, Any] = {"sub": subject}
        if system == "mock":
            # There `iss` keeps the service path, also with releases whose tokens have the bare host.
            payload |= {"iss": f"{self.settings.addresses.public}{SERVICE}", "aud": client.client_id}
        wish = Wish(
            login.accepted_claims,
            requested_languages(login.claims_locales),
            languages_given=bool(login.claims_locales),
        )
        payload |= claims_of(citizen, login.individual_id, wish, system)
        if "picture" in wish.claims:
            payload["picture"] = self.pictures.of(citizen)
        if system == "mock" and login.requested_claims.get("verified_claims"):
            payload = self._with_verified(payload, login, citizen, now)
        payload = with_magic(citizen.magic, payload)
        return self.keys.signing(KeyName.KYC).sign_jwt(payload, alg=ALGORITHM)

    def _with_verified(
        self, payload: dict[str, Any], login: AuthorizedLogin, citizen: Citizen, now: datetime
    ) -> dict[str, Any]:
        details = details_of(self.citizens.store, citizen)
        values = literal_values(citizen, login.accepted_claims, login.claims_locales)
        wanted = login.requested_claims["verified_claims"]
        return with_verified_claims(payload, wanted, details, values=values, now=now)

    @property
    def _encrypts(self) -> bool:
        profile = PROFILES[self.settings.profile]
        return profile.has_client_endpoint and not profile.wraps_jwe_itself

    def encrypted(self, userinfo: str, client: Client) -> str:
        """Wrapped into a JWE to the client's key. Raises `KycRefusedError`."""
        system = self.settings.identity_system
        try:
            return encrypted_by_identity_system(userinfo, client, system)
        except InvalidKeyError as error:
            raise _refused(
                _NO_KEY[system],
                "an RSA key of the client to encrypt to",
                str(error),
                "the client is registered with `userinfo_response_type` JWE",
            ) from error

    def _usable(self, citizen: Citizen | None, login: AuthorizedLogin, now: datetime) -> Citizen:
        system = self.settings.identity_system
        if citizen is None:
            raise _refused(
                _UNKNOWN[system],
                "a person who exists until the code is redeemed",
                f"nobody with the number {login.uin} any more",
                "the person was removed between login and token request",
            )
        if citizen.status != "ACTIVATED":
            raise _refused(
                _DEACTIVATED[system],
                "a person whose identity is active until the code is redeemed",
                f"status {citizen.status}",
                "the identity was deactivated or blocked between login and token request",
            )
        if not _is_usable(citizen, login.individual_id, now):
            raise _refused(
                _VID_EXPIRED[system],
                "a VID that is active until the code is redeemed",
                f"the VID {login.individual_id}, expired or revoked",
                "the VID ran out between login and token request",
            )
        waited = now - login.auth_time
        if waited > TOKEN_LIFETIME[system] or citizen.magic == "kyc-token-expired":
            raise _refused(
                _TOKEN_EXPIRED[system],
                f"a token request at most {TOKEN_LIFETIME[system].seconds} s after authentication",
                f"one {waited.total_seconds():.0f} s after it",
                "the identity system keeps its own token for that long only; consent took too long",
            )
        if citizen.magic == "kyc-unavailable":
            raise _refused(
                _UNAVAILABLE,
                "an identity system that answers",
                "a magic UIN that makes it fail",
                "this person always produces this failure",
            )
        return citizen


def exchange_with(system: IdentitySystem, settings: Settings, world: World) -> KycExchange:
    """The identity system of this kind over one world, whatever e-Signet itself stands on."""
    return KycExchange(
        settings=replace(settings, identity_system=system),
        citizens=world.citizens,
        keys=world.keys,
        subject=subject_rule(settings.subject, system),
        pictures=Pictures(),
    )


def _is_usable(citizen: Citizen, individual_id: str, now: datetime) -> bool:
    vid = next((v for v in citizen.vids if v.vid == individual_id), None)
    return vid is None or vid.is_in_force(now)


def _refused(code: str, expected: str, received: str, why: str) -> KycRefusedError:
    return KycRefusedError(
        code,
        Explanation(
            expected=expected,
            received=received,
            where="the person behind the code",
            why=f"{why}; e-Signet relays the identity system's code",
            mend="let the person log in again, and show them that it failed",
        ),
    )
