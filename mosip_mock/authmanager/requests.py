"""The auth manager's request bodies, decoded as its plain Jackson mapper does: unknown members are refused."""

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.spring import (
    RequestWrapper,
    Scalar,
    StrictBody,
    local_time,
    local_time_explanation,
    text_of,
)
from shared.control.explanation import Explanation
from shared.wire import WireError, read_json

T = TypeVar("T", bound=StrictBody)
B = TypeVar("B")


class ClientSecretRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `clientidsecretkey`."""

    client_id: Scalar = None
    secret_key: Scalar = None
    app_id: Scalar = None


class PasswordRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `internal/useridPwd`."""

    user_name: Scalar = None
    password: Scalar = None
    app_id: Scalar = None
    client_id: Scalar = None
    client_secret: Scalar = None


class SendOtpRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `sendotp`."""

    user_id: Scalar = None
    otp_channel: list[Scalar] | None = None
    app_id: Scalar = None
    useridtype: Scalar = None
    template_variables: dict[str, Any] | None = None
    context: Scalar = None


class UserOtpRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `useridOTP` and `internal/userotp`."""

    user_id: Scalar = None
    otp: Scalar = None
    app_id: Scalar = None


class UserListRequest(StrictBody, frozen=True, kw_only=True):
    """`request` of `userdetails` and `usersaltdetails`."""

    user_details: list[Scalar] | None = None


class RefreshRequest(StrictBody, frozen=True, kw_only=True):
    """The body of `refreshToken`, without an envelope."""

    client_id: Scalar = msgspec.field(name="clientID", default=None)
    client_secret: Scalar = None


async def read_bare(request: Request, kind: type[B]) -> B:
    """The whole body, whatever media type it is said to have. Raises `AuthError`."""
    try:
        return await read_json(request, kind)
    except WireError as error:
        raise AuthError(
            AuthCode.INVALID_REQUEST,
            error.explanation,
            message=f"JSON parse error: {error.explanation.expected}",
        ) from error


async def read_envelope(request: Request, kind: type[T]) -> tuple[T, str | None, str | None]:
    """`request`, and the `id` and `version` that a success echoes. Raises `AuthError`."""
    envelope = await read_bare(request, RequestWrapper[kind])  # type: ignore[valid-type]  # a type made at run time
    time = text_of(envelope.requesttime)
    if time is not None and local_time(time) is None:
        raise AuthError(
            AuthCode.INVALID_REQUEST,
            local_time_explanation(time),
            message=f"JSON parse error: Cannot deserialize value of type `java.time.LocalDateTime` from String "
            f'"{time[:40]}"',
        )
    if envelope.request is None:
        raise AuthError(
            AuthCode.INVALID_REQUEST,
            Explanation(
                expected="an object",
                received="nothing",
                where="request",
                why="the wrapper's `request` is marked not null",
                mend="put the members of this call into `request`",
            ),
            message="request must not be null",
        )
    return envelope.request, text_of(envelope.id), text_of(envelope.version)
