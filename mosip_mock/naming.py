"""Who calls, for fault rules: the client that fetched the token, the partner in the path of ID authentication."""

from starlette.datastructures import Headers
from starlette.types import Scope

from mosip_mock.authmanager.cookies import servlet_token
from mosip_mock.paths import ID_AUTHENTICATION
from shared.control.decoding import claims_in
from shared.control.faults.naming import Names


def caller_names(scope: Scope, _body: bytes) -> Names:
    """Client and partner, as far as the request says; nothing of it is checked."""
    if scope["path"].startswith(ID_AUTHENTICATION):
        return _in_path(scope["path"])
    token = servlet_token(Headers(scope=scope).get("cookie"))
    client = claims_in(token or "").get("azp")
    return {"client": client} if isinstance(client, str) else {}


def _in_path(path: str) -> Names:
    """`.../{licence key}/{partner}/{API key}`; delegated requests end with the client of e-Signet instead."""
    segments = path.removeprefix(ID_AUTHENTICATION).strip("/").split("/")
    if len(segments) < 4:  # noqa: PLR2004 - endpoint and three keys
        return {}
    partner, last = segments[-2:]
    return {"partner": partner, "client": last} if "delegated" in segments else {"partner": partner}
