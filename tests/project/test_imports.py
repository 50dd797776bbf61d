"""The plan of the house, held by reading the imports of every module."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("shared", "mosip_mock", "esignet_mock")
APPS = ("mosip_mock", "esignet_mock")
KEPT_BY = {"tinydb": "shared.store", "jwcrypto": "shared.jwks"}
HEAVY = {"faker", "aiohttp", "jinja2", "pyld", "PIL", "jsonschema", "yaml", "aiosmtplib"}
PRIVATE_TO_A_SERVICE = ("routes", "errors")


class Import(NamedTuple):
    """Module `importer` imports `imported` (dotted, as far as the statement says)."""

    importer: str
    imported: str
    at_top: bool
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def imports_of(source: str, module: str, *, is_package: bool = False) -> Iterator[Import]:
    """Every import of a module's source, each imported name as a dotted path."""
    tree = ast.parse(source)
    later = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        or (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        at_top = node not in later
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, at_top, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*parts, *filter(None, [node.module])])
            for alias in node.names:
                yield Import(module, f"{base}.{alias.name}", at_top, node.lineno)


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def service_of(module: str) -> tuple[str, str] | None:
    """`("mosip_mock", "websub")` for whatever stands in a service's folder."""
    app, _, rest = module.partition(".")
    service = rest.partition(".")[0]
    return (app, service) if app in APPS and (ROOT / app / service).is_dir() and service else None


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    found: list[Import] = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            is_package = path.stem == "__init__"
            parts = path.relative_to(ROOT).with_suffix("").parts
            module = ".".join(parts[:-1] if is_package else parts)
            found += imports_of(path.read_text(), module, is_package=is_package)
    return found


def test_shared_imports_neither_app(imports: list[Import]) -> None:
    assert [str(i) for i in imports if is_in(i.importer, "shared") for app in APPS if is_in(i.imported, app)] == []


def test_the_apps_never_import_each_other(imports: list[Import]) -> None:
    pairs = (APPS, APPS[::-1])
    assert [
        str(i) for i in imports for one, other in pairs if is_in(i.importer, one) and is_in(i.imported, other)
    ] == []


def test_no_service_imports_routes_or_errors_of_another(imports: list[Import]) -> None:
    offences = []
    for found in imports:
        importer, imported = service_of(found.importer), service_of(found.imported)
        inner = found.imported.split(".")[2:3]
        if importer and imported and importer != imported and inner and inner[0] in PRIVATE_TO_A_SERVICE:
            offences.append(str(found))
    assert offences == []


@pytest.mark.parametrize(("library", "keeper"), KEPT_BY.items(), ids=KEPT_BY)
def test_only_its_keeper_imports(imports: list[Import], library: str, keeper: str) -> None:
    users = [i for i in imports if is_in(i.imported, library)]
    assert users, f"nobody imports {library}; is the rule still needed?"
    assert [str(i) for i in users if not is_in(i.importer, keeper)] == []


def test_heavy_libraries_are_imported_where_they_are_first_needed(imports: list[Import]) -> None:
    assert [str(i) for i in imports if i.at_top and i.imported.partition(".")[0] in HEAVY] == []


def test_the_clients_of_the_tests_are_independent_of_the_suite() -> None:
    """What judges the suite from outside has crypto, HTTP and shapes of its own; `tests/benches` assembles the apps."""
    found = [
        i
        for path in sorted((ROOT / "tests" / "support").glob("*.py"))
        for i in imports_of(path.read_text(), f"tests.support.{path.stem}")
    ]
    assert found
    assert [
        str(i) for i in found if i.imported.partition(".")[0] in PACKAGES or is_in(i.imported, "tests.benches")
    ] == []


def test_no_module_gives_away_what_starts_with_an_underscore(imports: list[Import]) -> None:
    assert [
        str(i)
        for i in imports
        if i.imported.partition(".")[0] in PACKAGES
        and any(part.startswith("_") and not part.startswith("__") for part in i.imported.split("."))
    ] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import jinja2", [("jinja2", True)]),
        ("from . import clock", [("shared.control.clock", True)]),
        ("from ..store import log", [("shared.store.log", True)]),
        ("def f():\n    import faker", [("faker", False)]),
        ("if TYPE_CHECKING:\n    import faker", [("faker", False)]),
        ("class A:\n    import faker", [("faker", True)]),
        ("try:\n    import yaml\nexcept ImportError:\n    pass", [("yaml", True)]),
    ],
)
def test_the_reader_of_imports_sees(source: str, expected: list[tuple[str, bool]]) -> None:
    found = imports_of(source, "shared.control.api")
    assert [(i.imported, i.at_top) for i in found] == expected
