"""What differs between the OpenCRVS releases whose `mosip-api` is meant to work unchanged, as data."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Flavour:
    """One release."""

    name: str
    source: str
    schema_version: str
    row_before_calls: bool
    """Whether the transaction is stored before MOSIP is called; 1.8 stores it after `workflowinstance` answered."""
    verifies_hub_signature: bool
    credential_types: frozenset[str]
    identifier_key: str
    """The member of a birth credential's subject that becomes the person's identifier in OpenCRVS."""
    strict_uuid: bool
    """zod 4 wants the version and variant digits of RFC 9562, zod 3 any hexadecimal ones."""
    with_meta_info: bool
    language: str
    """Of the names in an ID verification: 1.8 takes FHIR's `name.use`."""
    assertion_with_jti: bool
    checks_status: bool
    """Whether the token and userinfo calls require 2xx."""
    acr_values: str
    claims: str
    state: str | None
    redirect_uri_encoded: bool


_CLAIMS_LIST: Final = "name,family_name,given_name,middle_name,birthdate,address"
_CLAIMS_JSON: Final = (
    '{"userinfo":{"name":{"essential":true},"birthdate":{"essential":true},"address":{"essential":true}},"id_token":{}}'
)

V1_8: Final = Flavour(
    name="1.8",
    source="OPENCRVS",
    schema_version="0.100",
    row_before_calls=False,
    verifies_hub_signature=False,
    credential_types=frozenset({"vercred"}),
    identifier_key="VID",
    strict_uuid=False,
    with_meta_info=False,
    language="en",
    assertion_with_jti=False,
    checks_status=False,
    acr_values="mosip:idp:acr:static-code",
    claims=_CLAIMS_LIST,
    state="fetch-on-mount",
    redirect_uri_encoded=False,
)
V1_9: Final = Flavour(
    name="1.9",
    source="OPENCRVS",
    schema_version="0.100",
    row_before_calls=True,
    verifies_hub_signature=False,
    credential_types=frozenset({"vercred"}),
    identifier_key="VID",
    strict_uuid=False,
    with_meta_info=True,
    language="eng",
    assertion_with_jti=False,
    checks_status=False,
    acr_values="mosip:idp:acr:static-code",
    claims=_CLAIMS_LIST,
    state="fetch-on-mount",
    redirect_uri_encoded=True,
)
V2: Final = Flavour(
    name="2.x",
    source="CRVS1",
    schema_version="0.500",
    row_before_calls=True,
    verifies_hub_signature=True,
    credential_types=frozenset({"vercred", "euin"}),
    identifier_key="UIN",
    strict_uuid=True,
    with_meta_info=True,
    language="eng",
    assertion_with_jti=True,
    checks_status=True,
    acr_values="mosip:idp:acr:generated-code",
    claims=_CLAIMS_JSON,
    state="noop",
    redirect_uri_encoded=True,
)
FLAVOURS: Final = (V1_8, V1_9, V2)
