"""When each error code of the MOSIP mock comes, in words: what `docs/errors.md` is made of. No request reads it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from mosip_mock.authmanager.errors import BY_FAULT_ONLY as AUTH_BY_FAULT
from mosip_mock.authmanager.errors import MESSAGE as AUTH_MESSAGE
from mosip_mock.authmanager.errors import AuthCode
from mosip_mock.idauthentication.errors import BY_FAULT_ONLY as IDA_BY_FAULT
from mosip_mock.idauthentication.errors import TEXTS, IdaCode
from mosip_mock.idrepository.errors import BY_FAULT_ONLY as IDREPO_BY_FAULT
from mosip_mock.idrepository.errors import MESSAGE as IDREPO_MESSAGE
from mosip_mock.idrepository.errors import IdRepoCode
from mosip_mock.packetmanager.errors import BY_FAULT_ONLY as PACKET_BY_FAULT
from mosip_mock.packetmanager.errors import MESSAGE as PACKET_MESSAGE
from mosip_mock.packetmanager.errors import PacketCode
from mosip_mock.registration.errors import BY_FAULT_ONLY as WORKFLOW_BY_FAULT
from mosip_mock.registration.errors import MESSAGE as WORKFLOW_MESSAGE
from mosip_mock.registration.errors import WorkflowCode
from mosip_mock.websub.errors import HubReason
from shared.control.error_table import ErrorRow, ErrorTable

_NO_TOKEN: Final = "the call has no token, or one that is wrong or expired"  # noqa: S105 - a sentence
_NO_ROLE: Final = "the client's token lacks the role"
_Code = TypeVar("_Code", bound=str)


def _only_by_a_fault(reasons: Mapping[_Code, str]) -> dict[_Code, str]:
    return {code: f"by a fault rule only: {reason}" for code, reason in reasons.items()}


AUTH: Final[Mapping[AuthCode, str]] = MappingProxyType(
    {
        **_only_by_a_fault(AUTH_BY_FAULT),
        AuthCode.NO_USER_DETAIL: "an OTP is asked for, or used, by somebody whom nobody knows",
        AuthCode.VALIDATION: "user name or password is empty",
        AuthCode.NO_COOKIES: "`validateToken` or `invalidateToken` without any cookie",
        AuthCode.NO_TOKEN_COOKIE: "there are cookies, but none called `Authorization`",
        AuthCode.NOT_IN_STORE: "`invalidateToken`: the tokens of Keycloak are not stored, so it refuses each of them",
        AuthCode.INVALID_REQUEST: "`request` or one of its members is missing, or of another type",
        AuthCode.NO_SUCH_USER: "a look-up of a user, salt or RID finds nobody",
        AuthCode.INVALID_CREDENTIALS: "user name and password do not belong together",
        AuthCode.REALM: "`appId` names no realm",
        AuthCode.NO_INDIVIDUAL_ID: "the user has no individual id",
        AuthCode.UNAUTHENTICATED: _NO_TOKEN,
        AuthCode.TOKEN_EXPIRED: "`POST validateToken` with a token that is too old; elsewhere that is `KER-ATH-401`",
        AuthCode.USER_ID_TYPE: "`useridtype` is none that the service knows",
        AuthCode.OTP_NO_PHONE: "an OTP is wanted by SMS by somebody without a phone",
        AuthCode.OTP_NO_EMAIL: "an OTP is wanted by e-mail by somebody without an address",
        AuthCode.OTP_NO_CHANNEL: "an OTP is wanted by somebody with neither",
        AuthCode.OTP_NOT_GENERATED: "an OTP is used that was never asked for, or was used before",
        AuthCode.KEYCLOAK: "logging out with a token that is too old, or of another realm",
        AuthCode.INTERNAL: "client id or secret wrong, or something that the real service does not handle",
    }
)
PACKET: Final[Mapping[PacketCode, str]] = MappingProxyType(
    {
        **_only_by_a_fault(PACKET_BY_FAULT),
        PacketCode.NO_PROVIDER: "no provider is configured for this source and process",
        PacketCode.INTEGRITY: "the packet's signature or hash does not fit what is stored",
        PacketCode.VALIDATION: "`validatePacket`: the id is known, but not with this source and process",
        PacketCode.TAG_EXISTS: "`addTag` for a tag that is there; `addOrUpdateTag` changes it",
        PacketCode.TAG_MISSING: "`getTags` for a tag that is not there",
        PacketCode.NO_SOURCE: "no source is named, and no priority is configured for the process",
        PacketCode.NO_OBJECT: "the packet is not where source and process say",
        PacketCode.LOOKUP: "no packet has this id at all; `info` by a client without `DATA_READ` and `BIOMETRIC_READ`",
        PacketCode.UNAUTHENTICATED: f"{_NO_TOKEN}; without a cookie the real filter writes its answer twice",
        PacketCode.FORBIDDEN: _NO_ROLE,
    }
)
WORKFLOW: Final[Mapping[WorkflowCode, str]] = MappingProxyType(
    {
        **_only_by_a_fault(WORKFLOW_BY_FAULT),
        WorkflowCode.WIN_MISSING: "`workflowinstance`: `id`, `version` or `requesttime` is missing",
        WorkflowCode.WIN_INVALID: "`workflowinstance`: `id`, `version` or `requesttime` is not allowed",
        WorkflowCode.WIN_UNKNOWN: "`workflowinstance`: `request` is missing, or a member is of another JSON type",
        WorkflowCode.WIS_UNKNOWN: "the process is unknown, the registration id missing or shorter than 10 characters, "
        "or a magic word in the name asks for it",
        WorkflowCode.WIS_PRESENT: "this registration id and process have an instance already",
        WorkflowCode.WAA_MISSING: "`workflowaction`, `workflow/search`: a member is missing",
        WorkflowCode.WAA_INVALID: "`workflowaction`, `workflow/search`: a member is not allowed",
        WorkflowCode.WAA_UNKNOWN: "`workflowaction`, `workflow/search`: the request is of another shape",
        WorkflowCode.WAA_NOT_FOUND: "`workflowaction` for a workflow that is not there",
        WorkflowCode.WAA_NOT_PAUSED: "`workflowaction` for a workflow that is not paused",
        WorkflowCode.WAS_UNSUPPORTED: "the action is none of those that the service knows",
        WorkflowCode.RGS_VALIDATION: "a search for states: beside each code of its validator",
        WorkflowCode.RGS_MAPPING: "a search for states: a member is of another JSON type",
        WorkflowCode.RGS_UNREADABLE: "a search for states: the body is not JSON",
        WorkflowCode.RGS_UNKNOWN: "a search for states: `request` is missing, or `requesttime` cannot be read",
        WorkflowCode.RGS_NO_VERSION: "a search for states without `version`",
        WorkflowCode.RGS_NO_TIME: "a search for states without `requesttime`",
        WorkflowCode.RGS_NO_ID: "a search for states without `id`",
        WorkflowCode.RGS_VERSION: "a search for states: `version` is not 1.0",
        WorkflowCode.RGS_TIME: "a search for states: `requesttime` is three hours old or early",
        WorkflowCode.RGS_ID: "a search for states: `id` is that of another endpoint",
        WorkflowCode.RID_NOT_FOUND: "no registration has this id",
        WorkflowCode.UNAUTHENTICATED: _NO_TOKEN,
        WorkflowCode.FORBIDDEN: _NO_ROLE,
    }
)
IDREPO: Final[Mapping[IdRepoCode, str]] = MappingProxyType(
    {
        **_only_by_a_fault(IDREPO_BY_FAULT),
        IdRepoCode.MISSING: "a member is missing",
        IdRepoCode.INVALID: "the validator does not accept a member: id, version, time, type, status, UIN, VID, date",
        IdRepoCode.INVALID_REQUEST: "the body is not JSON of this shape or media type, or the path has no such method",
        IdRepoCode.UNKNOWN: "`request` or `identity` is missing, which the real validator does not handle",
        IdRepoCode.NO_RECORD: "nobody has this number",
        IdRepoCode.FORBIDDEN: _NO_ROLE,
        IdRepoCode.RECORD_EXISTS: "an identity is added under a number that is taken",
        IdRepoCode.VID_INACTIVE: "the VID is expired, used up, revoked or deactivated",
        IdRepoCode.VID_POLICY: "the policy allows no further VID of this type",
        IdRepoCode.UIN_INACTIVE: "the person is blocked or deactivated",
        IdRepoCode.NO_REQUEST: "no credential request has this id",
        IdRepoCode.REQUEST_PROCESSED: "the credential request is no longer `NEW`, so that it cannot be cancelled",
        IdRepoCode.REQUEST_UNKNOWN: "`getRequestIds` with a page size of 0 or an unknown direction; "
        "`v2/requestgenerator` with an id of more than 64 characters",
        IdRepoCode.REQUEST_DATE: "`effectivedtimes` cannot be read",
        IdRepoCode.NO_REQUESTS: "no credential request fits the search",
        IdRepoCode.UNAUTHENTICATED: _NO_TOKEN,
    }
)
IDA: Final[Mapping[IdaCode, str]] = MappingProxyType(
    {
        **_only_by_a_fault(IDA_BY_FAULT),
        IdaCode.TIME_WINDOW: "`requestTime` is too old, or in the future",
        IdaCode.INVALID_UIN: "the UIN is not ten digits with a valid checksum",
        IdaCode.INVALID_VID: "the VID is not sixteen digits with a valid checksum",
        IdaCode.MISSING: "a member is missing",
        IdaCode.NOT_PROCESSED: "something that the service does not handle",
        IdaCode.NO_AUTH_TYPE: "nothing was sent that could be checked",
        IdaCode.INVALID: "a member is of another shape than it should be",
        IdaCode.UNSUPPORTED_AUTH_TYPE: "the deployment does not offer this factor",
        IdaCode.NO_CONSENT: "`consentObtained` is not true",
        IdaCode.MISSING_DEMO: "demographic data were announced and are not there",
        IdaCode.ID_TYPE_DISABLED: "the deployment does not take this kind of number",
        IdaCode.NOT_IN_DATABASE: "nobody has this number",
        IdaCode.AUTH_TYPE_LOCKED: "the person has locked this factor",
        IdaCode.BLOCKED: "the person is blocked or deactivated, such as after a death",
        IdaCode.VID_EXPIRED: "the VID is expired, used up, revoked or deactivated",
        IdaCode.SIGNATURE: "the `signature` header does not fit the body, or its certificate is not trusted",
        IdaCode.DECRYPT: "`request` or `requestSessionKey` was encrypted for another certificate, or in another way",
        IdaCode.PUBLIC_KEY_EXPIRED: "`thumbprint` is of a certificate of MOSIP that is no longer used",
        IdaCode.OTP_REQUEST_NOT_ALLOWED: "the partner's policy allows no OTP requests",
        IdaCode.AUTH_TYPE_NOT_ALLOWED: "the partner's policy does not allow this factor",
        IdaCode.MISP_UNKNOWN: "the licence key in the path is nobody's",
        IdaCode.MISP_EXPIRED: "the licence has expired",
        IdaCode.PARTNER_UNKNOWN: "the partner id in the path is nobody's",
        IdaCode.PARTNER_INACTIVE: "the partner was deactivated",
        IdaCode.EKYC_UNAUTHORISED: "the partner's policy allows no eKYC",
        IdaCode.AUTH_TYPE_MANDATORY: "the policy wants a factor that was not sent",
        IdaCode.HMAC: "`requestHMAC` is not the hash of the decrypted request",
        IdaCode.MISP_BLOCKED: "the licence is blocked",
        IdaCode.POLICY_UNKNOWN: "the API key in the path belongs to no policy of this partner",
        IdaCode.POLICY_INACTIVE: "the policy was deactivated",
        IdaCode.CERTIFICATE_OTHER: "the request is signed with another certificate than the partner uploaded",
        IdaCode.CERTIFICATE_MISSING: "the signature carries no certificate (`x5c`)",
        IdaCode.MISP_WITHOUT_POLICY: "a delegated call by a licence without a policy",
        IdaCode.KYC_AUTH_UNAUTHORISED: "`kyc-auth` is not in the partner's policy",
        IdaCode.KYC_EXCHANGE_UNAUTHORISED: "`kyc-exchange` is not in the partner's policy",
        IdaCode.OIDC_CLIENT_INACTIVE: "a delegated call for a client that was deactivated",
        IdaCode.OIDC_CLIENT_UNKNOWN: "a delegated call for a client that is not registered",
        IdaCode.AMR_NOT_ALLOWED: "the client is not registered for this factor",
        IdaCode.MISP_NO_KYC_AUTH: "`kyc-auth` is not in the licence's policy",
        IdaCode.MISP_NO_KYC_EXCHANGE: "`kyc-exchange` is not in the licence's policy",
        IdaCode.MISP_NO_KEY_BINDING: "key binding is not in the licence's policy",
        IdaCode.KEY_BINDING_UNAUTHORISED: "key binding is not in the partner's policy",
        IdaCode.NO_KEY_BOUND: "a bound key is used by somebody who has bound none",
        IdaCode.VCI_UNAUTHORISED: "`vci-exchange` is not in the partner's policy",
        IdaCode.MISP_NO_VCI: "`vci-exchange` is not in the licence's policy",
        IdaCode.PATH_PARAMETERS: "licence key, partner id or API key is missing in the path",
        IdaCode.API_KEY_DATES: "the API key has expired, or is not valid yet",
        IdaCode.DEMO_MISMATCH: "the named attribute differs from the person's",
        IdaCode.LANGUAGE: "a value is in a language that the deployment does not have",
        IdaCode.DEMO_NOT_AVAILABLE: "the person has no such attribute",
        IdaCode.OTP_FLOOD: "too many OTPs were asked for in a short time",
        IdaCode.OTP_NO_CHANNEL_DATA: "the person has neither phone nor e-mail for the channel",
        IdaCode.OTP_EXPIRED: "the OTP is right and too old",
        IdaCode.OTP_WRONG: "the OTP is another one",
        IdaCode.OTP_OTHER_TRANSACTION: "the OTP was asked for under another transaction id",
        IdaCode.OTP_CHANNEL_MISSING: "`otpChannel` is missing or empty",
        IdaCode.OTP_OTHER_ID_TYPE: "the OTP was asked for with a UIN and is used with a VID, or the reverse",
        IdaCode.OTP_OTHER_PARTNER: "the OTP was asked for by another partner",
        IdaCode.OTP_NOT_GENERATED: "no OTP was asked for",
        IdaCode.OTP_FROZEN: "too many wrong OTPs in a row",
        IdaCode.BIO_MISMATCH: "the biometrics are somebody else's",
        IdaCode.BIO_DUPLICATE_FINGERS: "one finger was sent twice",
        IdaCode.BIO_FINGERS: "more fingers than the deployment takes",
        IdaCode.BIO_NOT_AVAILABLE: "the person has no such biometrics on record",
        IdaCode.BIO_DUPLICATE_IRISES: "one iris was sent twice",
        IdaCode.BIO_IRISES: "more than two irises",
        IdaCode.BIO_FACES: "more than one face",
        IdaCode.BIO_HASH: "the chain of hashes over the biometrics is broken",
        IdaCode.BIO_DEVICE_TYPE: "a finger from a camera, a face from a finger scanner and the like",
        IdaCode.BIO_OTHER_MEMBER: "transaction id, environment or domain of the biometrics differs from the request's",
        IdaCode.BIO_TIMESTAMP: "the captures lie too far apart",
        IdaCode.BIO_DIGITAL_ID_TIMESTAMP: "the digital ids of the captures lie too far apart",
        IdaCode.PIN_MISMATCH: "the PIN is another one",
        IdaCode.PASSWORD_MISMATCH: "the password is another one",
        IdaCode.KYC_TOKEN_UNKNOWN: "`kyc-exchange` with a token that was never given",
        IdaCode.KYC_TOKEN_EXPIRED: "`kyc-exchange` with a token that is too old",
        IdaCode.KYC_TOKEN_USED: "`kyc-exchange` a second time",
        IdaCode.KYC_TOKEN_OTHER_CLIENT: "`kyc-exchange` for another client",
        IdaCode.KYC_TOKEN_OTHER_TRANSACTION: "`kyc-exchange` under another transaction id",
        IdaCode.KYC_TOKEN_OTHER_PERSON: "`kyc-exchange` for another number",
        IdaCode.KEY_BINDING_NOT_ALLOWED: "this person may bind no key",
        IdaCode.KEY_BINDING_KEY: "the public key to bind cannot be read",
        IdaCode.KEY_BINDING_TAKEN: "the public key is bound to somebody else",
        IdaCode.KEY_BINDING_NAME: "the person has no name for the certificate",
        IdaCode.BOUND_KEY_UNKNOWN: "`x5t#S256` is of no certificate that was given",
        IdaCode.BOUND_TOKEN_EXPIRED: "`iat` of the bound token is too old, or in the future",
        IdaCode.BOUND_TOKEN_MISMATCH: "the bound token's signature does not fit",
        IdaCode.VCI_UNSUPPORTED: "`vci-exchange` for a format that is not offered",
    }
)
HUB: Final[Mapping[HubReason, str]] = MappingProxyType(
    {
        HubReason.TOPIC_REGISTERED: "a publisher registers a topic a second time",
        HubReason.TOPIC_UNKNOWN: "publishing to, or deregistering, a topic that is not registered",
        HubReason.PUBLISHER_UNAUTHORISED: "the publisher's token lacks the role of the topic",
        HubReason.SUBSCRIBER_UNAUTHORISED: "the subscriber's token lacks the role, or the topic is another partner's",
        HubReason.NO_TOKEN: "there are cookies, but none called `Authorization`",
        HubReason.NO_COOKIE: "no `Cookie` header at all",
        HubReason.TOKEN_INVALID: "the auth manager refuses the token",
        HubReason.ALREADY_SUBSCRIBED: "the callback has a subscription that is verified; told to the callback",
    }
)


def _rows(codes: Iterable[_Code], messages: Mapping[_Code, str], when: Mapping[_Code, str]) -> tuple[ErrorRow, ...]:
    return tuple(ErrorRow(code, messages[code], when.get(code, "")) for code in codes)


ERROR_TABLES: Final = (
    ErrorTable(
        title="Auth manager",
        service="authmanager",
        status="200; 500 for `500`, 401 for `KER-ATH-401` at filters",
        rows=_rows(AuthCode, AUTH_MESSAGE, AUTH),
    ),
    ErrorTable(
        title="Packet manager",
        service="packetmanager",
        status="200; 401 and 403 for `KER-ATH-401` and `KER-ATH-403`",
        rows=_rows(PacketCode, PACKET_MESSAGE, PACKET),
    ),
    ErrorTable(
        title="Workflow manager and registration states",
        service="registration",
        status="200; 401 and 403 for `KER-ATH-401` and `KER-ATH-403`; 500 in plain text for a body that is not JSON",
        rows=_rows(WorkflowCode, WORKFLOW_MESSAGE, WORKFLOW),
    ),
    ErrorTable(
        title="ID repository and credential requests",
        service="idrepository",
        status="200, a missing role included; 401 where the token is missing or wrong",
        rows=_rows(IdRepoCode, IDREPO_MESSAGE, IDREPO),
    ),
    ErrorTable(
        title="ID authentication",
        service="idauthentication",
        status="200",
        rows=tuple(ErrorRow(code, TEXTS[code].message.replace("{}", "…"), IDA.get(code, "")) for code in IdaCode),
    ),
    ErrorTable(
        title="WebSub hub",
        service="websub",
        status="200 towards publishers, 500 towards subscribers; 400 in plain text for a malformed request",
        rows=tuple(ErrorRow(reason, "", HUB.get(reason, "")) for reason in HubReason),
    ),
)
