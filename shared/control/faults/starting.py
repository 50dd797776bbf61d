"""Rules that are in force from the start: from a YAML file, or from the setting's own text.

A rule that names no app counts for the app that has its service or makes what its named fault is about. Where it
names neither, it counts for both and has to make sense in both.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from shared.control.faults.catalogue import BY_NAME
from shared.control.faults.problem import FaultRulesError
from shared.control.faults.registry import Faults, NoSuchFaultError
from shared.control.faults.routes import NewFault
from shared.control.faults.rule import BOTH, STARTED, FaultRule
from shared.control.faults.validation import SERVICES, ServiceNames, checked
from shared.shapes import misfit
from shared.wire import WireError

_FILES: Final = (".yaml", ".yml", ".json")


def start_rules(setting: str, services: Mapping[str, ServiceNames], app: str) -> tuple[FaultRule, ...]:
    """The rules of this app: `setting` is the path of a file, or YAML. Raises `FaultRulesError`."""
    if not setting.strip():
        return ()
    where, text = _text_of(setting.strip())
    rules = []
    for number, entry in enumerate(_listed(text, where), 1):
        place = f"{where}, rule {number}"
        try:
            new = msgspec.convert(entry, NewFault)
        except msgspec.ValidationError as error:
            raise FaultRulesError(f"{place}: {misfit(error, NewFault).sentence}") from error
        if not _is_for(new, app):
            continue
        try:
            rule = checked(new.to_rule(), services, app)
        except WireError as error:
            why = error.explanation
            raise FaultRulesError(
                f"{place}: {why.where} {why.received!r} is not {why.expected} ({why.why}); {why.mend}"
            ) from error
        match = msgspec.structs.replace(rule.match, app=app)
        rules.append(msgspec.structs.replace(rule, id=f"{app}{STARTED}{number}", match=match))
    return tuple(rules)


def put_in_force(rules: tuple[FaultRule, ...], faults: Faults, app: str) -> None:
    """Add the rules of this start, or begin to count anew for those that are there; those of an earlier start go."""
    for rule in faults.list():
        if rule.is_of_a_start(app):
            with contextlib.suppress(NoSuchFaultError):
                faults.remove(rule.id)
    for rule in rules:
        faults.add(rule)


def _is_for(new: NewFault, app: str) -> bool:
    if new.match.app not in {None, BOTH}:
        return new.match.app == app
    named = BY_NAME.get(new.action.named or "")
    wanted = named.services if named else (new.match.service,)
    owners = {owner for owner, services in SERVICES.items() if any(service in services for service in wanted)}
    return not owners or app in owners


def _text_of(setting: str) -> tuple[str, str]:
    if "\n" in setting or not setting.endswith(_FILES):
        return "the fault rules", setting
    try:
        return setting, Path(setting).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FaultRulesError(f"the fault rules {setting} cannot be read ({error})") from error


def _listed(text: str, where: str) -> list[Any]:
    import yaml  # noqa: PLC0415 - only starts with rules need it

    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FaultRulesError(f"{where}: not YAML ({' '.join(str(error).split())})") from error
    if not isinstance(content, list):
        raise FaultRulesError(f"{where}: expected a list of rules, each with `action` and perhaps `match`")
    return content
