"""Messages to the informant and the person: received, UIN card, corrected, deactivated, technical issue.

Source: mosip/registration `NotificationTemplateType`; recipients are `notificationInfo` of workflowinstance.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from mosip_mock.registration.workflow import Recipient, Workflow
from shared.citizens.citizen import Citizen
from shared.control.outbox import Outbox


class _Notice(NamedTuple):
    subject: str
    text: str


_TEXTS: Final[Mapping[str, _Notice]] = {
    "registration-received": _Notice(
        "Registration received", "Dear {name}, the registration {rid} was received and is being processed."
    ),
    "update-received": _Notice(
        "Update received", "Dear {name}, the request {rid} to change an identity was received and is being processed."
    ),
    "uin-card": _Notice("UIN generated", "Dear {name}, a UIN was generated for the registration {rid}."),
    "updated": _Notice("Identity updated", "Dear {name}, the identity was updated by the request {rid}."),
    "deactivated": _Notice("Identity deactivated", "Dear {name}, the identity was deactivated by the request {rid}."),
    "activated": _Notice("Identity activated", "Dear {name}, the identity was activated again by the request {rid}."),
    "technical-issue": _Notice(
        "Registration not processed", "Dear {name}, the registration {rid} could not be processed: a technical issue."
    ),
}


def notify(outbox: Outbox, workflow: Workflow, kind: str, person: Citizen | None = None) -> None:
    """Put the notice into the outbox, by each channel that can be reached.

    The informant gets it, or the person when the packet names nobody to be told.
    """
    notice = _TEXTS[kind]
    name, (email, phone) = workflow.recipient.name, _reachable(workflow.recipient)
    if person is not None and not (email or phone):
        name = person.full_name
        email, phone = _reachable(Recipient(phone=person.phone, email=person.email))
    about = {"rid": workflow.registration_id, "process": workflow.process}
    if person is not None:
        about["uin"] = person.uin
    text = notice.text.format_map({"name": name or "Sir or Madam", "rid": workflow.registration_id})
    if email:
        outbox.send("email", email, kind=kind, subject=notice.subject, text=text, about=about)
    if phone:
        outbox.send("sms", phone, kind=kind, text=text, about=about)


def _reachable(recipient: Recipient) -> tuple[str | None, str | None]:
    """E-mail address and phone, as far as they can be such: OpenCRVS fills in `@TODO` where it knows none."""
    email, phone = recipient.email or "", recipient.phone or ""
    return (
        email if "@" in email.strip("@") else None,
        phone if phone.lstrip("+").isdigit() else None,
    )
