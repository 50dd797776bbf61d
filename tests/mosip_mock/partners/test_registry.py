"""The registry of partners: its defaults, what is put over them, and certificates by file and by member."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.testclient import TestClient

from mosip_mock.partners import defaults
from mosip_mock.partners.partner import Misp, Partner
from mosip_mock.partners.registry import Partners, parse_certificate
from shared.store.protocol import NoSuchRecordError
from tests.support.certificates import certificate_until, other_key, pem

LICENCE = "aaaaaAAAAAbbbbbBBBBBcccccCCCCCdddddDDDDD"


def test_defaults_are_what_a_stock_opencrvs_sends(registry: Partners) -> None:
    assert registry.partners.find("crvs-partner") is not None
    assert registry.misps.find(LICENCE) is not None
    key = registry.api_keys.find("123456")
    assert key is not None
    assert registry.policies.find(key.policy_id) is not None
    assert registry.oidc_clients.find("mock-client_id") is not None


def test_what_is_put_stands_over_the_default(registry: Partners) -> None:
    registry.misps.put(Misp(license_key=LICENCE, status="INACTIVE"))
    found = registry.misps.find(LICENCE)
    assert found is not None
    assert found.status == "INACTIVE"
    assert len(registry.misps.list()) == len(defaults.MISPS)


def test_a_removed_default_stays_removed_until_it_is_put_again(registry: Partners) -> None:
    registry.partners.remove("crvs-partner")
    assert registry.partners.find("crvs-partner") is None
    with pytest.raises(NoSuchRecordError):
        registry.partners.remove("crvs-partner")
    registry.partners.put(Partner(partner_id="crvs-partner"))
    assert registry.partners.find("crvs-partner") is not None


def test_certificate_is_read_from_the_file_and_again_when_it_changes(registry: Partners, directory: Path) -> None:
    assert registry.certificate_of("crvs-partner") is None
    first, second = (certificate_until(other_key(), name=name) for name in ("first", "a-longer-second"))
    (directory / "crvs-partner.crt").write_text(pem(first))
    assert registry.certificate_of("crvs-partner") == first
    assert registry.certificate_of("crvs-partner") is registry.certificate_of("crvs-partner")
    (directory / "crvs-partner.crt").write_text(pem(second))
    assert registry.certificate_of("crvs-partner") == second


def test_registered_certificate_goes_before_the_file(registry: Partners, directory: Path) -> None:
    (directory / "crvs-partner.crt").write_text(pem(certificate_until(other_key(), name="file")))
    registered = certificate_until(other_key(), name="registered")
    registry.partners.put(Partner(partner_id="crvs-partner", certificate=pem(registered)))
    assert registry.certificate_of("crvs-partner") == registered


@pytest.mark.parametrize("partner_id", ["../secret", "..\\secret", "nobody"])
def test_no_other_file_is_read(registry: Partners, directory: Path, partner_id: str) -> None:
    (directory.parent / "secret.crt").write_text(pem(certificate_until(other_key())))
    assert registry.certificate_of(partner_id) is None


def test_certificates_are_read_as_pem_and_der() -> None:
    certificate = certificate_until(other_key())
    assert parse_certificate(pem(certificate).encode()) == certificate
    assert parse_certificate(certificate.public_bytes(Encoding.DER)) == certificate
    assert parse_certificate(b"rubbish") is None


def test_control_api_lists_puts_changes_and_removes(http: TestClient) -> None:
    made = http.post("/api-keys", json={"apiKey": "k", "partnerId": "crvs-partner", "policyId": "crvs-policy"})
    changed = http.patch("/api-keys/k", json={"validUntil": "2030-01-01T00:00:00Z", "status": "INACTIVE"})
    items = http.get("/api-keys").json()

    assert made.status_code == 201
    assert changed.json()["status"] == "INACTIVE"
    assert items["total"] == len(items["items"]) == 2
    kept = next(item for item in items["items"] if item["apiKey"] == "k")
    assert datetime.fromisoformat(kept["validUntil"]) == datetime(2030, 1, 1, tzinfo=UTC)
    assert http.delete("/api-keys/k").status_code == 200
    assert http.delete("/api-keys/k").status_code == 404


@pytest.mark.parametrize(
    ("path", "member", "value"),
    [
        ("/partners/crvs-partner", "hotlisted", False),
        (f"/misps/{LICENCE}", "allowKycAuth", True),
        ("/api-keys/123456", "status", "ACTIVE"),
        ("/policies/crvs-policy", "authTokenType", "partner"),
    ],
)
def test_a_default_is_shown_with_all_its_members(http: TestClient, path: str, member: str, value: object) -> None:
    one = http.get(path).json()

    assert one in http.get(path.rpartition("/")[0]).json()["items"]
    assert one["status"] == "ACTIVE"
    assert one[member] == value


def test_changing_who_is_not_there_is_404(http: TestClient) -> None:
    assert http.get("/partners/nobody").status_code == 404
    assert http.patch("/partners/nobody", json={"status": "INACTIVE"}).status_code == 404


def test_the_key_itself_never_changes(http: TestClient) -> None:
    http.patch("/partners/crvs-partner", json={"partnerId": "another"})
    assert "another" not in [item["partnerId"] for item in http.get("/partners").json()["items"]]
