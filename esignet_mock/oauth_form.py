"""Forms posted to OAuth endpoints: method, media type and fields, refused in the shape of these endpoints."""

from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from esignet_mock.oauth_errors import Condition, oauth_error
from esignet_mock.profiles import Profile
from shared.control.explanation import Explanation
from shared.wire import WireError, read_form

FORM: Final = "application/x-www-form-urlencoded"
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def check_post(request: Request, profile: Profile) -> None:
    """Refuse another method or media type. Raises `OAuthError`."""
    if request.method != "POST":
        raise oauth_error(profile, Condition.METHOD, _only("POST", request.method, "method", "send the form by POST"))
    media_type = request.headers.get("content-type", "")
    if media_type.partition(";")[0].strip().lower() != FORM:
        explanation = _only(
            FORM,
            media_type[:100] or "no media type",
            "header Content-Type",
            "send the fields as a form; OAuth endpoints take no JSON (RFC 6749 section 4.1.3)",
        )
        raise oauth_error(profile, Condition.MEDIA_TYPE, explanation)


async def read_oauth_form(request: Request, profile: Profile) -> dict[str, str]:
    """The fields of the form. Raises `OAuthError`, also for a field given twice and for a body that is too large."""
    try:
        return await read_form(request)
    except WireError as error:
        raise oauth_error(profile, Condition.REQUEST, error.explanation) from error
    except HTTPException as error:
        if error.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise
        explanation = _only("a small form", "a larger one", "body", "send the documented fields only")
        raise oauth_error(profile, Condition.TOO_LARGE, explanation) from error


def _only(expected: str, received: str, where: str, mend: str) -> Explanation:
    why = "the endpoint takes nothing else"
    return Explanation(expected=expected, received=received, where=where, why=why, mend=mend)
