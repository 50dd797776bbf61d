"""What a credential says of the person: the partner policy's attributes, and always `id` and `vcVer`.

Source: mosip/id-repository `CredentialProvider`, `VerCredProvider`; mosip/mosip-config data-share policies. For
OpenCRVS: `birthCertificateNumber` and `VID` (1.8, 1.9), `UIN` (2.x); nothing more for a death.
"""

from typing import Any, Final, Literal

from mosip_mock.partners.partner import Policy
from shared.citizens.citizen import Citizen, VidNumber
from shared.citizens.identity import identity_of

Event = Literal["birth", "death", "update"]
SUBJECT_PREFIX: Final = "http://credential.idrepo/credentials/"


def subject_of(citizen: Citizen, registration_id: str, event: Event, policy: Policy) -> dict[str, Any]:
    """`credentialSubject`; its id ends in the RID, which is how the subscriber finds its own record."""
    subject: dict[str, Any] = {}
    if event != "death":
        identity = identity_of(citizen)
        vid = perpetual_vid(citizen)
        if vid is not None:
            identity["VID"] = vid
        subject = {name: identity[name] for name in policy.shareable_attributes if name in identity}
    return {**subject, "id": SUBJECT_PREFIX + registration_id, "vcVer": "VC-V1"}


def perpetual_vid(citizen: Citizen) -> VidNumber | None:
    """The VID that credentials carry; None when the person has none that is active."""
    return next((v.vid for v in citizen.vids if v.vid_status == "ACTIVE" and v.vid_type == "Perpetual"), None)
