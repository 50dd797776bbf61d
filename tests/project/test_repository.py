"""What no file of this repository may hold, and how its requirements are pinned."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.control.release import RELEASE

ROOT = Path(__file__).parents[2]
# Put together here, so that this file does not hold them either.
MACHINE_PATHS = re.compile(
    "|".join(("/" + "work/", "/" + r"home/\w", "/" + "root/", "/" + "Users/", r"\.\./" + "shared"))
)
INDEX_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(?:org|com)", "yarn" + r"pkg\.com"))
)
LOCKED = sorted(ROOT.glob("requirements*.txt"))


def tracked_texts() -> Iterator[tuple[Path, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.split(b"\0")
    paths = [ROOT / name.decode() for name in listed if name] or [
        path
        for folder in ("shared", "mosip_mock", "esignet_mock", "tests", "docs")
        for path in (ROOT / folder).rglob("*")
    ]
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                yield path.relative_to(ROOT), content.decode("utf-8", "replace")


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, INDEX_HOSTS], ids=["paths of a machine", "hosts of an index"])
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}"
        for path, text in tracked_texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_test_listens_on_a_fixed_port() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in fixed_ports(ast.parse(path.read_text()))
    ] == []


def fixed_ports(tree: ast.AST) -> Iterator[int]:
    """Lines with `port=8080`, `("127.0.0.1", 8080)`, `"--port", "8080"` and the like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "port" and is_port(node.value):
            yield node.value.lineno
        elif isinstance(node, ast.Tuple | ast.List):
            for one, other in zip(node.elts, node.elts[1:], strict=False):
                if isinstance(one, ast.Constant) and one.value in {"127.0.0.1", "0.0.0.0", "--port"} and is_port(other):  # noqa: S104 - looked for
                    yield node.lineno
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and str(key.value).endswith("_PORT") and is_port(value):
                    yield value.lineno
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"--port=\d*[1-9]", node.value)
        ):
            yield node.lineno


def is_port(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).isdigit() and int(str(node.value)) > 0


@pytest.mark.parametrize(
    "source",
    [
        "f(port=8080)",
        "bind(('127.0.0.1', 8080))",
        "run(['--port', '8080'])",
        "{'A_PORT': '8080'}",
        "run('--port=8080')",
    ],
)
def test_the_reader_of_ports_sees(source: str) -> None:
    assert list(fixed_ports(ast.parse(source))) == [1]


@pytest.mark.parametrize("source", ["f(port=0)", "bind(('127.0.0.1', 0))", "run(['--port', '0'])", "{'A_PORT': '0'}"])
def test_the_reader_of_ports_lets_the_system_choose(source: str) -> None:
    assert list(fixed_ports(ast.parse(source))) == []


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_requirements_are_pinned_with_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    requirements = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert requirements
    assert [line for line in requirements if "==" not in line] == []
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def test_all_requirements_name_one_version_of_each_package() -> None:
    versions: dict[str, set[str]] = {}
    for path in LOCKED:
        for name, version in re.findall(r"^([\w.\[\]-]+)==([^ \\;]+)", path.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_every_module_has_a_docstring_that_says_what_it_is_for() -> None:
    packages = ("shared", "mosip_mock", "esignet_mock")
    paths = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    assert [str(p.relative_to(ROOT)) for p in paths if not ast.get_docstring(ast.parse(p.read_text()))] == []


def test_the_release_is_the_one_of_the_package() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == RELEASE
