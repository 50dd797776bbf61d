"""What a credential says of the person: the partner policy's attributes, and what the request leaves of them.

Source: mosip/id-repository `CredentialProvider.prepareSharableAttributes`; mosip/mosip-config data-share policies. For
OpenCRVS: `birthCertificateNumber` and `VID` (1.8, 1.9), `UIN` (2.x); nothing for a death.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from mosip_mock.credentials.requests import Event
from mosip_mock.partners.partner import Attribute, Policy
from shared.citizens.citizen import Citizen
from shared.citizens.identity import identity_of
from shared.citizens.numbering import VidNumber

SUBJECT_PREFIX: Final = "http://credential.idrepo/credentials/"
_KINDS_BY_NAME: Final = {"photo": ("Face",), "face": ("Face",), "biometrics": (), "individualBiometrics": ()}
"""Attributes that are biometrics also where the policy has no more than their name."""
_BEST_TWO: Final = "bestTwoFingers"


class SharedAttribute(NamedTuple):
    """One thing said of the person."""

    name: str
    value: Any
    is_protected: bool
    """Whether the policy wants it encrypted within the credential."""


def chosen_attributes(event: Event, policy: Policy, wanted: Collection[str]) -> list[Attribute]:
    """Those of the policy, or of them the ones that the request names; none for a death."""
    if event == "death":
        return []
    return [attribute for attribute in policy.attributes() if not wanted or attribute.attribute_name in wanted]


def shared_attributes(citizen: Citizen, attributes: Collection[Attribute], today: date) -> Iterator[SharedAttribute]:
    """Those of these attributes that the person has."""
    identity = identity_of(citizen)
    vid = perpetual_vid(citizen)
    if vid is not None:
        identity["VID"] = vid
    for attribute in attributes:
        if _is_biometric(attribute):
            value = _biometrics(citizen, attribute, today)
        else:
            value = _formatted(identity.get(attribute.source_name), attribute)
        if value is not None:
            yield SharedAttribute(attribute.attribute_name, value, attribute.encrypted)


def perpetual_vid(citizen: Citizen) -> VidNumber | None:
    """The VID that credentials carry; None when the person has none that is active."""
    return next((v.vid for v in citizen.vids if v.vid_status == "ACTIVE" and v.vid_type == "Perpetual"), None)


def _formatted(value: Any, attribute: Attribute) -> Any:  # noqa: ANN401 - any JSON value
    """In the languages and the date format of the policy, where it names any."""
    languages = attribute.filtered("language")
    if isinstance(value, list) and languages:
        return [entry for entry in value if not isinstance(entry, dict) or entry.get("language") in languages]
    if attribute.source_name == "dateOfBirth" and attribute.format and isinstance(value, str):
        year, month, day = value.split("/")
        return attribute.format.replace("yyyy", year).replace("MM", month).replace("dd", day)
    return value


def _is_biometric(attribute: Attribute) -> bool:
    known = attribute.source_name in _KINDS_BY_NAME or attribute.source_name == _BEST_TWO
    return known or (attribute.group or "").upper() == "CBEFF"


def _biometrics(citizen: Citizen, attribute: Attribute, today: date) -> Any:  # noqa: ANN401 - text or a list
    from mosip_mock.credentials import biometrics  # noqa: PLC0415 - few policies share them

    if not biometrics.has_biometrics(citizen, today):
        return None
    if _BEST_TWO in {attribute.format, attribute.source_name}:
        return biometrics.best_two_fingers(citizen)
    return biometrics.cbeff(citizen, attribute.filtered("type") or _KINDS_BY_NAME.get(attribute.attribute_name, ()))
