"""The file `keyring.json`: which key of a purpose is next, current and retired.

It is replaced last and as a whole, so it is what makes a change of the keys happen, and one `stat` of it tells a
running process that another one changed something.
"""

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec

from shared.jwks import key_files


class KeyRingError(Exception):
    """The keys cannot be read or made; the text says in one sentence what is wrong and what to do."""


def not_that_key(path: Path, name: str) -> KeyRingError:
    """What to say of a file in which another thing stands than the key or certificate that was written there."""
    return KeyRingError(
        f"{path} does not hold the {name} key that was written there; "
        f"restore the file, or remove {path.parent} to have new keys made"
    )


class RotationStage(StrEnum):
    """The steps from one key to the following."""

    PUBLISH = "publish"
    """A next key appears in the JWKS; the current one still signs."""
    USE = "use"
    """The next key signs; the one before stays published."""
    RETIRE = "retire"
    """Retired keys are no longer published; their files stay."""


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one purpose, by `kid`."""

    current: str
    next: str | None = None
    retired: tuple[str, ...] = ()

    @property
    def stages(self) -> tuple[tuple[str, str], ...]:
        """Each key's `kid` and stage: `current`, `next` or `retired`."""
        known = ((self.current, "current"), (self.next, "next"), *((kid, "retired") for kid in self.retired))
        return tuple((kid, stage) for kid, stage in known if kid)

    @property
    def published(self) -> tuple[str, ...]:
        """Current first, then next, then retired."""
        return tuple(kid for kid, _ in self.stages)

    def rotated(self, name: str, stage: RotationStage, make: Callable[[], str]) -> "Slot":
        """The slot after this step; `make` makes the next key. Raises `KeyRingError` for a step out of order."""
        match stage:
            case RotationStage.PUBLISH:
                if self.next:
                    raise KeyRingError(f"{name} has a next key already; the step after is 'use'")
                return msgspec.structs.replace(self, next=make())
            case RotationStage.USE:
                if not self.next:
                    raise KeyRingError(f"{name} has no next key; the step before is 'publish'")
                return Slot(current=self.next, retired=(self.current, *self.retired))
            case RotationStage.RETIRE:
                if not self.retired:
                    raise KeyRingError(f"{name} has no key to retire; the step before is 'use'")
                return msgspec.structs.replace(self, retired=())


class _State(msgspec.Struct, frozen=True):
    slots: dict[str, Slot] = {}


class SlotFile:
    """The slots of a directory of keys, by purpose. Whoever writes holds the directory's lock."""

    def __init__(self, directory: Path) -> None:
        """Touch nothing yet."""
        self._directory = directory
        self._path = directory / "keyring.json"
        self._state = _State()
        self._seen: tuple[int, int, int] | None = None

    def find(self, name: str) -> Slot | None:
        """The slot as any process left it. Raises `KeyRingError`."""
        try:
            status = os.stat(self._path)  # noqa: PTH116 - half the time of Path.stat, at each signature
        except FileNotFoundError:
            self._state, self._seen = _State(), None
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        else:
            if (status.st_ino, status.st_mtime_ns, status.st_size) != self._seen:
                self._read()
        return self._state.slots.get(name)

    def put(self, name: str, slot: Slot) -> None:
        """Write it down beside the others. Raises `KeyRingError`."""
        self.find(name)  # and with it what another process wrote
        state = _State(slots={**self._state.slots, name: slot})
        key_files.write_whole(self._path, msgspec.json.encode(state) + b"\n", key_files.PRIVATE_FILE)
        self._read()

    def _read(self) -> None:
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                content = file.read()
        except FileNotFoundError:
            self._state, self._seen = _State(), None
            return
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        try:
            self._state = msgspec.json.decode(content, type=_State)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable("it is not what the key ring wrote") from error
        self._seen = (status.st_ino, status.st_mtime_ns, status.st_size)

    def _unreadable(self, why: str) -> KeyRingError:
        return KeyRingError(
            f"the key ring's state {self._path} cannot be read ({why}); "
            f"restore it, or remove {self._directory} to have new keys made"
        )
