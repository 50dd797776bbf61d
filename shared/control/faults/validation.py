"""Refusing a rule that can meet nothing here, or names what is not there, with the nearest valid names."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from shared.control.faults.catalogue import BY_NAME, CHOSEN_BY
from shared.control.faults.endpoints import could_meet
from shared.control.faults.limits import check_limits
from shared.control.faults.naming import NAMED
from shared.control.faults.refusing import refused, unknown
from shared.control.faults.rule import BOTH, FaultRule, Match

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_ITERATION: Final = re.compile(r"-\d+$", re.ASCII)
SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "mosip": (
        *("authmanager", "packetmanager", "registration", "idrepository"),
        *("idauthentication", "credentials", "websub"),
    ),
    "esignet": ("token", "userinfo", "discovery", "authorization", "clients", "mockidentity"),
}
"""Which app has which service: a rule may come to either."""


class ServiceNames(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may name of one service."""

    service: str
    endpoints: tuple[str, ...]
    """Path templates, `{x}` for a variable part."""
    codes: tuple[str, ...]
    names: tuple[str, ...] = NAMED
    """Of `client`, `partner`, `uin`, `process`: what its requests name."""
    processes: tuple[str, ...] = ()
    """Those that its requests may name."""


def checked(rule: FaultRule, services: Mapping[str, ServiceNames], app: str) -> FaultRule:
    """The rule, with app and service filled in where they follow from the rest.

    Raises `WireError` when it could never act here.
    """
    match, action = rule.match, rule.action
    check_limits(rule)
    if match.app not in {None, BOTH, app}:
        raise refused("match.app", app, str(match.app), "each app keeps to its own rules", "send it to the other app")
    if match.method is not None and match.method not in _METHODS:
        raise unknown("match.method", match.method, _METHODS)
    _check_process(match, services)
    if action.named is not None:
        _check_named(rule, services)
        return rule
    chosen = _chosen(match, services, app)
    if action.error is not None:
        match = msgspec.structs.replace(match, service=_worded_by(action.error, chosen))
    if match.service is None:
        match = msgspec.structs.replace(match, app=match.app or app)
    elif match.app == BOTH:  # a service is of one app
        match = msgspec.structs.replace(match, app=None)
    return msgspec.structs.replace(rule, match=match)


def _chosen(match: Match, services: Mapping[str, ServiceNames], app: str) -> list[ServiceNames]:
    """The services whose requests the rule can meet."""
    if match.service is not None and match.service not in services:
        _refuse_of_other_app(match.service, app, services)
        raise unknown("match.service", match.service, services)
    chosen = [services[match.service]] if match.service else list(services.values())
    if match.endpoint is not None:
        endpoint = match.endpoint
        met = [s for s in chosen if any(could_meet(endpoint, known) for known in s.endpoints)]
        if not met:
            raise unknown("match.endpoint", endpoint, [e for s in chosen for e in s.endpoints])
        chosen = met
    for member in NAMED:
        if (named := getattr(match, member)) is not None:
            chosen = _naming(member, named, chosen)
    return chosen


def _naming(member: str, named: str, chosen: list[ServiceNames]) -> list[ServiceNames]:
    """Those of the services whose requests name such a thing at all."""
    naming = [s for s in chosen if member in s.names]
    if naming:
        return naming
    names = sorted({name for s in chosen for name in s.names})
    raise refused(
        f"match.{member}",
        f"one of {', '.join(names)}" if names else "nothing of the kind",
        named,
        f"requests to {' or '.join(s.service for s in chosen)} name no {member}, so the rule would never act",
        f"leave `{member}` out",
    )


def _refuse_of_other_app(service: str, app: str, own: Iterable[str]) -> None:
    """Raise `WireError` if the other app has this service."""
    for other, names in SERVICES.items():
        if other != app and service in names:
            raise refused(
                "match.service",
                f"one of {', '.join(own)}",
                service,
                f"`{service}` belongs to the other app, and each app keeps to its own rules",
                f"send it to the {other} mock: POST /_mock/faults there, or `mosip-mocks faults add --app {other}`",
            )


def _check_process(match: Match, services: Mapping[str, ServiceNames]) -> None:
    """MOSIP takes a part of a name, in any case, and a number of the iteration behind it."""
    known = {process for s in services.values() for process in s.processes}
    wanted = _ITERATION.sub("", match.process or "").upper()
    if known and not any(wanted in process.upper() for process in known):
        raise unknown("match.process", str(match.process), known)


def _worded_by(code: str, chosen: list[ServiceNames]) -> str:
    """The service that has this code: the rule meets the requests of that one alone."""
    having = [s.service for s in chosen if code in s.codes]
    if not having:
        raise unknown("action.error", code, [c for s in chosen for c in s.codes])
    if len(having) > 1:
        raise refused(
            "match.service", " or ".join(having), "none", f"each of them words {code} its own way", "name one of them"
        )
    return having[0]


def _check_named(rule: FaultRule, services: Mapping[str, ServiceNames]) -> None:
    name = rule.action.named or ""
    fault = BY_NAME.get(name)
    if fault is None:
        raise unknown("action.named", name, BY_NAME)
    makers = " and ".join(fault.services)
    if rule.match.app not in {None, BOTH} and not set(fault.services) & services.keys():
        raise refused(
            "match.app",
            "the other app, or none",
            str(rule.match.app),
            f"`{name}` is made by {makers}",
            "leave the app out",
        )
    if rule.match.service is not None and rule.match.service not in fault.services:
        raise refused(
            "match.service",
            " or ".join(fault.services),
            rule.match.service,
            f"`{name}` is made by {makers} only",
            "leave the service out",
        )
    if rule.action.delay is not None:
        raise refused(
            "action.delay",
            "a named fault alone",
            str(rule.action.delay),
            "what is made wrong is not held back as well",
            "make a second rule for the delay",
        )
    known = {member for service in fault.services for member in CHOSEN_BY[service]}
    for member in ("endpoint", "method", *NAMED):
        if getattr(rule.match, member) is not None and member not in known:
            raise refused(
                f"match.{member}",
                f"a rule for `{name}` by {', '.join(sorted(known))} or nth",
                str(getattr(rule.match, member)),
                "a named fault acts where the thing is made, and nothing else is known there",
                f"leave `{member}` out",
            )
