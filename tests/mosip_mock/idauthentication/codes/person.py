"""Who is asked about, and what is claimed of them."""

from datetime import timedelta
from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from tests.benches.ida_bench import NAME, IdaBench
from tests.mosip_mock.idauthentication.codes.cases import PAST, Case, Table, auth
from tests.support.ida_client import IdaAnswer


def eng(value: str | None) -> list[dict[str, Any]]:
    return [{"language": "eng", "value": value}]


def demo(**attributes: Any) -> Case:
    return auth(demographics=attributes)


def person(**members: Any) -> Case:
    return lambda bench: bench.auth(bench.citizen(**members))


def expired_vid(bench: IdaBench) -> IdaAnswer:
    vid = {"vid": str(bench.world.citizens.new_vid()), "vidType": "Temporary", "expiresAt": PAST}
    bench.citizen(vidDetails=[vid])
    return bench.auth(vid["vid"])


REFUSED: Final[Table] = {
    "uin-checksum": (IdaCode.INVALID_UIN, "Invalid UIN", lambda bench: bench.auth("3592563414")),
    "vid-checksum": (IdaCode.INVALID_VID, "Invalid VID", lambda bench: bench.auth("3592563414359256")),
    "child-with-otp": (
        IdaCode.UNSUPPORTED_AUTH_TYPE,
        "Unsupported Authentication Type for child - otp",
        lambda bench: bench.auth(
            bench.citizen(birthDate=(bench.now() - timedelta(days=700)).date().isoformat()), None, otp="111111"
        ),
    ),
    "name-null": (IdaCode.MISSING_DEMO, "Missing demo auth attribute", demo(name=eng(None))),
    "unknown-uin": (
        IdaCode.NOT_IN_DATABASE,
        "UIN not available in database",
        lambda bench: bench.auth(str(bench.world.citizens.new_uin())),
    ),
    "unknown-uin-in-sequence": (
        IdaCode.NOT_IN_DATABASE,
        "UIN not available in database",
        lambda bench: bench.auth("1234567890"),
    ),
    "unknown-vid-of-one-digit": (
        IdaCode.NOT_IN_DATABASE,
        "VID not available in database",
        lambda bench: bench.auth("5555555555555557"),
    ),
    "demo-locked": (IdaCode.AUTH_TYPE_LOCKED, "demo Auth Type is Locked for the UIN", person(locks=["demo"])),
    "both-otp-channels-locked": (
        IdaCode.AUTH_TYPE_LOCKED,
        "otp Auth Type is Locked for the UIN",
        lambda bench: bench.auth(bench.citizen(locks=["otp-phone", "otp-email"]), None, otp="111111"),
    ),
    "deactivated": (IdaCode.BLOCKED, "UIN is deactivated/blocked", person(status="DEACTIVATED")),
    "person-hotlisted": (IdaCode.BLOCKED, "individualId is blocked", person(locks=["hotlist"])),
    "vid-expired": (IdaCode.VID_EXPIRED, "VID is expired/deactivated", expired_vid),
    "two-letter-language": (
        IdaCode.LANGUAGE,
        "Unsupported Language Code - request : en",
        demo(name=[{"language": "en", "value": NAME}]),
    ),
    "name-in-french": (
        IdaCode.DEMO_NOT_AVAILABLE,
        "Demographic data name in fra not available in database",
        demo(name=[{"language": "fra", "value": NAME}]),
    ),
    "other-birth-date": (
        IdaCode.DEMO_MISMATCH,
        "Demographic data dob did not match",
        demo(dob="1991/04/05"),
    ),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""
