"""Issuing in this process, over keys and a kit that are made once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.benches.bureau import Bureau, open_bureau

OpenBureau = Callable[..., Bureau]


@pytest.fixture
def bureau_with(tmp_path: Path, template_dir: Path) -> Iterator[OpenBureau]:
    """Open bureaus with rules of their own: `bureau_with(proof_style="jcs")`."""
    with ExitStack() as stack:

        def open_one(**rules: Any) -> Bureau:
            directory = tmp_path / f"bureau-{len(list(tmp_path.iterdir()))}"
            return stack.enter_context(open_bureau(template_dir, directory, **rules))

        yield open_one


@pytest.fixture
def bureau(bureau_with: OpenBureau) -> Bureau:
    """The defaults."""
    return bureau_with()
