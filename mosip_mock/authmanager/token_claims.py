"""What Keycloak's tokens say of whom they are for, and how the faults of the catalogue spoil them."""

import uuid
from typing import Any

from mosip_mock.authmanager.clients import Client, User


def claims_of_client(client: Client) -> dict[str, Any]:
    """Of a client's service account."""
    return {
        "aud": client.audience[0] if len(client.audience) == 1 else list(client.audience),
        "sub": str(uuid.uuid5(uuid.NAMESPACE_DNS, client.client_id)),
        "acr": "1",
        "realm_access": {"roles": list(client.roles)},
        "scope": "email profile",
        "email_verified": False,
        "clientId": client.client_id,
        "clientHost": "127.0.0.1",
        "clientAddress": "127.0.0.1",
        "preferred_username": f"service-account-{client.client_id.lower()}",
    }


def claims_of_user(user: User) -> dict[str, Any]:
    """Of a person who logged in."""
    return {
        "aud": "account",
        "sub": str(uuid.uuid5(uuid.NAMESPACE_DNS, user.user_id)),
        "acr": "1",
        "realm_access": {"roles": list(user.roles)},
        "scope": "email profile",
        "email_verified": False,
        "name": user.name,
        "preferred_username": user.user_id,
        "email": user.mail,
        "mobile": user.mobile,
        "rid": user.rid,
    }


def spoilt(claims: dict[str, Any], fault: str | None) -> dict[str, Any]:
    """The claims with the named fault in them."""
    match fault:
        case "token-expired":
            return {**claims, "iat": claims["iat"] - 2 * 86400, "exp": claims["iat"] - 86400}
        case "token-wrong-issuer":
            return {**claims, "iss": "https://iam.another-country.example/auth/realms/mosip"}
        case "token-wrong-audience":
            return {**claims, "aud": "another-client", "azp": "another-client"}
        case _:
            return claims


def tampered(token: str) -> str:
    """The token with one byte of the signature flipped."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
