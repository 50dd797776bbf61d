"""What differs between the two server generations, as data.

Source: mosip/id-authentication tags v1.2.0.1 and master (1.3.0); mosip/keymanager `SignatureServiceImpl` of the
release that each pins.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

IdaProfileName = Literal["1.2.0.1", "1.3.0"]


class IdaProfile(msgspec.Struct, frozen=True, kw_only=True):
    """One generation of the server."""

    name: IdaProfileName
    token_on_mismatch: bool
    """Whether `authToken` is filled when the authentication ran but did not match."""
    strict_x5c: bool
    """Whether line breaks in `x5c` are refused."""
    accepts_handles: bool
    """Whether an individual id may be a handle such as `+91...@phone`."""
    refuses_age_below_one: bool


IDA_PROFILES: Final[Mapping[IdaProfileName, IdaProfile]] = {
    "1.2.0.1": IdaProfile(
        name="1.2.0.1",
        token_on_mismatch=True,
        strict_x5c=False,
        accepts_handles=False,
        refuses_age_below_one=False,
    ),
    "1.3.0": IdaProfile(
        name="1.3.0",
        token_on_mismatch=False,
        strict_x5c=True,
        accepts_handles=True,
        refuses_age_below_one=True,
    ),
}
