"""The tables are whole, and each code is met by some request of these tests."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from mosip_mock.authmanager import errors as authmanager
from mosip_mock.idrepository import errors as idrepository
from mosip_mock.packetmanager import errors as packetmanager
from mosip_mock.registration import errors as registration

TABLES: list[tuple[type[StrEnum], Mapping[StrEnum, str]]] = [
    (authmanager.AuthCode, authmanager.MESSAGE),  # type: ignore[list-item]  # a Mapping of the narrower key
    (packetmanager.PacketCode, packetmanager.MESSAGE),  # type: ignore[list-item]  # the same
    (registration.WorkflowCode, registration.MESSAGE),  # type: ignore[list-item]  # the same
    (idrepository.IdRepoCode, idrepository.MESSAGE),  # type: ignore[list-item]  # the same
]
_TESTS = "\n".join(path.read_text() for path in Path(__file__).parent.rglob("test_*.py") if path != Path(__file__))


@pytest.mark.parametrize(("codes", "messages"), TABLES, ids=lambda t: getattr(t, "__name__", ""))
def test_table_covers_its_enumeration(codes: type[StrEnum], messages: Mapping[StrEnum, str]) -> None:
    assert set(messages) == set(codes)
    assert all(messages.values())


@pytest.mark.parametrize("code", [code for codes, _ in TABLES for code in codes], ids=str)
def test_code_is_met_by_a_request_of_a_test(code: StrEnum) -> None:
    assert re.search(rf'"{re.escape(code)}"', _TESTS), f"no test expects {code}"
