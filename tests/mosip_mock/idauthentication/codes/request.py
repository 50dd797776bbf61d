"""The request itself: its signature, its encryption, its path."""

import hashlib
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from mosip_mock.idauthentication.errors import IdaCode
from shared.jwks.keyring import KeyName
from tests.benches.ida_bench import DEMOGRAPHICS, IdaBench
from tests.mosip_mock.idauthentication.codes.cases import Table, auth
from tests.support.certificates import certificate_until, pem
from tests.support.ida_client import PARTNER_ID, IdaAnswer
from tests.support.ida_recipe import REMOVED


def own_signature_without_certificate(bench: IdaBench) -> IdaAnswer:
    key = bench.world.keys.signing(KeyName.IDA_SIGN).private
    assert isinstance(key, rsa.RSAPrivateKey)
    return bench.auth(bench.citizen(), signing_key=key, jws_header={"x5c": REMOVED})


def expired_public_key(bench: IdaBench) -> IdaAnswer:
    """IDA's certificate has ended, the partner's has not."""
    end = bench.world.keys.certificate(KeyName.IDA_PARTNER).not_valid_after_utc
    bench.advance(end - bench.now() + timedelta(days=1))
    key = bench.kit.partner_key
    certificate = certificate_until(key, bench.now() + timedelta(days=10))
    bench.change_partner(certificate=pem(certificate))
    return bench.auth(bench.citizen(), signing_certificate=certificate)


IN_FILTER: Final[Table] = {
    "id-missing": (IdaCode.MISSING, "Missing Input Parameter - id", auth(outer={"id": REMOVED})),
    "id-of-another-endpoint": (
        IdaCode.INVALID,
        "Invalid Input Parameter - id",
        auth(outer={"id": "mosip.identity.kyc"}),
    ),
    "signature-altered": (
        IdaCode.SIGNATURE,
        "Digital signature verification failed for signature header",
        auth(alter_after_signing=lambda body: body + b" "),
    ),
    "signed-by-mosip-without-x5c": (
        IdaCode.CERTIFICATE_MISSING,
        "Partner (Auth) Certificate not found in Request signature header.",
        own_signature_without_certificate,
    ),
    "wrong-thumbprint": (IdaCode.DECRYPT, "Unable to decrypt Request", auth(thumbprint="00" * 32)),
    "public-key-expired": (IdaCode.PUBLIC_KEY_EXPIRED, "MOSIP Public key expired", expired_public_key),
    "lower-case-hmac": (
        IdaCode.HMAC,
        "HMAC Validation failed",
        auth(digest=lambda plain: hashlib.sha256(plain).hexdigest().encode()),
    ),
    "path-too-short": (
        IdaCode.PATH_PARAMETERS,
        "Required Number of Path parameters are missing in URI",
        lambda bench: bench.partner().at(
            "/idauthentication/v1/auth/only",
            bench.partner().auth_request(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()),
        ),
    ),
    "otp-path-too-short": (  # the context path of OTPs ends behind `otp`
        IdaCode.PATH_PARAMETERS,
        "Required Number of Path parameters are missing in URI",
        lambda bench: bench.partner().at(
            f"/idauthentication/v1/otp/{PARTNER_ID}/unknown",
            bench.partner().auth_request(bench.citizen()["uin"], DEMOGRAPHICS, kind="otp", now=bench.now()),
        ),
    ),
}
"""Refused in the filter: two entries, no action message."""

REFUSED: Final[Table] = {
    "request-missing": (
        IdaCode.NOT_PROCESSED,
        "Request could not be processed. Please try again",
        auth(outer={"request": REMOVED}),
    ),
    "stale": (
        IdaCode.TIME_WINDOW,
        "Request to be received at MOSIP within 30 seconds",
        auth(clock_skew=timedelta(seconds=-61)),
    ),
    "from-the-future": (
        IdaCode.TIME_WINDOW,
        "Request to be received at MOSIP within 30 seconds. Attribute: requestTime",
        auth(clock_skew=timedelta(seconds=32)),
    ),
    "no-factor": (IdaCode.NO_AUTH_TYPE, "No authentication type selected", auth(demographics=None)),
    "no-consent": (
        IdaCode.NO_CONSENT,
        "Individual's Consent is not available",
        auth(outer={"consentObtained": False}),
    ),
    "pin": (
        IdaCode.UNSUPPORTED_AUTH_TYPE,
        "Unsupported Authentication Type - pin",
        auth(block={"staticPin": "123456"}),
    ),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""
