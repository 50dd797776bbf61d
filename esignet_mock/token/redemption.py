"""Redeeming an authorization code: the checks in e-Signet's order, then the tokens.

A wrong assertion never hides a wrong code, and a refused attempt leaves the code redeemable. Nothing here waits, so
between finding a code and taking it nobody else comes in. Source: mosip/esignet `OAuthServiceImpl.getTokens`.
"""

from collections.abc import Iterable

from msgspec import Struct, field

from esignet_mock.authorization.codes import Codes
from esignet_mock.authorization.logins import AuthorizedLogin
from esignet_mock.clients.client import Client
from esignet_mock.clients.redirect_uris import matches_any
from esignet_mock.clients.registry import Clients
from esignet_mock.endpoints import AssertionEndpoint
from esignet_mock.oauth_errors import Condition, OAuthError, oauth_error
from esignet_mock.profiles import Profile
from esignet_mock.token.client_assertion import ClientAssertions
from esignet_mock.token.dpop import NONCE_DESCRIPTION, DpopNonces, Proof, nonce_headers, nonce_needed
from esignet_mock.token.faulty import ID_TOKEN_FAULTS
from esignet_mock.token.minting import TokenAnswer, Tokens, is_for_credential
from esignet_mock.token.pkce import check_verifier
from esignet_mock.token.token_request import TokenRequest
from esignet_mock.token.used_codes import UsedCodes
from esignet_mock.userinfo.access_tokens import AccessTokens, GrantedAccess
from esignet_mock.userinfo.encryption import wants_encryption
from esignet_mock.userinfo.kyc_exchange import KycExchange, KycRefusedError
from shared.citizens.citizen import Citizen
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.faults.registry import Faults
from shared.control.tolerances import REDIRECT_URI_WITH_QUERY


class Redeemed(Struct, frozen=True):
    """The answer, and whether it shall be held back as a magic UIN asks for."""

    answer: TokenAnswer
    is_slow: bool


class Redemption(Struct, frozen=True, kw_only=True):
    """The token endpoint's work."""

    profile: Profile
    codes: Codes
    clients: Clients
    assertions: ClientAssertions
    nonces: DpopNonces
    kyc: KycExchange
    tokens: Tokens
    access_tokens: AccessTokens
    faults: Faults
    v1_accepts_code_verifier: bool = False
    used: UsedCodes = field(default_factory=UsedCodes)

    def redeem(
        self, request: TokenRequest, endpoint: AssertionEndpoint, proof: Proof | None, exchange: Exchange
    ) -> Redeemed:
        """Tokens for the code. Raises `OAuthError`."""
        login = self._login(request)
        exchange.tag(client=login.client_id, uin=login.uin, transaction=login.transaction_id)
        citizen = self.kyc.find(login)
        if citizen is not None and citizen.magic == "token-refused":
            raise self._code_refused("a code of anybody else", "a magic UIN whose codes are always refused")
        self._check_client_id(request, login)
        self._check_redirect_uri(request, login, exchange)
        dropped = endpoint is AssertionEndpoint.TOKEN_V1 and not self.v1_accepts_code_verifier
        check_verifier(login.code_challenge, request.code_verifier, self.profile, dropped=dropped)
        client = self.clients.find(login.client_id)
        self._check_registered(request, client)
        self._check_proof(login, client, proof)
        client = self._active(client, login)
        self.assertions.check(request.client_assertion, client, endpoint, exchange)
        return self._tokens(request.code, login, client, citizen=citizen, proof=proof, exchange=exchange)

    def _tokens(
        self,
        code: str,
        login: AuthorizedLogin,
        client: Client,
        *,
        citizen: Citizen | None,
        proof: Proof | None,
        exchange: Exchange,
    ) -> Redeemed:
        now = exchange.started
        jkt = proof.thumbprint if proof else None
        subject = self.kyc.subject_of(login, client)
        try:
            userinfo = (
                ""
                if is_for_credential(login)
                else self.kyc.userinfo(login, client, citizen=citizen, subject=subject, now=now)
            )
        except KycRefusedError as error:
            raise oauth_error(self.profile, Condition.KYC_EXCHANGE, error.explanation, inner=error.code) from error
        fault = self._fault(login, ID_TOKEN_FAULTS, exchange)
        minted = self.tokens.mint(login, subject=subject, jkt=jkt, now=now, fault=fault)
        self.codes.take(code)
        self.used.add(code)
        magic = citizen.magic if citizen else None
        if self._fault(login, ("access-token-rejected",), exchange):
            magic = "userinfo-refused"
        access = GrantedAccess(
            client_id=client.client_id,
            uin=login.uin,
            transaction_id=login.transaction_id,
            userinfo=userinfo,
            expires_at=minted.expires_at,
            is_to_encrypt=self.profile.wraps_jwe_itself and wants_encryption(client),
            magic=magic,
            jkt=jkt,
        )
        self.access_tokens.grant(minted.at_hash, access)
        return Redeemed(minted.answer, is_slow=magic == "token-slow")

    def _fault(self, login: AuthorizedLogin, among: Iterable[str], exchange: Exchange) -> str | None:
        fault = self.faults.named("token", among=among, client=login.client_id, uin=login.uin)
        if fault:
            exchange.met(fault)
        return fault

    def _login(self, request: TokenRequest) -> AuthorizedLogin:
        login = self.codes.find(request.code)
        if login is not None:
            return login
        if request.code in self.used:
            raise self._code_refused("a code that was not redeemed yet", "one that was redeemed before")
        raise self._code_refused(
            f"a code issued in the last {self.profile.code_lifetime} s",
            "one that expired, or that this server never issued (a restart forgets all)",
        )

    def _code_refused(self, expected: str, received: str) -> OAuthError:
        return oauth_error(
            self.profile,
            Condition.CODE_UNUSABLE,
            Explanation(
                expected=expected,
                received=received,
                where="form field code",
                why="RFC 6749 section 4.1.2: a code works once and for a short time",
                mend="start a new authorize request; never send the same code twice (double clicks, reloads, retries)",
            ),
        )

    def _check_client_id(self, request: TokenRequest, login: AuthorizedLogin) -> None:
        if request.client_id is not None and request.client_id != login.client_id:
            raise oauth_error(
                self.profile,
                Condition.CLIENT_ID_DIFFERS,
                Explanation(
                    expected=f"client_id {login.client_id}, to which the code was issued",
                    received=f"client_id {request.client_id[:100]}",
                    where="form field client_id",
                    why="a code is bound to the client of its authorize request",
                    mend="send the client_id of the authorize request",
                ),
            )

    def _check_redirect_uri(self, request: TokenRequest, login: AuthorizedLogin, exchange: Exchange) -> None:
        if request.redirect_uri == login.redirect_uri:
            return
        explanation = Explanation(
            expected=f"redirect_uri {login.redirect_uri}",
            received=f"redirect_uri {request.redirect_uri[:300]}",
            where="form field redirect_uri",
            why="it must be the very text of the authorize request: query, fragment and final slash count",
            mend="send the same redirect_uri in both requests, best one without a query",
        )
        is_cut = request.redirect_uri == login.redirect_uri.partition("?")[0]
        if is_cut and exchange.tolerates(REDIRECT_URI_WITH_QUERY, explanation):
            return
        raise oauth_error(self.profile, Condition.REDIRECT_URI, explanation)

    def _check_registered(self, request: TokenRequest, client: Client | None) -> None:
        """Only releases up to 1.6 look again whether the redirect URI is registered."""
        if self.profile.oauth_error_codes or client is None or matches_any(client.redirect_uris, request.redirect_uri):
            return
        raise oauth_error(
            self.profile,
            Condition.REDIRECT_URI_NOT_REGISTERED,
            Explanation(
                expected=f"a URI that fits {', '.join(client.redirect_uris)}",
                received=f"redirect_uri {request.redirect_uri[:300]}",
                where="form field redirect_uri",
                why="the client's registration changed between authorize and token request",
                mend="register the redirect URI again",
            ),
        )

    def _check_proof(self, login: AuthorizedLogin, client: Client | None, proof: Proof | None) -> None:
        if proof is None:
            config = client.additional_config if client is not None else {}
            if login.dpop_jkt and self.profile.has_par:
                raise oauth_error(
                    self.profile, Condition.DPOP_MISSING, _proof_missing("the code is bound to a DPoP key")
                )
            if self.profile.demands("dpop_bound_access_tokens", config):
                why = self.profile.reason_for("dpop_bound_access_tokens", login.client_id)
                raise oauth_error(self.profile, Condition.DPOP_MISSING, _proof_missing(why))
            return
        if login.dpop_jkt and login.dpop_jkt != proof.thumbprint:
            raise oauth_error(
                self.profile,
                Condition.DPOP_KEY,
                Explanation(
                    expected=f"a proof by the key with the thumbprint {login.dpop_jkt}",
                    received=f"one by {proof.thumbprint}",
                    where="header DPoP",
                    why="RFC 9449 section 10: the pushed request bound the code to another key (`dpop_jkt`)",
                    mend="use one DPoP key for the whole login",
                ),
            )
        nonce = self.nonces.challenge(login.transaction_id, proof)
        if nonce is not None:
            raise oauth_error(
                self.profile,
                Condition.DPOP_NONCE,
                nonce_needed(proof),
                description=NONCE_DESCRIPTION,
                headers=nonce_headers(nonce),
            )

    def _active(self, client: Client | None, login: AuthorizedLogin) -> Client:
        if client is not None and client.status == "ACTIVE":
            return client
        raise oauth_error(
            self.profile,
            Condition.CLIENT_UNUSABLE,
            Explanation(
                expected=f"the client {login.client_id} registered and ACTIVE",
                received="no such client" if client is None else f"status {client.status}",
                where="registered client",
                why="the client was switched off or removed between authorize and token request",
                mend="activate the client (`PUT /client-mgmt/...` with status ACTIVE)",
            ),
        )


def _proof_missing(why: str) -> Explanation:
    return Explanation(
        expected="a DPoP proof",
        received="no header `DPoP`",
        where="header DPoP",
        why=why,
        mend="send a proof (RFC 9449)",
    )
