from typing import Any

import pytest

from tests.shared.control.conftest import Bench


def test_citizen_is_made_from_a_name_and_a_birth_date(bench: Bench) -> None:
    made = bench.client.post("/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"})
    uin = made.json()["uin"]

    assert made.status_code == 201
    assert made.json()["vids"]
    assert bench.client.get(f"/_mock/citizens/{uin}").json()["familyName"] == "Lopes"
    assert bench.client.get(f"/_mock/citizens/{made.json()['vids'][0]}").json()["uin"] == uin


def test_citizen_is_changed_and_removed(bench: Bench) -> None:
    uin = bench.client.post("/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"}).json()["uin"]

    changed = bench.client.patch(f"/_mock/citizens/{uin}", json={"status": "DEACTIVATED"}).json()
    removed = bench.client.delete(f"/_mock/citizens/{uin}")

    assert changed["status"] == "DEACTIVATED"
    assert removed.status_code == 200
    assert bench.client.get(f"/_mock/citizens/{uin}").status_code == 404


def test_listing_searches_and_pages(bench: Bench) -> None:
    everybody = bench.client.get("/_mock/citizens", params={"limit": "1"}).json()
    for given in ("Xaverine", "Xaverina"):
        bench.client.post("/_mock/citizens", json={"fullName": f"{given} Oort", "birthDate": "1990-02-03"})

    found = bench.client.get("/_mock/citizens", params={"q": "xaver oort"}).json()

    assert len(everybody["items"]) == 1 < everybody["total"]
    assert found["total"] == 2


@pytest.mark.parametrize(
    ("query", "named"),
    [("status=dead", "status"), ("statuss=BLOCKED", "statuss"), ("limit=x", "limit"), ("q=a&q=b", "q")],
)
def test_listing_names_a_parameter_that_narrows_nothing_down(bench: Bench, query: str, named: str) -> None:
    answer = bench.client.get(f"/_mock/citizens?{query}")

    assert answer.status_code == 400
    assert named in answer.json()["message"]


@pytest.mark.parametrize(("name", "meant"), [("name", "fullName"), ("dateOfBirth", "birthDate"), ("fone", "phone")])
def test_field_of_another_name_leads_to_ours(bench: Bench, name: str, meant: str) -> None:
    draft = {"fullName": "Ana Lopes", "birthDate": "1990-02-03", name: "x"}

    message = bench.client.post("/_mock/citizens", json=draft).json()["message"]

    assert message == f"{name}: expected `{meant}`, received the unknown field '{name}'"


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        ({"birthDate": "1990-02-03"}, "fullName"),
        ({"fullName": "Ana Lopes"}, "birthDate"),
        ({"fullName": "Ana Lopes", "birthDate": "03.02.1990"}, "birthDate"),
        ({"fullName": "Ana Lopes", "birthDate": "1990-02-03", "gender": "unknown"}, "gender"),
        ({"fullName": "Ana Lopes", "birthDate": "1990-02-03", "fone": "1"}, "fone"),
        ({"fullName": "Ana Lopes", "birthDate": "1990-02-03", "uin": "123"}, "uin"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_made(bench: Bench, draft: dict[str, Any], place: str) -> None:
    before = bench.client.get("/_mock/health").json()["citizens"]

    answer = bench.client.post("/_mock/citizens", json=draft)

    assert answer.status_code == 400, answer.text
    assert place in answer.json()["message"]
    assert bench.client.get("/_mock/health").json()["citizens"] == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff\xfe", b'{"a":' * 400])
def test_body_that_is_no_object_is_refused(bench: Bench, body: bytes) -> None:
    assert bench.client.post("/_mock/citizens", content=body).status_code == 400


def test_reset_returns_to_the_cast(bench: Bench) -> None:
    before = bench.client.get("/_mock/health").json()["citizens"]
    bench.client.post("/_mock/citizens", json={"fullName": "Ana Lopes", "birthDate": "1990-02-03"})

    assert bench.client.post("/_mock/reset").json()["citizens"] == before
