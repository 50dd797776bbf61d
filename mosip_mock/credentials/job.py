"""The job that works credential requests off.

Source: mosip/id-repository `credential-request-generator`, its batch job and the one that takes up what failed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mosip_mock.credentials.magic import magic_of
from mosip_mock.credentials.requests import AGAIN, CredentialRequest, CredentialRequests, Event, new_encryption_key
from mosip_mock.registration.issuing import NO_WISHES, CredentialWishes
from shared.citizens.numbering import Uin
from shared.world import World

if TYPE_CHECKING:
    from mosip_mock.credentials.issuing import Issuer

_log = logging.getLogger("mocks.credentials")
_EVENTS: Final[Mapping[str, Event]] = MappingProxyType({"CRVS_NEW": "birth", "NEW": "birth", "CRVS_DEATH": "death"})
_LATE: Final = timedelta(seconds=60)
_LOOK: Final = 1.0
"""Seconds between looks at what waits, as the real batch job; what this process is asked for wakes it at once."""


class IssuingJob:
    """Takes credential requests and works them off, those that are due, oldest first."""

    def __init__(self, world: World, issuer: Callable[[], Issuer]) -> None:
        """`issuer` is put together when there is the first request."""
        self._world = world
        self._issuer = issuer
        self.requests = CredentialRequests(world.store, world.draws.of("credential requests"))
        self._draw = world.draws.of("encryption keys")
        self._wake = asyncio.Event()

    def issue(
        self,
        *,
        rid: str,
        uin: str,
        process: str,
        partner_id: str,
        credential_type: str,
        template: str,
        wishes: CredentialWishes = NO_WISHES,
    ) -> str:
        """Ask for a credential about the person of this UIN; the id of the request. Durable when this returns."""
        now = self._world.clock.now()
        citizen = self._world.citizens.find_by_uin(uin)
        magic = None if citizen is None else magic_of(citizen)
        request = CredentialRequest(
            request_id=wishes.request_id or self.requests.new_id(),
            registration_id=rid,
            uin=Uin(uin),
            issuer=partner_id,
            credential_type=credential_type,
            process=process,
            event=_EVENTS.get(process, "update"),
            additional={"templateTypeCode": template, **wishes.further},
            individual_id=wishes.individual_id,
            attributes=wishes.attributes,
            encrypts=wishes.encrypts,
            encryption_key=wishes.encryption_key or new_encryption_key(self._draw),
            fault=magic,
            created_at=now,
            due_at=now + (_LATE if magic == "credential-late" else timedelta()),
        )
        self.requests.add(request)
        self._wake.set()
        return request.request_id

    def wake(self) -> None:
        """Look again at what waits."""
        self._wake.set()

    async def run(self) -> None:
        """Issue what is due, for ever. One request that fails does not stop the others."""
        while True:
            self._wake.clear()
            waiting = self.requests.waiting()
            now = self._world.clock.now()
            for request_id in [r.request_id for r in waiting if r.due_at <= now]:
                request = self.requests.find(request_id)
                if request is None or not request.is_waiting or request.due_at > self._world.clock.now():
                    continue  # cancelled, asked for anew, or gone by a reset, in the meantime
                try:
                    self._issuer().issue(request)
                except Exception:  # noqa: BLE001 - a fault of ours fails one request, not the job
                    _log.exception("issuing %s failed; it is tried again", request.request_id)
                    self.requests.fail(request.request_id, at=now, comment="internal error", again_at=now + AGAIN)
                await asyncio.sleep(0)
            later = [r.due_at for r in waiting if r.due_at > now]
            if self._wake.is_set():
                continue
            await self._rest(min(later, default=None))

    async def _rest(self, until: datetime | None) -> None:
        """Until somebody asks for a credential, or the suite's time is `until`; no longer than a look."""
        waits: list[asyncio.Task[Any]] = [asyncio.create_task(self._wake.wait())]
        if until is not None:
            waits.append(asyncio.create_task(self._world.clock.sleep_until(until)))
        try:
            await asyncio.wait(waits, timeout=_LOOK, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
