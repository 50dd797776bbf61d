"""Known deviations of real clients: each with its origin and the real releases that would refuse it.

A tolerated request succeeds and is journalled with a warning. `MOCKS_TOLERATE=opencrvs` (the default) lets the ones
of OpenCRVS through, `none` none, `all` all, a comma list picks by name or by preset.
"""

from collections.abc import Iterable
from typing import Final

import msgspec


class Tolerance(msgspec.Struct, frozen=True, kw_only=True):
    """One deviation that may be let through."""

    name: str
    origin: str
    """Which client sends it."""
    refused_by: tuple[str, ...]
    """The real releases that would refuse it."""
    summary: str
    mend: str = ""
    """What the client should send instead."""
    presets: tuple[str, ...] = ("opencrvs",)


OPENCRVS_CLAIMS_LIST: Final = Tolerance(
    name="opencrvs-claims-list",
    origin="OpenCRVS 1.8 and 1.9 country configurations",
    refused_by=("e-Signet 1.4", "e-Signet 1.5", "e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8"),
    summary="`claims` of the authorize request is a comma list instead of JSON",
    mend='send `claims` as JSON: `{"userinfo": {"name": null}}`',
)
ASSERTION_WITHOUT_JTI: Final = Tolerance(
    name="assertion-without-jti",
    origin="OpenCRVS mosip-api 1.8 and 1.9",
    refused_by=("e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8"),
    summary="the client assertion carries no `jti`",
    mend="give each assertion a `jti` of its own",
)
ASSERTION_AUDIENCE: Final = Tolerance(
    name="assertion-audience",
    origin="OpenCRVS mosip-api (the URL it calls is the audience), containers (internal URL)",
    refused_by=("e-Signet 1.5", "e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8"),
    summary="`aud` of the client assertion is another address of this token endpoint than the advertised one",
    mend="set `aud` to the `token_endpoint` of the discovery document, or to the `issuer`",
)
LANGUAGE_TWO_LETTER: Final = Tolerance(
    name="language-two-letter",
    origin="OpenCRVS mosip-api 1.8",
    refused_by=("IDA 1.2.0.1", "IDA 1.3.0"),
    summary="a two-letter language code (`en`) in demographics",
    mend="send three letters (ISO 639-3), such as `eng`",
)
LEGACY_UIN_CHECKSUM: Final = Tolerance(
    name="legacy-uin-checksum",
    origin="the fixture of the OpenCRVS mocks (`123456789x`)",
    refused_by=("IDA 1.2.0.1", "IDA 1.3.0"),
    summary="a known person's number that breaks the rules of UINs: its checksum, or patterns such as `123`",
    mend="use numbers that MOSIP could issue; `mosip-mocks citizens list` has them",
)
PACKET_PLAIN_TEXT_FIELDS: Final = Tolerance(
    name="packet-plain-text-fields",
    origin="OpenCRVS 1.8, 1.9 and 2.x country configurations",
    refused_by=("MOSIP 1.2.0", "MOSIP 1.3.0"),
    summary="multi-language packet fields sent as plain text, dates as `YYYY-MM-DD`",
    mend='send `[{"language": "eng", "value": "..."}]` as text, and dates as `YYYY/MM/DD`',
)
TOPIC_WITHOUT_PARTNER: Final = Tolerance(
    name="topic-without-partner",
    origin="OpenCRVS mosip-api 1.8, 1.9 and 2.x",
    refused_by=("MOSIP WebSub 1.2", "MOSIP WebSub 1.3"),
    summary="subscription to `CREDENTIAL_ISSUED` without the partner id in front",
    mend="subscribe to `PARTNER/CREDENTIAL_ISSUED`",
)
PARTNER_WITHOUT_CERTIFICATE: Final = Tolerance(
    name="partner-without-certificate",
    origin="a partner id of one's own beside the kit's keystore (`crvs_partner`, as in the MOSIP Collab environment)",
    refused_by=("MOSIP 1.2.0", "MOSIP 1.3.0"),
    summary="a credential for a partner that has no certificate, encrypted to the kit's",
    mend="give the mock the partner's certificate: `mosip-mocks kit partner PARTNER --certificate FILE`",
)
REDIRECT_URI_WITH_QUERY: Final = Tolerance(
    name="redirect-uri-with-query",
    origin="OpenCRVS 1.8 (the whole page address is the redirect URI)",
    refused_by=("e-Signet 1.5", "e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8"),
    summary="the redirect URI at the token endpoint lacks the query it had at authorize",
    mend="send the same redirect URI to both endpoints, character by character",
)

REDIRECT_QUERY_MERGED: Final = Tolerance(
    name="redirect-query-merged",
    origin="OpenCRVS 1.8 (the whole page address is the redirect URI)",
    refused_by=("e-Signet 1.5", "e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8"),
    summary="the redirect URI has a query or fragment; e-Signet would return to an address with two `?`",
    mend="keep query and fragment out of the redirect URI; use `state` for what has to come back",
)

X5C_LINE_BREAKS: Final = Tolerance(
    name="x5c-line-breaks",
    origin="mosip-auth-sdk 0.5 (PyPI)",
    refused_by=("IDA 1.3.0",),
    summary="the certificate in the signature's `x5c` is base64 with line breaks",
    mend="encode the certificate without line breaks (RFC 7515, section 4.1.6)",
)
UNTRUSTED_SIGNER: Final = Tolerance(
    name="untrusted-signer",
    origin="partners that sign with the certificate of their own CA",
    refused_by=("IDA 1.2.0.1", "IDA 1.3.0"),
    summary="the request is signed with a certificate that MOSIP did not issue",
    mend="sign with the certificate that MOSIP issued when the partner's was uploaded",
    presets=("lenient",),
)
ESIGNET_SHORT_PATHS: Final = Tolerance(
    name="esignet-short-paths",
    origin="the defaults of OpenCRVS mosip-api (the paths of its own e-Signet mock)",
    refused_by=("e-Signet 1.5", "e-Signet 1.6", "e-Signet 1.7", "e-Signet 1.8"),
    summary="`/oauth/token` and `/oidc/userinfo` without `/v1/esignet` in front",
    mend="take the addresses from the discovery document, or set `OPENID_PROVIDER_*` to the paths below `/v1/esignet`",
)

TOLERANCES: Final[tuple[Tolerance, ...]] = (
    OPENCRVS_CLAIMS_LIST,
    ASSERTION_WITHOUT_JTI,
    ASSERTION_AUDIENCE,
    LANGUAGE_TWO_LETTER,
    LEGACY_UIN_CHECKSUM,
    PACKET_PLAIN_TEXT_FIELDS,
    TOPIC_WITHOUT_PARTNER,
    PARTNER_WITHOUT_CERTIFICATE,
    REDIRECT_URI_WITH_QUERY,
    REDIRECT_QUERY_MERGED,
    ESIGNET_SHORT_PATHS,
    X5C_LINE_BREAKS,
    UNTRUSTED_SIGNER,
)


class UnknownToleranceError(ValueError):
    """A name in `MOCKS_TOLERATE` that the table does not have."""


class Tolerances(msgspec.Struct, frozen=True):
    """The deviations that this run lets through."""

    names: frozenset[str] = frozenset()

    def allows(self, tolerance: Tolerance) -> bool:
        """Whether this deviation is let through."""
        return tolerance.name in self.names


def parse_tolerances(setting: str, table: Iterable[Tolerance] = TOLERANCES) -> Tolerances:
    """Read `opencrvs`, `none`, `all` or a comma list of names and presets.

    Raises `UnknownToleranceError` with the valid names.
    """
    table = tuple(table)
    by_word: dict[str, set[str]] = {
        "none": set(),
        "all": {t.name for t in table},
        **{t.name: {t.name} for t in table},
    }
    for tolerance in table:
        for preset in tolerance.presets:
            by_word.setdefault(preset, set()).add(tolerance.name)
    chosen: set[str] = set()
    for word in filter(None, (part.strip() for part in setting.split(","))):
        if word not in by_word:
            message = f"'{word}' is no tolerance; known are {', '.join(sorted(by_word))}"
            raise UnknownToleranceError(message)
        chosen |= by_word[word]
    return Tolerances(frozenset(chosen))
