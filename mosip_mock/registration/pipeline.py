"""Running the stages in the background: when a packet is due, in order, again after a restart.

A workflow is taken up only after it was released, which happens when the answer of workflowinstance has been sent, or
when the app starts and finds it unfinished.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mosip_mock.registration.workflow import NoSuchWorkflowError, Workflow, Workflows
from shared.control.clock import Clock
from shared.control.journal import Journal
from shared.store.protocol import StoreError

if TYPE_CHECKING:
    from mosip_mock.registration.stages import Stages

_POLL: Final = 0.2
"""Seconds between looks at a clock that somebody may have moved."""
_GRACE: Final = timedelta(seconds=2)
"""After this, a workflow that is due is taken up though nobody released it (its client was gone, a reset)."""
_RETRY: Final = timedelta(seconds=5)
_log = logging.getLogger("mocks.registration")


class Pipeline:
    """The background worker."""

    def __init__(self, stages: Callable[[], Stages], workflows: Workflows, clock: Clock, journal: Journal) -> None:
        """`stages` are put together when there is the first packet."""
        self._stages = stages
        self._workflows = workflows
        self._clock = clock
        self._journal = journal
        self._due: list[tuple[datetime, str]] = []
        self._queued: set[str] = set()
        self._woken = asyncio.Event()
        self._seen_version: tuple[int, ...] | None = None
        self._next_look = 0.0

    def release(self, workflow: Workflow) -> None:
        """Let a workflow be processed once it is due; one that waits for the control API is left alone."""
        if workflow.due_at is not None and not workflow.is_finished and workflow.id not in self._queued:
            self._queued.add(workflow.id)
            heapq.heappush(self._due, (workflow.due_at, workflow.id))
            self._woken.set()

    def forget(self) -> None:
        """Look at the store anew, after a reset."""
        self._due.clear()
        self._queued.clear()
        for workflow in self._workflows.unfinished():
            self.release(workflow)

    async def run(self) -> None:
        """Work until cancelled."""
        for workflow in self._workflows.unfinished():
            self.release(workflow)
        while True:
            await self._work_off()
            self._find_forgotten()
            self._woken.clear()
            try:
                await asyncio.wait_for(self._woken.wait(), self._pause())
            except TimeoutError:
                continue

    def advance(self, workflow: Workflow) -> Workflow:
        """One state further now, whatever its delay; a step of work in the journal."""
        exchange = self._journal.open(
            "internal", method="PROCESS", path=f"/registration/{workflow.registration_id}", service="registration"
        )
        exchange.tag(rid=workflow.registration_id, process=workflow.process, state=workflow.state)
        exchange.status = 500
        try:
            stepped = self._stages().step(workflow.id, exchange)
            exchange.tag(state=stepped.state, **({"uin": stepped.uin} if stepped.uin else {}))
            exchange.status = 422 if stepped.state == "rejected" else 200
        except NoSuchWorkflowError:  # a reset took it away meanwhile
            exchange.status = 404
            stepped = workflow.at("rejected", self._clock.now(), "removed")
        finally:
            self._journal.close(exchange)
        return stepped

    async def _work_off(self) -> None:
        while self._due and self._due[0][0] <= self._clock.now():
            _, workflow_id = heapq.heappop(self._due)
            self._queued.discard(workflow_id)
            try:
                await self._finish(workflow_id)
            except StoreError:
                _log.exception("packet of workflow %s waits: the store cannot be used", workflow_id)
                self._again(workflow_id)
            except Exception:  # noqa: BLE001 - one packet that nobody thought of must not stop all others
                _log.exception("packet of workflow %s stays where it is", workflow_id)

    async def _finish(self, workflow_id: str) -> None:
        workflow = self._workflows.find(workflow_id)
        while workflow is not None and not workflow.is_finished and workflow.status != "PAUSED":
            workflow = self.advance(workflow)
            await asyncio.sleep(0)  # requests go first

    def _again(self, workflow_id: str) -> None:
        self._queued.add(workflow_id)
        heapq.heappush(self._due, (self._clock.now() + _RETRY, workflow_id))

    def _pause(self) -> float:
        """Seconds until there may be something to do."""
        if not self._due:
            return _GRACE.total_seconds()
        return max(0.0, min((self._due[0][0] - self._clock.now()).total_seconds(), _POLL))

    def _find_forgotten(self) -> None:
        """Look, when the store changed, for workflows that are due and that nobody released."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _GRACE.total_seconds()
        try:
            version = self._workflows.store.version()
            if version == self._seen_version:
                return
            waiting = [w for w in self._workflows.unfinished() if w.due_at is not None and w.id not in self._queued]
            before = self._clock.now() - _GRACE
            for workflow in waiting:
                if workflow.due_at is not None and workflow.due_at <= before:
                    self.release(workflow)
            self._seen_version = None if waiting else version
        except StoreError:
            _log.exception("cannot look for unfinished packets")
