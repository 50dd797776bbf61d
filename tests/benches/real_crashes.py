"""Where the real services of the registration side answer HTTP 500, and for which input: a list, read off the request.

A mock that answers 500 anywhere else has crashed.
"""

import base64
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Never

from mosip_mock.authmanager.clients import REALM_BY_APP_ID

PACKETS: Final = "/commons/v1/packetmanager"
AUTH: Final = "/v1/authmanager"
_UNBOXED: Final = ("searchField", "searchFields", "metaInfo", "audits")
_LISTED: Final = ("metaInfo", "audits", "validatePacket")
_TAGGED: Final = ("addTag", "addOrUpdateTag", "getTags", "deleteTag")
_WITH_COOKIE: Final = ("authorize/admin/validateToken", "logout/user")


@dataclass(frozen=True)
class Sent:
    """A request that was answered with 500, where the explanation says it went wrong, and the code of the answer."""

    path: str
    body: bytes
    where: str
    answer: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> Any:
        """The body as strict JSON; None when it is none. A number that no double holds is none (simplified)."""
        try:
            document = json.loads(
                self.body.decode("utf-8"), parse_constant=_refuse, parse_int=_number, parse_float=_number
            )
            json.dumps(document, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError):
            return None
        return document

    @property
    def request(self) -> dict[str, Any]:
        document = self.document
        request = document.get("request") if isinstance(document, dict) else None
        return request if isinstance(request, dict) else {}

    @property
    def cookie(self) -> str:
        return self.headers.get("Cookie", "")


def is_real_crash(sent: Sent) -> bool:
    """Whether the real service crashes on this very input too."""
    return any(sent.path.startswith(prefix) and holds(sent) for prefix, holds in _CRASHES)


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _is_missing_member(sent: Sent) -> bool:
    """A member that the packet manager uses without looking whether it is there."""
    member = sent.where.removeprefix("request.")
    endpoint = sent.path.rpartition("/")[2]
    known = {
        "request": True,
        "source": endpoint == "createPacket",
        "process": endpoint in {"createPacket", "searchFields", *_LISTED},
        "bypassCache": endpoint in _UNBOXED,
    }
    if member == "request":
        return isinstance(sent.document, dict) and sent.document.get("request") is None
    if member == "id":  # an unknown id has a null listing, an empty one no name in the object store
        return endpoint in _LISTED or (endpoint in _TAGGED and sent.request.get("id") in {None, ""})
    return known.get(member, False) and sent.request.get(member) is None


def _is_no_jwt(sent: Sent) -> bool:
    token = re.search(r"Authorization\w*=\"?([^;]*)", sent.cookie)
    return sent.where == "cookie Authorization" and token is not None and not _looks_like_jwt(token[1])


def _looks_like_jwt(token: str) -> bool:
    try:
        header, payload, signature = (
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
        )
        return bool(signature) and all(isinstance(json.loads(part), dict) for part in (header, payload))
    except ValueError:
        return False


def _is_refused_client(sent: Sent) -> bool:
    """Keycloak's 401 has no catch around it."""
    is_known_application = sent.request.get("appId") in REALM_BY_APP_ID
    return sent.path.endswith("/clientidsecretkey") and is_known_application and sent.where.startswith("request.")


def _has_no_refresh_token(sent: Sent) -> bool:
    return "/refreshToken/" in sent.path and sent.where == "header Cookie" and "No refresh token cookie" in sent.answer


def _is_no_object(sent: Sent) -> bool:
    return not isinstance(sent.document, dict) and sent.answer == "Internal Server Error"


def _is_no_object_to_ida(sent: Sent) -> bool:
    """The filter parses the body unguarded."""
    return sent.where == "body" and not isinstance(sent.document, dict)


_CRASHES: Final[tuple[tuple[str, Callable[[Sent], bool]], ...]] = (
    (PACKETS, _is_missing_member),
    (PACKETS, _is_no_jwt),
    (AUTH, _is_refused_client),
    (AUTH, _has_no_refresh_token),
    *((f"{AUTH}/{path}", _is_no_jwt) for path in _WITH_COOKIE),
    ("/registrationprocessor/v1/", _is_no_object),
    ("/registrationprocessor/v1/registrationstatus/", _is_no_jwt),
    ("/idauthentication/v1/", _is_no_object_to_ida),
)
