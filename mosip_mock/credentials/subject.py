"""What a credential says of the person: the partner policy's attributes, and what the request leaves of them.

Source: mosip/id-repository `CredentialProvider.prepareSharableAttributes`; mosip/mosip-config data-share policies. For
OpenCRVS: `birthCertificateNumber` and `VID` (1.8, 1.9), `UIN` (2.x); nothing for a death.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from mosip_mock.credentials.presentation import NAMES, Presentation, presented
from mosip_mock.credentials.requests import Event
from mosip_mock.partners.partner import Attribute, Filter, Policy, Source
from shared.citizens.citizen import Citizen, Vid
from shared.citizens.identity import identity_of

SUBJECT_PREFIX: Final = "http://credential.idrepo/credentials/"
_BEST_TWO: Final = "bestTwoFingers"
_BIOMETRICS: Final = "CBEFF"
_FACE: Final = Filter(type="Face")
_PHOTOS: Final = ("photo", "face")
"""Names of a photo (`mosip.credential.photo.attribute.names`)."""
_FILTERS_BY_NAME: Final = {
    **dict.fromkeys(_PHOTOS, (_FACE,)),
    **dict.fromkeys(("biometrics", "individualBiometrics", _BEST_TWO), ()),
}
"""Attributes that are biometrics also where the policy has no more than their name."""


class SharedAttribute(NamedTuple):
    """One thing said of the person."""

    name: str
    value: Any
    is_protected: bool
    """Whether the policy wants it encrypted within the credential."""


def chosen_attributes(event: Event, policy: Policy, wanted: Collection[str]) -> list[Attribute]:
    """Those of the policy, or of them the ones that the request names; none for a death.

    Beside them a request gets a photo, and any spelling of the full name if the policy shares one. Where the policy
    names nothing, what the request names is shared.
    """
    known = policy.attributes()
    if event == "death":
        return []
    if not wanted:
        return known
    if not known:
        return [_asked_for(name) for name in wanted]
    chosen = [attribute for attribute in known if attribute.attribute_name in wanted]
    names = {attribute.attribute_name for attribute in chosen}
    has_name = any(attribute.attribute_name.lower() in NAMES for attribute in known)
    further = (n for n in wanted if n.lower() in _PHOTOS or (has_name and n.lower() in NAMES))
    return [*chosen, *(_asked_for(name) for name in further if name not in names)]


def _asked_for(name: str) -> Attribute:
    """An attribute that the request alone knows."""
    if name.lower() not in _PHOTOS:
        return Attribute(attribute_name=name)
    face = Source(attribute="individualBiometrics", filter=(_FACE,))
    return Attribute(attribute_name=name, group=_BIOMETRICS, source=(face,))


def shared_attributes(
    citizen: Citizen,
    attributes: Collection[Attribute],
    vids: Mapping[str, Vid],
    presentation: Presentation,
    today: date,
) -> Iterator[SharedAttribute]:
    """Those of these attributes that the person has, VIDs under the names of theirs. Raises `CannotIssueError`."""
    identity = identity_of(citizen)
    for attribute in attributes:
        if (vid := vids.get(attribute.attribute_name)) is not None:
            value = vid.vid
        elif _is_biometric(attribute):
            value = _biometrics(citizen, attribute, today)
        else:
            value = presented(attribute, identity, presentation)
        if value is not None:
            yield SharedAttribute(attribute.attribute_name, value, attribute.encrypted)


def _is_biometric(attribute: Attribute) -> bool:
    return attribute.source_name in _FILTERS_BY_NAME or (attribute.group or "").upper() == _BIOMETRICS


def _biometrics(citizen: Citizen, attribute: Attribute, today: date) -> Any:  # noqa: ANN401 - text or a list
    from mosip_mock.credentials import biometrics  # noqa: PLC0415 - few policies share them

    if not biometrics.has_biometrics(citizen, today):
        return None
    filters = attribute.filters or _FILTERS_BY_NAME.get(attribute.attribute_name, ())
    if _BEST_TWO in {attribute.format, attribute.source_name}:
        return biometrics.best_two_fingers(citizen, filters)
    return biometrics.cbeff(citizen, filters)
