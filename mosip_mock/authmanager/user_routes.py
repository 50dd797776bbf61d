"""What the auth manager tells of users: roles, details, salts, registration and individual ids."""

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mosip_mock.authmanager.answers import answer
from mosip_mock.authmanager.clients import Accounts, User
from mosip_mock.authmanager.errors import AuthCode, AuthError
from mosip_mock.authmanager.realms import require_realm
from mosip_mock.authmanager.requests import UserListRequest, read_envelope
from mosip_mock.spring import text_of
from shared.control.clock import Clock
from shared.control.exchange import exchange_of
from shared.control.explanation import Explanation


class UserRoutes(Struct, frozen=True):
    """Listings and single attributes of users."""

    accounts: Accounts
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/roles/{app_id}", self.roles, methods=["GET"]),
            Route("/userdetails/{app_id}", self.user_details, methods=["GET", "POST"]),
            Route("/usersaltdetails/{app_id}", self.salts, methods=["POST"]),
            Route("/rid/{app_id}/{user_id}", self.rid, methods=["GET"]),
            Route("/individualId/{app_id}/{user_id}", self.individual_id, methods=["GET"]),
        ]

    async def roles(self, request: Request) -> Response:
        exchange_of(request.scope).service = "authmanager"
        require_realm(request.path_params["app_id"])
        names = sorted({role for user in self.accounts.all_users() for role in user.roles})
        return answer(
            request, self.clock, {"roles": [{"roleId": n, "roleName": n, "roleDescription": n} for n in names]}
        )

    async def user_details(self, request: Request) -> Response:
        users = await self._users(request)
        return answer(request, self.clock, {"mosipUserDtoList": [_listed(user) for user in users]})

    async def salts(self, request: Request) -> Response:
        users = await self._users(request)
        return answer(request, self.clock, {"mosipUserSaltList": [{"userId": u.user_id, "salt": None} for u in users]})

    async def rid(self, request: Request) -> Response:
        user = self._user(request)
        if user.rid is None:
            raise _no_user(request.path_params["user_id"], AuthCode.NO_SUCH_USER, "has no registration id")
        return answer(request, self.clock, {"rId": user.rid})

    async def individual_id(self, request: Request) -> Response:
        user = self._user(request)
        if user.individual_id is None:
            raise _no_user(request.path_params["user_id"], AuthCode.NO_INDIVIDUAL_ID, "has no individual id")
        return answer(request, self.clock, {"individualId": user.individual_id})

    async def _users(self, request: Request) -> list[User]:
        exchange_of(request.scope).service = "authmanager"
        require_realm(request.path_params["app_id"])
        if request.method == "GET":
            return list(self.accounts.all_users())
        body, _, _ = await read_envelope(request, UserListRequest)
        found = [self.accounts.user(text_of(name) or "") for name in body.user_details or ()]
        return [user for user in found if user is not None]

    def _user(self, request: Request) -> User:
        exchange_of(request.scope).service = "authmanager"
        require_realm(request.path_params["app_id"])
        user = self.accounts.user(request.path_params["user_id"])
        if user is None:
            raise _no_user(request.path_params["user_id"], AuthCode.NO_SUCH_USER, "is nobody")
        return user


def _listed(user: User) -> dict[str, Any]:
    return {
        "userId": user.user_id,
        "mobile": user.mobile,
        "mail": user.mail,
        "langCode": None,
        "userPassword": None,
        "name": user.name,
        "role": ",".join(user.roles),
        "rId": user.rid,
        "token": None,
    }


def _no_user(user_id: str, code: AuthCode, received: str) -> AuthError:
    return AuthError(
        code,
        Explanation(
            expected="a user who has one",
            received=f"{user_id[:60]!r}, who {received}",
            where="path",
            why="the answer is read from the user's attributes in Keycloak",
            mend="use a documented user such as crvs-officer",
        ),
    )
