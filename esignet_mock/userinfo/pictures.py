"""The `picture` claim: a data URI with a JPEG, the person's own or one drawn from their number."""

from collections import OrderedDict
from typing import Final

from shared.citizens.citizen import Citizen

_MOST_KEPT: Final = 200


class Pictures:
    """Keeps the pictures drawn last, since drawing one costs as much as several logins."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, str] = OrderedDict()

    def of(self, citizen: Citizen) -> str:
        """`data:image/jpeg;base64,...`, or the data URI that the citizen's record has."""
        if citizen.photo:
            return citizen.photo
        picture = self._drawn.get(citizen.uin)
        if picture is None:
            from shared.citizens.photo import photo_of  # noqa: PLC0415 - brings Pillow

            picture = photo_of(citizen)
            self._drawn[citizen.uin] = picture
            if len(self._drawn) > _MOST_KEPT:
                self._drawn.popitem(last=False)
        return picture
