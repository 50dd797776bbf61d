"""An independent check of a credential's `RsaSignature2018` proof, as MOSIP's key manager makes it.

Both the proof options and the credential are canonicalised by URDNA2015 and hashed; the two hashes, options first, are
signed with PS256 over the raw bytes (`b64: false`, RFC 7797). The W3C contexts below are reduced to the terms such a
credential uses; the country's own context comes over HTTP, as a verifier would get it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pyld import jsonld

from tests.support.ida_styles import from_base64url
from tests.support.plain_http import get

_XSD_DATETIME: Final = "http://www.w3.org/2001/XMLSchema#dateTime"
_CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"
_SECURITY: Final = "https://w3id.org/security#"
_CREDENTIALS_V1: Final[dict[str, Any]] = {
    "@version": 1.1,
    "id": "@id",
    "type": "@type",
    "VerifiableCredential": f"{_CREDENTIALS}VerifiableCredential",
    "credentialSubject": {"@id": f"{_CREDENTIALS}credentialSubject", "@type": "@id"},
    "issuer": {"@id": f"{_CREDENTIALS}issuer", "@type": "@id"},
    "issuanceDate": {"@id": f"{_CREDENTIALS}issuanceDate", "@type": _XSD_DATETIME},
}
_SECURITY_TERMS: Final[dict[str, Any]] = {
    "@version": 1.1,
    "id": "@id",
    "type": "@type",
    "RsaSignature2018": f"{_SECURITY}RsaSignature2018",
    "assertionMethod": f"{_SECURITY}assertionMethod",
    "created": {"@id": "http://purl.org/dc/terms/created", "@type": _XSD_DATETIME},
    "proofPurpose": {"@id": f"{_SECURITY}proofPurpose", "@type": "@vocab"},
    "verificationMethod": {"@id": f"{_SECURITY}verificationMethod", "@type": "@id"},
}
SECURITY_V3: Final = "https://w3id.org/security/v3"
_KNOWN: Final[dict[str, dict[str, Any]]] = {
    "https://www.w3.org/2018/credentials/v1": _CREDENTIALS_V1,
    SECURITY_V3: _SECURITY_TERMS,
    # The word that MOSIP's values by language use happens to be one of ODRL's.
    "https://www.w3.org/ns/odrl.jsonld": {"language": "http://www.w3.org/ns/odrl/2/language"},
}

Contexts = Mapping[str, Any]


class UnverifiedProofError(AssertionError):
    """The proof does not hold; the text says at which step."""


def verify_proof(credential: Mapping[str, Any], mosip_url: str) -> None:
    """Check the proof by the documents that the mock serves at `mosip_url`. Raises `UnverifiedProofError`."""
    proof = credential["proof"]
    contexts = {credential["@context"][1]: _fetched(credential["@context"][1], mosip_url)["@context"]}
    method = _fetched(proof["verificationMethod"], mosip_url)
    controller = _fetched(credential["issuer"], mosip_url)
    if method["id"] != proof["verificationMethod"] or method["id"] not in controller["assertionMethod"]:
        raise UnverifiedProofError("the controller does not name this key for assertions")
    key = load_pem_public_key(method["publicKeyPem"].encode())
    assert isinstance(key, RSAPublicKey)
    if not is_signed(credential, contexts, key):
        raise UnverifiedProofError("the signature is not over this credential and these proof options")


def is_signed(credential: Mapping[str, Any], contexts: Contexts, key: RSAPublicKey) -> bool:
    """Whether the proof's signature is by this key, over this credential. Raises `UnverifiedProofError`."""
    return is_signed_over(credential["proof"]["jws"], signing_input(credential, contexts), key)


def is_signed_over(jws: str, content: bytes, key: RSAPublicKey) -> bool:
    """Whether a detached PS256 JWS is over these raw bytes (RFC 7797). Raises `UnverifiedProofError`."""
    protected, payload, signature = jws.split(".")
    header = json.loads(from_base64url(protected))
    if payload or (header["alg"], header["b64"], header["crit"]) != ("PS256", False, ["b64"]):
        raise UnverifiedProofError(f"not a detached PS256 signature over raw bytes: {header}")
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
    try:
        key.verify(from_base64url(signature), protected.encode() + b"." + content, pss, hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def signing_input(credential: Mapping[str, Any], contexts: Contexts) -> bytes:
    """SHA-256 of the proof options and SHA-256 of the document: 64 bytes."""
    options = {name: value for name, value in credential["proof"].items() if name != "jws"}
    document = {name: value for name, value in credential.items() if name != "proof"}
    return digest({"@context": SECURITY_V3, **options}, contexts) + digest(document, contexts)


def digest(document: Mapping[str, Any], contexts: Contexts) -> bytes:
    """SHA-256 of the canonical N-Quads. Without `base: None`, types unknown to the context become invented IRIs."""

    def load(url: str, _: object) -> dict[str, Any]:
        context = contexts.get(url, _KNOWN.get(url))
        if context is None:
            raise UnverifiedProofError(f"the credential asks for a context that nobody knows: {url}")
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": {"@context": context},
        }

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None, "documentLoader": load}
    quads = jsonld.normalize(dict(document), options)
    return hashlib.sha256(quads.encode()).digest()


def _fetched(url: str, mosip_url: str) -> dict[str, Any]:
    """The document at the URL that the credential names, asked of the mock under test."""
    path = "/.well-known/" + url.partition("/.well-known/")[2]
    answer = get(f"{mosip_url}{path}")
    if answer.status_code != 200:
        raise UnverifiedProofError(f"{url}: {answer.status_code}")
    document = answer.json()
    assert isinstance(document, dict)
    return document
