"""Biometric captures."""

from datetime import timedelta
from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from tests.mosip_mock.idauthentication.codes.cases import Case, Table, auth


def captures(*makes: dict[str, Any], **members: Any) -> Case:
    return lambda bench: bench.auth_by_captures(bench.citizen(**members), *makes)


def eleven_fingers() -> Case:
    """Both hands, and one more of nobody knows which hand."""
    names = ("Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger")
    hands = [f"{hand} {name}" for hand in ("Left", "Right") for name in names]
    return captures(*({"sub_type": sub_type} for sub_type in (*hands, "UNKNOWN")))


IN_FILTER: Final[Table] = {
    "capture-without-data": (
        IdaCode.MISSING,
        "Missing Input Parameter - request/biometrics/0/data",
        auth(demographics=None, block={"biometrics": [{"sessionKey": "k", "hash": "h"}]}),
    ),
    "capture-tampered": (
        IdaCode.SIGNATURE,
        "Digital signature verification failed for request/biometrics/0/data",
        auth(demographics=None, block={"biometrics": [{"data": "a.b.c", "sessionKey": "k", "hash": "h"}]}),
    ),
    "capture-with-another-hash": (IdaCode.BIO_HASH, "Hash Validation Failed", captures({"hash": "00"})),
    "capture-of-another-device": (
        IdaCode.BIO_DEVICE_TYPE,
        "Device Type and Biometric Type do not match",
        captures({"digital_id": {"type": "Iris"}}),
    ),
}
"""Refused in the filter: two entries, no action message."""

REFUSED: Final[Table] = {
    "bio-mismatch": (
        IdaCode.BIO_MISMATCH,
        "Biometric data - Finger did not match",
        captures({}, biometrics="mismatch"),
    ),
    "bio-not-stored": (
        IdaCode.BIO_NOT_AVAILABLE,
        "Biometric data Finger not available in database",
        captures({}, biometrics="refuse"),
    ),
    "same-finger-twice": (IdaCode.BIO_DUPLICATE_FINGERS, "Duplicate fingers in request", captures({}, {})),
    "eleven-fingers": (IdaCode.BIO_FINGERS, "Number of Fingers should not exceed 10", eleven_fingers()),
    "same-iris-image-twice": (
        IdaCode.BIO_DUPLICATE_IRISES,
        "Duplicate Irises in request",
        captures(*({"bio_type": "Iris", "sub_type": side, "data": {"bioValue": "AAAA"}} for side in ("Left", "Right"))),
    ),
    "left-iris-twice": (
        IdaCode.BIO_IRISES,
        "Number of Iris should not exceed 2",
        captures(*({"bio_type": "Iris", "sub_type": "Left"} for _ in range(2))),
    ),
    "two-faces": (
        IdaCode.BIO_FACES,
        "Number of FACE records should not exceed 1",
        captures(*({"bio_type": "Face", "sub_type": ""} for _ in range(2))),
    ),
    "capture-of-another-domain": (
        IdaCode.BIO_OTHER_MEMBER,
        "request/biometrics/0/data/env of request is not matching with request/env of biometrics",
        captures({"data": {"env": "Staging"}}),
    ),
    "captures-far-apart": (
        IdaCode.BIO_TIMESTAMP,
        "Biometrics not captured within 120 seconds of previous biometrics",
        captures({"after": timedelta(seconds=-150)}, {"sub_type": "Right Thumb"}),
    ),
    "devices-far-apart": (
        IdaCode.BIO_DIGITAL_ID_TIMESTAMP,
        "DigitalId of Biometrics not captured within 120 seconds of previous biometrics",
        captures({"digital_id": {"dateTime": "2020-01-31T10:15:30.123Z"}}, {"sub_type": "Right Thumb"}),
    ),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""
