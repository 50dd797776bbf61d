"""mosip-auth-sdk (PyPI), unmodified, in a virtual environment of its own, configured from the exported kit alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.control import Control
from tests.support.installed import python_with
from tests.support.suite import RunningApp

pytestmark = pytest.mark.e2e
HERE = Path(__file__).parent / "mosip_auth_sdk"
REQUIREMENTS = HERE / "requirements.txt"
NAME = "Maria Isabel Powell"
DEMOGRAPHICS = {"dob": "1990/04/05", "name": [{"language": "eng", "value": NAME}]}


@dataclass
class SdkPartner:
    """The SDK in its process, and the mock that it talks to."""

    process: subprocess.Popen[str]
    control: Control

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"method": method, "arguments": arguments}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the SDK's process ended"
        content = json.loads(answer)
        assert isinstance(content, dict)
        return content

    def explanation(self, answer: dict[str, Any]) -> str:
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        exchange = self.control.exchange(headers["x-mock-explain"])
        return " ".join(e["received"] for e in exchange["explanations"])


OpenPartner = Callable[..., SdkPartner]


@pytest.fixture(scope="module")
def sdk_python() -> Path:
    """The interpreter that has the SDK, installed from its locked requirements at first use."""
    return python_with(REQUIREMENTS, "mosip-auth-sdk")


def configuration(kit: Path, log: Path) -> dict[str, dict[str, Any]]:
    """The SDK's settings, out of nothing but the environment file of the exported kit."""
    pairs = (line.partition("=") for line in (kit / "mosip-api.env").read_text().splitlines())
    environment = {name: value.strip('"') for name, _, value in pairs if value}
    return {
        "mosip_auth": {
            "timestamp_format": "%Y-%m-%dT%H:%M:%S",
            "ida_auth_version": "1.0",
            "ida_auth_request_demo_id": "mosip.identity.auth",
            "ida_auth_request_kyc_id": "mosip.identity.kyc",
            "ida_auth_request_otp_id": "mosip.identity.otp",
            "ida_auth_env": "Developer",
            "authorization_header_constant": "Authorization",
            "partner_apikey": environment["PARTNER_APIKEY"],
            "partner_misp_lk": environment["PARTNER_MISP_LK"],
            "partner_id": environment["PARTNER_ID"],
        },
        "mosip_auth_server": {
            "ida_auth_domain_uri": environment["IDA_AUTH_DOMAIN_URI"],
            "ida_auth_url": environment["IDA_AUTH_URL"].removesuffix("/auth"),
        },
        "crypto_encrypt": {
            "symmetric_key_size": 256,
            "symmetric_nonce_size": 128,
            "symmetric_gcm_tag_size": 128,
            "encrypt_cert_path": environment["ENCRYPT_CERT_PATH"],
            "decrypt_p12_file_path": environment["DECRYPT_P12_FILE_PATH"],
            "decrypt_p12_file_password": environment["DECRYPT_P12_FILE_PASSWORD"],
        },
        "crypto_signature": {
            "algorithm": "RS256",
            "sign_p12_file_path": environment["SIGN_P12_FILE_PATH"],
            "sign_p12_file_password": environment["SIGN_P12_FILE_PASSWORD"],
        },
        "logging": {"log_file_path": str(log), "log_format": "%(message)s", "loglevel": "WARNING"},
    }


@pytest.fixture
def open_partner(sdk_python: Path, tmp_path: Path) -> Iterator[OpenPartner]:
    """A mock with these settings, and the SDK beside it: `open_partner(MOCKS_TOLERATE="none")`."""
    with ExitStack() as running:

        def start(**environment: str) -> SdkPartner:
            app = running.enter_context(RunningApp("mosip_mock", tmp_path / "mocks", environment))
            kit = tmp_path / "kit"
            command = [sys.executable, "-m", "shared.cli.main", "kit", "export", str(kit), "--data-dir"]
            told = {**os.environ, "MOSIP_MOCK_INTERNAL_URL": app.url, "MOSIP_MOCK_PUBLIC_URL": app.url}
            subprocess.run([*command, str(app.data_dir)], check=True, capture_output=True, timeout=60, env=told)
            process = subprocess.Popen(
                [str(sdk_python), str(HERE / "partner.py")], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            running.enter_context(process)
            running.callback(process.terminate)
            assert process.stdin is not None
            process.stdin.write(json.dumps(configuration(kit, tmp_path / "sdk.log")) + "\n")
            return SdkPartner(process, Control(app.url))

        yield start


@pytest.fixture
def partner(open_partner: OpenPartner) -> SdkPartner:
    return open_partner()


def adult(partner: SdkPartner) -> dict[str, Any]:
    return partner.control.add_citizen(
        fullName=NAME, birthDate="1990-04-05", gender="female", phone="9876543210", email="maria@example.org"
    )


def test_demographic_authentication(partner: SdkPartner) -> None:
    uin = adult(partner)["uin"]
    asked = {"individual_id": uin, "individual_id_type": "UIN", "consent": True}

    right = partner.call("auth", demographics=DEMOGRAPHICS, **asked)
    wrong = partner.call("auth", demographics={**DEMOGRAPHICS, "dob": "1991/04/05"}, **asked)
    without_consent = partner.call("auth", demographics=DEMOGRAPHICS, **{**asked, "consent": False})

    assert right["body"]["response"]["authStatus"] is True, right
    assert len(right["body"]["response"]["authToken"]) == 36
    assert [e["errorCode"] for e in wrong["body"]["errors"]] == ["IDA-DEA-001"]
    assert [e["errorCode"] for e in without_consent["body"]["errors"]] == ["IDA-MLC-012"]


def test_every_demographic_field_of_the_model(partner: SdkPartner) -> None:
    person = partner.control.add_citizen(
        fullName=NAME,
        birthDate="1990-04-05",
        gender="female",
        phone="9876543210",
        email="maria@example.org",
        address={"line1": "12 Main Street", "city": "Suva", "postalCode": "10101"},
    )
    in_english: Callable[[str], list[dict[str, str]]] = lambda value: [{"language": "eng", "value": value}]  # noqa: E731 - short
    demographics = {
        **DEMOGRAPHICS,
        "age": "20",
        "gender": in_english("Female"),
        "phone_number": "9876543210",
        "email_id": "maria@example.org",
        "postal_code": "10101",
        "address_line1": in_english("12 Mn St"),
        "location1": in_english("suva"),
    }

    answer = partner.call(
        "auth", individual_id=person["uin"], individual_id_type="UIN", consent=True, demographics=demographics
    )

    assert answer["body"]["response"]["authStatus"] is True, answer


def test_otp_is_requested_and_used(partner: SdkPartner) -> None:
    uin = adult(partner)["uin"]
    asked = {"individual_id": uin, "individual_id_type": "UIN", "txn_id": "1234567890"}

    sent = partner.call("genotp", email=True, phone=True, **asked)
    used = partner.call("auth", otp_value="111111", consent=True, **asked)

    assert sent["body"]["response"] == {"maskedMobile": "XXXXXX3210", "maskedEmail": "XXrXX@example.org"}
    assert used["body"]["response"]["authStatus"] is True, used


def test_kyc_is_decrypted(partner: SdkPartner) -> None:
    uin = adult(partner)["uin"]

    answer = partner.call("kyc", individual_id=uin, individual_id_type="UIN", consent=True, demographics=DEMOGRAPHICS)

    assert answer["identity"] is not None, answer
    assert answer["identity"]["name_eng"] == NAME
    assert answer["identity"]["dob"] == "1990/04/05"
    assert answer["identity"]["phoneNumber"] == "9876543210"


def test_captures_of_the_model_are_no_tokens(partner: SdkPartner) -> None:
    """The model writes `data` as an object where the real service wants what the device signed."""
    of_device = ("serialNo", "make", "model", "type", "deviceSubType", "deviceProvider", "deviceProviderId")
    digital_id = {**dict.fromkeys(of_device, "x"), "dp": "x", "dpId": "x", "dateTime": "x"}
    in_data = ("bioType", "bioSubType", "bioValue", "deviceCode", "deviceServiceVersion", "transactionId", "timestamp")
    data = {**dict.fromkeys((*in_data, "purpose", "env", "domainUri", "version"), "x"), "digitalId": digital_id}
    capture = {
        "data": {**data, "requestedScore": 40, "qualityScore": 60},
        **dict.fromkeys(("hash", "sessionKey", "specVersion", "thumbprint"), "x"),
    }

    answer = partner.call(
        "auth", individual_id=adult(partner)["uin"], individual_id_type="UIN", consent=True, captures=[capture]
    )

    assert [e["errorMessage"] for e in answer["body"]["errors"]] == [
        "Request could not be processed. Please try again",
        "Missing Input Parameter - request/biometrics/0/data",
    ]


def test_the_strict_later_release_refuses_its_certificate_header(open_partner: OpenPartner) -> None:
    partner = open_partner(MOCKS_TOLERATE="none")
    uin = adult(partner)["uin"]

    answer = partner.call("auth", individual_id=uin, individual_id_type="UIN", consent=True, demographics=DEMOGRAPHICS)

    assert [e["errorCode"] for e in answer["body"]["errors"]] == ["IDA-MLC-007", "IDA-MPA-001"]
    assert partner.explanation(answer) == "base64 with line breaks"


def test_the_earlier_release_takes_it_strictly(open_partner: OpenPartner) -> None:
    partner = open_partner(MOCKS_TOLERATE="none", MOSIP_MOCK_IDA_PROFILE="1.2.0.1")
    uin = adult(partner)["uin"]

    answer = partner.call("auth", individual_id=uin, individual_id_type="UIN", consent=True, demographics=DEMOGRAPHICS)

    assert answer["body"]["response"]["authStatus"] is True, answer
