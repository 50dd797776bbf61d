"""Biometrics, pretended: the captures are validated as far as they say something, the person's flag decides the match.

No image is compared. Source: mosip/id-authentication `AuthRequestValidator.validateBiometrics`, `validateDomainURI`,
`validateEnv`, `BaseAuthRequestValidator.validateCount`; the flag is `citizen.biometrics`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from mosip_mock.idauthentication.capture import Capture
from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import Finding, IdaError, refused
from mosip_mock.idauthentication.timing import TimeWindow, parse_time, time_finding
from shared.citizens.citizen import Citizen
from shared.shapes import shown

_SEGMENTS_WITHIN: Final = timedelta(seconds=120)  # authrequest.biometrics.allowed-segment-time-difference-in-seconds
_MOST_FINGERS: Final = 10
_MOST_IRISES: Final = 2
_UNKNOWN: Final = "unknown"
_FINGERS: Final = ("IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger", "Thumb")
_SUB_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "Finger": (*(f"{hand} {finger}" for hand in ("Left", "Right") for finger in _FINGERS), "UNKNOWN"),
    "Iris": ("Left", "Right", "UNKNOWN"),
}
"""What a capture may be of, by its kind; a face has no sub-type."""


def bio_member_findings(
    captures: Sequence[Capture], name: str, value: str | None, allowed: Sequence[str]
) -> Iterator[Finding]:
    """`domainUri` or `env` of the captures beside that of the request: both or neither, and the same."""
    known = {a.lower() for a in allowed}
    for place, capture in enumerate(captures):
        inner = capture.data.get(name)
        path = f"request/biometrics/{place}/data/{name}"
        if inner is None and value is not None:
            yield _invalid(path, value, inner)
        elif inner is not None and value is None:
            yield _invalid(f"request/{name}", str(inner), value)
        elif inner != value:
            yield refused(
                IdaCode.BIO_OTHER_MEMBER,
                (path, f"request/{name}"),
                expected=str(value),
                received=shown(inner),
                where=path.replace("/", "."),
                why="capture and request must come from the same deployment",
                mend="send the same value in both",
            )
        if inner is not None and str(inner).lower() not in known:
            yield _invalid(path, " or ".join(allowed), inner)


def bio_time_findings(
    captures: Sequence[Capture], transaction_id: str | None, window: TimeWindow, now: datetime
) -> Iterator[Finding]:
    """Transaction and times of the captures: the last one in the window, each soon after the one before."""
    for place, capture in enumerate(captures):
        path = f"request/biometrics/{place}/data"
        inner = capture.data.get("transactionId")
        if inner is None:
            yield _lacking(f"{path}/transactionId", str(transaction_id))
        elif inner != transaction_id:
            yield _invalid(f"{path}/transactionId", str(transaction_id), inner)
        if capture.digital_id is None:
            yield _lacking(f"{path}/digitalId", "what the device says of itself, signed")
        elif capture.digital_id.get("dateTime") is None:
            yield _lacking(f"{path}/digitalId/dateTime", "the time at which the device signed it")
    if not captures:
        return
    last, path = captures[-1], f"request/biometrics/{len(captures) - 1}/data"
    if (finding := time_finding(last.data.get("timestamp"), f"{path}/timestamp", now, window)) or (
        last.digital_id is not None
        and (moment := last.digital_id.get("dateTime")) is not None
        and (finding := time_finding(moment, f"{path}/digitalId/dateTime", now, window))
    ):
        yield finding
    yield from _succession(captures)


def _succession(captures: Sequence[Capture]) -> Iterator[Finding]:
    for place, (before, after) in enumerate(pairwise(captures), 1):
        for code, member, first, second in (
            (IdaCode.BIO_TIMESTAMP, "timestamp", before.data, after.data),
            (IdaCode.BIO_DIGITAL_ID_TIMESTAMP, "dateTime", before.digital_id or {}, after.digital_id or {}),
        ):
            start, end = parse_time(first.get(member)), parse_time(second.get(member))
            if start is None or end is None or timedelta(0) <= end - start <= _SEGMENTS_WITHIN:
                continue
            yield refused(
                code,
                str(_SEGMENTS_WITHIN.seconds),
                expected=f"a time up to {_SEGMENTS_WITHIN.seconds} s after the segment before",
                received=f"{(end - start).total_seconds():.0f} s after it",
                where=f"request.biometrics.{place}.data.{member}",
                why="the segments of one request are captured one after the other",
                mend="send the segments in the order of their capture, captured in one sitting",
            )


def bio_sub_type_findings(captures: Sequence[Capture]) -> Iterator[Finding]:
    """Fingers and irises that do not say which one they are."""
    for place, capture in enumerate(captures):
        known = _SUB_TYPES.get(capture.kind, ())
        path = f"request/biometrics/{place}/data/bioSubType"
        if known and not capture.sub_type:
            yield _lacking(path, ", ".join(known))
        elif known and capture.sub_type.lower() not in {word.lower() for word in known}:
            yield refused(
                IdaCode.INVALID,
                f"{path} - {capture.sub_type}",
                expected=f"one of {', '.join(known)}",
                received=shown(capture.sub_type),
                where=path.replace("/", "."),
                why="each finger and each iris is compared with its own stored one",
                mend="send the capture as the device made it",
            )


def bio_count_findings(captures: Sequence[Capture]) -> Iterator[Finding]:
    """Too many fingers, irises or faces, or the same twice."""
    if not captures:
        return
    parts = {kind: [c for c in captures if c.kind == kind] for kind in ("Finger", "Iris", "Face")}
    if _has_twice(parts["Finger"], _MOST_FINGERS):
        yield _counted(IdaCode.BIO_DUPLICATE_FINGERS, "each finger once", "one of them twice")
    if len(parts["Finger"]) > _MOST_FINGERS:
        yield _counted(
            IdaCode.BIO_FINGERS, f"at most {_MOST_FINGERS} fingers", str(len(parts["Finger"])), str(_MOST_FINGERS)
        )
    if _exceeds((c.sub_type for c in parts["Iris"]), _MOST_IRISES):
        yield _counted(IdaCode.BIO_IRISES, "the left and the right iris at most", str(len(parts["Iris"])))
    if _exceeds((str(c.data.get("bioValue")) for c in parts["Iris"]), _MOST_IRISES):
        yield _counted(IdaCode.BIO_DUPLICATE_IRISES, "different irises", "the same image twice")
    if len(parts["Face"]) > 1:
        yield _counted(IdaCode.BIO_FACES, "one face", str(len(parts["Face"])))


def _has_twice(captures: Sequence[Capture], most_unknown: int) -> bool:
    sub_types = (c.sub_type for c in captures)
    values = (str(c.data.get("bioValue")) for c in captures)
    return _exceeds(sub_types, most_unknown) or _exceeds(values, most_unknown)


def _exceeds(words: Iterator[str], most_unknown: int) -> bool:
    counts = Counter(word.lower() for word in words)
    return any(count > (most_unknown if word == _UNKNOWN else 1) for word, count in counts.items())


def _counted(code: IdaCode, expected: str, received: str, detail: str = "") -> Finding:
    return refused(
        code,
        detail,
        expected=expected,
        received=received,
        where="request.biometrics",
        why="the same part of the body proves nothing twice",
        mend="send distinct segments",
    )


def match_biometrics(citizen: Citizen, captures: Sequence[Capture]) -> list[Finding]:
    """The mismatches, by the person's flag: `match`, `refuse` (nothing stored); `mismatch` or no flag."""
    kinds = sorted({capture.kind for capture in captures})
    if citizen.biometrics == "match":
        return []
    if citizen.biometrics == "refuse":
        raise IdaError(
            refused(
                IdaCode.BIO_NOT_AVAILABLE,
                kinds[0],
                expected="a person with stored biometrics",
                received="none stored (`biometrics: refuse`)",
                where="request.biometrics",
                why="there is nothing to compare with",
                mend="use another factor",
                shows_action=False,
            )
        )
    return [
        refused(
            IdaCode.BIO_MISMATCH,
            kind,
            expected="a person whose biometrics match (`biometrics: match`)",
            received=f"one whose biometrics do not (`biometrics: {citizen.biometrics or 'not set'}`)",
            where="request.biometrics",
            why="the mock compares no images: the person's flag decides",
            mend="set the flag with `mosip-mocks citizens update`",
        )
        for kind in kinds
    ]


def _lacking(path: str, expected: str) -> Finding:
    return refused(
        IdaCode.MISSING,
        path,
        expected=expected,
        received="nothing",
        where=path.replace("/", "."),
        why="the capture must belong to this request",
        mend="send the capture made for this transaction",
    )


def _invalid(path: str, expected: str, received: object) -> Finding:
    return refused(
        IdaCode.INVALID,
        path,
        expected=expected,
        received="nothing" if received is None else shown(received),
        where=path.replace("/", "."),
        why="the capture must belong to this request",
        mend="send the capture made for this transaction, in the same deployment",
    )
