"""Partners of one's own: what the mock knows of them, and what happens where it lacks a certificate."""

import shutil
from pathlib import Path

import pytest

from shared.starting import CannotStartError
from tests.benches.bureau import Bureau
from tests.benches.hub_bench import HubBench, open_hub
from tests.mosip_mock.credentials.conftest import OpenBureau
from tests.support.certificates import certificate_until, other_key, pem
from tests.support.credential import decrypted
from tests.support.hub_receiver import Receiver
from tests.support.kit import Kit

OWN = "my-country"
COLLAB = "crvs_partner"
RULE = "partner-without-certificate"


@pytest.fixture
def directory(template_dir: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template_dir, tmp_path / "mocks")


def test_partner_without_a_certificate_gets_what_the_kit_opens_and_that_is_noted(bureau: Bureau) -> None:
    assert bureau.credential(partner_id=COLLAB)["type"]

    (tolerated,) = next(bureau.world.journal.newest_first()).tolerated
    assert tolerated.name == RULE
    assert tolerated.explanation.mend.startswith(f"mosip-mocks kit partner {COLLAB} ")


def test_partner_without_a_certificate_gets_nothing_where_that_is_not_tolerated(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(tolerate="none")

    assert bureau.issue(partner_id=COLLAB) == []

    kept = bureau.only_request()
    assert (kept.status, kept.comment) == (
        "FAILED",
        f"IDR-CRS-007: the partner {COLLAB} has no certificate to encrypt to",
    )


def test_partner_of_one_s_own_subscribes_and_opens_its_credential(directory: Path) -> None:
    with open_hub(directory, credential_partners=(OWN,)) as hub, Receiver() as receiver:
        topic = f"{OWN}/CREDENTIAL_ISSUED"
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": receiver.url, "hub.secret": "s"}
        assert hub.ask(form, client=OWN).status_code == 202
        hub.until(lambda: hub.state_of(receiver) == "active")

        request_credential(hub)

        event = receiver.wait_for(1)[0].content()
        assert event["topic"] == topic
        assert decrypted(event["event"]["data"]["credential"], Kit.read(directory / "kit"))["credentialSubject"]["UIN"]


def test_strict_mock_does_not_start_without_the_certificate_of_its_partner(directory: Path) -> None:
    said = rf"{OWN} has no certificate.*kit partner {OWN} "
    with pytest.raises(CannotStartError, match=said), open_hub(directory, tolerate="none", credential_partners=(OWN,)):
        pass

    (directory / "partners" / f"{OWN}.crt").write_text(pem(certificate_until(other_key(), name=OWN)))
    with open_hub(directory, tolerate="none", credential_partners=(OWN,)) as hub:
        assert hub.http.get("/_mock/health").status_code == 200


def test_strict_mock_starts_with_the_kit(directory: Path) -> None:
    with open_hub(directory, tolerate="none") as hub:
        assert hub.http.get("/_mock/health").status_code == 200


def request_credential(hub: HubBench) -> None:
    answer = hub.http.post(
        "/v1/credentialrequest/requestgenerator",
        json={
            "id": "mosip.credential.request",
            "version": "1.0",
            "requesttime": hub.world.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "request": {"id": "2718201306", "issuer": OWN, "credentialType": "vercred", "additionalData": {}},
        },
        headers={"Cookie": f"Authorization={hub.token('mosip-regproc-client')}"},
    )
    assert answer.json()["response"], answer.text
