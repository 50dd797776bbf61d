"""What can be said of a fault rule by itself: one thing to do, numbers within their bounds, names of some length."""

import re
from typing import Final

from shared.control.faults.refusing import refused
from shared.control.faults.rule import FaultRule

_LONGEST_DELAY: Final = 3600.0
_STATUSES: Final = range(200, 600)
_LONGEST_TEXT: Final = 300
_ID: Final = re.compile(r"[A-Za-z0-9._-]*")


def check_limits(rule: FaultRule) -> None:
    """Raise `WireError` for a rule that could act nowhere."""
    _check_texts(rule)
    _check_numbers(rule)


def _check_texts(rule: FaultRule) -> None:
    if not _ID.fullmatch(rule.id):
        raise refused(
            "id",
            "letters, digits, `.`, `_` and `-`",
            repr(rule.id),
            "DELETE /_mock/faults/{id} takes the rule out again",
            "leave `id` out, or send such a one",
        )
    for struct, where in ((rule.match, "match."), (rule.action, "action."), (rule, "")):
        for name in struct.__struct_fields__:
            text = getattr(struct, name)
            if isinstance(text, str) and (len(text) > _LONGEST_TEXT or (not text and struct is not rule)):
                raise refused(
                    where + name,
                    f"1 to {_LONGEST_TEXT} characters",
                    f"{len(text)} characters",
                    "nothing that a request says is empty or as long as that",
                    "leave it out, or shorten it",
                )


def _check_numbers(rule: FaultRule) -> None:
    action, match = rule.action, rule.match
    deeds = (action.error, None if action.body == "html" else action.status, action.body, action.named)
    chosen = [d for d in deeds if d is not None] + [d for d in (action.hang, action.drop) if d]
    low, high = action.delay, action.delay_up_to
    delays = [d for d in (low, high) if d is not None]
    checks: tuple[tuple[bool, str, str, object, str], ...] = (
        (len(chosen) <= 1, "action", "one thing to do", "several", "make a rule for each"),
        (
            bool(chosen or delays),
            "action",
            "something to do",
            "nothing",
            "give one of error, status, delay, hang, drop, body, named",
        ),
        (
            action.status is None or action.status in _STATUSES,
            "action.status",
            "an HTTP status, 200 to 599",
            action.status,
            "choose one such as 503",
        ),
        (
            all(0 <= d <= _LONGEST_DELAY for d in delays),
            "action.delay",
            "0 to 3600 seconds",
            " to ".join(f"{d:g}" for d in delays),
            "choose one in between; `hang` never answers",
        ),
        (
            high is None or (low is not None and low <= high),
            "action.delayUpTo",
            "the upper end of a range",
            high,
            "send both, the smaller as `delay`",
        ),
        (0 < rule.probability <= 1, "probability", "above 0, at most 1", rule.probability, "0.3 is 3 in 10"),
        (rule.times is None or rule.times >= 1, "times", "1 or more", rule.times, "leave it out for always"),
        (match.nth is None or match.nth >= 1, "match.nth", "1 or more", match.nth, "1 is the next request"),
        (rule.seconds is None or rule.seconds > 0, "seconds", "more than 0", rule.seconds, "leave it out for always"),
    )
    for holds, where, expected, received, mend in checks:
        if not holds:
            raise refused(where, expected, str(received), "the rule could not act as it stands", mend)
