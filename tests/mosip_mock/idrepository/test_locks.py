"""Authentication types locked and unlocked."""

from typing import Any

import httpx2
import pytest

from tests.benches.office import Office
from tests.benches.repository_calls import FATHER, IDENTITY, error_of


def lock(office: Office, wanted: Any, uin: str = FATHER) -> httpx2.Response:
    return office.post(f"{IDENTITY}/authtypes/status", {"individualId": uin, "request": wanted})


def test_locks_are_set_read_and_taken_off(office: Office) -> None:
    lock(office, [{"authType": "bio", "authSubType": "Iris", "locked": True}, {"authType": "demo", "locked": True}])
    lock(office, [{"authType": "demo", "locked": False}])

    answer = office.post(f"{IDENTITY}/authtypes/status/{FATHER}", method="GET")
    older = office.post(f"{IDENTITY}/authtypes/status/individualIdType/UIN/individualId/{FATHER}", method="GET")

    [status] = answer.json()["response"]["authTypes"]
    assert (status["authType"], status["authSubType"], status["locked"]) == ("bio", "Iris", True)
    assert len(older.json()["response"]["authTypes"]) == 1
    assert office.world.citizens.get(FATHER).locks == ("bio-Iris",)
    assert len(office.publisher.of("mpartner-default-auth/AUTH_TYPE_STATUS_UPDATE")) == 2


def test_answer_about_locks_names_no_endpoint(office: Office) -> None:
    changed = lock(office, [{"authType": "demo", "locked": True}]).json()
    told = office.post(f"{IDENTITY}/authtypes/status/{FATHER}", method="GET").json()

    assert (changed["response"]["status"], changed["errors"]) == ("Success", None)
    assert told["errors"] == []
    assert {changed["id"], changed["version"], told["id"], told["version"]} == {None}


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        [],
        "all",
        ["demo"],
        [{"locked": True}],
        [{"authType": "smell", "locked": True}],
        [{"authType": "demo", "locked": "yes"}],
        [{"authType": "demo", "locked": True}, {"authType": "smell", "locked": True}],
    ],
)
def test_locks_refuse(office: Office, wanted: Any) -> None:
    answer = lock(office, wanted)

    assert error_of(answer) == ("IDR-IDC-002", "Invalid Input Parameter - authTypes")
    assert office.world.citizens.get(FATHER).locks == ()
    office.explained(answer)
