"""The `Signature` header: a detached JWS over the exact body bytes, with the partner's certificate in `x5c`.

Source: mosip/keymanager `SignatureServiceImpl.verifySignature`, mosip/id-authentication `BaseAuthFilter`. Clients
put PEM text where RFC 7515 wants DER, in base64 or base64url, with or without line breaks; keymanager up to 1.2.1.0
takes all of it.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Final

from cryptography import x509

from mosip_mock.idauthentication.errors import Finding, IdaCode, in_filter, refused
from shared.control.exchange import Exchange
from shared.control.tolerances import UNTRUSTED_SIGNER, X5C_LINE_BREAKS
from shared.jwks.publickey import InvalidKeyError, PublicKey
from shared.jwks.signing import InvalidTokenError, parse_jws, verify_jws

_HEADER: Final = "signature header"
_ALGORITHMS: Final = ("RS256",)

IsTrusted = Callable[[x509.Certificate], bool]


def check_signature(
    header: str | None,
    body: bytes,
    *,
    is_trusted: IsTrusted,
    strict_x5c: bool,
    now: datetime,
    exchange: Exchange,
) -> x509.Certificate:
    """The certificate that signed these bytes. Raises `IdaError`."""
    if not header:
        raise in_filter(
            refused(
                IdaCode.MISSING,
                _HEADER,
                expected="a detached JWS (`header..signature`, RS256) over the raw body",
                received="no `Signature` header",
                where="header Signature",
                why="IDA authenticates a partner by this signature before it reads anything else",
                mend="sign the exact bytes that you send with the key of the partner certificate",
            )
        )
    try:
        unverified = parse_jws(header.strip())
    except InvalidTokenError as error:
        raise in_filter(_failed(error.expected, error.received, "send `header..signature`")) from error
    certificate = _certificate_of(unverified.header.get("x5c"), strict=strict_x5c, exchange=exchange)
    _check_dates(certificate, now)
    try:
        key = PublicKey.from_certificate(certificate)
        verify_jws(header.strip(), [key], _ALGORITHMS, payload=body, match_kid=False)
    except (InvalidTokenError, InvalidKeyError) as error:
        expected = getattr(error, "expected", "an RSA key of 2048 bits or more in the certificate")
        received = getattr(error, "received", str(error))
        raise in_filter(
            _failed(
                expected,
                received,
                "sign the very bytes that go over the wire: parsing and writing the JSON again changes them; "
                "and check that private key and certificate belong together",
            )
        ) from error
    _check_trust(certificate, is_trusted, exchange)
    return certificate


def _certificate_of(x5c: object, *, strict: bool, exchange: Exchange) -> x509.Certificate:
    if not isinstance(x5c, list) or not x5c or not isinstance(x5c[0], str):
        raise in_filter(
            _failed(
                "the partner certificate in `x5c` of the JWS header",
                "no `x5c`" if not x5c else f"`x5c` {str(x5c)[:60]!r}",
                "put the MOSIP-issued certificate into `x5c` as base64 of its DER",
            )
        )
    text = x5c[0]
    if strict and any(c.isspace() for c in text):
        finding = _failed(
            "base64 without line breaks in `x5c`",
            "base64 with line breaks",
            "write the base64 in one line (keymanager 1.3.0 decodes it strictly)",
        )
        if not exchange.tolerates(X5C_LINE_BREAKS, finding.explanation):
            raise in_filter(finding)
    certificate = _parsed(text)
    if certificate is None:
        raise in_filter(
            _failed(
                "a certificate in `x5c`: base64 of DER (or of PEM text)",
                f"{len(text)} characters beginning {text[:30]!r}",
                "encode the DER bytes of the certificate as base64",
            )
        )
    return certificate


def _parsed(text: str) -> x509.Certificate | None:
    compact = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError:
        return None


def _check_dates(certificate: x509.Certificate, now: datetime) -> None:
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not start <= now <= end:
        raise in_filter(
            _failed(
                f"a certificate valid at {now:%Y-%m-%d %H:%M}",
                f"one valid from {start:%Y-%m-%d} to {end:%Y-%m-%d}",
                "renew the partner certificate; if the suite's clock was moved, reset it",
            )
        )


def _check_trust(certificate: x509.Certificate, is_trusted: IsTrusted, exchange: Exchange) -> None:
    if is_trusted(certificate):
        return
    finding = _failed(
        "a certificate issued by MOSIP (here: by the suite's root, or one registered for a partner)",
        f"{certificate.subject.rfc4514_string()} issued by {certificate.issuer.rfc4514_string()}",
        "sign with the MOSIP-issued partner certificate, not with the one of your own CA: use the kit's "
        "`keystore.p12`, or register yours with `mosip-mocks kit import`",
    )
    if not exchange.tolerates(UNTRUSTED_SIGNER, finding.explanation):
        raise in_filter(finding)


def _failed(expected: str, received: str, mend: str) -> Finding:
    return refused(
        IdaCode.SIGNATURE,
        _HEADER,
        expected=expected,
        received=received,
        where="header Signature",
        why="the signature must verify with a certificate that MOSIP trusts",
        mend=mend,
    )
