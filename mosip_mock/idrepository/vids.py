"""The VID service: create, look up, change, regenerate.

Source: mosip/id-repository `VidServiceImpl`, mosip/mosip-config `mosip-vid-policy.json`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, get_args

import msgspec
from msgspec import Struct

from mosip_mock.envelope import wire_time
from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, no_record
from mosip_mock.idrepository.events import IdentityEvents, id_hash
from mosip_mock.idrepository.identities import require_active_vid
from shared.citizens.citizen import Citizen, Vid, VidStatus, VidType
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.store.protocol import Store

STATUSES: Final = get_args(VidStatus)
FOREVER: Final = "9999-12-31T23:59:59.999Z"


class VidPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a type a person may have, for how long, and how often each may be used."""

    instances: int
    lifetime: timedelta | None = None
    uses: int | None = None
    regenerates: bool = True
    restores_on: VidStatus | None = None
    """The status at which another one takes its place."""


POLICIES: Final[Mapping[VidType, VidPolicy]] = MappingProxyType(
    {
        "Perpetual": VidPolicy(instances=1, regenerates=False, restores_on="REVOKED"),
        "Temporary": VidPolicy(instances=5, lifetime=timedelta(minutes=30), uses=2),
        "OneTimeUse": VidPolicy(instances=5, uses=2),
    }
)


class Vids(Struct, frozen=True):
    """Changes the VIDs of people."""

    store: Store
    citizens: Population
    events: IdentityEvents
    clock: Clock

    def create(self, uin: str, vid_type: str) -> Vid:
        """Another VID. Raises `IdRepoError`."""
        kind = next((t for t in POLICIES if t.lower() == vid_type.lower()), None)
        if kind is None:
            raise invalid("request.vidType", " or ".join(POLICIES), vid_type)
        with self.store.transaction():
            citizen = self._active(uin)
            active = [v for v in citizen.vids if v.vid_type == kind and self.status_of(v) == "ACTIVE"]
            if len(active) >= POLICIES[kind].instances:
                raise _policy(
                    f"fewer than {POLICIES[kind].instances} active {kind} VID(s)",
                    f"a person with {', '.join(v.vid for v in active)}",
                    "request.vidType",
                )
            vid = self._new(kind)
            self._store(citizen, (*citizen.vids, vid))
        return vid

    def uin_of(self, number: str) -> str:
        """The UIN behind an active VID. Raises `IdRepoError`."""
        citizen, vid = self._found(number)
        require_active_vid(msgspec.structs.replace(citizen, vids=(self._seen(vid),)), number)
        return citizen.uin

    def of_uin(self, uin: str) -> list[dict[str, Any]]:
        """The active VIDs of a person. Raises `IdRepoError`."""
        citizen = self.citizens.find_by_uin(uin)
        active = [v for v in (citizen.vids if citizen else ()) if self.status_of(v) == "ACTIVE"]
        if not active:
            raise no_record("path", uin, "the UIN of a person with an active VID")
        return [
            {
                "vid": vid.vid,
                "vidType": vid.vid_type,
                "expiryTimestamp": wire_time(vid.expires_at) if vid.expires_at else FOREVER,
                "genratedOnTimestamp": wire_time(vid.created_at) if vid.created_at else None,
                "transactionLimit": vid.uses_left,
                "hashAttributes": id_hash(vid.vid),
            }
            for vid in active
        ]

    def update(self, number: str, status: str) -> tuple[str, Vid | None]:
        """Set a status; the status, and the VID that takes its place if the policy makes one. Raises `IdRepoError`."""
        wanted = next((s for s in STATUSES if s == status), None)
        if wanted is None:
            raise invalid("request.vidStatus", " or ".join(STATUSES), status)
        with self.store.transaction():
            citizen, vid = self._found(number)
            self._require_active(citizen)
            require_active_vid(msgspec.structs.replace(citizen, vids=(self._seen(vid),)), number)
            changed = msgspec.structs.replace(vid, vid_status=wanted)
            restored = self._new(vid.vid_type) if POLICIES[vid.vid_type].restores_on == wanted else None
            self._replace(citizen, changed, restored)
            self.events.vid_changed(changed)
        return wanted, restored

    def regenerate(self, number: str) -> Vid:
        """Revoke a VID and make another of its type. Raises `IdRepoError`."""
        with self.store.transaction():
            citizen, vid = self._found(number)
            self._require_active(citizen)
            if not POLICIES[vid.vid_type].regenerates:
                raise _policy("a Temporary or OneTimeUse VID", f"a {vid.vid_type} one", "path")
            if vid.vid_status not in {"ACTIVE", "REVOKED", "EXPIRED", "USED"}:
                require_active_vid(citizen, number)
            revoked = msgspec.structs.replace(vid, vid_status="REVOKED")
            fresh = self._new(vid.vid_type)
            self._replace(citizen, revoked, fresh)
            self.events.vid_changed(revoked)
        return fresh

    def set_all(self, uin: str, *, active: bool) -> str:
        """Deactivate all active VIDs of a person, or activate the deactivated ones. Raises `IdRepoError`."""
        before: VidStatus = "DEACTIVATED" if active else "ACTIVE"
        after: VidStatus = "ACTIVE" if active else "DEACTIVATED"
        with self.store.transaction():
            citizen = self.citizens.find_by_uin(uin)
            if citizen is None or not any(v.vid_status == before for v in citizen.vids):
                raise no_record("request.UIN", uin, f"the UIN of a person with a VID that is {before}")
            changed = tuple(
                msgspec.structs.replace(v, vid_status=after) if v.vid_status == before else v for v in citizen.vids
            )
            self._store(citizen, changed)
            for old, new in zip(citizen.vids, changed, strict=True):
                if old is not new:
                    self.events.vid_changed(new)
        return after

    def status_of(self, vid: Vid) -> VidStatus:
        """The status now: an active VID expires and is used up."""
        if vid.vid_status == "ACTIVE":
            if vid.expires_at is not None and vid.expires_at <= self.clock.now():
                return "EXPIRED"
            if vid.uses_left is not None and vid.uses_left <= 0:
                return "USED"
        return vid.vid_status

    def _seen(self, vid: Vid) -> Vid:
        return msgspec.structs.replace(vid, vid_status=self.status_of(vid))

    def _new(self, kind: VidType) -> Vid:
        policy, now = POLICIES[kind], self.clock.now()
        expires: datetime | None = now + policy.lifetime if policy.lifetime else None
        return Vid(
            vid=self.citizens.new_vid(), vid_type=kind, created_at=now, expires_at=expires, uses_left=policy.uses
        )

    def _found(self, number: str) -> tuple[Citizen, Vid]:
        citizen = self.citizens.find_by_vid(number)
        vid = next((v for v in citizen.vids if v.vid == number), None) if citizen else None
        if citizen is None or vid is None:
            raise no_record("path", number, "a VID that was given out")
        return citizen, vid

    def _active(self, uin: str) -> Citizen:
        citizen = self.citizens.find_by_uin(uin)
        if citizen is None:
            raise no_record("request.UIN", uin)
        self._require_active(citizen)
        return citizen

    @staticmethod
    def _require_active(citizen: Citizen) -> None:
        if citizen.status != "ACTIVATED":
            raise IdRepoError(
                IdRepoCode.UIN_INACTIVE,
                Explanation(
                    expected="a person whose UIN is ACTIVATED",
                    received=f"{citizen.uin}, who is {citizen.status}",
                    where="request.UIN",
                    why="VIDs of inactive people are not made or changed",
                    mend="activate the person first (PATCH /idrepository/v1/identity/ with status ACTIVATED)",
                ),
                citizen.status,
            )

    def _replace(self, citizen: Citizen, changed: Vid, further: Vid | None) -> None:
        vids = tuple(changed if v.vid == changed.vid else v for v in citizen.vids)
        self._store(citizen, (*vids, further) if further else vids)

    def _store(self, citizen: Citizen, vids: tuple[Vid, ...]) -> None:
        now = self.clock.now()
        self.citizens.change(citizen.uin, lambda c: msgspec.structs.replace(c, vids=vids, updated_at=now))


def _policy(expected: str, received: str, where: str) -> IdRepoError:
    return IdRepoError(
        IdRepoCode.VID_POLICY,
        Explanation(
            expected=expected,
            received=received,
            where=where,
            why="the VID policy allows one Perpetual VID, which is replaced only when revoked, and five of the others",
            mend="revoke the present one first (PATCH /idrepository/v1/vid/{VID} with vidStatus REVOKED)",
        ),
    )
