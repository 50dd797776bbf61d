"""The fields of a registration and their rules.

Source: mosip/esignet `core/dto/ClientDetail*Request*`, `core/validator/*`, `additional_config_request_schema.json`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from esignet_mock.claims import ALL_ACRS, CLAIMS_SUPPORTED
from esignet_mock.clients.errors import ManagementCode as Code
from esignet_mock.clients.errors import violation
from esignet_mock.clients.redirect_uris import is_absolute_url
from esignet_mock.envelope import Violation
from esignet_mock.profiles import Profile
from shared.jwks.public_key import InvalidKeyError, PublicKey

_MOST_CLAIMS: Final = 30
_MOST_REDIRECT_URIS: Final = 5
_LONGEST_ID: Final = 100
_LONGEST_NAME: Final = 256
_LONGEST_LANGUAGE_NAME: Final = 50
_LEAST_CONSENT_MINUTES: Final = 10
_LANGUAGE_LETTERS: Final = 3
_PURPOSES: Final = ("none", "verify", "link", "login")
_PURPOSE_MEMBERS: Final = frozenset({"type", "title", "subTitle"})
_SWITCHES: Final = (
    "signup_banner_required",
    "forgot_pwd_link_required",
    "require_pushed_authorization_requests",
    "dpop_bound_access_tokens",
    "require_pkce",
)


class Registration(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What somebody sends; any JSON value in any field, so that each can be refused by its own code."""

    client_id: Any = None
    client_name: Any = None
    client_name_lang_map: Any = None
    relying_party_id: Any = None
    public_key: Any = None
    enc_public_key: Any = None
    user_claims: Any = None
    auth_context_refs: Any = None
    logo_uri: Any = None
    redirect_uris: Any = None
    grant_types: Any = None
    client_auth_methods: Any = None
    status: Any = None
    additional_config: Any = None

    def given(self) -> dict[str, Any]:
        """The members that are not null, by their names in `Client`."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}


_Check = Callable[[Any, Profile], Iterator[tuple[Code, str]]]


def violations_of(
    registration: Registration, fields: tuple[str, ...], profile: Profile, *, required: bool = True
) -> list[Violation]:
    """The rules that these fields break. With `required=False` null fields are passed over."""
    found = []
    for name in fields:
        value = getattr(registration, name)
        if value is None and (not required or name in _OPTIONAL):
            continue
        wire = _wire_name(name)
        found += [violation(wire, code, expected, value) for code, expected in _CHECKS[name](value, profile)]
    return found


def key_id_of(jwk: Mapping[str, Any]) -> str:
    """What makes a signing key unique: RFC 7638 thumbprint of its members. Raises `InvalidKeyError`."""
    return PublicKey.from_jwk(jwk).thumbprint


def _wire_name(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)


def _is_text(value: Any, longest: int) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, str) and bool(value.strip()) and len(value) <= longest


def _check_client_id(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_text(value, _LONGEST_ID) or any(c.isspace() for c in value):
        yield Code.INVALID_CLIENT_ID, f"1 to {_LONGEST_ID} characters without blanks"


def _check_client_name(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_text(value, _LONGEST_NAME):
        yield Code.INVALID_CLIENT_NAME, f"1 to {_LONGEST_NAME} characters"


def _check_names(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        yield Code.INVALID_LANGUAGE_CODE, "names by three-letter language code"
        return
    for language, name in value.items():
        if not (len(language) == _LANGUAGE_LETTERS and language.isascii() and language.isalpha()):
            yield Code.INVALID_LANGUAGE_CODE, "three-letter language codes (ISO 639-3)"
        if not isinstance(name, str) or not name.strip():
            yield Code.INVALID_CLIENT_NAME_VALUE, "names that are not blank"
        elif len(name) > _LONGEST_LANGUAGE_NAME:
            yield Code.INVALID_CLIENT_NAME_LENGTH, f"names of at most {_LONGEST_LANGUAGE_NAME} characters"


def _check_relying_party(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_text(value, _LONGEST_ID):
        yield Code.INVALID_RP_ID, f"1 to {_LONGEST_ID} characters"


def _check_key(value: Any, profile: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    kinds = ("RSA", "EC") if "ES256" in profile.assertion_algorithms else ("RSA",)
    if not isinstance(value, dict):
        yield Code.INVALID_PUBLIC_KEY, "a JWK as an object"
        return
    blank = [name for name in ("alg", "use") if name in value and not _is_text(value[name], _LONGEST_ID)]
    if blank or value.get("kty") not in kinds:
        yield Code.INVALID_PUBLIC_KEY, f"a JWK of kty {' or '.join(kinds)}, `alg` and `use` not blank"
        return
    try:
        PublicKey.from_jwk(value)
    except InvalidKeyError as error:
        yield Code.INVALID_PUBLIC_KEY, f"a usable public key ({error})"


def _check_claims(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, list) or len(value) > _MOST_CLAIMS or any(c not in CLAIMS_SUPPORTED for c in value):
        yield Code.INVALID_CLAIM, f"at most {_MOST_CLAIMS} of {', '.join(CLAIMS_SUPPORTED)}"


def _check_acrs(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_list(value, _MOST_CLAIMS) or any(acr not in ALL_ACRS for acr in value):
        yield Code.INVALID_ACR, f"1 to {_MOST_CLAIMS} of {', '.join(ALL_ACRS)}"


def _check_logo(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, str) or not is_absolute_url(value):
        yield Code.INVALID_URI, "an absolute URL"


def _check_redirect_uris(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_list(value, _MOST_REDIRECT_URIS) or not all(isinstance(u, str) and _is_pattern(u) for u in value):
        yield Code.INVALID_REDIRECT_URI, f"1 to {_MOST_REDIRECT_URIS} URLs, patterns such as http://localhost:5000/**"


def _check_grants(value: Any, profile: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_list(value, 3) or any(grant != "authorization_code" for grant in value):
        code = Code.UNSUPPORTED_GRANT_TYPE if profile.oauth_error_codes else Code.INVALID_GRANT_TYPE
        yield code, '["authorization_code"]'


def _check_auth_methods(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if not _is_list(value, 3) or any(method != "private_key_jwt" for method in value):
        yield Code.INVALID_CLIENT_AUTH, '["private_key_jwt"]'


def _check_status(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    if value not in ("ACTIVE", "INACTIVE"):
        yield Code.INVALID_STATUS, "ACTIVE or INACTIVE"


def _check_config(value: Any, _: Profile) -> Iterator[tuple[Code, str]]:  # noqa: ANN401 - any JSON value
    problem = _config_problem(value)
    if problem:
        yield Code.INVALID_ADDITIONAL_CONFIG, problem


def _config_problem(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        return "an object"
    known = {"userinfo_response_type", "purpose", "consent_expire_in_mins", *_SWITCHES}
    if set(value) - known:
        return f"no other members than {', '.join(sorted(known))}"
    if value.get("userinfo_response_type", "JWS") not in ("JWS", "JWE"):
        return "`userinfo_response_type` JWS or JWE"
    minutes = value.get("consent_expire_in_mins", _LEAST_CONSENT_MINUTES)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or minutes < _LEAST_CONSENT_MINUTES:
        return f"`consent_expire_in_mins` a number from {_LEAST_CONSENT_MINUTES} up"
    if any(name in value and not isinstance(value[name], bool) for name in _SWITCHES):
        return "true or false for the switches"
    return _purpose_problem(value["purpose"]) if "purpose" in value else None


def _purpose_problem(purpose: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if not isinstance(purpose, dict) or purpose.get("type") not in _PURPOSES or set(purpose) - _PURPOSE_MEMBERS:
        return f"`purpose` with type {', '.join(_PURPOSES)}, and title and subTitle if wanted"
    for name in ("title", "subTitle"):
        texts = purpose.get(name)
        if texts is not None and not (
            isinstance(texts, dict) and "@none" in texts and all(isinstance(t, str) for t in texts.values())
        ):
            return f"`purpose.{name}` with texts by language and `@none`"
    return None


def _is_list(value: Any, most: int) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, list) and 0 < len(value) <= most


def _is_pattern(uri: str) -> bool:
    """A URL in which wildcards may stand; a port may be one too."""
    return is_absolute_url(uri.replace(":*", ":1").replace("*", "x").replace("?", "x"))


_OPTIONAL: Final = ("additional_config", "client_name_lang_map")
_CHECKS: Final[Mapping[str, _Check]] = {
    "client_id": _check_client_id,
    "client_name": _check_client_name,
    "client_name_lang_map": _check_names,
    "relying_party_id": _check_relying_party,
    "public_key": _check_key,
    "enc_public_key": _check_key,
    "user_claims": _check_claims,
    "auth_context_refs": _check_acrs,
    "logo_uri": _check_logo,
    "redirect_uris": _check_redirect_uris,
    "grant_types": _check_grants,
    "client_auth_methods": _check_auth_methods,
    "status": _check_status,
    "additional_config": _check_config,
}
