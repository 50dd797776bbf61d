"""The authorize request and the rules that each of its parameters obeys by itself.

Source: mosip/esignet `core/dto/OAuthDetailRequest`, `OAuthDetailRequestV2`, `V3`, `core/validator/*`;
OpenID Connect Core 3.1.2.1, RFC 7636 section 4.3.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from esignet_mock.authorization.claims_schema import claims_violations
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import violation
from esignet_mock.claims import AUTHORIZE_SCOPES, CREDENTIAL_SCOPES, OPENID_SCOPES
from esignet_mock.clients.redirect_uris import is_absolute_url
from esignet_mock.envelope import Violation

_KNOWN_SCOPES: Final = frozenset((*OPENID_SCOPES, *AUTHORIZE_SCOPES, *CREDENTIAL_SCOPES))
_DISPLAYS: Final = ("page", "popup", "touch", "wap")
_PROMPTS: Final = ("none", "login", "consent", "select_account")


class AuthorizeRequest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The parameters, however they came: UI API, authorize page, pushed."""

    client_id: str | None = None
    scope: str | None = None
    response_type: str | None = None
    redirect_uri: str | None = None
    state: str | None = None
    nonce: str | None = None
    display: str | None = None
    prompt: str | None = None
    acr_values: str | None = None
    max_age: int | None = None
    claims: Any = None
    claims_locales: str | None = None
    ui_locales: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    id_token_hint: str | None = None
    dpop_jkt: str | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        """The words of `scope` that e-Signet knows; others count for nothing."""
        return _known_scopes(self.scope or "")

    @property
    def pkce_challenge(self) -> str | None:
        """The challenge, if it came with a method."""
        return self.code_challenge if self.code_challenge_method else None

    @property
    def asks_for_userinfo(self) -> bool:
        """Whether `claims` has a `userinfo` member, be it an empty one."""
        return isinstance(self.claims, dict) and self.claims.get("userinfo") is not None

    @property
    def userinfo_claims(self) -> dict[str, Any]:
        """The `userinfo` member of `claims`, after validation."""
        userinfo = self.claims.get("userinfo") if isinstance(self.claims, dict) else None
        return userinfo if isinstance(userinfo, dict) else {}


@lru_cache(maxsize=256)
def _known_scopes(scope: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in scope.split() if word in _KNOWN_SCOPES))


def violations_of(request: AuthorizeRequest, *, is_pushed: bool = False) -> list[Violation]:
    """Every parameter that breaks a rule, before anything is looked up.

    A pushed request may have a challenge without its method, or a method alone; either counts for nothing.
    """
    return [*_violations(request, is_pushed=is_pushed)]


def _violations(request: AuthorizeRequest, *, is_pushed: bool) -> Iterator[Violation]:
    if not (request.client_id or "").strip():
        yield violation(
            "clientId",
            Code.INVALID_CLIENT_ID,
            expected="the id of a registered client",
            received=request.client_id,
            why="it says who asks",
            mend="send `client_id`",
        )
    yield from _scope_violations(request)
    if request.response_type != "code":
        yield violation(
            "responseType",
            Code.INVALID_RESPONSE_TYPE,
            expected="`code`",
            received=request.response_type,
            why="e-Signet knows the authorization code flow alone",
            mend="send `response_type=code`",
        )
    if not is_absolute_url(request.redirect_uri or ""):
        yield violation(
            "redirectUri",
            Code.INVALID_REDIRECT_URI,
            expected="an absolute URL",
            received=request.redirect_uri,
            why="the browser returns there",
            mend="send the whole URL, percent-encoded once",
        )
    if request.display and request.display not in _DISPLAYS:
        yield violation(
            "display",
            Code.INVALID_DISPLAY,
            expected=f"one of {', '.join(_DISPLAYS)}",
            received=request.display,
            why="the list is closed, although the value has no effect",
            mend="leave `display` out",
        )
    if request.prompt and request.prompt not in _PROMPTS:
        yield violation(
            "prompt",
            Code.INVALID_PROMPT,
            expected=f"one of {', '.join(_PROMPTS)}, a single word",
            received=request.prompt,
            why="e-Signet takes no list here, though OpenID Connect allows one",
            mend="send `prompt=consent`, or leave it out",
        )
    method = request.code_challenge_method
    if method and method != "S256":
        yield violation(
            "codeChallengeMethod",
            Code.UNSUPPORTED_PKCE_CHALLENGE_METHOD,
            expected="`S256`",
            received=method,
            why="`plain` shows the verifier to whoever reads the request",
            mend="hash the verifier: base64url(SHA-256(verifier)), `code_challenge_method=S256`",
        )
    if not is_pushed and bool(request.code_challenge) != bool(method):
        yield violation(
            "codeChallenge",
            Code.INVALID_PKCE_CHALLENGE,
            expected="both `code_challenge` and `code_challenge_method`, or neither",
            received="`code_challenge` alone" if request.code_challenge else "`code_challenge_method` alone",
            why="without a method the challenge would count as `plain`, which e-Signet does not take",
            mend="send `code_challenge_method=S256` beside the challenge",
        )
    yield from claims_violations(request.claims)


def _scope_violations(request: AuthorizeRequest) -> Iterator[Violation]:
    scopes = set(request.scopes)
    openid, credential = "openid" in scopes, scopes & set(CREDENTIAL_SCOPES)
    of_openid = scopes & set(OPENID_SCOPES)
    if not scopes:
        why, mend = "no word of it is a scope that e-Signet knows", "send `scope=openid profile`"
    elif of_openid and not openid:
        why, mend = f"{', '.join(sorted(of_openid))} mean something with `openid` only", "add `openid`"
    elif credential and len(scopes) > len(credential):
        why, mend = "a credential scope stands alone", "ask for the credential in a request of its own"
    else:
        return
    yield violation(
        "scope",
        Code.INVALID_SCOPE,
        expected="`openid` (with profile, email, phone, address), an authorize scope, or a credential scope",
        received=request.scope,
        why=why,
        mend=mend,
    )
