"""The packet of a workflow: found where the processor looks for it, and opened."""

from typing import Final

import msgspec
from msgspec import Struct

from mosip_mock.packetmanager.packet import Container, Contents
from mosip_mock.packetmanager.packets import Packets
from mosip_mock.packetmanager.providers import find_default_source
from mosip_mock.packetmanager.sealing import BrokenSealError
from mosip_mock.registration.presets import Preset
from mosip_mock.registration.workflow import Status, Workflow
from shared.control.explanation import Explanation

PACKET_MANAGER_FAILED: Final = "RPR-PKV-FAILED-014"


class StageError(Exception):
    """The packet fails here."""

    def __init__(self, code: str, comment: str, explanation: Explanation, status: Status = "FAILED") -> None:
        super().__init__(comment)
        self.code, self.comment, self.explanation, self.status = code, comment, explanation, status


class OpenedPacket(msgspec.Struct, frozen=True):
    container: Container
    contents: Contents


class OpenedPackets(Struct, frozen=True):
    """Finds and opens packets."""

    packets: Packets
    preset: Preset

    def open(self, workflow: Workflow) -> OpenedPacket:
        """The workflow's packet. Raises `StageError`."""
        container = self._find(workflow)
        if container is None:
            written = ", ".join(f"{c.source}/{c.process}" for c in self.packets.of_id(workflow.registration_id))
            raise StageError(
                PACKET_MANAGER_FAILED,
                "Exception occured in packet manager.",
                Explanation(
                    expected="a packet of this id and process where the processor looks for it",
                    received=f"written as {written}" if written else "no packet was ever written under this id",
                    where="createPacket",
                    why="workflowinstance does not look whether there is a packet; the processor reads it later, by "
                    "the default priority of sources. A failed createPacket answers 200 with `response: null`",
                    mend="look at the answer of createPacket, and use one id, source and process in both calls",
                ),
            )
        try:
            return OpenedPacket(container, self.packets.contents(container))
        except BrokenSealError as error:
            raise StageError(
                PACKET_MANAGER_FAILED,
                "Packet Integrity check failed.",
                Explanation(
                    expected="the packet as it was written",
                    received=f"stored bytes that do not fit ({error})",
                    where="the stored packet",
                    why="KER-PUT-019 is a final failure for the processor",
                    mend="write the packet again under a new id",
                ),
            ) from error

    def _find(self, workflow: Workflow) -> Container | None:
        rid, process = workflow.registration_id, workflow.process
        if self.preset.reads_any_source:
            if workflow.source and (found := self.packets.find(rid, workflow.source, process)):
                return found
            return next((c for c in self.packets.of_id(rid) if c.process.upper() == process.upper()), None)
        source = find_default_source(self.preset.priority, process)
        return self.packets.find(rid, source, process) if source else None
