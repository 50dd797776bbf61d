"""JSON-LD contexts, from files of the suite and from the country's own: nothing is fetched while signing.

The files hold the terms that a MOSIP credential uses, with the definitions of the documents they stand for (W3C
credentials v1, security v3, ODRL), so that the canonical form is the same.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
SECURITY_V3: Final = "https://w3id.org/security/v3"
ODRL: Final = "https://www.w3.org/ns/odrl.jsonld"
_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        CREDENTIALS_V1: "credentials-v1.json",
        SECURITY_V3: "security-v3.json",
        "https://w3id.org/security/v2": "security-v3.json",  # the same quads for these terms
        ODRL: "odrl.json",
    }
)
ContextStyle = Literal["stock", "extended"]
_WORDED: Final = (
    "addressLine1", "addressLine2", "addressLine3", "city", "gender", "residenceStatus", "fullName", "province",
    "region",
)  # fmt: skip
_EXTENDED_WORDED: Final = ("givenName", "middleName", "familyName")
_PLAIN: Final = ("vcVer", "UIN", "VID", "dateOfBirth", "email", "phone", "postalCode", "biometrics")
_EXTENDED: Final = (
    "birthCertificateNumber", "deathCertificateNumber", "deathDeclared", "dateOfDeath", "deceasedStatus",
    "passportNumber", "nationalIdNumber", "drivingLicenseNumber", "guardianOrParentBirthCertificateNumber",
    "preferredLang", "photo", "face",
)  # fmt: skip

Loader = Callable[[str, Any], dict[str, Any]]


class UnknownContextError(LookupError):
    """A document names a context that the suite does not hold."""


@cache
def _file(name: str) -> dict[str, Any]:
    from importlib.resources import files  # noqa: PLC0415 - only the first credential needs it

    document: dict[str, Any] = msgspec.json.decode(files(__package__).joinpath("contexts", name).read_bytes())
    return document


def mosip_context(host: str, style: ContextStyle, further: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """`/.well-known/mosip-context.json` for a public base URL.

    `stock` has the terms of mosip-config. What has no term is not signed, so `extended` adds those of civil
    registration: with it, a changed `birthCertificateNumber` breaks the proof. A country's `further` terms come last.
    """
    terms: dict[str, Any] = {
        "mosip": f"{host}/mosip#",
        "schema": "http://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        **{name: f"mosip:{name}" for name in _PLAIN},
        **_worded(_WORDED),
        "bestTwoFingers": {
            "@id": "mosip:bestTwoFingers",
            "@context": {"id": "@id", "type": "@type", "subType": "mosip:subType", "rank": "mosip:rank"},
        },
    }
    if style == "extended":
        terms |= {**_worded(_EXTENDED_WORDED), **{name: f"mosip:{name}" for name in _EXTENDED}}
    return {"@context": [{"@version": 1.1}, ODRL, {**terms, **further}]}


def _worded(names: Iterable[str]) -> dict[str, Any]:
    """Terms whose values have a language."""
    return {name: {"@id": f"mosip:{name}", "@context": {"value": "rdf:value", "lang": "@language"}} for name in names}


def check_terms(further: Mapping[str, Any]) -> None:
    """Whether a JSON-LD library can read them. Raises `ValueError`."""
    from pyld import jsonld  # noqa: PLC0415 - only for terms of one's own

    context = mosip_context("http://localhost", "extended", further)
    try:
        jsonld.expand({**context, "VID": "1"}, {"base": None, "documentLoader": loader({})})
    except jsonld.JsonLdError as error:
        raise ValueError(str(error).partition("\n")[0]) from error


def loader(own: Mapping[str, dict[str, Any]]) -> Loader:
    """A JSON-LD document loader over the files and the given documents. It raises `UnknownContextError`."""

    def load(url: str, _: Any) -> dict[str, Any]:  # noqa: ANN401 - options of the library
        document = own.get(url)
        if document is None:
            if url not in _FILES:
                raise UnknownContextError(url)
            document = _file(_FILES[url])
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": document,
        }

    return load
