"""Where a deployment does more with a packet than MOSIP's published configuration: a warning for each."""

from collections.abc import Iterator

from mosip_mock.packetmanager.providers import find_default_source
from mosip_mock.registration.opening import OpenedPacket
from mosip_mock.registration.presets import STOCK, Effect, Preset
from mosip_mock.registration.workflow import Workflow
from shared.control.explanation import Explanation


def beyond_stock(preset: Preset, workflow: Workflow, opened: OpenedPacket) -> Iterator[Explanation]:
    """What stock MOSIP would have made of this packet instead."""
    read_from = find_default_source(STOCK.priority, workflow.process)
    if preset.reads_any_source and read_from not in (None, workflow.source):
        yield Explanation(
            expected=f"source {read_from}, where stock MOSIP looks for {workflow.process}",
            received=repr(workflow.source)[:60],
            where="request.source",
            why="the registration processor reads by `packetmanager.default.priority`, and would find no packet",
            mend="have the deployment add this source to reader, writer and priority, or rehearse with "
            "MOSIP_MOCK_PRESET=stock",
        )
    if preset.effects.get(workflow.process) is Effect.DEATH:
        has_uin = bool(opened.contents.fields().get("UIN"))
        further = "" if has_uin else "; and without the field UIN it does not touch the deceased at all"
        yield Explanation(
            expected="nothing of the kind from stock MOSIP",
            received="a deactivated identity and a credential after a death",
            where="process CRVS_DEATH",
            why="stock MOSIP takes a death for an ordinary update: data only, status stays ACTIVATED, no "
            f"credential step{further}",
            mend="have the deployment add a route, or rehearse with MOSIP_MOCK_PRESET=stock",
        )
    if preset.reads_any_source:
        yield from map(_looked_at_nevertheless, opened.container.lost)


def _looked_at_nevertheless(lost: str) -> Explanation:
    return Explanation(
        expected="fields of the identity schema",
        received=f"{lost}, which the packet does not hold",
        where=f"request.fields.{lost}",
        why="the packet manager drops it silently; this preset still looks at it to find the person",
        mend=f"name `{lost}` in schemaJson",
    )
