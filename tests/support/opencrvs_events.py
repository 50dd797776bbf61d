"""The people and events of a registration office, and the packet fields a country configuration makes of them."""

import json
import secrets
import string
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from tests.support.opencrvs_flavours import Flavour

CENTER: Final = "10001"
MACHINE: Final = "10004"
_LETTERS: Final = string.ascii_lowercase
_SLASHED_DATE: Final = r"^(18|19|20)\d{2}/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])$"


def _word(length: int = 7) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length)).capitalize()


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Child:
    """A child whose birth is registered. Names are made up afresh, so that tests do not meet each other's children."""

    given_name: str = field(default_factory=_word)
    family_name: str = field(default_factory=_word)
    birth_date: date = field(default_factory=lambda: _today() - timedelta(days=20))
    gender: str = "female"
    birth_certificate_number: str = field(
        default_factory=lambda: f"{_today().year}B" + "".join(secrets.choice(string.ascii_uppercase) for _ in range(7))
    )

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class Death:
    """A death that is registered. `national_id` is what OpenCRVS knows the person by: a UIN or a VID."""

    national_id: str
    full_name: str
    birth_date: date
    gender: str = "female"
    death_certificate_number: str = field(
        default_factory=lambda: f"{_today().year}D" + "".join(secrets.choice(string.ascii_uppercase) for _ in range(7))
    )


@dataclass(frozen=True, kw_only=True)
class Packet:
    """What the country configuration hands to `mosip-api` for one event."""

    process: str
    fields: dict[str, Any]
    meta_info: dict[str, str] | None
    audit: dict[str, str]
    recipient: dict[str, str]


def stock_birth(child: Child, flavour: Flavour) -> Packet:
    """A birth as the reference country configuration sends it: everything in plain text."""
    return Packet(
        process="CRVS_NEW",
        fields={
            "fullName": child.full_name,
            "dateOfBirth": child.birth_date.isoformat(),
            "gender": child.gender,
            "birthCertificateNumber": child.birth_certificate_number,
        },
        meta_info={} if flavour.with_meta_info else None,
        audit={} if flavour.with_meta_info else {"id": str(uuid.uuid4())},
        recipient=_recipient(flavour),
    )


def stock_death(death: Death, flavour: Flavour) -> Packet:
    """A death as the reference country configuration sends it; 1.8 sends nothing but the national id.

    `deathCertificateNumber` chooses the flow inside `mosip-api` and does not travel.
    """
    fields = {"nationalIdNumber": death.national_id}
    if flavour.with_meta_info:
        fields |= {
            "fullName": death.full_name,
            "dateOfBirth": death.birth_date.isoformat(),
            "gender": death.gender,
        }
    return Packet(
        process="CRVS_DEATH",
        fields=fields,
        meta_info={} if flavour.with_meta_info else None,
        audit={} if flavour.with_meta_info else {"id": str(uuid.uuid4())},
        recipient=_recipient(flavour),
    )


def stock_correction(child: Child, vid: str, flavour: Flavour) -> Packet:
    """A correction as 2.x sends it: the person by VID, and what is different now. Its id is a UUID."""
    return Packet(
        process="CRVS_UPDATE",
        fields={
            "VID": vid,
            "fullName": child.full_name,
            "dateOfBirth": child.birth_date.isoformat(),
            "gender": child.gender,
        },
        meta_info={},
        audit={},
        recipient=_recipient(flavour),
    )


def proper_birth(child: Child, flavour: Flavour) -> Packet:
    """A birth that real packet validation would pass: values by language, dates with slashes, centre and officer."""
    return Packet(
        process="CRVS_NEW",
        fields={
            "fullName": _by_language(child.full_name),
            "dateOfBirth": child.birth_date.strftime("%Y/%m/%d"),
            "gender": _by_language(child.gender.capitalize()),
            "addressLine1": _by_language("12 Beach Road"),
            "birthCertificateNumber": child.birth_certificate_number,
        },
        meta_info=_meta_info(),
        audit={"uuid": str(uuid.uuid4()), "eventName": "PACKET_CREATED"},
        recipient=_recipient(flavour),
    )


def proper_death(death: Death, flavour: Flavour) -> Packet:
    """A death that names the person by the identity schema's own `UIN`."""
    return Packet(
        process="CRVS_DEATH",
        fields={
            "UIN": death.national_id,
            "fullName": _by_language(death.full_name),
            "dateOfBirth": death.birth_date.strftime("%Y/%m/%d"),
            "gender": _by_language(death.gender.capitalize()),
            "addressLine1": _by_language("12 Beach Road"),
            "deathDeclared": "yes",
            "dateOfDeath": _today().strftime("%Y/%m/%d"),
        },
        meta_info=_meta_info(),
        audit={"uuid": str(uuid.uuid4()), "eventName": "PACKET_CREATED"},
        recipient=_recipient(flavour),
    )


def _recipient(flavour: Flavour) -> dict[str, str]:
    if flavour.with_meta_info:
        return {"name": "@TODO", "phone": "@TODO", "email": "@TODO"}
    return {"name": "Sione Fonua", "phone": "0770000001", "email": "sione@example.org"}


def _by_language(value: str) -> str:
    return json.dumps([{"language": "eng", "value": value}], separators=(",", ":"))


def _labelled(**values: str) -> str:
    return json.dumps([{"label": label, "value": value} for label, value in values.items()], separators=(",", ":"))


def _meta_info() -> dict[str, str]:
    return {
        "metaData": _labelled(registrationType="CRVS_NEW", machineId=MACHINE, centerId=CENTER),
        "operationsData": _labelled(officerId="crvs-officer", officerPassword="true"),
        "capturedRegisteredDevices": "[]",
    }


def identity_schema() -> str:
    """A JSON Schema with the field names, kinds, sub-packets and form of dates that OpenCRVS' own one has."""
    by_language = (
        *("fullName", "gender", "addressLine1", "addressLine2", "city", "province", "region"),
        *("residenceStatus", "district", "village", "guardianOrParentName"),
    )
    texts = (
        *("dateOfBirth", "dateOfDeath", "deathDeclared", "email", "phone", "postalCode"),
        *("birthCertificateNumber", "nationalIdNumber", "passportNumber"),
    )
    properties: dict[str, Any] = {
        "IDSchemaVersion": {"type": "number", "minimum": 0, "fieldCategory": "none"},
        "UIN": {"type": "string", "fieldCategory": "none"},
        "vid": {"type": "string", "fieldCategory": "none"},
        "introducerRID": {"type": "string", "fieldCategory": "evidence"},
        "birthRegistrationCertificate": {"$ref": "#/definitions/documentType", "fieldCategory": "evidence"},
    }
    properties |= {n: {"$ref": "#/definitions/simpleType", "fieldCategory": "pvt"} for n in by_language}
    properties |= {n: {"type": "string", "fieldCategory": "pvt"} for n in texts}
    for name in ("dateOfBirth", "dateOfDeath"):
        properties[name]["validators"] = [{"type": "regex", "validator": _SLASHED_DATE, "arguments": []}]
    return json.dumps(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "additionalProperties": False,
            "title": "Identity of a registered person",
            "definitions": {
                "simpleType": {
                    "type": "array",
                    "uniqueItems": True,
                    "additionalItems": False,
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["language", "value"],
                        "properties": {"language": {"type": "string"}, "value": {"type": "string"}},
                    },
                },
                "documentType": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {n: {"type": "string"} for n in ("format", "type", "value", "refNumber")},
                },
            },
            "properties": {
                "identity": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["IDSchemaVersion", "fullName", "dateOfBirth", "gender", "addressLine1"],
                    "properties": properties,
                }
            },
        }
    )
