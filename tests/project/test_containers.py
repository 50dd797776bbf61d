"""Dockerfile and compose file, checked without an engine."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from esignet_mock.settings import DEFAULT_PORT as ESIGNET_PORT
from mosip_mock.settings import DEFAULT_PORT as MOSIP_PORT
from shared.cli.main import COMMANDS
from tests.project.settings_page import APPS, settings_of, variables_of

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.mock.yml"
SERVICES = {"mosip-mock": ("mosip_mock", MOSIP_PORT), "esignet-mock": ("esignet_mock", ESIGNET_PORT)}


def checked(tool: str, *arguments: str) -> None:
    ended = subprocess.run(
        [str(Path(sys.executable).parent / tool), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return content


def test_the_dockerfile_passes_its_linter() -> None:
    checked("hadolint", str(DOCKERFILE))


def test_the_compose_file_fits_the_schema_of_compose_files() -> None:
    checked("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_the_image_runs_as_somebody_without_rights() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    assert users
    assert users[-1].split(":")[0] not in {"root", "0"}


def test_the_image_contains_what_the_dockerfile_copies() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE.read_text(), re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_both_apps_are_services_of_one_image_and_one_volume(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == set(SERVICES)
    assert len({service["image"] for service in services.values()}) == 1
    assert {tuple(service["volumes"]) for service in services.values()} == {("mocks:/data",)}
    assert all(service["read_only"] for service in services.values())


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_its_app_and_publishes_it_on_loopback_alone(compose: dict[str, Any], name: str) -> None:
    module, port = SERVICES[name]
    service = compose["services"][name]
    assert service["command"] == ["python", "-m", module]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_checked_by_the_command(compose: dict[str, Any], name: str) -> None:
    kind, command, subcommand, app = compose["services"][name]["healthcheck"]["test"]
    assert (kind, command) == ("CMD", "mosip-mocks")
    assert subcommand in COMMANDS
    assert app == name.removesuffix("-mock")


def test_the_environment_consists_of_settings(compose: dict[str, Any]) -> None:
    known = {name for app in APPS.values() for option in settings_of(app) for name in variables_of(option)}
    used = {name for service in compose["services"].values() for name in service["environment"]}
    used |= set(re.findall(r"\b(MOCKS_\w+)=", DOCKERFILE.read_text()))
    assert used - known == set()


@pytest.mark.parametrize("name", SERVICES)
def test_containers_find_a_service_by_its_name(compose: dict[str, Any], name: str) -> None:
    module, port = SERVICES[name]
    environment = compose["services"][name]["environment"]
    assert environment[f"{module.upper()}_INTERNAL_URL"] == f"http://{name}:{port}"
