"""axe-core (npm) in a page: which rules of WCAG 2.2, levels A and AA, it breaks."""

from pathlib import Path
from typing import Any

from tests.support.installed import npm_packages

FOLDER = Path(__file__).parents[1] / "e2e" / "axe"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """
levels => axe.run(document, {runOnly: levels}).then(found => found.violations.flatMap(rule =>
  rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\\n").slice(1).join(";")}`)
))
"""


def axe_source() -> str:
    """The checker, installed from its lock file when it is not there yet."""
    return (npm_packages(FOLDER) / "axe-core" / "axe.min.js").read_text()


def violations(page: Any, source: str) -> list[str]:
    """What a page does wrong, a line for each element. The debugger runs it, whom the page's policy does not stop."""
    page.evaluate(f"{source}; undefined")
    found: list[str] = page.evaluate(_RUN, _LEVELS)
    return found
