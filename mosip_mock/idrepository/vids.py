"""The VID service: create, look up, change, regenerate.

Source: mosip/id-repository `VidServiceImpl`, mosip/mosip-config `mosip-vid-policy.json`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import Struct

from mosip_mock.idrepository.errors import IdRepoCode, IdRepoError, invalid, no_record
from mosip_mock.idrepository.events import IdentityEvents, hash_attributes
from shared.citizens.citizen import Citizen, Vid, VidStatus, VidType
from shared.citizens.identifiers import is_vid, violations_of_vid
from shared.citizens.population import Population
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.store.protocol import Store

FOREVER: Final = "9999-12-31T23:59:59.999999999"
"""`LocalDateTime` of a VID that never expires."""
UNLIMITED_USE: Final = "USED"
"""The status that ID authentication sets after a use; a VID without a limit keeps its own (`unlimited-txn-status`)."""
_REGENERATED: Final = frozenset({"ACTIVE", "REVOKED", "EXPIRED", "USED"})
"""`mosip.idrepo.vid.regenerate.allowed-status`."""


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

    def create(self, uin: str, kind: VidType) -> Vid:
        """Another VID. Raises `IdRepoError`."""
        with self.store.transaction():
            citizen = self.citizens.find_by_uin(uin)
            if citizen is None:
                raise no_record("request.UIN", uin)
            _require_active_uin(citizen)
            vid = self._another(citizen, kind)
            self._store(citizen, (*citizen.vids, vid))
        return vid

    def create_in_place(self, uin: str, kind: VidType) -> Vid:
        """Another VID; of a type that is restored it takes the place of the present one. Raises `IdRepoError`."""
        with self.store.transaction():
            restores_on = POLICIES[kind].restores_on
            present = self.active(self.citizens.get(uin), kind)
            restored = self.update(present[0].vid, restores_on)[1] if present and restores_on else None
            return restored or self.create(uin, kind)

    def active(self, citizen: Citizen, kind: VidType | None = None) -> list[Vid]:
        """The active VIDs of a person, of this type or of all."""
        return [v for v in citizen.vids if kind in {None, v.vid_type} and self.status_of(v) == "ACTIVE"]

    def owner(self, number: str) -> Citizen:
        """The active person behind an active VID. Raises `IdRepoError`."""
        citizen, vid = self._found(number)
        self._require_active(vid)
        _require_active_uin(citizen)
        return citizen

    def of_uin(self, uin: str) -> list[dict[str, Any]]:
        """The active VIDs of a person; none for somebody unknown, which is no error."""
        citizen = self.citizens.find_by_uin(uin)
        return [
            {
                "vid": vid.vid,
                "vidType": vid.vid_type,
                "expiryTimestamp": expiry_text(vid),
                "genratedOnTimestamp": local_time_text(vid.created_at) if vid.created_at else None,
                "transactionLimit": POLICIES[vid.vid_type].uses,
                "hashAttributes": hash_attributes(vid.vid),
            }
            for vid in (self.active(citizen) if citizen else ())
        ]

    def update(self, number: str, wanted: VidStatus) -> tuple[VidStatus, Vid | None]:
        """Set a status; the status then, and the VID that takes its place if the policy makes one.

        Raises `IdRepoError`.
        """
        with self.store.transaction():
            citizen, vid = self._found(number)
            self._require_active(vid)
            policy = POLICIES[vid.vid_type]
            if wanted == UNLIMITED_USE and policy.uses is None:
                return vid.vid_status, None
            changed = msgspec.structs.replace(vid, vid_status=wanted)
            restored: Vid | None = None
            if policy.restores_on == wanted:
                _require_active_uin(citizen)
                restored = self._new(vid.vid_type)
            self._replace(citizen, changed, restored)
            self.events.vid_changed(changed)
        return wanted, restored

    def regenerate(self, number: str) -> Vid:
        """Revoke a VID and make another of its type. Raises `IdRepoError`."""
        with self.store.transaction():
            citizen, vid = self._found(number)
            if not POLICIES[vid.vid_type].regenerates:
                raise _policy("a Temporary or OneTimeUse VID", f"a {vid.vid_type} one", "path")
            if vid.vid_status not in _REGENERATED:
                self._require_active(vid)
            _require_active_uin(citizen)
            revoked = msgspec.structs.replace(vid, vid_status="REVOKED")
            fresh = self._new(vid.vid_type)
            self._replace(citizen, revoked, fresh)
            self.events.vid_changed(revoked)
        return fresh

    def set_all(self, uin: str, *, active: bool) -> VidStatus:
        """Deactivate all active VIDs of a person, or activate the deactivated ones. Raises `IdRepoError`."""
        before: VidStatus = "DEACTIVATED" if active else "ACTIVE"
        after: VidStatus = "ACTIVE" if active else "DEACTIVATED"
        with self.store.transaction():
            citizen = self.citizens.find_by_uin(uin)
            concerned = {v.vid for v in (citizen.vids if citizen else ()) if self.status_of(v) == before}
            if citizen is None or not concerned:
                raise no_record("request.UIN", uin, f"the UIN of a person with a VID that is {before}")
            changed = tuple(
                msgspec.structs.replace(v, vid_status=after) if v.vid in concerned else v for v in citizen.vids
            )
            self._store(citizen, changed)
            for vid in changed:
                if vid.vid in concerned:
                    self.events.vid_changed(vid)
        return after

    def require_number(self, number: str) -> None:
        """Raise `IdRepoError` unless this is a VID by MOSIP's rules, or somebody's."""
        if is_vid(number) or self.citizens.find_by_vid(number) is not None:
            return
        told = "; ".join(f"{v.code}: {v.sentence}" for v in violations_of_vid(number))
        raise invalid("path", "a VID by MOSIP's rules", number, told, "VID")

    def status_of(self, vid: Vid) -> VidStatus:
        """The status now: an active VID expires and is used up."""
        if vid.vid_status == "ACTIVE":
            if vid.expires_at is not None and vid.expires_at <= self.clock.now():
                return "EXPIRED"
            if vid.uses_left is not None and vid.uses_left <= 0:
                return "USED"
        return vid.vid_status

    def _another(self, citizen: Citizen, kind: VidType) -> Vid:
        allowed = POLICIES[kind].instances
        active = self.active(citizen, kind)
        if len(active) >= allowed:
            raise _policy(
                f"fewer than {allowed} active {kind} VID(s)",
                f"a person with {', '.join(v.vid for v in active)}",
                "request.vidType",
            )
        return self._new(kind)

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

    def _require_active(self, vid: Vid) -> None:
        status = self.status_of(vid)
        if status != "ACTIVE":
            raise IdRepoError(
                IdRepoCode.VID_INACTIVE,
                Explanation(
                    expected="an ACTIVE VID",
                    received=f"{vid.vid}, which is {status}",
                    where="VID",
                    why="only an active VID leads to its UIN",
                    mend="use the UIN, or make a new VID with POST /idrepository/v1/vid",
                ),
                status,
            )

    def _replace(self, citizen: Citizen, changed: Vid, further: Vid | None) -> None:
        vids = tuple(changed if v.vid == changed.vid else v for v in citizen.vids)
        self._store(citizen, (*vids, further) if further else vids)

    def _store(self, citizen: Citizen, vids: tuple[Vid, ...]) -> None:
        now = self.clock.now()
        self.citizens.change(citizen.uin, lambda c: msgspec.structs.replace(c, vids=vids, updated_at=now))


def vid_type_of(text: str | None) -> VidType | None:
    """The type of this name, in whatever case; None where no policy is for it."""
    return next((kind for kind in POLICIES if text is not None and kind.lower() == text.lower()), None)


def expiry_text(vid: Vid) -> str:
    """Until when it is valid."""
    return local_time_text(vid.expires_at) if vid.expires_at else FOREVER


def local_time_text(instant: datetime) -> str:
    """A `LocalDateTime` as Jackson writes it, UTC: without a zone."""
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds")


def _require_active_uin(citizen: Citizen) -> None:
    if citizen.status != "ACTIVATED":
        raise IdRepoError(
            IdRepoCode.UIN_INACTIVE,
            Explanation(
                expected="a person whose UIN is ACTIVATED",
                received=f"{citizen.uin}, who is {citizen.status}",
                where="UIN",
                why="an inactive person gets no VID, and no VID leads to them",
                mend="activate the person first (PATCH /idrepository/v1/identity/ with status ACTIVATED)",
            ),
            citizen.status,
        )


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
