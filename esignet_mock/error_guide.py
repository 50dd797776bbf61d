"""When each error code of the e-Signet mock comes, in words: what `docs/errors.md` is made of. No request reads it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from esignet_mock.authorization.errors import AuthorizationCode
from esignet_mock.clients.errors import ManagementCode
from esignet_mock.mockidentity.errors import IdentityCode
from esignet_mock.oauth_errors import SINCE_1_7, UNTIL_1_6, Condition, Wire, answered_error
from esignet_mock.userinfo.errors import STATUS, UserinfoErrorCode
from shared.control.error_table import ErrorRow, ErrorTable

AUTHORIZATION: Final[Mapping[AuthorizationCode, str]] = MappingProxyType(
    {
        AuthorizationCode.INVALID_REQUEST: "`requestTime`, hash, nonce or `request_uri` is refused, or PAR is demanded",
        AuthorizationCode.INVALID_CLIENT_ID: "the client is not registered, or not active",
        AuthorizationCode.INVALID_SCOPE: "no known scope, none with `openid`, or a credential scope among others",
        AuthorizationCode.INVALID_RESPONSE_TYPE: "`response_type` is not `code`",
        AuthorizationCode.INVALID_REDIRECT_URI: "`redirect_uri` is missing or not registered for the client",
        AuthorizationCode.INVALID_DISPLAY: "`display` is none of those that are offered",
        AuthorizationCode.INVALID_PROMPT: "`prompt` is none of those that are offered",
        AuthorizationCode.INVALID_CLAIM: "`claims` is not of the shape that OpenID Connect gives it",
        AuthorizationCode.INVALID_VERIFIED_CLAIMS: "`verified_claims` is empty or asks for no claims",
        AuthorizationCode.INVALID_VERIFICATION: "`verification` has no `trust_framework`",
        AuthorizationCode.NO_ACR_REGISTERED: "the client is registered without any `acr`",
        AuthorizationCode.INVALID_PKCE_CHALLENGE: "`code_challenge` without `code_challenge_method`, or the reverse",
        AuthorizationCode.UNSUPPORTED_PKCE_CHALLENGE_METHOD: "`code_challenge_method` is not `S256`",
        AuthorizationCode.USE_PKCE: "the client is registered for PKCE and sends no `code_challenge`",
        AuthorizationCode.INVALID_ID_TOKEN_HINT: "not the sign-up client's hint, or its cookie is missing",
        AuthorizationCode.PARSING_ERROR: "on the page alone: `claims` is not JSON",
        AuthorizationCode.INVALID_TRANSACTION: "the transaction is unknown, over, or at another step",
        AuthorizationCode.INVALID_TRANSACTION_ID: "`transactionId` is missing or blank",
        AuthorizationCode.INVALID_IDENTIFIER: "`individualId` is blank",
        AuthorizationCode.INVALID_OTP_CHANNEL: "`otpChannels` is empty or names an unknown channel",
        AuthorizationCode.SEND_OTP_FAILED: "the OTP could not be sent",
        AuthorizationCode.INVALID_CAPTCHA: "a captcha is asked for and none was sent",
        AuthorizationCode.FAILED_TO_VALIDATE_CAPTCHA: "the captcha is wrong",
        AuthorizationCode.INVALID_NO_OF_CHALLENGES: "`challengeList` is empty or longer than five",
        AuthorizationCode.INVALID_AUTH_FACTOR_TYPE: "`authFactorType` is unknown",
        AuthorizationCode.INVALID_CHALLENGE_FORMAT: "`format` is missing or not that of the factor",
        AuthorizationCode.INVALID_AUTH_FACTOR_TYPE_OR_CHALLENGE_FORMAT: "factor and format do not fit each other",
        AuthorizationCode.INVALID_CHALLENGE: "`challenge` is not as long as its factor asks",
        AuthorizationCode.AUTH_FACTOR_MISMATCH: "the factors are not those of any `acr` that was agreed",
        AuthorizationCode.AUTH_FAILED: "the ID system refuses the person or the challenge",
        AuthorizationCode.NO_ATTEMPTS_LEFT: "the fourth call of a step in one login (`claim-details`: the second)",
        AuthorizationCode.INDIVIDUAL_ID_BLOCKED: "the number ran out of attempts lately, in whatever login",
        AuthorizationCode.INVALID_ACCEPTED_CLAIM: "an essential claim is missing, or one was not asked for",
        AuthorizationCode.INVALID_PERMITTED_SCOPE: "a scope is permitted that was not asked for",
        AuthorizationCode.INVALID_LINK_CODE: "the link code is unknown, used or old",
        AuthorizationCode.LINK_CODE_LIMIT_REACHED: "too many link codes for one transaction",
        AuthorizationCode.RESPONSE_TIMEOUT: "the wallet did not answer in time; ask again",
        AuthorizationCode.INVALID_SIGNATURE_FORMAT: "the wallet's signature of the consent is not of the right shape",
        AuthorizationCode.INVALID_PATH_FRAGMENT: "`pathFragment` of the way to the sign-up portal is blank",
        AuthorizationCode.VERIFICATION_INCOMPLETE: "back from the sign-up portal without what the client needs",
        AuthorizationCode.INVALID_INDIVIDUAL_ID: "binding: the number is blank",
        AuthorizationCode.INVALID_PUBLIC_KEY: "binding: the wallet's key is missing",
        AuthorizationCode.BINDING_NOT_FOUND: "a wallet is used that was never bound",
        AuthorizationCode.KEY_BINDING_FAILED: "the wallet's key cannot be bound",
        AuthorizationCode.UNKNOWN_ERROR: "the body has another type somewhere, or what the service does not handle",
    }
)
CLIENTS: Final[Mapping[ManagementCode, str]] = MappingProxyType(
    {
        ManagementCode.INVALID_CLIENT_ID: "`clientId` is blank, too long, or not registered",
        ManagementCode.DUPLICATE_CLIENT_ID: "the client is registered already",
        ManagementCode.INVALID_CLIENT_NAME: "`clientName` is blank or too long",
        ManagementCode.INVALID_CLIENT_NAME_VALUE: "a name in a language is blank",
        ManagementCode.INVALID_CLIENT_NAME_LENGTH: "a name in a language is too long",
        ManagementCode.INVALID_LANGUAGE_CODE: "`clientNameLangMap` has a key that is no three-letter language",
        ManagementCode.INVALID_PUBLIC_KEY: "`publicKey` is no usable JWK",
        ManagementCode.DUPLICATE_PUBLIC_KEY: "another client has this key",
        ManagementCode.INVALID_RP_ID: "`relyingPartyId` is blank or too long",
        ManagementCode.INVALID_CLAIM: "`userClaims` has one that is not offered",
        ManagementCode.INVALID_ACR: "`authContextRefs` is empty or has one that is not offered",
        ManagementCode.INVALID_URI: "`logoUri` is no absolute URL",
        ManagementCode.INVALID_REDIRECT_URI: "`redirectUris` is empty or has one that is no URL",
        ManagementCode.INVALID_GRANT_TYPE: "`grantTypes` is not `authorization_code` (until 1.6)",
        ManagementCode.UNSUPPORTED_GRANT_TYPE: "the same from 1.7 on",
        ManagementCode.INVALID_CLIENT_AUTH: "`clientAuthMethods` is not `private_key_jwt`",
        ManagementCode.INVALID_STATUS: "`status` is neither `ACTIVE` nor `INACTIVE`",
        ManagementCode.INVALID_ADDITIONAL_CONFIG: "`additionalConfig` does not fit its schema",
    }
)
IDENTITY: Final[Mapping[IdentityCode, str]] = MappingProxyType(
    {
        IdentityCode.INVALID_REQUEST: "the body is of another shape",
        IdentityCode.INVALID_INDIVIDUAL_ID: "nobody has this number",
        IdentityCode.DUPLICATE_INDIVIDUAL_ID: "a person is added under a number that is taken",
        IdentityCode.INVALID_OTP_CHANNEL: "`otpChannels` names an unknown channel",
        IdentityCode.NO_EMAIL_MOBILE_FOUND: "the person has none of the channels that were asked for",
        IdentityCode.INVALID_TRANSACTION: "an OTP is given in a transaction in which none was sent",
        IdentityCode.AUTH_FAILED: "a challenge is wrong",
        IdentityCode.KYC_TOKEN_UNKNOWN: "`kyc-exchange` with a token that is used, or of another transaction",
        IdentityCode.KYC_TOKEN_EXPIRED: "`kyc-exchange` with a token that is too old",
        IdentityCode.PARTNER_KEY: "the answer was to be encrypted, and the partner has no key",
    }
)
OAUTH: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        Condition.GRANT_TYPE: "`grant_type` is not `authorization_code`",
        Condition.CODE_BLANK: "`code` is missing",
        Condition.CODE_UNUSABLE: "the code is unknown, too old, or was used",
        Condition.REDIRECT_URI: "`redirect_uri` is not the one of the authorize request",
        Condition.REDIRECT_URI_NOT_REGISTERED: "`redirect_uri` is not registered for the client",
        Condition.CLIENT_ID_DIFFERS: "the code was given to another client",
        Condition.CLIENT_UNUSABLE: "the client is not registered, or not active",
        Condition.ASSERTION_TYPE: "`client_assertion_type` is not that of RFC 7523",
        Condition.ASSERTION: "the assertion: signature, issuer, subject, audience, `exp`, `iat` or `jti`",
        Condition.VERIFIER_MISSING: "`code_verifier` is missing",
        Condition.VERIFIER_WRONG: "`code_verifier` does not belong to the `code_challenge`",
        Condition.DPOP_PROOF: "the `DPoP` header is no proof for this request",
        Condition.DPOP_KEY: "the proof is signed with another key than the code is bound to",
        Condition.DPOP_MISSING: "the client is registered for DPoP and sends no proof",
        Condition.DPOP_NONCE: "the proof lacks the nonce that the answer gives",
        Condition.KYC_EXCHANGE: "the ID system does not give the person's data",
        Condition.REQUEST: "the form is of another shape",
        Condition.METHOD: "another method than POST",
        Condition.MEDIA_TYPE: "another content type than a form",
        Condition.TOO_LARGE: "the body is larger than `MOCKS_MAX_BODY_BYTES`",
        Condition.SERVER_FAULT: "something that the service does not handle",
    }
)
USERINFO: Final[Mapping[UserinfoErrorCode, str]] = MappingProxyType(
    {
        UserinfoErrorCode.INVALID_TOKEN: "the access token is wrong, too old, or of no transaction that is known",
        UserinfoErrorCode.MISSING_HEADER: "no `Authorization` header (until 1.6)",
        UserinfoErrorCode.INVALID_REQUEST: "more than one `Authorization` header (from 1.7 on)",
        UserinfoErrorCode.UNKNOWN_ERROR: "something that the service does not handle",
        UserinfoErrorCode.NOT_ACCEPTABLE: "`Accept` allows no JWT",
        UserinfoErrorCode.METHOD_NOT_ALLOWED: "another method than GET",
        UserinfoErrorCode.INVALID_DPOP_PROOF: "the `DPoP` header is no proof for this request and token",
        UserinfoErrorCode.USE_DPOP_NONCE: "the proof lacks the nonce that the answer gives",
    }
)


def _token_row(condition: Condition, wire: Wire, *, is_oauth: bool) -> ErrorRow:
    error = answered_error(wire, wire.inner, is_oauth=is_oauth)
    return ErrorRow(error, wire.inner, OAUTH.get(condition, ""), str(int(wire.status)))


ERROR_TABLES: Final = (
    ErrorTable(
        title="Authorization: the login page and its API, linked authorization, PAR",
        service="authorization",
        status="200",
        rows=tuple(ErrorRow(code, "", AUTHORIZATION.get(code, "")) for code in AuthorizationCode),
    ),
    ErrorTable(
        title="Token endpoint, e-Signet 1.7 and 1.8",
        service="token",
        status="in the table",
        rows=tuple(_token_row(*row, is_oauth=True) for row in SINCE_1_7.items()),
    ),
    ErrorTable(
        title="Token endpoint, e-Signet 1.5 and 1.6",
        service="token",
        status="in the table",
        rows=tuple(_token_row(*row, is_oauth=False) for row in UNTIL_1_6.items() if not row[0].startswith("dpop")),
    ),
    ErrorTable(
        title="Userinfo",
        service="userinfo",
        status="in the table; the code stands in `WWW-Authenticate`",
        rows=tuple(ErrorRow(code, "", USERINFO.get(code, ""), str(int(STATUS[code]))) for code in UserinfoErrorCode),
    ),
    ErrorTable(
        title="Client management",
        service="clients",
        status="200",
        rows=tuple(ErrorRow(code, "", CLIENTS.get(code, "")) for code in ManagementCode),
    ),
    ErrorTable(
        title="Mock identity system",
        service="mockidentity",
        status="200",
        rows=tuple(ErrorRow(code, "", IDENTITY.get(code, "")) for code in IdentityCode),
    ),
)
