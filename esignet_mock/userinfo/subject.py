"""The `sub` of a person towards a relying party: MOSIP's partner specific user token (PSUT), or a predictable one.

Two clients of one relying party see the same `sub`, clients of different ones never do. ID authentication gives 36
decimal digits (keymanager `TokenIDGenerator`); mock-identity-system gives base64url(SHA3-256(id + relying party)),
43 characters (`AuthenticationServiceImpl`).
"""

import hashlib
from collections.abc import Callable
from typing import Final

from shared.citizens.identity_system import IdentitySystem
from shared.citizens.token_id import token_id
from shared.jwks import base64url

SubjectRule = Callable[[str, str], str]
"""(UIN, relying party id) -> `sub`."""

_FIXED: Final = "fixed:"


def subject_rule(setting: str, identity_system: IdentitySystem) -> SubjectRule:
    """Read `pairwise`, `uin` or `fixed:VALUE`. Raises `ValueError` for anything else."""
    if setting == "pairwise":
        return token_id if identity_system == "ida" else _mock_identity_psut
    if setting == "uin":
        return lambda uin, _: uin
    value = setting.removeprefix(_FIXED)
    if value == setting or not value:
        raise ValueError(f"'{setting}' is no rule for `sub`; there are pairwise, uin and fixed:VALUE")
    return lambda _uin, _relying_party_id: value


def _mock_identity_psut(uin: str, relying_party_id: str) -> str:
    return base64url.encode_text(hashlib.sha3_256(f"{uin}{relying_party_id}".encode()).digest())
