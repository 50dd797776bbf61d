"""Registering and changing relying parties. Source: mosip/esignet `ClientManagementServiceImpl`."""

from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from esignet_mock.clients.client import Client
from esignet_mock.clients.errors import ManagementCode as Code
from esignet_mock.clients.errors import ManagementError, refused
from esignet_mock.clients.registration import Registration, key_id_of, violations_of
from esignet_mock.clients.registry import Clients
from esignet_mock.envelope import Violation, refuse_violations
from esignet_mock.profiles import Profile
from shared.store.protocol import DuplicateKeyError, Store

Kind = Literal["oidc-client", "oauth-client", "client"]
_COMMON: Final = (
    "client_name", "user_claims", "auth_context_refs", "logo_uri", "redirect_uris", "grant_types",
    "client_auth_methods",
)  # fmt: skip
_FURTHER: Final[dict[Kind, tuple[str, ...]]] = {
    "oidc-client": (),
    "oauth-client": ("client_name_lang_map",),
    "client": ("client_name_lang_map", "additional_config"),
}
_PATCHABLE: Final = (*_COMMON, "client_name_lang_map", "additional_config", "enc_public_key", "status")


class ClientManagement(Struct, frozen=True):
    """Checks, then writes; a refused registration leaves everything as it was."""

    clients: Clients
    store: Store
    profile: Profile

    def create(self, kind: Kind, registration: Registration, violations: list[Violation]) -> Client:
        """Register a client. Raises `EnvelopeRefusal`."""
        fields = ("client_id", "public_key", "relying_party_id", *_COMMON, *_FURTHER[kind])
        refuse_violations([*violations, *violations_of(registration, fields, self.profile)])
        client = Client(**_members(registration, fields))
        key_id = key_id_of(client.public_key)
        with self.store.transaction():
            if self.clients.find(client.client_id) is not None:
                raise _duplicate_id(client.client_id)
            if self.clients.has_key(key_id):
                raise refused(
                    Code.DUPLICATE_PUBLIC_KEY,
                    expected="a key that no other client has",
                    received="the key of a registered client",
                    where="request.publicKey",
                    why="a signature is to tell which client made it",
                    mend="make a key pair for each client",
                )
            try:
                return self.clients.add(client, key_id)
            except DuplicateKeyError as error:
                raise _duplicate_id(client.client_id) from error

    def replace(self, kind: Kind, client_id: str, registration: Registration, violations: list[Violation]) -> Client:
        """Change everything but id, key and relying party. Raises `EnvelopeRefusal`."""
        fields = (*_COMMON, *_FURTHER[kind], "status")
        refuse_violations([*violations, *violations_of(registration, fields, self.profile)])
        emptied: dict[str, Any] = {name: {} for name in _FURTHER[kind]}  # what is not sent is gone afterwards
        return self._changed(client_id, emptied | _members(registration, fields))

    def patch(self, client_id: str, registration: Registration, violations: list[Violation]) -> Client:
        """Change what is given. Raises `EnvelopeRefusal`."""
        broken = violations_of(registration, _PATCHABLE, self.profile, required=False)
        refuse_violations([*violations, *broken])
        return self._changed(client_id, _members(registration, _PATCHABLE))

    def _changed(self, client_id: str, members: dict[str, Any]) -> Client:
        changed = self.clients.change(client_id, lambda client: msgspec.structs.replace(client, **members))
        if changed is None:
            raise refused(
                Code.INVALID_CLIENT_ID,
                expected="a registered client",
                received=repr(client_id)[:80],
                where="path",
                why="only what was registered can be changed",
                mend="register it by POST; GET /_mock/clients lists those that exist",
            )
        return changed


def _members(registration: Registration, fields: tuple[str, ...]) -> dict[str, Any]:
    given = registration.given()
    return {name: tuple(v) if isinstance(v := given[name], list) else v for name in fields if name in given}


def _duplicate_id(client_id: str) -> ManagementError:
    return refused(
        Code.DUPLICATE_CLIENT_ID,
        expected="an id that is free",
        received=repr(client_id)[:80],
        where="request.clientId",
        why="a client is registered once",
        mend="change it by PUT, or take another id",
    )
