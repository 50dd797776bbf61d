"""Who can be asked about: UINs, VIDs, handles, children, people whose state changes."""

import json
from datetime import timedelta
from typing import Any, Final

import pytest

from shared.citizens.importing import import_people
from tests.benches.ida_bench import IdaBench
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.ida_recipe import REMOVED

WRONG: Final = {"dob": "1980/01/01"}


def test_handles_by_release(open_bench: OpenBench) -> None:
    later, earlier = open_bench(), open_bench(ida_profile="1.2.0.1")
    for bench in (later, earlier):
        bench.citizen(phone="+9991234567")
    handle, typed = "+9991234567@phone", {"outer": {"individualIdType": "HANDLE"}}

    assert later.auth(handle, **typed).response["authStatus"] is True
    assert later.auth(handle, outer={"individualIdType": REMOVED}).response["authStatus"] is True
    assert later.auth("+9990000000@phone", **typed).content["errors"][0]["errorMessage"] == (
        "HANDLE not available in database"
    )
    assert earlier.auth(handle, **typed).codes == ["IDA-MLC-009"]


def test_a_vid_is_no_handle(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    assert shared_bench.auth(adult["vids"][0], outer={"individualIdType": "HANDLE"}).codes == ["IDA-MLC-009"]


def test_the_type_may_be_left_out(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    for number in (adult["uin"], adult["vids"][0]):
        assert shared_bench.auth(number, outer={"individualIdType": REMOVED}).response["authStatus"] is True
    assert shared_bench.auth("123", outer={"individualIdType": REMOVED}).codes == ["IDA-MLC-009"]


@pytest.mark.parametrize(("tolerate", "codes"), [("opencrvs", []), ("none", ["IDA-MLC-002"])])
def test_numbers_of_older_fixtures_are_a_tolerance(open_bench: OpenBench, tolerate: str, codes: list[str]) -> None:
    bench = open_bench(tolerate=tolerate)
    names = {"firstName": "Evelyn", "middleName": "", "familyName": "Lungu"}
    person = {**names, "birthDate": "1990-05-17", "gender": "female", "nid": "1234567891"}
    import_people(bench.world.citizens, json.dumps([person]).encode(), now=bench.now())

    answer = bench.auth("1234567891", {"dob": "1990/05/17"})

    assert answer.codes == codes
    journalled = bench.http.get("/_mock/requests?service=idauthentication").json()["items"][0]
    assert journalled["tolerated"] == ([] if codes else ["legacy-uin-checksum"])


def test_temporary_vid_is_used_up_by_authentication(bench: IdaBench) -> None:
    vid = str(bench.world.citizens.new_vid())
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "usesLeft": 2}])

    assert bench.auth(vid, WRONG).codes == ["IDA-DEA-001"]
    assert bench.auth(vid).response["authStatus"] is True
    gone = bench.auth(vid)
    assert gone.content["errors"] == [{"errorCode": "IDA-MLC-018", "errorMessage": "VID not available in database"}]


@pytest.mark.parametrize("status", ["REVOKED", "USED", "INVALIDATED"])
def test_vids_that_ended_are_not_there(bench: IdaBench, status: str) -> None:
    vid = str(bench.world.citizens.new_vid())
    bench.citizen(vidDetails=[{"vid": vid, "vidStatus": status}])

    assert bench.auth(vid).codes == ["IDA-MLC-018"]


def test_clock_ends_a_vid(bench: IdaBench) -> None:
    vid = str(bench.world.citizens.new_vid())
    end = (bench.now() + timedelta(hours=1)).isoformat()
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "expiresAt": end}])

    assert bench.auth(vid).response["authStatus"] is True
    bench.advance(timedelta(hours=2))
    assert bench.auth(vid).codes == ["IDA-MLC-023"]


@pytest.mark.parametrize("status", ["DEACTIVATED", "BLOCKED"])
def test_a_change_of_status_counts_at_once(bench: IdaBench, status: str) -> None:
    someone = bench.citizen()
    assert bench.auth(someone).response["authStatus"] is True

    bench.change("citizens", someone["uin"], status=status)

    assert bench.auth(someone).codes == ["IDA-MLC-022"]
    assert bench.auth(someone["vids"][0]).codes == ["IDA-MLC-022"]


def test_child_authenticates_by_demographics(bench: IdaBench) -> None:
    born = (bench.now() - timedelta(days=20)).date()
    child = bench.citizen(birthDate=born.isoformat())

    assert bench.auth(child, {"dob": f"{born:%Y/%m/%d}"}).response["authStatus"] is True
    assert bench.auth_by_captures(child).codes == ["IDA-MLC-011"]


def test_the_age_of_children_is_a_setting(open_bench: OpenBench) -> None:
    bench = open_bench(child_max_age=18)
    someone = bench.citizen(birthDate=(bench.now() - timedelta(days=17 * 365)).date().isoformat())

    assert bench.auth_by_captures(someone).codes == ["IDA-MLC-011"]
