"""Who may ask the auth manager for a token: service clients and human users, with their roles, as data.

The stock values follow mosip/keycloak `keycloak-init/input.yaml` and mosip/mosip-config `kernel-default.properties`;
the secrets are the ones that OpenCRVS' `mosip-api` sends by default.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

DEFAULT_SECRET: Final = "abcdeABCDE123456"  # noqa: S105 - the documented secret of every client of the mock
REALM: Final = "mosip"

REALM_BY_APP_ID: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(
        (
            *("prereg", "ida", "registrationclient", "regproc", "partner", "resident", "admin", "crereq", "creser"),
            *("datsha", "idrepo", "hotlist", "digitalcard", "signup"),
        ),
        REALM,
    )
)
"""`mosip.iam.realm.mapping`: application id to realm, case-sensitive."""


class Client(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A Keycloak client with a service account."""

    client_id: str
    secret: str = DEFAULT_SECRET
    roles: tuple[str, ...] = ()
    audience: tuple[str, ...] = ("account",)


class User(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A Keycloak user."""

    user_id: str
    password: str
    name: str
    mail: str
    mobile: str
    roles: tuple[str, ...] = ()
    rid: str | None = None
    individual_id: str | None = None


_PROCESSOR: Final = (
    *("REGISTRATION_PROCESSOR", "DATA_READ", "DOCUMENT_READ", "BIOMETRIC_READ", "METADATA_READ", "CREATE_SHARE"),
    *("CREDENTIAL_REQUEST", "ID_REPOSITORY", "uma_authorization", "offline_access", "default-roles-mosip"),
    *("PUBLISH_REGISTRATION_PROCESSOR_WORKFLOW_COMPLETED_EVENT_GENERAL",),
)
_SUBSCRIBER: Final = (
    *("SUBSCRIBE_CREDENTIAL_ISSUED_GENERAL", "SUBSCRIBE_CREDENTIAL_ISSUED_INDIVIDUAL"),
    *("SUBSCRIBE_*_GENERAL", "SUBSCRIBE_*_INDIVIDUAL", "PUBLISH_CREDENTIAL_STATUS_UPDATE_GENERAL"),
    *("uma_authorization", "offline_access", "default-roles-mosip"),
)
"""Partners of MOSIP have the roles without `*`; the others are the mock's own, so that any topic can be tried."""
_PUBLISHER: Final = (*_SUBSCRIBER, "PUBLISH_*_GENERAL", "PUBLISH_*_ALL_INDIVIDUAL")
_CRVS: Final = ("ONLINE_REGISTRATION_CLIENT", "uma_authorization", "offline_access", "default-roles-mosip")

DEFAULT_CLIENTS: Final = (
    Client(client_id="mosip-regproc-client", roles=_PROCESSOR),
    Client(client_id="mosip-websub-client", roles=_PUBLISHER),
    Client(client_id="mosip-crvs1-client", roles=_CRVS),
    Client(client_id="crvs_partner", roles=_SUBSCRIBER),
    Client(client_id="crvs-partner", roles=_SUBSCRIBER),
    Client(client_id="mpartner-default-auth", roles=_SUBSCRIBER),
    Client(client_id="mosip-resident-client", roles=("RESIDENT", "ID_REPOSITORY", "CREDENTIAL_REQUEST")),
    Client(client_id="mosip-admin-client", roles=("GLOBAL_ADMIN", "ZONAL_ADMIN", "REGISTRATION_ADMIN")),
    Client(client_id="mosip-idrepo-client", roles=("ID_REPOSITORY", "CREDENTIAL_REQUEST")),
    Client(client_id="mosip-reg-client", roles=("REGISTRATION_OFFICER", "REGISTRATION_SUPERVISOR")),
)
DEFAULT_USERS: Final = (
    User(
        user_id="crvs-officer",
        password="Officer@123456",  # noqa: S106 - documented, of a fake person
        name="Civil Registration Officer",
        mail="crvs-officer@example.org",
        mobile="+9990000001",
        roles=("REGISTRATION_OFFICER", "REGISTRATION_ADMIN", "Default"),
        rid="10001100770000120240101000000",
    ),
    User(
        user_id="globaladmin",
        password="Admin@123456",  # noqa: S106 - documented, of a fake person
        name="Global Administrator",
        mail="globaladmin@example.org",
        mobile="+9990000002",
        roles=("GLOBAL_ADMIN", "ZONAL_ADMIN", "Default"),
    ),
)


class Accounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of `MOSIP_MOCK_ACCOUNTS` holds: clients and users that add to the defaults, or replace them by id."""

    clients: tuple[Client, ...] = ()
    users: tuple[User, ...] = ()

    def with_subscribers(self, client_ids: Iterable[str]) -> "Accounts":
        """The same; with a partner's client of each id that has none."""
        unknown = (client_id for client_id in client_ids if self.client(client_id) is None)
        further = (Client(client_id=client_id, roles=_SUBSCRIBER) for client_id in unknown)
        return msgspec.structs.replace(self, clients=(*self.clients, *further))

    def client(self, client_id: str) -> Client | None:
        """The client of this id."""
        return next((c for c in self.all_clients() if c.client_id == client_id), None)

    def all_clients(self) -> tuple[Client, ...]:
        """Every client, each id once."""
        return tuple({c.client_id: c for c in (*DEFAULT_CLIENTS, *self.clients)}.values())

    def user(self, user_id: str) -> User | None:
        """The user of this name; Keycloak keeps names in small letters."""
        return next((u for u in self.all_users() if u.user_id.lower() == user_id.lower()), None)

    def all_users(self) -> tuple[User, ...]:
        """Everybody, each name once."""
        return tuple({u.user_id: u for u in (*DEFAULT_USERS, *self.users)}.values())


NO_FURTHER_ACCOUNTS: Final = Accounts()
