from datetime import datetime

import pytest

from tests.shared.control.conftest import Bench


def people(bench: Bench) -> int:
    total: int = bench.client.get("/_mock/citizens?limit=1").json()["total"]
    return total


def test_kept_world_is_brought_back(bench: Bench) -> None:
    bench.client.post("/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"})
    kept = people(bench)
    assert bench.client.put("/_mock/snapshots/before-the-storm").json()["status"] == "kept"
    bench.client.post("/_mock/citizens", json={"fullName": "Rui Lopes", "birthDate": "1990-02-03"})
    bench.client.post("/_mock/faults", json={"action": {"status": 500}})

    answer = bench.client.post("/_mock/snapshots/before-the-storm/restore")

    assert answer.json() == {"status": "restored", "name": "before-the-storm", "citizens": kept}
    assert bench.client.get("/echo").status_code == 200
    assert people(bench) == kept


def test_kept_worlds_are_listed(bench: Bench) -> None:
    assert bench.client.get("/_mock/snapshots").json() == {"items": [], "total": 0}
    for name in ("b", "a.b-1"):
        bench.client.put(f"/_mock/snapshots/{name}")

    listed = bench.client.get("/_mock/snapshots").json()

    assert (listed["total"], [item["name"] for item in listed["items"]]) == (2, ["a.b-1", "b"])
    assert all(item["bytes"] > 0 and datetime.fromisoformat(item["keptAt"]) for item in listed["items"])
    assert bench.client.get("/_mock/snapshots?limit=1").json()["items"] == listed["items"][:1]


def test_nobody_kept_it(bench: Bench) -> None:
    answer = bench.client.post("/_mock/snapshots/never/restore")

    assert answer.status_code == 404
    assert answer.json()["message"] == "there is no snapshot 'never'; none was kept so far; take one first"


def test_a_refused_name_is_told_which_there_are(bench: Bench) -> None:
    for name in ("noon", "evening"):
        bench.client.put(f"/_mock/snapshots/{name}")

    message = bench.client.post("/_mock/snapshots/none/restore").json()["message"]

    assert message == "there is no snapshot 'none'; there are: evening, noon"


@pytest.mark.parametrize("name", [".hidden", "a%20b", "a" * 65])
def test_name_that_is_no_file_name_is_refused(bench: Bench, name: str) -> None:
    for answer in (
        bench.client.put(f"/_mock/snapshots/{name}"),
        bench.client.post(f"/_mock/snapshots/{name}/restore"),
    ):
        assert answer.status_code == 400
        assert "letters, digits" in answer.json()["message"]


def test_name_does_not_lead_out_of_the_folder(bench: Bench) -> None:
    assert bench.client.put("/_mock/snapshots/..%2Fx").status_code == 404
