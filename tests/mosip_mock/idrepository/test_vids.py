"""VIDs made, read, changed and refused."""

from datetime import timedelta
from typing import Any

import pytest

from tests.benches.office import Office
from tests.benches.repository_calls import (
    FATHER,
    NEW_UIN,
    VID,
    body,
    error_of,
    errors_of,
    make_vid,
    set_vid,
    uin_of,
    update,
)


def perpetual_vid(office: Office) -> str:
    return office.world.citizens.get(FATHER).vids[0].vid


def test_temporary_vid_is_made_and_leads_to_the_uin_until_it_expires(office: Office) -> None:
    made = make_vid(office, "Temporary").json()["response"]

    assert made["vidStatus"] == "ACTIVE"
    assert uin_of(office, made["VID"]).json()["response"] == {"UIN": FATHER}
    office.world.clock.advance(timedelta(minutes=31))
    assert error_of(uin_of(office, made["VID"])) == ("IDR-VID-001", "VID is EXPIRED")


def test_vids_of_a_uin_are_listed(office: Office) -> None:
    make_vid(office, "OneTimeUse")

    listed = office.post(f"{VID}/uin/{FATHER}", method="GET").json()["response"]

    assert [v["vidType"] for v in listed] == ["Perpetual", "OneTimeUse"]
    assert set(listed[0]) == {
        "vid", "vidType", "expiryTimestamp", "genratedOnTimestamp", "transactionLimit", "hashAttributes",
    }  # fmt: skip
    assert [v["transactionLimit"] for v in listed] == [None, 2]
    assert listed[0]["expiryTimestamp"] == "9999-12-31T23:59:59.999999999"
    assert not listed[1]["genratedOnTimestamp"].endswith("Z")
    assert set(listed[0]["hashAttributes"]) == {"id_hash", "MODULO", "SALT"}


def test_nobody_has_no_vids_which_is_no_error(office: Office) -> None:
    answer = office.post(f"{VID}/uin/{NEW_UIN}", method="GET").json()

    assert (answer["response"], answer["errors"]) == ([], [])


def test_policy_allows_one_perpetual_and_five_temporary_vids(office: Office) -> None:
    refused = make_vid(office, "Perpetual")
    codes = [make_vid(office, "Temporary").json()["errors"] for _ in range(6)]

    assert error_of(refused) == ("IDR-VID-003", "Could not generate/regenerate VID as per policy")
    assert [bool(errors) for errors in codes] == [False] * 5 + [True]


def test_revoked_perpetual_vid_is_replaced(office: Office) -> None:
    vid = perpetual_vid(office)

    response = set_vid(office, vid, "REVOKED").json()["response"]

    assert response["vidStatus"] == "REVOKED"
    assert response["restoredVid"]["vidStatus"] == "ACTIVE"
    assert uin_of(office, response["restoredVid"]["VID"]).json()["response"] == {"UIN": FATHER}
    assert error_of(uin_of(office, vid)) == ("IDR-VID-001", "VID is REVOKED")
    assert office.publisher.of("mpartner-default-auth/REMOVE_ID")


def test_vid_without_a_limit_is_never_used_up(office: Office) -> None:
    answer = set_vid(office, perpetual_vid(office), "USED")

    assert answer.json()["response"] == {"vidStatus": "ACTIVE"}
    assert uin_of(office, perpetual_vid(office)).json()["response"] == {"UIN": FATHER}


def test_vid_of_an_inactive_person_can_be_taken_away_and_not_replaced(office: Office) -> None:
    temporary = make_vid(office, "Temporary").json()["response"]["VID"]
    update(office, status="BLOCKED")

    assert set_vid(office, temporary, "REVOKED").json()["response"] == {"vidStatus": "REVOKED"}
    assert error_of(set_vid(office, perpetual_vid(office), "REVOKED")) == ("IDR-VID-004", "BLOCKED UIN")


def test_vid_is_regenerated_unless_it_is_perpetual(office: Office) -> None:
    temporary = make_vid(office, "Temporary").json()["response"]["VID"]

    fresh = office.post(f"{VID}/{temporary}/regenerate").json()["response"]["VID"]
    update(office, status="BLOCKED")
    refused = office.post(f"{VID}/{perpetual_vid(office)}/regenerate")
    of_blocked = office.post(f"{VID}/{fresh}/regenerate")

    assert fresh != temporary
    assert error_of(refused)[0] == "IDR-VID-003"
    assert error_of(of_blocked)[0] == "IDR-VID-004"
    assert refused.json()["id"] == "mosip.vid.regenerate"


def test_all_vids_are_deactivated_and_reactivated(office: Office) -> None:
    down = office.post(f"{VID}/deactivate", body("mosip.vid.deactivate", {"UIN": FATHER}))
    again = office.post(f"{VID}/deactivate", body("mosip.vid.deactivate", {"UIN": FATHER}))
    up = office.post(f"{VID}/reactivate", body("mosip.vid.reactivate", {"UIN": FATHER}))

    assert down.json()["response"] == {"vidStatus": "DEACTIVATED"}
    assert error_of(again)[0] == "IDR-IDC-007"
    assert up.json()["response"] == {"vidStatus": "ACTIVE"}


def test_expired_vid_is_not_deactivated_with_the_others(office: Office) -> None:
    temporary = make_vid(office, "Temporary").json()["response"]["VID"]
    office.world.clock.advance(timedelta(minutes=31))

    office.post(f"{VID}/deactivate", body("mosip.vid.deactivate", {"UIN": FATHER}, requesttime=None))
    later = f"{office.world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    office.post(f"{VID}/deactivate", body("mosip.vid.deactivate", {"UIN": FATHER}, requesttime=later))

    assert error_of(uin_of(office, temporary)) == ("IDR-VID-001", "VID is EXPIRED")
    assert error_of(uin_of(office, perpetual_vid(office))) == ("IDR-VID-001", "VID is DEACTIVATED")


def test_inactive_person_gets_no_vid_and_is_found_by_none(office: Office) -> None:
    update(office, status="BLOCKED")

    assert error_of(make_vid(office, "Temporary")) == ("IDR-VID-004", "BLOCKED UIN")
    assert error_of(uin_of(office, perpetual_vid(office))) == ("IDR-VID-004", "BLOCKED UIN")


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"id": None, "version": None}, ["Missing Input Parameter - id"]),
        ({"id": "mosip.vid.read", "version": None}, ["Invalid Input Parameter - id"]),
        (
            {"version": "1", "requesttime": None, "request": None},
            [
                "Missing Input Parameter - request",
                "Invalid Input Parameter - version",
                "Missing Input Parameter - requesttime",
            ],
        ),
        ({"version": "1", "request": {}}, ["Invalid Input Parameter - version"]),
        ({"request": {}}, ["Missing Input Parameter - UIN", "Missing Input Parameter - vidType"]),
        (
            {"request": {"UIN": "1234567890", "vidType": "Eternal"}},
            ["Invalid Input Parameter - UIN", "Invalid Input Parameter - vidType"],
        ),
    ],
)
def test_validator_tells_all_it_finds_the_last_first(
    office: Office, changes: dict[str, Any], messages: list[str]
) -> None:
    answer = office.post(VID, body("mosip.vid.create", {"UIN": FATHER, "vidType": "Temporary"}, **changes))

    assert [message for _, message in errors_of(answer)] == messages
    assert answer.json()["id"] == "mosip.vid.create"
    office.explained(answer)


def test_vid_refuses(office: Office) -> None:
    vid = perpetual_vid(office)

    assert error_of(make_vid(office, "Temporary", NEW_UIN))[0] == "IDR-IDC-007"
    assert error_of(uin_of(office, "4359283903752653"))[0] == "IDR-IDC-007"
    assert error_of(uin_of(office, "4359283903752650")) == ("IDR-IDC-002", "Invalid Input Parameter - VID")
    assert error_of(set_vid(office, vid, "LOST")) == ("IDR-IDC-002", "Invalid Input Parameter - vidStatus")
    assert error_of(set_vid(office, "1", "LOST")) == ("IDR-IDC-002", "Invalid Input Parameter - VID")
    assert error_of(office.post(f"{VID}/1/regenerate")) == ("IDR-IDC-002", "Invalid Input Parameter - VID")
