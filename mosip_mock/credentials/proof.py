"""The proof of a credential: MOSIP's `RsaSignature2018`, or the older one over canonical JSON.

Source: mosip/id-repository `VerCredProvider` with ld-signatures-java's `URDNA2015Canonicalizer`; mosip/keymanager
`jwsSign`. Proof options and document are canonicalised and hashed apart, options first; the 64 bytes are signed with
PS256 as a detached JWS over unencoded bytes (RFC 7797).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from mosip_mock.credentials.context_files import SECURITY_V3, Loader
from shared.jwks.signing import SigningKey

ProofStyle = Literal["mosip", "jcs"]


def with_proof(
    document: Mapping[str, Any],
    key: SigningKey,
    *,
    created: datetime,
    verification_method: str,
    load: Loader,
    style: ProofStyle,
) -> dict[str, Any]:
    """The document with its proof, signed with `key`."""
    options = {
        "type": "RsaSignature2018",
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "proofPurpose": "assertionMethod",
        "verificationMethod": verification_method,
    }
    if style == "jcs":
        import rfc8785  # noqa: PLC0415 - only for this style

        signed = rfc8785.dumps(dict(document))
    else:
        signed = signing_input(document, options, load)
    jws = key.sign_jws(signed, alg="PS256", detached=True, b64=False)
    return {**document, "proof": {**options, "jws": jws}}


def signing_input(document: Mapping[str, Any], options: Mapping[str, Any], load: Loader) -> bytes:
    """SHA-256 of the canonical proof options and of the canonical document: 64 bytes."""
    return digest({"@context": SECURITY_V3, **options}, load) + digest(document, load)


def digest(document: Mapping[str, Any], load: Loader) -> bytes:
    """SHA-256 over the URDNA2015 N-Quads."""
    from pyld import jsonld  # noqa: PLC0415 - heavy, needed once a credential is issued

    quads: str = jsonld.normalize(
        dict(document),
        {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            # PyLD's own default base would turn the undefined type MOSIPVerifiableCredential into an invented IRI.
            "base": None,
            "documentLoader": load,
        },
    )
    return hashlib.sha256(quads.encode()).digest()
