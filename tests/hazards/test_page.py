import ast
from pathlib import Path

import pytest

from shared.control.faults.catalogue import BY_NAME
from tests.hazards.mistakes import MISTAKES, Mistake
from tests.hazards.page import PAGE, WEBSUB_PAGE, whole_page
from tests.hazards.table import TABLES, Hazard

ROOT = Path(__file__).parents[2]
HAZARDS = [hazard for rows in TABLES.values() for hazard in rows]


@pytest.mark.parametrize("path", [PAGE, WEBSUB_PAGE], ids=lambda path: path.name)
def test_the_page_is_made_from_the_tables(path: Path) -> None:
    page = path.read_text("utf-8")

    assert page == whole_page(page), "to bring it up to date: python -m tests.hazards.page"


@pytest.mark.parametrize("hazard", [*HAZARDS, *MISTAKES], ids=lambda h: h.name[:40])
def test_each_row_is_held_by_tests_that_exist(hazard: Hazard | Mistake) -> None:
    assert hazard.tests
    for test in hazard.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test


def test_each_named_fault_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")

    assert [name for name in BY_NAME if f"| `{name}` |" not in page] == []


def test_each_named_fault_is_held_by_a_test() -> None:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    assert [name for name in BY_NAME if f'"{name}"' not in tests] == []
