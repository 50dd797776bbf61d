"""The form of the token endpoint, checked field by field before anything is looked up.

Source: mosip/esignet `core/dto/TokenRequest` (bean validation). Which of several violations the original reports is
not determined; here it is the first in the order of the form, and the journal has them all.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import msgspec

from esignet_mock.oauth_errors import Condition
from esignet_mock.token.client_assertion import ASSERTION_TYPE
from shared.control.explanation import Explanation

GRANT_TYPE: Final = "authorization_code"


class TokenRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that count; blank optional ones are None."""

    code: str
    redirect_uri: str
    client_assertion: str
    client_id: str | None = None
    code_verifier: str | None = None

    @classmethod
    def of_form(cls, form: Mapping[str, str]) -> "TokenRequest":
        """The request of a form without violations."""
        return cls(
            code=form["code"],
            redirect_uri=form["redirect_uri"],
            client_assertion=form["client_assertion"],
            client_id=client_id if (client_id := form.get("client_id", "")).strip() else None,
            code_verifier=form.get("code_verifier") or None,
        )


def violations(form: Mapping[str, str]) -> Iterator[tuple[Condition, Explanation]]:
    """Each field that is missing or not what it must be."""
    if form.get("grant_type") != GRANT_TYPE:
        yield Condition.GRANT_TYPE, _explanation(form, "grant_type", f"exactly `{GRANT_TYPE}`")
    if not form.get("code", "").strip():
        yield Condition.CODE_BLANK, _explanation(form, "code", "the code from the redirect")
    if not is_url(form.get("redirect_uri", "")):
        yield Condition.REDIRECT_URI, _explanation(form, "redirect_uri", "the redirect URI of the authorize request")
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        yield Condition.ASSERTION_TYPE, _explanation(form, "client_assertion_type", ASSERTION_TYPE)
    if not form.get("client_assertion", "").strip():
        yield Condition.ASSERTION, _explanation(form, "client_assertion", "a JWT signed with the client's private key")


@lru_cache(maxsize=256)  # a relying party sends the same few
def is_url(text: str) -> bool:
    """Whether it is an absolute URL of any scheme; custom ones of mobile apps count."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path) and not any(c.isspace() for c in text))


def _explanation(form: Mapping[str, str], name: str, expected: str) -> Explanation:
    value = form.get(name)
    return Explanation(
        expected=expected,
        received="no such field" if value is None else f"{value[:80]!r}",
        where=f"form field {name}",
        why="RFC 6749 section 4.1.3 and RFC 7523 section 2.2: the token endpoint needs this field",
        mend=f"send `{name}` in a body of type application/x-www-form-urlencoded",
    )
