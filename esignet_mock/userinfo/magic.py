"""What magic UINs make of userinfo; the suite's table of magic people says which there are."""

from datetime import timedelta
from typing import Any, Final

SLOWNESS: Final = timedelta(seconds=10)
"""By which the answers for slow people are held back, tokens and userinfo alike."""
_NAMES: Final = ("name", "given_name", "middle_name", "family_name")
_LARGE_PICTURE_CHUNKS: Final = 140_000


def with_magic(magic: str | None, claims: dict[str, Any]) -> dict[str, Any]:
    """The claims, spoilt as this person's purpose says."""
    match magic:
        case "userinfo-without-name":
            return {name: value for name, value in claims.items() if name.partition("#")[0] not in _NAMES}
        case "userinfo-without-birthdate":
            return {name: value for name, value in claims.items() if name != "birthdate"}
        case "userinfo-iso-birthdate" if "birthdate" in claims:
            return claims | {"birthdate": claims["birthdate"].replace("/", "-")}
        case "userinfo-large-picture":
            return claims | {"picture": "data:image/jpeg;base64," + "/9j/4AAQ" * _LARGE_PICTURE_CHUNKS}
        case _:
            return claims
