"""Every endpoint of the registration side as data: method, path, what it takes, what it is for.

Bodies are the structs that the services decode; where a service reads its envelope by hand, a struct here says what
it reads.
"""

from typing import Any, Final, Generic, Literal, TypeVar

import msgspec

from mosip_mock.authmanager import requests as auth
from mosip_mock.packetmanager import requests as packets
from mosip_mock.spring import RequestWrapper

T = TypeVar("T")
Method = Literal["get", "post", "put", "patch", "delete"]


class _Documented(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    pass


class MosipEnvelope(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What the workflow manager and the ID repository read; further members are ignored."""

    id: str
    version: str
    requesttime: str
    request: T


class NotificationInfo(_Documented, frozen=True, kw_only=True):
    name: str | None = None
    phone: str | None = None
    email: str | None = None


class WorkflowInstanceRequest(_Documented, frozen=True, kw_only=True):
    registration_id: str
    process: str
    source: str | None = None
    additional_info_req_id: str | None = None
    notification_info: NotificationInfo | None = None


class WorkflowActionRequest(_Documented, frozen=True, kw_only=True):
    workflow_ids: list[str]
    workflow_action: Literal["RESUME_PROCESSING", "RESUME_FROM_BEGINNING", "STOP_PROCESSING"]


class SearchFilter(_Documented, frozen=True, kw_only=True):
    column_name: Literal["workflowType", "statusCode", "regId"]
    value: str


class SearchSort(_Documented, frozen=True, kw_only=True):
    sort_field: Literal["createDateTime", "updateDateTime", "resumeTimestamp"]
    sort_type: Literal["asc", "desc"]


class SearchPage(_Documented, frozen=True, kw_only=True):
    page_start: int = 0
    page_fetch: int = 10


class WorkflowSearchRequest(_Documented, frozen=True, kw_only=True):
    filters: list[SearchFilter] = []
    sort: SearchSort | None = None
    pagination: SearchPage


class RegistrationId(_Documented, frozen=True, kw_only=True):
    registration_id: str


class IdentityRequest(_Documented, frozen=True, kw_only=True):
    registration_id: str
    identity: dict[str, Any]
    status: Literal["ACTIVATED", "DEACTIVATED", "BLOCKED"] | None = None
    documents: list[dict[str, Any]] = []


class IdentityReadRequest(_Documented, frozen=True, kw_only=True):
    id: str
    id_type: Literal["UIN", "VID", "ID", "HANDLE"] | None = None
    type: Literal["demo", "bio", "metadata", "all"] | None = None


class VidCreateRequest(msgspec.Struct, frozen=True, kw_only=True):
    UIN: str
    vidType: Literal["Perpetual", "Temporary", "OneTimeUse"]  # noqa: N815 - the wire's spelling


class VidUpdateRequest(_Documented, frozen=True, kw_only=True):
    vid_status: Literal["ACTIVE", "REVOKED", "EXPIRED", "USED", "INVALIDATED", "DEACTIVATED"]


class VidOwnerRequest(msgspec.Struct, frozen=True, kw_only=True):
    UIN: str


class AuthTypeChange(_Documented, frozen=True, kw_only=True):
    auth_type: str
    auth_sub_type: str | None = None
    locked: bool


class AuthTypesRequest(_Documented, frozen=True, kw_only=True):
    individual_id: str
    request: list[AuthTypeChange]


class CredentialRequestMembers(_Documented, frozen=True, kw_only=True):
    id: str
    issuer: str
    credential_type: str
    sharable_attributes: list[str] | None = None
    encrypt: bool = False
    encryption_key: str | None = None
    additional_data: dict[str, Any] = {}


class CredentialRequestBody(_Documented, frozen=True, kw_only=True):
    request: CredentialRequestMembers


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint. `body` is what msgspec makes a schema of; `query` are parameters that it reads."""

    method: Method
    path: str
    summary: str
    tag: str
    body: Any = None
    query: tuple[str, ...] = ()
    needs_token: bool = True


_AUTH: Final = "/v1/authmanager"
_PACKETS: Final = "/commons/v1/packetmanager"
_PROCESSOR: Final = "/registrationprocessor/v1"
_IDENTITY: Final = "/idrepository/v1/identity"
_VID: Final = "/idrepository/v1/vid"
_REQUESTS: Final = "/v1/credentialrequest"


def _auth(method: Method, path: str, summary: str, body: Any = None, *, needs_token: bool = False) -> Operation:  # noqa: ANN401 - a type
    return Operation(
        method=method, path=_AUTH + path, summary=summary, tag="authmanager", body=body, needs_token=needs_token
    )


def _packets(method: Method, path: str, summary: str, body: Any = None) -> Operation:  # noqa: ANN401 - a type
    return Operation(method=method, path=_PACKETS + path, summary=summary, tag="packetmanager", body=body)


def _processor(path: str, summary: str, body: Any) -> Operation:  # noqa: ANN401 - a type
    return Operation(method="post", path=_PROCESSOR + path, summary=summary, tag="registration", body=body)


def _repository(
    method: Method,
    path: str,
    summary: str,
    body: Any = None,  # noqa: ANN401 - a type
    query: tuple[str, ...] = (),
) -> Operation:
    return Operation(method=method, path=path, summary=summary, tag="idrepository", body=body, query=query)


OPERATIONS: Final[tuple[Operation, ...]] = (
    _auth(
        "post",
        "/authenticate/clientidsecretkey",
        "A token for a client",
        RequestWrapper[auth.ClientSecretRequest],
    ),
    _auth("post", "/authenticate/internal/useridPwd", "Tokens for a user", RequestWrapper[auth.PasswordRequest]),
    _auth("post", "/authenticate/sendotp", "Send an OTP", RequestWrapper[auth.SendOtpRequest]),
    _auth("post", "/authenticate/useridOTP", "Log in by OTP", RequestWrapper[auth.UserOtpRequest]),
    _auth(
        "post", "/authenticate/internal/userotp", "The same, tokens in the body", RequestWrapper[auth.UserOtpRequest]
    ),
    _auth("get", "/authorize/admin/validateToken", "Whom a token speaks for", needs_token=True),
    _auth("post", "/authorize/validateToken", "The check of tokens before Keycloak", needs_token=True),
    _auth("post", "/authorize/invalidateToken", "Their invalidation", needs_token=True),
    _auth("post", "/authorize/refreshToken/{appid}", "New tokens as cookies", auth.RefreshRequest),
    _auth("post", "/authorize/internal/refreshToken/{appid}", "New tokens in the body", auth.RefreshRequest),
    _auth("delete", "/logout/user", "End the session", needs_token=True),
    _auth("get", "/roles/{appid}", "All roles"),
    _auth("get", "/userdetails/{appid}", "All users"),
    _auth("post", "/userdetails/{appid}", "Named users", RequestWrapper[auth.UserListRequest]),
    _auth("post", "/usersaltdetails/{appid}", "Salts of named users", RequestWrapper[auth.UserListRequest]),
    _auth("get", "/rid/{appid}/{userid}", "Registration id of a user"),
    _auth("get", "/individualId/{appid}/{userid}", "Individual id of a user"),
    _packets("put", "/createPacket", "Write a packet", RequestWrapper[packets.CreatePacketRequest]),
    _packets("post", "/searchField", "Read one field", RequestWrapper[packets.FieldRequest]),
    _packets("post", "/searchFields", "Read fields", RequestWrapper[packets.FieldsRequest]),
    _packets("post", "/metaInfo", "Read metaInfo", RequestWrapper[packets.ReadRequest]),
    _packets("post", "/audits", "Read audits", RequestWrapper[packets.ReadRequest]),
    _packets("post", "/validatePacket", "Check against the schema", RequestWrapper[packets.ReadRequest]),
    _packets("post", "/document", "Read a document", RequestWrapper[packets.DocumentRequest]),
    _packets("post", "/biometrics", "Read biometrics", RequestWrapper[packets.BiometricsRequest]),
    _packets("post", "/info", "All containers of an id", RequestWrapper[packets.InfoRequest]),
    _packets("post", "/getTags", "Read tags", RequestWrapper[packets.TagNamesRequest]),
    _packets("post", "/addTag", "Add tags", RequestWrapper[packets.TagsRequest]),
    _packets("post", "/addOrUpdateTag", "Add or change tags", RequestWrapper[packets.TagsRequest]),
    _packets("post", "/deleteTag", "Take tags out", RequestWrapper[packets.TagNamesRequest]),
    _processor(
        "/workflowmanager/workflowinstance",
        "Start processing a packet",
        MosipEnvelope[WorkflowInstanceRequest],
    ),
    _processor("/workflowmanager/workflowaction", "Resume or stop", MosipEnvelope[WorkflowActionRequest]),
    _processor("/workflowmanager/workflow/search", "Look workflows up", MosipEnvelope[WorkflowSearchRequest]),
    _processor(
        "/registrationstatus/externalstatus/search",
        "Status of registrations",
        MosipEnvelope[list[RegistrationId]],
    ),
    _processor("/registrationstatus/search", "The same, older", MosipEnvelope[list[RegistrationId]]),
    _repository("post", f"{_IDENTITY}/", "Create an identity", MosipEnvelope[IdentityRequest]),
    _repository("patch", f"{_IDENTITY}/", "Change an identity or its status", MosipEnvelope[IdentityRequest]),
    _repository("get", _IDENTITY + "/idvid/{id}", "Read by UIN, VID or RID", query=("type", "idType")),
    _repository("post", f"{_IDENTITY}/idvid/", "The same by a body", IdentityReadRequest),
    _repository("get", _IDENTITY + "/rid/{individualId}", "The RID of a person", query=("idType",)),
    _repository("get", _IDENTITY + "/authtypes/status/{id}", "Locked authentication types"),
    _repository("post", f"{_IDENTITY}/authtypes/status", "Lock and unlock", AuthTypesRequest),
    _repository("post", _VID, "Make a VID", MosipEnvelope[VidCreateRequest]),
    _repository("get", _VID + "/{vid}", "The UIN of a VID"),
    _repository("get", _VID + "/uin/{uin}", "The VIDs of a UIN"),
    _repository("patch", _VID + "/{vid}", "Change a VID's status", MosipEnvelope[VidUpdateRequest]),
    _repository("post", _VID + "/{vid}/regenerate", "Another VID in its place"),
    _repository("post", f"{_VID}/deactivate", "Deactivate all VIDs", MosipEnvelope[VidOwnerRequest]),
    _repository("post", f"{_VID}/reactivate", "Activate them again", MosipEnvelope[VidOwnerRequest]),
    _repository("post", f"{_REQUESTS}/requestgenerator", "Ask for a credential", CredentialRequestBody),
    _repository(
        "post", _REQUESTS + "/v2/requestgenerator/{rid}", "The same under an id of one's own", CredentialRequestBody
    ),
    _repository("get", _REQUESTS + "/get/{requestId}", "State of a request"),
    _repository("get", _REQUESTS + "/cancel/{requestId}", "Cancel a request"),
    _repository("put", _REQUESTS + "/retrigger/{requestId}", "Issue once more"),
    _repository(
        "get",
        f"{_REQUESTS}/getRequestIds",
        "List requests",
        query=("statusCode", "pageNumber", "pageSize", "effectivedtimes", "direction"),
    ),
)
