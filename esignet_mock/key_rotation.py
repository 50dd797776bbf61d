"""`/_mock/keys`: the signing keys, their rotation, and a key set that stays behind on purpose.

Publish, use, retire: the next key appears in the JWKS, then signs, then the old one disappears. A frozen JWKS shows
a relying party what it would see through a cache: tokens with a `kid` that no fetch brings.
"""

from typing import Final, Literal

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from esignet_mock.discovery import SIGNERS, KeySet
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.slots import KeyRingError, RotationStage
from shared.wire import json_response, read_json

Step = Literal["publish", "use", "retire", "now"]
"""`now` publishes, uses and retires in one go: whoever trusts the keys it fetched before meets an unknown `kid`."""

_STAGES: Final[dict[Step, tuple[RotationStage, ...]]] = {
    "publish": (RotationStage.PUBLISH,),
    "use": (RotationStage.USE,),
    "retire": (RotationStage.RETIRE,),
    "now": (RotationStage.PUBLISH, RotationStage.USE, RotationStage.RETIRE),
}


class Rotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which key, and which step."""

    key: Literal["esignet", "kyc"] = "esignet"
    stage: Step = "now"


class KeySetChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the JWKS shall stay as it is, whatever happens to the keys."""

    frozen: bool


class KeyRoutes(Struct, frozen=True):
    """The signers of tokens (`esignet`) and of userinfo (`kyc`)."""

    keys: KeyRing
    key_set: KeySet

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/keys", self.show, methods=["GET"]),
            Route("/keys/rotate", self.rotate, methods=["POST"]),
            Route("/keys/jwks", self.freeze, methods=["PUT"]),
        ]

    async def show(self, _: Request) -> Response:
        return self._listing()

    async def rotate(self, request: Request) -> Response:
        rotation = await read_json(request, Rotation) if await request.body() else Rotation()
        name = KeyName(rotation.key)
        stages = _STAGES[rotation.stage]
        if rotation.stage == "now" and self.keys.slot(name).next:
            stages = stages[1:]
        try:
            for stage in stages:
                self.keys.rotate(name, stage)
        except KeyRingError as error:
            return json_response({"error": "conflict", "message": str(error)}, 409)
        return self._listing()

    async def freeze(self, request: Request) -> Response:
        self.key_set.freeze(frozen=(await read_json(request, KeySetChange)).frozen)
        return self._listing()

    def _listing(self) -> Response:
        items = [
            {"key": name, "kid": kid, "stage": stage} for name in SIGNERS for kid, stage in self.keys.slot(name).stages
        ]
        return json_response({"items": items, "total": len(items), "jwksFrozen": self.key_set.is_frozen})
