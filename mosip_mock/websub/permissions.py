"""Who may do what on a topic, by roles of the token.

Source: mosip/websub `security.bal`. For a topic `P/T`, `T` is everything behind the first slash; a partner subscribes
to its own `P/T` only. A role with `*` in the place of `T` is good for each topic, which is this mock's own.
"""

from mosip_mock.authmanager.caller import Caller, TokenError, TokenProblem
from mosip_mock.authmanager.tokens import Tokens
from mosip_mock.websub.errors import DeniedError, HubReason
from shared.control.explanation import Explanation

_SERVICE_ACCOUNT = "service-account-"


def hub_token(cookie_header: str | None) -> str | None:
    """The token as the hub finds it: split on `; `, the part starting `Authorization=`, up to the next `=`."""
    for part in (cookie_header or "").split("; "):
        if part.startswith("Authorization="):
            return part.removeprefix("Authorization=").partition("=")[0].rstrip(";")
    return None


class Permissions:
    """Asks the auth manager whom a cookie speaks for, then looks at the roles."""

    def __init__(self, tokens: Tokens, *, is_on: bool) -> None:
        self._tokens = tokens
        self._is_on = is_on

    def check(self, cookie_header: str | None, mode: str, topic: str) -> str:
        """The client id of whoever may do this. Raises `DeniedError`."""
        if not self._is_on:
            return ""
        is_subscriber = mode in {"subscribe", "unsubscribe"}
        status = 500 if is_subscriber else 200
        caller = self._caller(cookie_header, status)
        partner, slash, name = topic.partition("/")
        name = name if slash else topic
        role = _role(name, is_subscriber=is_subscriber, is_individual=bool(slash))
        any_topic = _role("*", is_subscriber=is_subscriber, is_individual=bool(slash))
        reason = HubReason.SUBSCRIBER_UNAUTHORISED if is_subscriber else HubReason.PUBLISHER_UNAUTHORISED
        if not {role, any_topic} & set(caller.roles):
            raise DeniedError(reason, status, _missing_role(role, caller))
        user = caller.username.removeprefix(_SERVICE_ACCOUNT)
        if is_subscriber and slash and user != partner:
            raise DeniedError(reason, status, _other_partner(partner, user))
        return caller.client_id

    def _caller(self, cookie_header: str | None, status: int) -> Caller:
        if cookie_header is None:
            raise DeniedError(HubReason.NO_COOKIE, status, _no_token("no Cookie header"))
        token = hub_token(cookie_header)
        if not token:
            raise DeniedError(HubReason.NO_TOKEN, status, _no_token("a Cookie header without it"))
        try:
            return self._tokens.read(token)
        except TokenError as error:
            reason = HubReason.NO_TOKEN if error.problem is TokenProblem.NO_COOKIE else HubReason.TOKEN_INVALID
            raise DeniedError(reason, status, error.explanation) from error


def _role(name: str, *, is_subscriber: bool, is_individual: bool) -> str:
    if is_subscriber:
        return f"SUBSCRIBE_{name}_{'INDIVIDUAL' if is_individual else 'GENERAL'}"
    return f"PUBLISH_{name}_{'ALL_INDIVIDUAL' if is_individual else 'GENERAL'}"


def _no_token(received: str) -> Explanation:
    return Explanation(
        expected="`Cookie: Authorization=<token>`",
        received=received,
        where="header Cookie",
        why="the hub reads the token from the cookie alone; an `Authorization` header is ignored",
        mend="fetch a token from the auth manager and send it as this cookie",
    )


def _missing_role(role: str, caller: Caller) -> Explanation:
    return Explanation(
        expected=f"the role {role}",
        received=f"{caller.client_id} with {', '.join(sorted(caller.roles)) or 'no role'}",
        where="claim realm_access.roles",
        why="each topic has a role of its own for publishing and for subscribing",
        mend="use the client meant for WebSub (`mosip-websub-client`), not the one for packets; or give it the role",
    )


def _other_partner(partner: str, user: str) -> Explanation:
    why = "a partner may subscribe to its own topics only: client id and topic prefix must be the same text"
    mend = f"subscribe to {user}/..., or fetch the token as {partner}"
    if user == partner.lower():
        why += "; Keycloak keeps the name in the token in small letters, so that a partner id with capitals never is"
        mend = "have the partner registered in small letters: credentials go to the topic of its exact id"
    return Explanation(
        expected=f"a token of {partner}",
        received=f"a token of {user}",
        where="form field hub.topic",
        why=why,
        mend=mend,
    )
