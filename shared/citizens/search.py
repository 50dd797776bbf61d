"""Looking through everybody: a few members of each stored person are decoded, and not the rest."""

import msgspec

from shared.citizens.citizen import CitizenStatus


class _Searchable(msgspec.Struct, rename="camel"):
    """What a search looks at before the whole person is decoded."""

    uin: str
    full_name: str = ""
    phone: str | None = None
    email: str | None = None
    status: str = "ACTIVATED"
    persona: str | None = None
    magic: str | None = None
    purpose: str | None = None
    registration_id: str | None = None
    birth_certificate_number: str | None = None
    vids: tuple["_SearchableVid", ...] = ()
    names: dict[str, "_SearchableName"] = {}

    def words(self) -> str:
        """Everything a query is looked for in, in small letters."""
        plain = (
            self.uin,
            self.full_name,
            self.phone,
            self.email,
            self.persona,
            self.magic,
            self.purpose,
            self.registration_id,
            self.birth_certificate_number,
        )
        further = [v.vid for v in self.vids] + [n.full for n in self.names.values()]
        return "\n".join([*filter(None, plain), *further]).casefold()


class _SearchableVid(msgspec.Struct):
    vid: str


class _SearchableName(msgspec.Struct):
    full: str = ""


class Search:
    """Words, all of which occur in a name, number, phone, e-mail address, persona or purpose; and a status."""

    def __init__(self, query: str, status: CitizenStatus | str | None) -> None:
        self._words = query.casefold().split()
        self._status = status
        self._decode = msgspec.json.Decoder(_Searchable).decode

    def finds(self, raw: bytes) -> bool:
        """Whether the person of this document is one of those looked for."""
        person = self._decode(raw)
        if self._status is not None and person.status != self._status:
            return False
        text = person.words() if self._words else ""
        return all(word in text for word in self._words)
