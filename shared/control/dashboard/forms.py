"""What people fill in, as the bodies that the control API takes. It checks them; here they only change shape."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

Form = Mapping[str, str]

CITIZEN_TEXTS: Final = ("givenName", "middleName", "familyName", "birthDate", "gender", "language", "status")
CITIZEN_OPTIONAL: Final = ("phone", "email", "deceasedOn", "spouse")
ADDRESS: Final = ("line1", "city", "region", "postalCode", "country")
_MATCH: Final = ("service", "endpoint", "method", "client", "partner", "uin", "process")
_SECONDS: Final = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def new_citizen(form: Form) -> dict[str, Any]:
    """A draft of whatever was filled in; the rest is made up."""
    filled = {name: form[name].strip() for name in ("uin", *CITIZEN_TEXTS, *CITIZEN_OPTIONAL) if _given(form, name)}
    address = {name: form[f"address.{name}"].strip() for name in ADDRESS if _given(form, f"address.{name}")}
    parents = _list(form.get("parents", ""))
    return filled | ({"address": address} if address else {}) | ({"parents": parents} if parents else {})


def changed_citizen(form: Form, present: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of somebody, an emptied field included."""
    changes: dict[str, Any] = {name: form[name].strip() for name in CITIZEN_TEXTS if name in form}
    changes |= {name: form[name].strip() or None for name in CITIZEN_OPTIONAL if name in form}
    if "parents" in form:
        changes["parents"] = _list(form["parents"])
    given = {name: form[f"address.{name}"].strip() for name in ADDRESS if f"address.{name}" in form}
    if given:
        address = {**(present.get("address") or {}), **given}
        changes["address"] = {name: value for name, value in address.items() if value} or None
    return changes


def new_fault(form: Form) -> dict[str, Any]:
    """A fault rule."""
    match: dict[str, Any] = {name: form[name].strip() for name in _MATCH if _given(form, name)}
    if _given(form, "nth"):
        match["nth"] = _number(form["nth"])
    rule: dict[str, Any] = {"match": match, "action": _action(form)}
    for name in ("times", "seconds", "probability", "seed"):
        if _given(form, name):
            rule[name] = _number(form[name])
    return rule


def _action(form: Form) -> dict[str, Any]:
    action: dict[str, Any] = {}
    match form.get("act", ""):
        case "error":
            action["error"] = form.get("error", "").strip()
        case "status":
            action["status"] = _number(form.get("httpStatus", ""))
        case "named":
            action["named"] = form.get("named", "").strip()
        case "hang" | "drop" as deed:
            action[deed] = True
        case "truncated" | "garbled" | "html" as body:
            action["body"] = body
    if _given(form, "delay"):
        action["delay"] = _number(form["delay"])
    if _given(form, "delayUpTo"):
        action["delayUpTo"] = _number(form["delayUpTo"])
    return action


def clock_change(form: Form) -> dict[str, Any]:
    """What to do with the clock, by the button that was pressed."""
    match form.get("do", ""):
        case "advance":
            by = _number(form.get("by", ""))
            unit = _SECONDS.get(form.get("unit", ""), 1)
            return {"advanceSeconds": by * unit if isinstance(by, int | float) else by}
        case "freeze":
            return {"frozen": True}
        case "resume":
            return {"frozen": False}
        case "reset":
            return {"reset": True}
        case other:
            return {other: True}


def _given(form: Form, name: str) -> bool:
    return bool(form.get(name, "").strip())


def _list(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _number(text: str) -> int | float | str:
    """The number, or the text itself, so that the control API says what is wrong with it."""
    for kind in (int, float):
        try:
            number = kind(text.strip())
        except ValueError:
            continue
        if isfinite(number):
            return number
    return text
