"""The `claims` parameter: what it may hold, and reading it as the login page does.

Source: mosip/esignet `claims_request_schema.json`, `oidc-ui/src/components/Authorize.js`;
OpenID Connect Core 5.5, OpenID Connect for Identity Assurance.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused, violation
from esignet_mock.claims import CLAIMS_SUPPORTED
from esignet_mock.envelope import Violation
from shared.control.exchange import Exchange
from shared.control.tolerances import OPENCRVS_CLAIMS_LIST

_LIST: Final = re.compile(r"[a-z_]+(?:\s*,\s*[a-z_]+)*", re.ASCII)
_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT_BY_DECODE_URI: Final = re.compile(r"%(3B|2F|3F|3A|40|26|3D|2B|24|2C|23)", re.IGNORECASE)
_PURPOSE: Final = range(3, 301)
_SHORTEST_VALUE: Final = 3


def parse_claims(text: str | None, exchange: Exchange) -> Any:  # noqa: ANN401 - any JSON value
    """The parameter's value as JSON. `URLSearchParams` has decoded it once; the page decodes it again, then parses.

    OpenCRVS' comma list of names is a tolerance. Raises `AuthorizationError` with `parsing_error_msg`.
    """
    if not text:
        return None
    try:
        return msgspec.json.decode(_decode_uri(text))
    except (ValueError, RecursionError) as error:
        refusal = _not_json(text, error)
        names = [name.strip() for name in text.split(",")]
        if _LIST.fullmatch(text.strip()) and exchange.tolerates(OPENCRVS_CLAIMS_LIST, refusal.explanation):
            return {"userinfo": dict.fromkeys(names), "id_token": {}}
        raise refusal from error


def _decode_uri(text: str) -> str:
    """JavaScript's `decodeURI`: escapes of `;/?:@&=+$,#` stay, a broken escape is an error."""
    if _ESCAPE.search(text):
        raise ValueError("a % without two hexadecimal digits")
    return unquote(_KEPT_BY_DECODE_URI.sub(r"%25\1", text), errors="strict")


def _not_json(text: str, error: Exception) -> AuthorizationError:
    mend = 'send JSON: {"userinfo":{"name":{"essential":true},"birthdate":null},"id_token":{}}'
    if text.lstrip().lower().startswith("%7b"):
        mend = "percent-encode the JSON once, not twice: the page's `decodeURI` leaves `%3A` and `%2C` alone"
    return refused(
        Code.PARSING_ERROR,
        expected="JSON with a `userinfo` member",
        received=repr(text)[:120],
        where="query parameter claims",
        why=f"the login page of every release parses it and stops here ({str(error)[:80]})",
        mend=mend,
    )


def claims_violations(claims: Any) -> list[Violation]:  # noqa: ANN401 - any JSON value
    """What breaks the schema; one entry at most, as the real validator reports it."""
    if claims is None:
        return []
    problem = next(_problems(claims), None)
    if problem is None:
        return []
    where, expected, received, code = problem
    return [
        violation(
            where,
            code,
            expected=expected,
            received=received,
            why="the claims request is checked against a closed schema",
            mend='per claim: null, or {"essential": true|false, "purpose": "..."}; '
            f"claims are {', '.join(CLAIMS_SUPPORTED)}",
        )
    ]


_Problem = tuple[str, str, Any, Code]


def _problems(claims: Any) -> Iterator[_Problem]:  # noqa: ANN401 - any JSON value
    if not isinstance(claims, dict):
        yield "claims", "an object", claims, Code.INVALID_CLAIM
        return
    userinfo, id_token = claims.get("userinfo"), claims.get("id_token")
    if userinfo is not None and not isinstance(userinfo, dict):
        yield "claims.userinfo", "an object", userinfo, Code.INVALID_CLAIM
        return
    for name, wanted in (userinfo or {}).items():
        where = f"claims.userinfo.{name}"
        if name == "verified_claims":
            yield from _verified_problems(wanted, where)
        else:
            yield from _claim_problems(wanted, where)
    if id_token is not None and not isinstance(id_token, dict):
        yield "claims.id_token", "an object", id_token, Code.INVALID_CLAIM
        return
    for name, wanted in (id_token or {}).items():
        if wanted is not None and not isinstance(wanted, dict):
            yield f"claims.id_token.{name}", "null or an object", wanted, Code.INVALID_CLAIM
    acr = (id_token or {}).get("acr") or {}
    if isinstance(acr, dict) and "values" in acr and not _is_texts(acr["values"]):
        yield "claims.id_token.acr.values", "a list of texts", acr["values"], Code.INVALID_CLAIM


def _claim_problems(wanted: Any, where: str) -> Iterator[_Problem]:  # noqa: ANN401 - any JSON value
    if wanted is None:
        return
    if not isinstance(wanted, dict):
        yield where, "null or an object", wanted, Code.INVALID_CLAIM
        return
    if "essential" in wanted and not isinstance(wanted["essential"], bool):
        yield f"{where}.essential", "true or false", wanted["essential"], Code.INVALID_CLAIM
    if "purpose" in wanted and not (isinstance(wanted["purpose"], str) and len(wanted["purpose"]) in _PURPOSE):
        yield f"{where}.purpose", "3 to 300 characters", wanted["purpose"], Code.INVALID_CLAIM


def _constrained_problems(wanted: Any, where: str) -> Iterator[_Problem]:  # noqa: ANN401 - any JSON value
    """Inside `verified_claims` a value may be asked for; elsewhere the schema does not look at one."""
    yield from _claim_problems(wanted, where)
    if not isinstance(wanted, dict):
        return
    if "value" in wanted and not (isinstance(wanted["value"], str) and len(wanted["value"].strip()) >= _SHORTEST_VALUE):
        yield f"{where}.value", f"a text of {_SHORTEST_VALUE} characters or more", wanted["value"], Code.INVALID_CLAIM
    if "values" in wanted and not _is_texts(wanted["values"]):
        yield f"{where}.values", "a list with at least one text", wanted["values"], Code.INVALID_CLAIM


def _verified_problems(wanted: Any, where: str) -> Iterator[_Problem]:  # noqa: ANN401 - any JSON value
    requests = wanted if isinstance(wanted, list) else [wanted]
    if not requests:
        yield where, "at least one request", wanted, Code.INVALID_VERIFIED_CLAIMS
    for position, request in enumerate(requests):
        here = f"{where}[{position}]" if isinstance(wanted, list) else where
        if not isinstance(request, dict) or not isinstance(request.get("claims"), dict) or not request["claims"]:
            yield here, "an object with at least one of `claims`", request, Code.INVALID_VERIFIED_CLAIMS
            continue
        verification = request.get("verification")
        if not isinstance(verification, dict) or "trust_framework" not in verification:
            yield f"{here}.verification", "an object with `trust_framework`", verification, Code.INVALID_VERIFICATION
            continue
        framework = verification["trust_framework"]
        yield from _constrained_problems(framework, f"{here}.verification.trust_framework")
        for name, claim in request["claims"].items():
            yield from _constrained_problems(claim, f"{here}.claims.{name}")


def _is_texts(values: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(values, list) and bool(values) and all(isinstance(v, str) for v in values)
