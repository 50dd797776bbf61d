"""Each code of the registration side's services on demand, in the service's own shape."""

from pathlib import Path

from starlette.testclient import TestClient

from mosip_mock.app import create_app
from mosip_mock.authmanager.errors import AuthCode
from mosip_mock.idrepository.errors import IdRepoCode
from mosip_mock.packetmanager.errors import PacketCode
from mosip_mock.registration.errors import WorkflowCode
from mosip_mock.settings import Settings
from shared.settings import Addresses
from shared.world import open_world
from tests.benches.office import BASE

CALLS = {
    "authmanager": ("POST", "/v1/authmanager/authenticate/clientidsecretkey", AuthCode),
    "packetmanager": ("PUT", "/commons/v1/packetmanager/createPacket", PacketCode),
    "registration": ("POST", "/registrationprocessor/v1/workflowmanager/workflowinstance", WorkflowCode),
    "idrepository": ("POST", "/idrepository/v1/identity/", IdRepoCode),
}


def test_every_code_is_given_on_demand(tmp_path: Path, shared_keys: Path) -> None:
    (tmp_path / "keys").symlink_to(shared_keys)
    world = open_world(tmp_path, app="mosip")
    settings = Settings(addresses=Addresses(public=BASE, internal=BASE, bound=BASE), data_dir=tmp_path)
    http = TestClient(create_app(settings, world), base_url=BASE)
    try:
        for service, (method, path, codes) in CALLS.items():
            for code in codes:
                rule = {"match": {"service": service}, "action": {"error": str(code)}, "times": 1}
                assert http.post("/_mock/faults", json=rule).status_code == 201, code

                answer = http.request(method, path, json={})

                [error] = answer.json()["errors"]
                assert error["errorCode"] == code
                assert error["message"]
                assert "%s" not in error["message"]
                assert answer.headers["X-Mock-Explain"]
                assert answer.status_code in {200, 401, 403, 500}
    finally:
        http.close()
        world.close()
