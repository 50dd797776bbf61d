"""A relying party as registered (mosip/esignet `ClientDetail`)."""

from typing import Any, Literal

import msgspec


class Client(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One OIDC client. Public keys are JWKs without private members."""

    client_id: str
    client_name: str
    client_name_lang_map: dict[str, str] = {}
    relying_party_id: str
    public_key: dict[str, Any]
    enc_public_key: dict[str, Any] | None = None
    user_claims: tuple[str, ...] = ()
    auth_context_refs: tuple[str, ...] = ()
    logo_uri: str = ""
    redirect_uris: tuple[str, ...] = ()
    """Ant patterns: `?` one character, `*` within a segment, `**` across segments."""
    grant_types: tuple[str, ...] = ("authorization_code",)
    client_auth_methods: tuple[str, ...] = ("private_key_jwt",)
    status: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"
    additional_config: dict[str, Any] = {}

    @property
    def names(self) -> dict[str, str]:
        """By language; `@none` is the one without."""
        return {"@none": self.client_name, **self.client_name_lang_map}
