import json
import shlex

from joserfc import jwt
from joserfc.jwk import OctKey

from tests.shared.control.conftest import Bench


def test_har_has_what_travelled_with_secrets_hidden(bench: Bench) -> None:
    bench.client.post("/echo?code=c0de&x=1", json={"rid": "1", "password": "hunter2"}, headers={"Cookie": "a=b"})

    har = bench.client.get("/_mock/requests/har").json()

    (entry,) = har["log"]["entries"]
    assert har["log"]["version"] == "1.2"
    assert entry["request"]["url"].endswith("/echo?code=(hidden)&x=1")
    assert json.loads(entry["request"]["postData"]["text"]) == {"rid": "1", "password": "(hidden)"}
    assert entry["response"]["status"] == 200
    assert "hunter2" not in json.dumps(har)
    assert "a=b" not in json.dumps(har)


def test_har_is_filtered_like_the_listing(bench: Bench) -> None:
    bench.client.get("/echo/a")
    bench.client.get("/echo/b")

    assert len(bench.client.get("/_mock/requests/har?path=/echo/b").json()["log"]["entries"]) == 1


def test_curl_command_has_method_body_and_headers(bench: Bench) -> None:
    bench.client.post("/echo", json={"rid": "it's 1"}, headers={"Authorization": "Bearer abc", "X-Own": "yes"})
    exchange_id = bench.client.get("/_mock/requests").json()["items"][0]["id"]

    command = bench.client.get(f"/_mock/requests/{exchange_id}/curl").text

    words = shlex.split(command)
    assert words[:3] == ["curl", "-X", "POST"]
    assert words[3].endswith("/echo")
    assert json.loads(words[words.index("--data-raw") + 1]) == {"rid": "it's 1"}
    assert "authorization: (hidden)" in words
    assert "x-own: yes" in words


def test_step_of_work_is_no_request(bench: Bench) -> None:
    step = bench.world.journal.open("internal", method="ISSUE", path="1000")

    assert bench.client.get(f"/_mock/requests/{step.id}/curl").status_code == 404


def test_delivery_shows_what_is_sealed_in_it(bench: Bench) -> None:
    journal = bench.world.journal
    issued = journal.open("internal", method="ISSUE", path="1000")
    issued.tag(event="e-1")
    issued.decode("credential", {"id": "c-1"})
    delivered = [journal.open("outbound", method="POST", path="http://localhost:1/", status=200) for _ in range(2)]
    delivered[0].tag(event="e-1")
    delivered[1].tag(event="e-2")

    shown = [bench.client.get(f"/_mock/requests/{exchange.id}").json()["decoded"] for exchange in delivered]

    assert shown == [{"credential": {"id": "c-1"}}, {}]


def test_exchange_shows_tokens_decoded_without_their_signature(bench: Bench) -> None:
    token = jwt.encode({"alg": "HS256"}, {"sub": "me"}, OctKey.generate_key(256))
    bench.client.post("/echo", json={"id_token": token}, headers={"Cookie": f"Authorization={token}"})
    exchange_id = bench.client.get("/_mock/requests").json()["items"][0]["id"]

    shown = bench.client.get(f"/_mock/requests/{exchange_id}")

    assert shown.json()["decoded"]["request.id_token"]["claims"] == {"sub": "me"}
    assert shown.json()["decoded"]["request.header cookie"]["header"]["alg"] == "HS256"
    assert token not in shown.text
    assert token.rpartition(".")[2] not in shown.text


def test_keys_in_a_partners_path_are_hidden(bench: Bench) -> None:
    bench.client.post("/idauthentication/v1/auth/license/partner/apikey", json={})

    (item,) = bench.client.get("/_mock/requests").json()["items"]

    assert item["path"] == "/idauthentication/v1/auth/(hidden)/partner/(hidden)"
