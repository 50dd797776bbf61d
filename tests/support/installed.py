"""Other people's software for tests, installed from its lock file when it is not there yet."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def npm_packages(folder: Path) -> Path:
    """`node_modules` of this folder, as its lock file says. Skips the test where there is no npm."""
    modules = folder / "node_modules"
    if not (modules / ".package-lock.json").exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed")
        command = [npm, "ci", "--silent", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, timeout=120)
    return modules


def node_with_packages(folder: Path) -> str:
    """Node, with the packages of this folder. Skips the test where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    npm_packages(folder)
    return node


def python_with(requirements: Path, name: str) -> Path:
    """An interpreter with an environment of its own that has these hashed requirements; kept under this name."""
    lock = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    directory = Path(sys.prefix) / f"{name}-{lock}"
    python, stamp = directory / "bin" / "python", directory / "installed"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(directory)], check=True, timeout=120)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*install, "-r", str(requirements)], check=True, timeout=300)
        stamp.touch()
    return python
