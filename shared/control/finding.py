"""What `doctor` finds, in the suite itself and, by the control API, at a partner."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """The outcome of one check; where it is not in order, `says` ends with what to mend."""

    check: str
    state: Literal["ok", "warning", "failed"]
    says: str
