"""The tables of `docs/faults.md` (hazards, named faults) and of `docs/websub.md` (mistakes of subscribers).

To bring the pages up to date: python -m tests.hazards.page
"""

from collections.abc import Iterator
from pathlib import Path

from shared.control.faults.catalogue import CATALOGUE, CHOSEN_BY
from tests.hazards.mistakes import MISTAKES
from tests.hazards.table import TABLES

_DOCS = Path(__file__).parents[2] / "docs"
PAGE = _DOCS / "faults.md"
WEBSUB_PAGE = _DOCS / "websub.md"
CATALOGUE_MARKS = ("<!-- catalogue: made by tests/hazards/page.py -->", "<!-- end of catalogue -->")
MISTAKE_MARKS = ("<!-- mistakes: made by tests/hazards/page.py -->", "<!-- end of mistakes -->")
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


def mistakes() -> str:
    """Each mistake with what happens."""
    rows = (f"| {m.name} | {m.happens} |" for m in MISTAKES)
    return "\n".join(("\n| mistake | what happens |", "|---|---|", *rows))


def whole_page(page: str) -> str:
    """The page with its tables as they should be."""
    marks = ((CATALOGUE_MARKS, catalogue), (HAZARD_MARKS, hazards), (MISTAKE_MARKS, mistakes))
    for (begin, end), content in ((pair, make()) for pair, make in marks if pair[0] in page):
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{content}\n\n{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    for path in (PAGE, WEBSUB_PAGE):
        path.write_text(whole_page(path.read_text("utf-8")), "utf-8")
