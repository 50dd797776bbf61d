"""Biometric captures: checked member by member, matched by the person's flag."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.benches.ida_bench import IdaBench


def test_captures_match_by_the_persons_flag(shared_bench: IdaBench) -> None:
    kinds = [
        {"bio_type": "Finger", "sub_type": "Left Thumb"},
        {"bio_type": "Iris", "sub_type": "Left"},
        {"bio_type": "Face", "sub_type": ""},
    ]

    matching = shared_bench.auth_by_captures(shared_bench.citizen(biometrics="match"), *kinds)
    assert matching.response["authStatus"] is True, matching.content
    for other in (shared_bench.citizen(biometrics="mismatch"), shared_bench.citizen()):
        answer = shared_bench.auth_by_captures(other, *kinds)
        assert [e["errorMessage"] for e in answer.content["errors"]] == [
            f"Biometric data - {kind} did not match" for kind in ("Face", "Finger", "Iris")
        ]


def test_only_the_locked_kind_of_biometrics_is_refused(shared_bench: IdaBench) -> None:
    someone = shared_bench.citizen(locks=["bio-Iris"], biometrics="match")

    assert shared_bench.auth_by_captures(someone, {"bio_type": "Finger"}).response["authStatus"] is True
    locked = shared_bench.auth_by_captures(someone, {"bio_type": "Iris", "sub_type": "Left"})
    assert locked.content["errors"][0]["errorMessage"] == "bio-Iris Auth Type is Locked for the UIN"


CAPTURES: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "of-another-transaction": (
        {"transaction": "0000000000"},
        "Invalid Input Parameter - request/biometrics/0/data/transactionId",
    ),
    "without-transaction": (
        {"data": {"transactionId": None}},
        "Missing Input Parameter - request/biometrics/0/data/transactionId",
    ),
    "without-domain": (
        {"data": {"domainUri": None}},
        "Invalid Input Parameter - request/biometrics/0/data/domainUri",
    ),
    "old": ({"after": timedelta(minutes=-5)}, "Request to be received at MOSIP within 30 seconds"),
    "time-of-another-form": (
        {"data": {"timestamp": "yesterday"}},
        "Invalid Input Parameter - request/biometrics/0/data/timestamp",
    ),
    "device-without-time": (
        {"digital_id": {"dateTime": None}},
        "Missing Input Parameter - request/biometrics/0/data/digitalId/dateTime",
    ),
    "without-value": (
        {"data": {"bioValue": ""}},
        "Missing Input Parameter - request/biometrics/0/data/bioValue",
    ),
    "without-type": ({"data": {"bioType": ""}}, "Missing Input Parameter - request/biometrics/0/data/bioType"),
    "of-no-type": (
        {"bio_type": "Gait"},
        "Invalid Input Parameter - bioType",
    ),
    "without-sub-type": (
        {"sub_type": ""},
        "Missing Input Parameter - request/biometrics/0/data/bioSubType",
    ),
    "of-a-toe": (
        {"sub_type": "Left Toe"},
        "Invalid Input Parameter - request/biometrics/0/data/bioSubType - Left Toe",
    ),
    "finger-of-an-iris": (
        {"bio_type": "Iris", "sub_type": "Left Thumb"},
        "Invalid Input Parameter - request/biometrics/0/data/bioSubType - Left Thumb",
    ),
    "without-session-key": (
        {"sessionKey": ""},
        "Missing Input Parameter - request/biometrics/0/sessionKey",
    ),
    "without-hash": ({"hash": ""}, "Missing Input Parameter - request/biometrics/0/hash"),
    "hash-in-small-letters": ({"hash": "ab" * 32}, "Hash Validation Failed"),
    "digital-id-is-no-jws": (
        {"data": {"digitalId": "rubbish"}},
        "Digital signature verification failed for request/biometrics/0/data/digitalId",
    ),
}


@pytest.mark.parametrize(("make", "message"), CAPTURES.values(), ids=CAPTURES.keys())
def test_captures_are_checked(
    shared_bench: IdaBench, adult: dict[str, Any], make: dict[str, Any], message: str
) -> None:
    answer = shared_bench.auth_by_captures(adult, make)

    assert message in [e["errorMessage"] for e in answer.content["errors"]], answer.content
