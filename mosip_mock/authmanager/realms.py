"""The Keycloak realm behind an application id."""

from mosip_mock.authmanager.clients import REALM_BY_APP_ID
from mosip_mock.authmanager.errors import MESSAGE, AuthCode, AuthError
from shared.control.explanation import Explanation


def require_realm(app_id: str | None) -> None:
    """Raise `AuthError` unless the application id is mapped to a realm."""
    if app_id in REALM_BY_APP_ID:
        return
    raise AuthError(
        AuthCode.REALM,
        Explanation(
            expected=f"one of {', '.join(REALM_BY_APP_ID)}",
            received=repr(app_id)[:60],
            where="request.appId",
            why="the application id chooses the Keycloak realm by a fixed, case-sensitive map",
            mend="send `admin` or `regproc`",
        ),
        message=MESSAGE[AuthCode.REALM] % (app_id or "null"),
    )
