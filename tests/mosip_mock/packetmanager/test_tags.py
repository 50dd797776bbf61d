"""Tags of a packet."""

from typing import Any

import httpx2

from tests.benches.office import PACKETS, Office, envelope


def tags(office: Office, endpoint: str, **members: Any) -> httpx2.Response:
    return office.post(f"{PACKETS}/{endpoint}", envelope({"id": "100010007788123"} | members))


def test_tags_are_added_changed_read_and_deleted(office: Office) -> None:
    assert tags(office, "addTag", tags={"a": "x", "b": 1}).json()["response"] == {"tags": {"a": "x", "b": "1"}}
    assert tags(office, "addOrUpdateTag", tags={"a": "X", "c": "z"}).json()["response"] == {"tags": {"c": "z"}}
    assert tags(office, "getTags", tagNames=["a"]).json()["response"] == {"tags": {"a": "x"}}
    assert tags(office, "deleteTag", tagNames=["a", "unknown"]).json()["response"] == {"status": "Deleted Successfully"}
    assert tags(office, "getTags", tagNames=[]).json()["response"] == {"tags": {"b": "1", "c": "z"}}


def test_tags_refuse_what_is_there_and_what_is_not(office: Office) -> None:
    tags(office, "addTag", tags={"a": "x"})

    again = tags(office, "addTag", tags={"b": "y", "a": "y"})
    missing = tags(office, "getTags", tagNames=["none"])

    assert again.json()["errors"][0] == {"errorCode": "KER-PUT-022", "message": "KER-PUT-022 --> Tag Already Exist."}
    assert missing.json()["errors"][0] == {
        "errorCode": "KER-PUT-024",
        "message": "KER-PUT-024 --> Requested tag not presentnone",
    }
    assert tags(office, "getTags", tagNames=[]).json()["response"] == {"tags": {"a": "x"}}
