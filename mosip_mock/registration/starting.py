"""Starting the processing of a packet: what workflowinstance checks and stores.

Source: mosip/registration `WorkflowInstanceService`, `Utilities`.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.words import asked_for
from mosip_mock.registration.delay import ProcessingDelay
from mosip_mock.registration.errors import WorkflowCode, WorkflowError
from mosip_mock.registration.presets import Preset
from mosip_mock.registration.requests import INSTANCE, scalar, unreadable
from mosip_mock.registration.workflow import Recipient, Step, Workflow, Workflows, workflow_key
from shared.control.clock import Clock
from shared.control.explanation import Explanation
from shared.draws import RANDOM, Draw

SHORTEST_ID: Final = 10


class Starting(Struct, frozen=True):
    """Makes workflow instances."""

    workflows: Workflows
    packets: Packets
    preset: Preset
    delay: ProcessingDelay
    clock: Clock
    draw: Draw = RANDOM

    def start(self, request: Any, client: str) -> Workflow:  # noqa: ANN401 - any JSON value
        """Check and store. Raises `WorkflowError`; then nothing is stored."""
        if not isinstance(request, Mapping):
            raise unreadable(INSTANCE, "an object", type(request).__name__, "request")
        texts = {
            name: scalar(request.get(name), INSTANCE, f"request.{name}")
            for name in ("registrationId", "process", "source", "additionalInfoReqId")
        }
        recipient = _recipient(request.get("notificationInfo"))
        registration_id, process = texts["registrationId"], texts["process"]
        self._check_process(process)
        key = workflow_key(registration_id or "", process or "")
        with self.workflows.store.transaction():
            self._check_new(key, registration_id)
            self._check_length(registration_id)
            self._check_word(registration_id)
            now = self.clock.now()
            wait = self.delay.draw(self.draw.rng)
            return self.workflows.add(
                Workflow(
                    id=self.draw.uuid(),
                    key=key,
                    registration_id=registration_id or "",
                    process=process or "",
                    source=texts["source"],
                    additional_info_req_id=texts["additionalInfoReqId"],
                    recipient=recipient,
                    client=client,
                    created_at=now,
                    updated_at=now,
                    due_at=None if wait is None else now + wait,
                    open="yes",
                    history=(Step(state="received", at=now),),
                )
            )

    def _check_process(self, process: str | None) -> None:
        if process in self.preset.effects:
            return
        raise _unknown(
            f"one of {', '.join(self.preset.effects)}",
            repr(process)[:60],
            "request.process",
            "the process must be a main process or mapped to one, letter by letter; any other needs a known "
            "additionalInfoReqId",
            "send the process of createPacket; stock MOSIP maps CRVS_NEW and CRVS_DEATH, not CRVS_UPDATE",
        )

    def _check_new(self, key: str, registration_id: str | None) -> None:
        present = self.workflows.find_by_key(key)
        if present is None:
            return
        raise WorkflowError(
            WorkflowCode.WIS_PRESENT,
            Explanation(
                expected="a registration id that has no workflow of this process yet",
                received=f"{registration_id!r}, whose workflow {present.id} is {present.state}",
                where="request.registrationId",
                why="one workflow per registration id and process; writing the packet again does not change that",
                mend="use a new registration id for a new event; after a lost answer take this one for a success",
            ),
        )

    def _check_word(self, registration_id: str | None) -> None:
        word = "workflow-refused"
        if any(container.word == word for container in self.packets.of_id(registration_id or "")):
            raise WorkflowError(WorkflowCode.WIS_UNKNOWN, asked_for(word))

    @staticmethod
    def _check_length(registration_id: str | None) -> None:
        if registration_id is not None and len(registration_id) >= SHORTEST_ID:
            return
        raise _unknown(
            f"at least {SHORTEST_ID} characters: centre (5), machine (5), then a number",
            repr(registration_id)[:60],
            "request.registrationId",
            "its first ten characters name the key that encrypts notificationInfo",
            "send the registration id of createPacket",
        )


def _recipient(value: Any) -> Recipient:  # noqa: ANN401 - any JSON value
    if value is None:
        return Recipient()
    if not isinstance(value, Mapping):
        raise unreadable(INSTANCE, "an object", type(value).__name__, "request.notificationInfo")
    texts = {
        name: scalar(value.get(name), INSTANCE, f"request.notificationInfo.{name}")
        for name in ("name", "phone", "email")
    }
    return Recipient(name=texts["name"], phone=texts["phone"], email=texts["email"])


def _unknown(expected: str, received: str, where: str, why: str, mend: str) -> WorkflowError:
    return WorkflowError(
        WorkflowCode.WIS_UNKNOWN,
        Explanation(expected=expected, received=received, where=where, why=why, mend=mend),
    )
