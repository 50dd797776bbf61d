"""What becomes of a packet that breaks rules of the real processor: it fails, or goes on with a warning."""

import msgspec

from mosip_mock.registration.opening import StageError
from mosip_mock.registration.rules import Finding
from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import PACKET_PLAIN_TEXT_FIELDS


def judge(findings: tuple[Finding, ...], exchange: Exchange, *, is_strict: bool) -> None:
    """Let the findings pass with one warning. Raises `StageError` for the first that counts."""
    if is_strict:
        raise _failed(findings[0])
    refused = [finding for finding in findings if finding.status == "REJECTED"]
    if refused:
        raise _failed(refused[0])
    plain = [finding for finding in findings if finding.is_plain_text]
    if plain:
        if not exchange.tolerates(PACKET_PLAIN_TEXT_FIELDS, _summed_up(findings)):
            raise _failed(plain[0])
    else:
        exchange.decode("warnings", msgspec.to_builtins([f.explanation for f in findings]))


def _failed(finding: Finding) -> StageError:
    return StageError(finding.code, finding.comment, finding.explanation, finding.status)


def _summed_up(findings: tuple[Finding, ...]) -> Explanation:
    """One explanation that names every rule."""
    told = "; ".join(
        f"{f.code or f.comment} {f.explanation.where.removeprefix('request.')} {f.explanation.received}"
        for f in findings
    )
    return Explanation(
        expected="a packet that passes the registration processor's rules",
        received=told[:1500],
        where="the packet",
        why="a real deployment would fail it minutes later, and tell nobody but its own log",
        mend="send lists by language as JSON text, dates as YYYY/MM/DD, and metaInfo with centre, machine and officer",
    )
