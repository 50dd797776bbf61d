"""Where things lie on a page of a real browser."""

from itertools import combinations
from typing import Any, NamedTuple

LEAST_TARGET = 24
"""CSS pixels, each way (WCAG 2.2, 2.5.8)."""
_TARGETS = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .map(element => {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    return [element.outerHTML.slice(0, 100), left, top, right, bottom];
  })
"""


def width_of(page: Any) -> int:
    """CSS pixels, more than the screen's if something sticks out; a page that is still on its way is waited for."""
    page.wait_for_load_state()
    width: int = page.locator("html").evaluate("element => element.scrollWidth")
    return width


def poor_targets(page: Any) -> list[str]:
    """What is too small to be hit by a finger, or lies on something else that can be hit."""
    page.wait_for_load_state()
    targets = [_Target(*target) for target in page.evaluate(_TARGETS)]
    small = [f"{one.width:.1f} by {one.height:.1f}: {one.html}" for one in targets if one.is_small]
    covered = [f"{one.html} lies on {other.html}" for one, other in combinations(targets, 2) if one.overlaps(other)]
    return small + covered


class _Target(NamedTuple):
    html: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def is_small(self) -> bool:
        return min(self.width, self.height) < LEAST_TARGET

    def overlaps(self, other: "_Target") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        above = self.bottom <= other.top or other.bottom <= self.top
        return not (beside or above)
