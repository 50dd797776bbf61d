"""Resuming and stopping workflows that are paused. Source: mosip/registration `WorkflowActionService`."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from mosip_mock.registration.errors import WorkflowCode, WorkflowError
from mosip_mock.registration.requests import ACTION, missing, scalar, unreadable
from mosip_mock.registration.stages import Stages
from mosip_mock.registration.workflow import Step, Workflow, Workflows
from shared.control.clock import Clock
from shared.control.explanation import Explanation


class Action(StrEnum):
    """`workflowAction`."""

    RESUME = "RESUME_PROCESSING"
    FROM_BEGINNING = "RESUME_FROM_BEGINNING"
    STOP = "STOP_PROCESSING"


class Actions(Struct, frozen=True):
    """Carries actions out, all workflows or none."""

    workflows: Workflows
    stages: Stages
    clock: Clock

    def perform(self, request: Any) -> tuple[str, list[Workflow]]:  # noqa: ANN401 - any JSON value
        """The status message, and the workflows that go on. Raises `WorkflowError`."""
        if not isinstance(request, Mapping):
            raise unreadable(ACTION, "an object", type(request).__name__, "request")
        ids = self._ids(request.get("workflowIds"))
        action = self._action(scalar(request.get("workflowAction"), ACTION, "request.workflowAction"))
        change: Callable[[Workflow], Workflow] = {
            Action.RESUME: self._resumed,
            Action.FROM_BEGINNING: self._restarted,
            Action.STOP: lambda workflow: self.stages.stop(workflow, "stopped by workflowaction"),
        }[action]
        with self.workflows.store.transaction():
            paused = [self._paused(workflow_id) for workflow_id in ids]
            changed = [self.workflows.change(workflow.id, change) for workflow in paused]
        listed = ", ".join(ids)
        return f"Process the workflowIds '[{listed}]' successfully", changed

    def pause(self, workflow: Workflow) -> Workflow:
        """Hold a workflow where it is, as a pause rule of the processor does."""
        return self.workflows.change(workflow.id, lambda w: msgspec.structs.replace(w, status="PAUSED"))

    @staticmethod
    def _ids(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
        if value is None or value == []:
            raise missing(ACTION, "request.workflowIds")
        if not isinstance(value, list):
            raise unreadable(ACTION, "a list", type(value).__name__, "request.workflowIds")
        return [scalar(entry, ACTION, "request.workflowIds") or "" for entry in value]

    @staticmethod
    def _action(value: str | None) -> Action:
        if value is None:
            raise missing(ACTION, "request.workflowAction")
        try:
            return Action(value)
        except ValueError:
            raise WorkflowError(
                WorkflowCode.WAS_UNSUPPORTED,
                Explanation(
                    expected=" or ".join(Action),
                    received=repr(value)[:60],
                    where="request.workflowAction",
                    why="the service knows these three",
                    mend="send one of them",
                ),
            ) from None

    def _paused(self, workflow_id: str) -> Workflow:
        workflow = self.workflows.find(workflow_id) or next(
            iter(self.workflows.of_registration(workflow_id)[::-1]), None
        )
        if workflow is None:
            raise WorkflowError(
                WorkflowCode.WAA_NOT_FOUND,
                Explanation(
                    expected="the id of a workflow",
                    received=repr(workflow_id)[:60],
                    where="request.workflowIds",
                    why="nothing in the registration table has this id",
                    mend="take the id from workflowinstance's answer or from workflow/search",
                ),
                workflow_id,
            )
        if workflow.status != "PAUSED":
            raise WorkflowError(
                WorkflowCode.WAA_NOT_PAUSED,
                Explanation(
                    expected="a workflow that is PAUSED",
                    received=f"{workflow_id}, which is {workflow.status}",
                    where="request.workflowIds",
                    why="actions are for paused workflows only",
                    mend="pause it first (POST /_mock/packets/{rid}/pause)",
                ),
                workflow_id,
            )
        return workflow

    def _resumed(self, workflow: Workflow) -> Workflow:
        now = self.clock.now()
        return msgspec.structs.replace(workflow, status="RESUMABLE", updated_at=now, due_at=workflow.due_at and now)

    def _restarted(self, workflow: Workflow) -> Workflow:
        """From the first stage; what was done already is found there and not done twice."""
        now = self.clock.now()
        return msgspec.structs.replace(
            self._resumed(workflow),
            state="received",
            history=(*workflow.history, Step(state="received", at=now, comment="resumed from the beginning")),
        )
