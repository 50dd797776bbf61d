"""The tables of `docs/faults.md`: the hazards, and the catalogue of named faults.

To bring the page up to date: python -m tests.hazards.page
"""

from collections.abc import Iterator
from pathlib import Path

from shared.control.faults.catalogue import CATALOGUE, CHOSEN_BY
from tests.hazards.table import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
CATALOGUE_MARKS = ("<!-- catalogue: made by tests/hazards/page.py -->", "<!-- end of catalogue -->")
HAZARD_MARKS = ("<!-- hazards: made by tests/hazards/page.py -->", "<!-- end of hazards -->")


def catalogue() -> str:
    """Every named fault by the service that makes the thing."""
    return "\n".join(_catalogue())


def _catalogue() -> Iterator[str]:
    for service, chosen_by in CHOSEN_BY.items():
        yield f"\n### `{service}` (matched by {', '.join(f'`{m}`' for m in chosen_by)})\n"
        yield "| name | what the client sees |"
        yield "|---|---|"
        yield from (f"| `{f.name}` | {f.effect} |" for f in CATALOGUE if service in f.services)


def hazards() -> str:
    """Each hazard with its switch and its effect."""
    return "\n".join(_hazards())


def _hazards() -> Iterator[str]:
    for title, rows in TABLES.items():
        yield f"\n### {title}\n"
        yield "| what goes wrong | how to switch it on | what the client sees |"
        yield "|---|---|---|"
        yield from (f"| {h.name} | {h.switch} | {h.effect} |" for h in rows)


def whole_page(page: str) -> str:
    """The page with its tables as they should be."""
    for (begin, end), content in ((CATALOGUE_MARKS, catalogue()), (HAZARD_MARKS, hazards())):
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{content}\n\n{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(whole_page(PAGE.read_text("utf-8")), "utf-8")
