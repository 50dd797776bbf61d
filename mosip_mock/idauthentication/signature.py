"""The `Signature` header: a detached JWS over the exact body bytes, with the partner's certificate in `x5c`.

Source: mosip/keymanager `SignatureServiceImpl.jwtVerify`, mosip/id-authentication `BaseAuthFilter`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, in_filter, refused
from mosip_mock.idauthentication.x5c import Signer, Signers
from shared.control.exchange import Exchange
from shared.control.tolerances import UNTRUSTED_SIGNER, X5C_LINE_BREAKS
from shared.jwks import crypto
from shared.jwks.public_key import PublicKey
from shared.jwks.verifying import InvalidTokenError, TokenFault, UnverifiedToken, parse_jws, verify_parsed

_HEADER: Final = "signature header"
_ALGORITHMS: Final = ("RS256",)
_SIGN_AS_SENT: Final = (
    "sign the very bytes that go over the wire: parsing and writing the JSON again changes them; and check that "
    "private key and certificate belong together"
)


class SignatureRules(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to check a signature."""

    signers: Signers
    is_registered: Callable[[crypto.x509.Certificate], bool]
    """Whether a partner or a MISP registered this certificate, whoever issued it."""
    own_key: Callable[[], PublicKey]
    """MOSIP's own signing key, with which keymanager checks what carries no certificate."""
    strict_x5c: bool


def check_signature(
    header: str | None, body: bytes, rules: SignatureRules, now: datetime, exchange: Exchange
) -> crypto.x509.Certificate | None:
    """The certificate that signed these bytes; None if MOSIP's own key did. Raises `IdaError`."""
    if not header:
        raise in_filter(_missing())
    try:
        unverified = parse_jws(header.strip())
    except InvalidTokenError as error:
        raise in_filter(_failed(error.expected, error.received, "send `header..signature`")) from error
    if not unverified.header.get("x5c"):
        _check_own_signature(unverified, body, rules)
        return None
    signer = _signer(unverified.header, rules, exchange)
    _check_dates(signer.certificate, now)
    if signer.key is None:
        raise in_filter(
            _failed("an RSA key of 2048 bits or more in the certificate", "another key", "use the kit's certificate")
        )
    _verify(unverified, body, signer.key)
    _check_trust(signer, rules, exchange)
    return signer.certificate


def _verify(token: UnverifiedToken, body: bytes, key: PublicKey) -> None:
    try:
        verify_parsed(token, [key], _ALGORITHMS, payload=body, match_kid=False)
    except InvalidTokenError as error:
        mend = _SIGN_AS_SENT if error.reason is TokenFault.SIGNATURE else "sign with RS256, as RFC 7515 says"
        raise in_filter(_failed(error.expected, error.received, mend)) from error


def _check_own_signature(token: UnverifiedToken, body: bytes, rules: SignatureRules) -> None:
    """Without `x5c` keymanager falls back to its own certificate, so nobody but MOSIP passes."""
    try:
        verify_parsed(token, [rules.own_key()], _ALGORITHMS, payload=body, match_kid=False)
    except InvalidTokenError as error:
        raise in_filter(
            _failed(
                "the partner certificate in `x5c` of the JWS header",
                "no `x5c`",
                "put the MOSIP-issued certificate into `x5c` as base64 of its DER",
            )
        ) from error


def _signer(header: Mapping[str, Any], rules: SignatureRules, exchange: Exchange) -> Signer:
    x5c = header["x5c"]
    text = x5c[0] if isinstance(x5c, list) else x5c
    if not isinstance(text, str) or not isinstance(x5c, list):
        raise in_filter(
            _failed(
                "`x5c` as a list of texts, the signer's certificate first",
                f"`x5c` {str(x5c)[:60]!r}",
                "put the MOSIP-issued certificate into `x5c` as base64 of its DER",
            )
        )
    if rules.strict_x5c and text.split() != [text]:
        finding = _failed(
            "base64 without line breaks in `x5c`",
            "base64 with line breaks",
            "write the base64 in one line (keymanager 1.3.0 decodes it strictly)",
        )
        if not exchange.tolerates(X5C_LINE_BREAKS, finding.explanation):
            raise in_filter(finding)
    signer = rules.signers.find(text)
    if signer is None:
        raise in_filter(
            _failed(
                "a certificate in `x5c`: base64 of DER (or of PEM text)",
                f"{len(text)} characters beginning {text[:30]!r}",
                "encode the DER bytes of the certificate as base64",
            )
        )
    return signer


def _check_dates(certificate: crypto.x509.Certificate, now: datetime) -> None:
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not start <= now <= end:
        raise in_filter(
            _failed(
                f"a certificate valid at {now:%Y-%m-%d %H:%M}",
                f"one valid from {start:%Y-%m-%d} to {end:%Y-%m-%d}",
                "renew the partner certificate; if the suite's clock was moved, reset it",
            )
        )


def _check_trust(signer: Signer, rules: SignatureRules, exchange: Exchange) -> None:
    if signer.is_issued_here or rules.is_registered(signer.certificate):
        return
    certificate = signer.certificate
    finding = _failed(
        "a certificate issued by MOSIP (here: by the suite's root, or one registered for a partner)",
        f"{certificate.subject.rfc4514_string()} issued by {certificate.issuer.rfc4514_string()}",
        "sign with the MOSIP-issued partner certificate, not with the one of your own CA: use the kit's "
        "`keystore.p12`, or register yours with `mosip-mocks kit import`",
    )
    if not exchange.tolerates(UNTRUSTED_SIGNER, finding.explanation):
        raise in_filter(finding)


def _missing() -> Finding:
    return refused(
        IdaCode.MISSING,
        _HEADER,
        expected="a detached JWS (`header..signature`, RS256) over the raw body",
        received="no `Signature` header",
        where="header Signature",
        why="IDA authenticates a partner by this signature before it reads anything else",
        mend="sign the exact bytes that you send with the key of the partner certificate",
    )


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
