"""Partners, policies, API keys, MISP licences and OIDC clients, as ID authentication and data share know them.

Source: mosip/id-authentication `PartnerServiceManager` and the tables `partner_data`, `policy_data`, `api_key_data`,
`misp_license_data`, `oidc_client_data` behind it; mosip/partner-management-services for the policy documents.
"""

from datetime import datetime
from typing import Literal

import msgspec

Status = Literal["ACTIVE", "INACTIVE"]


class _Stored(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    pass


class Partner(_Stored, frozen=True, kw_only=True):
    """An organisation. `certificate` (PEM) overrides the file that the kit left for it."""

    partner_id: str
    name: str = ""
    status: Status = "ACTIVE"
    hotlisted: bool = False
    """Blocked by the hotlist, whatever its status."""
    certificate: str | None = None


class AuthType(_Stored, frozen=True, kw_only=True):
    """One entry of a policy's `allowedAuthTypes`: `otp`, `demo`, `bio` with `FINGER`, `kyc`, ..."""

    auth_type: str
    auth_sub_type: str | None = None
    mandatory: bool = False


class Filter(_Stored, frozen=True, kw_only=True):
    """Which part of an attribute is shared: a language, a kind of biometrics (`Face`, `Finger`, `Iris`), or of VID."""

    language: str | None = None
    type: str | None = None
    sub_type: tuple[str, ...] | None = None


class Source(_Stored, frozen=True, kw_only=True):
    """The attribute of the identity that a shared one comes from."""

    attribute: str
    filter: tuple[Filter, ...] | None = None


class Attribute(_Stored, frozen=True, kw_only=True):
    """One entry of a data-share policy's `shareableAttributes`, as MOSIP writes them."""

    attribute_name: str
    group: str | None = None
    """`CBEFF` for biometrics."""
    source: tuple[Source, ...] = ()
    encrypted: bool = False
    format: str | None = None
    """Of a date, such as `yyyy-MM-dd`; the attributes that a name or an address is put together from, with commas
    between; `bestTwoFingers` of biometrics; `RETRIEVE` or `GENERATE` of a VID."""

    @property
    def source_name(self) -> str:
        """The name in the identity."""
        return self.source[0].attribute if self.source else self.attribute_name

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Which part of it is shared; none means all."""
        return self.source[0].filter or () if self.source else ()

    def filtered(self, member: Literal["language", "type"]) -> list[str]:
        """The languages or kinds that the filters name; none of them means all."""
        return [named for one in self.filters if (named := getattr(one, member)) is not None]


class Policy(_Stored, frozen=True, kw_only=True):
    """What a partner may do with an API key, and what it is given."""

    policy_id: str
    status: Status = "ACTIVE"
    deleted: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    allowed_auth_types: tuple[AuthType, ...] = ()
    allowed_kyc_attributes: tuple[str, ...] = ()
    auth_token_type: str = "partner"  # noqa: S105 - a kind of token
    """`partner`, `policy` or `random`."""
    kyc_languages: tuple[str, ...] = ("eng",)
    shareable_attributes: tuple[str | Attribute, ...] = ()
    """Identity attributes that a credential for this partner carries: by name, or as MOSIP's policies have them."""
    type_of_share: Literal["direct", "Data Share"] = "direct"

    def attributes(self) -> list[Attribute]:
        """The shareable ones, all in full."""
        return [Attribute(attribute_name=a) if isinstance(a, str) else a for a in self.shareable_attributes]


class ApiKey(_Stored, frozen=True, kw_only=True):
    """Joins a partner to a policy; the last segment of an ID authentication URL."""

    api_key: str
    partner_id: str
    policy_id: str
    status: Status = "ACTIVE"
    deleted: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class Misp(_Stored, frozen=True, kw_only=True):
    """An infrastructure provider's licence; the first variable segment of an ID authentication URL."""

    license_key: str
    status: Status = "ACTIVE"
    deleted: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    has_policy: bool = True
    allow_kyc_auth: bool = True
    allow_kyc_exchange: bool = True
    allow_key_binding: bool = True
    allow_vci_exchange: bool = True
    certificate: str | None = None


class OidcClient(_Stored, frozen=True, kw_only=True):
    """A client as the delegated endpoints know it. `amrs` are the factors that it may use."""

    client_id: str
    partner_id: str
    policy_id: str
    status: Status = "ACTIVE"
    deleted: bool = False
    amrs: tuple[str, ...] = ("otp", "demo", "bio", "pwd", "kbt", "pin")
    user_claims: tuple[str, ...] = ()
