"""How wide a page of a real browser lies."""

from typing import Any


def width_of(page: Any) -> int:
    """CSS pixels, more than the screen's if something sticks out; a page that is still on its way is waited for."""
    page.wait_for_load_state()
    width: int = page.locator("html").evaluate("element => element.scrollWidth")
    return width
