"""A packet's `metaInfo`, whose `metaData` and `operationsData` are lists of `{label, value}`."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class MetaInfo(Struct, frozen=True):
    """The members with their labels read; whatever has another shape holds none."""

    members: Mapping[str, Any]

    def values(self, member: str) -> dict[str, str]:
        """All values that are text, by label; the first of a label counts."""
        entries = self.members.get(member)
        found: dict[str, str] = {}
        for entry in entries if isinstance(entries, list) else ():
            label, value = (entry.get("label"), entry.get("value")) if isinstance(entry, Mapping) else (None, None)
            if isinstance(label, str) and isinstance(value, str):
                found.setdefault(label, value)
        return found

    def value(self, member: str, label: str) -> str:
        """The value of a label, empty when there is none."""
        return self.values(member).get(label, "")
