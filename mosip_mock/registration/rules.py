"""What the registration processor checks before it does anything, rule by rule.

Source: mosip/registration packet-validator, cmd-validator, packet-classifier and operator-validator stages;
mosip/mosip-config `registration-processor-camel-routes-infant-crvs_new` and `-crvs_death`. The codes are those of
`StatusUtil`: nobody but the packet's own record shows them.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from mosip_mock.packetmanager.packet import Contents
from mosip_mock.packetmanager.validation import violations_of
from mosip_mock.registration.master_data import MasterData
from mosip_mock.registration.meta_info import MetaInfo
from mosip_mock.registration.person import by_language, read_date
from mosip_mock.registration.workflow import Status
from shared.citizens.citizen import completed_years
from shared.control.explanation import Explanation

OLDEST_INFANT: Final = 5
"""Years; the birth route takes no other age group (`INFANT` is 0-5)."""
ROUTES: Final = frozenset(
    {"NEW", "UPDATE", "LOST", "RES_UPDATE", "ACTIVATE", "DEACTIVATE", "OPENCRVS_NEW", "CRVS_NEW", "CRVS_DEATH"}
)
"""The processes that have a camel route in the published configuration."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that the packet breaks."""

    code: str
    comment: str
    explanation: Explanation
    status: Status = "FAILED"
    is_plain_text: bool = False


def findings_of(
    contents: Contents, schema_json: str, process: str, master_data: MasterData, now: datetime
) -> tuple[Finding, ...]:
    """Every rule that this packet breaks, in the order of the stages."""
    meta = MetaInfo(contents.meta_info)
    return (
        *_route(process),
        *_packet_validator(contents, schema_json, process),
        *_center_and_machine(meta, master_data, now),
        *(_age_gate(contents.fields(), now) if process == "CRVS_NEW" else ()),
        *_operator(meta, master_data),
    )


def _route(process: str) -> Iterator[Finding]:
    if process not in ROUTES:
        yield _finding(
            "", "No route for this process", "process", f"one of {', '.join(sorted(ROUTES))}", repr(process),
            "the published configuration has no camel route for it: stock MOSIP would refuse it at createPacket",
            "a deployment that takes it needs a provider line, a category and a route of its own",
        )  # fmt: skip


def _packet_validator(contents: Contents, schema_json: str, process: str) -> Iterator[Finding]:
    for violation in violations_of(contents.identity.get("id", {}), schema_json, process):
        yield Finding(
            code="RPR-PKV-FAILED-012",
            comment="Packet validation failed in packet manager",
            is_plain_text=violation.is_plain_text,
            explanation=Explanation(
                expected=violation.expected,
                received=violation.received,
                where=f"request.fields.{violation.path}" if violation.path else "request.schemaJson",
                why=f"{violation.code} {violation.message}: the identity schema does not accept it",
                mend=f'send `{violation.path}` as the schema says, lists as JSON text such as [{{"language":"eng",'
                '"value":"..."}]'
                if violation.path
                else "send a process and schema that the deployment knows",
                code="RPR-PKV-FAILED-012",
            ),
        )
    for name, document in contents.documents.items():
        if not document.document:
            yield _finding(
                "RPR-PKV-FAILED-005", "Applicant Document Validation Failed", f"documents.{name}.document",
                "the scanned document in base64", "nothing", "a document that the packet names must be in it",
                "send the document, or leave the field out",
            )  # fmt: skip
    if any(text.strip().upper() == "N" for text in by_language(contents.fields().get("consent")).values()):
        refused = _finding(
            "", "Consent refused", "fields.consent", "Y or nothing", "N",
            "the packet validator rejects whoever did not consent", "register with consent",
        )  # fmt: skip
        yield msgspec.structs.replace(refused, status="REJECTED")


def _center_and_machine(meta: MetaInfo, data: MasterData, now: datetime) -> Iterator[Finding]:
    center_id, machine_id = meta.value("metaData", "centerId"), meta.value("metaData", "machineId")
    center, machine = data.center(center_id), data.machine(machine_id)
    where = "metaInfo.metaData"
    mend = "send metaData with the labels centerId and machineId as registered in master data"
    why = "the CMD validator looks both up in master data"
    known_centers = ", ".join(c.center_id for c in data.centers if c.active)
    known_machines = ", ".join(m.machine_id for m in data.machines if m.active)
    if center is None:
        yield _finding(
            "RPR-CMD-FAILED-002", "Center not found", where, f"centerId {known_centers}", repr(center_id), why, mend
        )
    elif not center.active:
        yield _finding(
            "RPR-CMD-FAILED-003", "Center is inactive", where, f"centerId {known_centers}", repr(center_id), why, mend
        )
    if machine is None:
        code = "RPR-CMD-FAILED-015" if not machine_id else "RPR-CMD-FAILED-004"
        yield _finding(code, "Machine not found", where, f"machineId {known_machines}", repr(machine_id), why, mend)
    elif not machine.active:
        yield _finding(
            "RPR-CMD-FAILED-005", "Machine is inactive", where, f"machineId {known_machines}", repr(machine_id),
            why, mend,
        )  # fmt: skip
    if center is not None and center.opens and center.closes and not center.opens <= now.time() <= center.closes:
        yield _finding(
            "RPR-CMD-FAILED-010", "Packet made outside working hours", where,
            f"a time between {center.opens} and {center.closes}", f"{now:%H:%M:%S}",
            "the CMD validator compares the packet's time with the centre's hours", "register within the hours",
        )  # fmt: skip


def _age_gate(fields: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    born = read_date(fields.get("dateOfBirth"))
    if born is None:
        return  # the packet validator has said it
    age = completed_years(born, now.date())
    if not 0 <= age <= OLDEST_INFANT:
        yield _finding(
            "", "Age group is not INFANT", "fields.dateOfBirth", f"an age of 0 to {OLDEST_INFANT}", f"{age} years",
            "the CRVS_NEW route goes on for infants only; everybody else fails",
            "register older children by the ordinary registration",
        )  # fmt: skip


def _operator(meta: MetaInfo, data: MasterData) -> Iterator[Finding]:
    officer_id = meta.value("operationsData", "officerId")
    supervisor_id = meta.value("operationsData", "supervisorId")
    where = "metaInfo.operationsData"
    if not officer_id and not supervisor_id:
        yield _finding(
            "RPR-OVM-FAILED-005", "Officer ID is NULL", where, "officerId or supervisorId", "neither",
            "the route fails a packet that names neither officer nor supervisor",
            "send operationsData with the label officerId (and officerPassword true)",
        )  # fmt: skip
    for role, name in (("officer", officer_id), ("supervisor", supervisor_id)):
        if name:
            yield from _of_operator(meta, data, role, name)


def _of_operator(meta: MetaInfo, data: MasterData, role: str, name: str) -> Iterator[Finding]:
    where = "metaInfo.operationsData"
    officer = data.officer(name)
    known = ", ".join(o.officer_id for o in data.officers if o.active and o.was_active)
    if officer is None or not officer.active:
        yield _finding(
            "RPR-OVM-FAILED-001", "Officer is not active", where, f"{role}Id {known}", repr(name),
            "the operator validator looks the operator up", "name an active one",
        )  # fmt: skip
    elif not officer.was_active:
        yield _finding(
            "RPR-OVM-FAILED-004", "Officer was not active while packet creation", where, f"{role}Id {known}",
            repr(name), "the operator must have been active when the packet was made", "name one who was",
        )  # fmt: skip
    proofs = ("Password", "OTPAuthentication")
    if not meta.value("operationsData", f"{role}BiometricFileName") and not any(
        meta.value("operationsData", f"{role}{proof}") == "true" for proof in proofs
    ):
        yield _finding(
            "RPR-OVM-FAILED-003", "Password or OTP verification of the operator failed", where,
            f'{role}Password or {role}OTPAuthentication "true"', "neither",
            "an operator without biometrics must have logged in by password or OTP",
            f'send the label {role}Password with the text "true"',
        )  # fmt: skip


def _finding(  # noqa: PLR0917 - the columns of a table
    code: str, comment: str, where: str, expected: str, received: str, why: str, mend: str
) -> Finding:
    explanation = Explanation(
        expected=expected, received=received, where=f"request.{where}", why=why, mend=mend, code=code
    )
    return Finding(code=code, comment=comment, explanation=explanation)
