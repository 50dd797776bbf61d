"""The QR code as plain JSON, in the two forms that OpenCRVS' form reader takes.

Source: the ID readers of opencrvs/opencrvs-farajaland at release 1.8 (`firstName`, `familyName`, ...) and from 1.9 on
(`name.firstname`, `name.surname`, ...).
"""

from typing import Any, Literal

import msgspec

from shared.citizens.citizen import Citizen

OpenCrvsForm = Literal["1.8", "1.9"]
DEFAULT_NATIONALITY = "FAR"
"""The fictional country of OpenCRVS' reference configuration."""


def plain_json(citizen: Citizen, form: OpenCrvsForm = "1.9", nationality: str = DEFAULT_NATIONALITY) -> str:
    """What the reader of this OpenCRVS release expects, as compact JSON."""
    members: dict[str, Any]
    if form == "1.8":
        members = {
            "firstName": citizen.given_name,
            "middleName": citizen.middle_name,
            "familyName": citizen.family_name,
            "birthDate": citizen.birth_date.isoformat(),
            "gender": citizen.gender,
            "nid": citizen.uin,
        }
    else:
        members = {
            "name": {
                "firstname": citizen.given_name,
                "middlename": citizen.middle_name,
                "surname": citizen.family_name,
            },
            "birthDate": citizen.birth_date.isoformat(),
            "gender": citizen.gender,
            "nid": citizen.uin,
            "idType": "NATIONAL_ID",
            "nationality": nationality,
        }
    return msgspec.json.encode(members).decode()
