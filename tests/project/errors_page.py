"""`docs/errors.md`, made from the error tables of both apps.

To bring the page up to date: python -m tests.project.errors_page
"""

from collections.abc import Iterator
from pathlib import Path

from esignet_mock import error_guide as esignet
from mosip_mock import error_guide as mosip
from shared.control.error_table import ErrorTable

TABLES = {"MOSIP mock": mosip.ERROR_TABLES, "e-Signet mock": esignet.ERROR_TABLES}
PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
INTRODUCTION = """# Error codes

<!-- Made by `python -m tests.project.errors_page`; change the services' error tables instead. -->

What the real services answer, and so the mocks. Why a particular request was refused stands in its explanation:
`mosip-mocks explain ID`, or the exchange's page on the [dashboard](dashboard.md). A rule provokes any of them, such as
`mosip-mocks faults add service=SERVICE error=CODE times=1`; [people](personas.md#magic-uins) always provoke some.
`…` and `%s` stand for what differs.
"""


def whole_page() -> str:
    """Both apps, service by service."""
    lines = [INTRODUCTION]
    for app, tables in TABLES.items():
        lines += [f"## {app}", ""]
        for table in tables:
            lines += [*_section(table), ""]
    return "\n".join(lines)


def _section(table: ErrorTable) -> Iterator[str]:
    yield f"### {table.title}"
    yield ""
    yield f"Service `{table.service}`. HTTP status: {table.status}."
    yield ""
    heads = ["code", "message", "status", "when"]
    kept = [head for head in heads if head not in ("message", "status") or any(getattr(r, head) for r in table.rows)]
    yield f"| {' | '.join(kept)} |"
    yield f"|{'---|' * len(kept)}"
    for row in table.rows:
        cells = {"code": f"`{row.code}`", "message": row.message, "status": row.status, "when": row.when}
        yield f"| {' | '.join(cells[head].replace('|', chr(92) + '|').strip() for head in kept)} |"


if __name__ == "__main__":
    PAGE.write_text(whole_page())
