"""The stages of processing: each takes a workflow one state further, in one store transaction.

The state and everything that the step does (citizen, credential request, event, notice) are committed together, so
that a kill at any moment leaves a workflow either before or after a step, and no step happens twice.
"""

from typing import Final

import msgspec
from msgspec import Struct

from mosip_mock.events import WORKFLOW_COMPLETED, EventPublisher
from mosip_mock.idrepository.events import IdentityEvents
from mosip_mock.packetmanager.words import asked_for
from mosip_mock.registration.beyond_stock import beyond_stock
from mosip_mock.registration.effects import Applied, EffectError, Effects
from mosip_mock.registration.issuing import CredentialIssuer, CredentialWishes
from mosip_mock.registration.judging import judge
from mosip_mock.registration.master_data import MasterData
from mosip_mock.registration.meta_info import MetaInfo
from mosip_mock.registration.notices import notify
from mosip_mock.registration.opening import OpenedPackets, StageError
from mosip_mock.registration.presets import CredentialPartner, Effect, Preset
from mosip_mock.registration.rules import Finding, findings_of
from mosip_mock.registration.workflow import State, Status, Workflow, Workflows
from shared.control.clock import Clock
from shared.control.exchange import Exchange
from shared.control.outbox import Outbox
from shared.store.protocol import Store

_STATE_AFTER: Final[dict[Effect, State]] = {
    Effect.CREATE: "uin-generated",
    Effect.UPDATE: "updated",
    Effect.DEATH: "updated",
    Effect.DEACTIVATE: "updated",
    Effect.REACTIVATE: "updated",
    Effect.FIND: "updated",
}
_NOTICE: Final[dict[Effect, str]] = {
    Effect.CREATE: "uin-card",
    Effect.UPDATE: "updated",
    Effect.DEATH: "deactivated",
    Effect.DEACTIVATE: "deactivated",
    Effect.REACTIVATE: "activated",
    Effect.FIND: "uin-card",
}


class Stages(Struct, frozen=True):
    """The registration processor's work, step by step."""

    store: Store
    workflows: Workflows
    opening: OpenedPackets
    effects: Effects
    preset: Preset
    rules: str
    """`off`, `warn` or `strict`."""
    master_data: MasterData
    issuer: CredentialIssuer
    publisher: EventPublisher
    events: IdentityEvents
    outbox: Outbox
    clock: Clock

    def step(self, workflow_id: str, exchange: Exchange) -> Workflow:
        """Take a workflow to its next state; one that is finished or paused stays as it is.

        Raises `NoSuchWorkflowError`.
        """
        with self.store.transaction():
            return self.workflows.change(workflow_id, lambda workflow: self._next(workflow, exchange))

    def stop(self, workflow: Workflow, comment: str) -> Workflow:
        """Reject it, as STOP_PROCESSING does. Called inside a transaction."""
        return self._ended(workflow, "rejected", "REJECTED", comment)

    def _next(self, workflow: Workflow, exchange: Exchange) -> Workflow:
        if workflow.is_finished or workflow.status == "PAUSED":
            return workflow
        try:
            match workflow.state:
                case "received":
                    return self._validate(workflow, exchange)
                case "validated":
                    return self._apply(workflow)
                case "credential-requested":
                    return self._ended(workflow, "finished", "PROCESSED", "packet processed")
                case _:
                    return self._request_credentials(workflow)
        except StageError as error:
            exchange.explain(error.explanation)
            failed = msgspec.structs.replace(workflow, warnings=(*workflow.warnings, error.explanation))
            return self._ended(failed, "rejected", error.status, error.comment, error.code)

    # received -> validated

    def _validate(self, workflow: Workflow, exchange: Exchange) -> Workflow:
        opened = self.opening.open(workflow)
        word = opened.container.word
        if word == "packet-rejected":
            raise StageError("", "Packet rejected: magic word", asked_for(word), "REJECTED")
        if word == "packet-stuck":
            exchange.explain(asked_for(word))
            held = workflow.at("received", self.clock.now(), "held for ever by a magic word")
            return msgspec.structs.replace(held, status="PAUSED")
        findings: tuple[Finding, ...] = ()
        if self.rules != "off":
            findings = findings_of(
                opened.contents,
                self.opening.packets.schema(opened.container),
                workflow.process,
                self.master_data,
                self.clock.now(),
            )
        warnings = [finding.explanation for finding in findings] + list(beyond_stock(self.preset, workflow, opened))
        if findings:
            judge(findings, exchange, is_strict=self.rules == "strict")
        checked = msgspec.structs.replace(workflow, warnings=(*workflow.warnings, *warnings))
        creates = self.preset.effects.get(workflow.process) is Effect.CREATE
        notify(self.outbox, workflow, "registration-received" if creates else "update-received")
        comment = f"{len(findings)} rule(s) of the real processor would fail" if findings else "packet is valid"
        return checked.at("validated", self.clock.now(), comment)

    # validated -> uin-generated, updated

    def _apply(self, workflow: Workflow) -> Workflow:
        opened = self.opening.open(workflow)
        effect = self.preset.effects.get(workflow.process, Effect.FIND)
        now = self.clock.now()
        try:
            applied = self.effects.apply(
                effect, workflow.registration_id, opened.contents.fields(), opened.container.lost, now
            )
        except EffectError as error:
            raise StageError("", error.comment, error.explanation) from error
        self._tell(workflow, effect, applied)
        moved = msgspec.structs.replace(workflow, uin=applied.citizen.uin)
        created = effect is Effect.CREATE or applied.is_new
        return moved.at("uin-generated" if created else _STATE_AFTER[effect], now, applied.deed)

    def _tell(self, workflow: Workflow, effect: Effect, applied: Applied) -> None:
        citizen = applied.citizen
        notify(self.outbox, workflow, "uin-card" if applied.is_new else _NOTICE[effect], citizen)
        if applied.is_new:
            self.events.created(citizen, workflow.registration_id)
        elif applied.status_changed:
            self.events.status_changed(citizen)
        elif citizen.status == "ACTIVATED":
            self.events.updated(citizen, workflow.registration_id)

    # -> credential-requested, finished, rejected

    def _request_credentials(self, workflow: Workflow) -> Workflow:
        partners = [p for p in self.preset.partners if workflow.process in p.processes]
        if not partners:
            return self._ended(workflow, "finished", "PROCESSED", "no credential for this process")
        requests = tuple(self._requested(workflow, partner) for partner in partners)
        asked = msgspec.structs.replace(workflow, credential_requests=requests)
        told = ", ".join(f"{p.credential_type} for {p.partner_id}" for p in partners)
        return asked.at("credential-requested", self.clock.now(), told)

    def _requested(self, workflow: Workflow, partner: CredentialPartner) -> str:
        return self.issuer.issue(
            rid=workflow.registration_id,
            uin=workflow.uin or "",
            process=workflow.process,
            partner_id=partner.partner_id,
            credential_type=partner.credential_type,
            template=partner.template,
            wishes=CredentialWishes(further=self._meta_info(workflow, partner)),
        )

    def _meta_info(self, workflow: Workflow, partner: CredentialPartner) -> dict[str, str]:
        """What the partner is told of the packet's `metaData`."""
        if not partner.meta_info_fields:
            return {}
        told = MetaInfo(self.opening.open(workflow).contents.meta_info).values("metaData")
        return {label: told[label] for label in partner.meta_info_fields if label in told}

    def _ended(self, workflow: Workflow, state: State, status: Status, comment: str, code: str = "") -> Workflow:
        event = {
            "instanceId": workflow.registration_id,
            "resultCode": status,
            "workflowType": workflow.process,
            "errorCode": None if status == "PROCESSED" else f"PACKET_{status}",
        }
        self.publisher.publish(WORKFLOW_COMPLETED, msgspec.json.encode(event))
        if status != "PROCESSED":
            notify(self.outbox, workflow, "technical-issue")
        ended = workflow.at(state, self.clock.now(), comment, code)
        return msgspec.structs.replace(ended, status=status)
