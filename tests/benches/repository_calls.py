"""Calls of the ID repository through an `Office`: envelopes with a fresh time, and the usual requests."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from tests.benches.office import Office, new_id

IDENTITY: Final = "/idrepository/v1/identity"
VID: Final = "/idrepository/v1/vid"
FATHER: Final = "2718201306"
NEW_UIN: Final = "3592563415"
"""A valid UIN that is nobody's."""


def now(seconds: float = 0) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.000Z"


def body(id_: str, request: Any, /, **changes: Any) -> dict[str, Any]:
    """An envelope; a change to None takes the member out."""
    members = {"id": id_, "version": "v1", "requesttime": now(), "request": request} | changes
    return {name: value for name, value in members.items() if value is not None}


def errors_of(answer: httpx2.Response) -> list[tuple[str, str]]:
    return [(error["errorCode"], error["message"]) for error in answer.json()["errors"]]


def error_of(answer: httpx2.Response) -> tuple[str, str]:
    [error] = errors_of(answer)
    return error


def identity(**changes: Any) -> dict[str, Any]:
    """A new person; a change to None takes the member out."""
    members = {
        "IDSchemaVersion": 0.1,
        "UIN": NEW_UIN,
        "fullName": [{"language": "eng", "value": "Sina Vea"}],
        "dateOfBirth": "2001/02/03",
        "gender": [{"language": "eng", "value": "Female"}],
    } | changes
    return {name: value for name, value in members.items() if value is not None}


def create(office: Office, rid: str | None = None, **changes: Any) -> httpx2.Response:
    request = {"registrationId": rid or new_id(), "identity": identity(**changes)}
    return office.post(f"{IDENTITY}/", body("mosip.id.create", request))


def update(
    office: Office, uin: str = FATHER, *, rid: str | None = None, status: str | None = None, **changes: Any
) -> httpx2.Response:
    request: dict[str, Any] = {"registrationId": rid or new_id(), "identity": {"UIN": uin} | changes}
    if status:
        request["status"] = status
    return office.post(f"{IDENTITY}/", body("mosip.id.update", request), method="PATCH")


def read(office: Office, number: str, **query: str) -> httpx2.Response:
    return office.post(f"{IDENTITY}/idvid/{number}?{urlencode(query)}", method="GET")


def make_vid(office: Office, kind: str, uin: str = FATHER) -> httpx2.Response:
    return office.post(VID, body("mosip.vid.create", {"UIN": uin, "vidType": kind}))


def set_vid(office: Office, vid: str, status: str) -> httpx2.Response:
    return office.post(f"{VID}/{vid}", body("mosip.vid.update", {"vidStatus": status}), method="PATCH")


def uin_of(office: Office, vid: str) -> httpx2.Response:
    return office.post(f"{VID}/{vid}", method="GET")
