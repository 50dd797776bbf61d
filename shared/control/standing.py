"""Where is my birth now, and why did nobody get a number? What a trace has come to, in a sentence for each event."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

Summary = Mapping[str, Any]
"""An exchange as the journal lists it."""
Outcome: TypeAlias = Literal["open", "fine", "refused", "failed"]

EVENTS: Final[Mapping[str, str]] = {"CRVS_NEW": "Birth", "CRVS_DEATH": "Death", "CRVS_UPDATE": "Correction"}
"""What OpenCRVS' processes are about; those of others go by their own name."""
_TOKENS: Final = "authmanager"
_PACKETS: Final = "packetmanager"
_ERRORS_BEGIN: Final = 400
_LOGIN: Final[Mapping[str, tuple[Outcome, str]]] = {
    "authorization": ("open", "the person is at the login page, or back with a code that nobody has redeemed"),
    "token": ("open", "the code was redeemed, and nobody has asked for userinfo"),
    "userinfo": ("fine", "logged in, and userinfo was read"),
}


class Standing(Struct, frozen=True, kw_only=True):
    """What has become of one registration or login."""

    about: str
    outcome: Outcome
    says: str
    reason: str = ""
    """What was expected and what was received instead, where that stopped it."""


def standings_of(exchanges: Iterable[Summary]) -> list[Standing]:
    """One for each registration of a trace, oldest first; then one for its logins and authentications."""
    registrations: dict[str, list[Summary]] = {}
    others = []
    for exchange in exchanges:
        if "rid" in exchange["trace"]:
            registrations.setdefault(exchange["trace"]["rid"], []).append(exchange)
        elif exchange["service"] != _TOKENS:
            others.append(exchange)
    return [*(_registration(rid, own) for rid, own in registrations.items()), *map(_login, others[-1:])]


def _registration(rid: str, exchanges: Sequence[Summary]) -> Standing:
    process = next((e["trace"]["process"] for e in exchanges if "process" in e["trace"]), "")
    outcome, says, reason = _progress(exchanges)
    return Standing(about=f"{EVENTS.get(process, process)} {rid}".lstrip(), outcome=outcome, says=says, reason=reason)


def _progress(exchanges: Sequence[Summary]) -> tuple[Outcome, str, str]:
    deliveries = [e for e in exchanges if e["direction"] == "outbound"]
    steps = [e for e in exchanges if "state" in e["trace"]]
    if deliveries:
        return _delivery(deliveries)
    if steps:
        return _step(steps, lost=_refused_packet(exchanges))
    last = exchanges[-1]
    if last["refused"]:
        return "refused", f"{last['service']} refused it", last["reason"]
    if (last["status"] or 0) >= _ERRORS_BEGIN:
        return "failed", f"{last['service']} answered {last['status']}", ", ".join(last["faults"])
    if last["service"] == "registration":
        return "open", "received, and not processed yet", ""
    return "open", "the packet is stored, and nobody has started its processing", ""


def _delivery(attempts: Sequence[Summary]) -> tuple[Outcome, str, str]:
    last_of = {attempt["trace"].get("delivery", ""): attempt for attempt in attempts}
    failed = [e for e in last_of.values() if e["refused"] or (e["status"] or 0) >= _ERRORS_BEGIN]
    waiting = [e for e in last_of.values() if e["status"] is None and e not in failed]
    if len(failed) + len(waiting) < len(last_of):
        other = ", though not to every subscriber" if failed else ""
        return "fine", f"the credential was delivered{other}", failed[-1]["reason"] if failed else ""
    if waiting:
        return "open", "the credential is on its way", ""
    tried = "once" if len(attempts) == 1 else f"{len(attempts)} times"
    return "failed", f"processed, but the credential could not be delivered (tried {tried})", failed[-1]["reason"]


def _refused_packet(exchanges: Sequence[Summary]) -> str:
    """Why there is no packet to process. Its refusal is a 200 that clients overlook: they start the processing."""
    sent = [e for e in exchanges if e["service"] == _PACKETS]
    return str(sent[-1]["reason"]) if sent else ""


def _step(steps: Sequence[Summary], *, lost: str) -> tuple[Outcome, str, str]:
    states, last = [e["trace"]["state"] for e in steps], steps[-1]
    match states[-1]:
        case "rejected":
            return "refused", "rejected: no number and no credential come of it", lost or last["reason"]
        case "finished" if "credential-requested" in states:
            return "open", "processed, and nobody has got the credential yet", ""
        case "finished":
            return "fine", "processed; no credential belongs to it", ""
        case state if last["refused"]:
            return "refused", f"held: {_words(state)}", last["reason"]
        case state:
            return "open", f"being processed: {_words(state)}", ""


def _login(last: Summary) -> Standing:
    about = "Login" if last["app"] == "esignet" else last["service"]
    if last["refused"]:
        return Standing(about=about, outcome="refused", says=f"{last['service']} refused it", reason=last["reason"])
    outcome, says = _LOGIN.get(last["service"], ("fine", "went through"))
    return Standing(about=about, outcome=outcome, says=says)


def _words(state: str) -> str:
    return state.replace("-", " ")
