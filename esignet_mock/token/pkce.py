"""Proof Key for Code Exchange (RFC 7636) with S256, the only method that e-Signet knows."""

import hashlib
import hmac

from esignet_mock.oauth_errors import Condition, OAuthError, oauth_error
from esignet_mock.profiles import Profile
from shared.control.explanation import Explanation
from shared.jwks import base64url


def challenge_of(verifier: str) -> str:
    """`BASE64URL(SHA256(verifier))`, RFC 7636 section 4.2."""
    return base64url.encode_text(hashlib.sha256(verifier.encode()).digest())


def check_verifier(challenge: str | None, verifier: str | None, profile: Profile, *, dropped: bool) -> None:
    """Refuse a verifier that does not fit the challenge of the authorize request. Raises `OAuthError`.

    `dropped` says that this endpoint takes no notice of a verifier.
    """
    if challenge is None:
        return
    if dropped:
        raise _dropped(profile)
    if not verifier:
        raise oauth_error(
            profile,
            Condition.VERIFIER_MISSING,
            Explanation(
                expected="the `code_verifier` whose SHA-256 is the challenge of the authorize request",
                received="no `code_verifier`",
                where="form field code_verifier",
                why="the authorize request had a `code_challenge`, so the code can be redeemed by its verifier only",
                mend="keep the verifier between the authorize request and the token request, and send it",
            ),
        )
    if not hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode()):
        raise oauth_error(
            profile,
            Condition.VERIFIER_WRONG,
            Explanation(
                expected=f"a verifier with the S256 challenge {challenge}",
                received=f"one with the challenge {challenge_of(verifier)}",
                where="form field code_verifier",
                why="RFC 7636 section 4.6: the verifier proves that both requests come from one client",
                mend="send the verifier of this very authorize request; two tabs often mix theirs up",
            ),
        )


def _dropped(profile: Profile) -> OAuthError:
    return oauth_error(
        profile,
        Condition.VERIFIER_MISSING,
        Explanation(
            expected="a PKCE login redeemed at /v1/esignet/oauth/v2/token",
            received="one at the v1 token endpoint",
            where="path",
            why="the v1 endpoint drops `code_verifier` before it is checked, in every release from 1.4 to 1.8",
            mend="use the v2 endpoint, which discovery names, "
            "or start the mock with ESIGNET_MOCK_V1_ACCEPTS_CODE_VERIFIER=1",
        ),
    )
