"""Bodies that no client should send, and what each is called."""

import json
from dataclasses import dataclass
from typing import Final

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Body:
    """Bytes, the media type they claim to be, and a name for the test's id."""

    name: str
    content: bytes
    media_type: str | None


def malformed_json() -> list[Body]:
    """For endpoints that take JSON."""
    texts: dict[str, bytes] = {
        "empty": b"",
        "blank": b" \n",
        "no-json": b"{not json",
        "cut-off": b'{"request":{"id":"1',
        "two-documents": b"{}{}",
        "null": b"null",
        "number": b"42",
        "number-beyond-all": b'{"request":1e999999,"id":' + b"9" * 5000 + b"}",
        "text": b'"text"',
        "array": b"[]",
        "array-of-objects": b'[{"request":{}}]',
        "empty-object": b"{}",
        "request-null": b'{"request":null}',
        "request-text": b'{"request":"text"}',
        "request-array": b'{"request":[1,2]}',
        "members-of-other-types": json.dumps(_other_types()).encode(),
        "lone-surrogate": b'{"id":"\\ud800","version":"\\udfff","request":{"id":"\\ud800"}}',
        "nul": b'{"id":"\\u0000","request":{"id":"\\u0000"}}',
        "deep-array": b"[" * 100_000,
        "deep-array-closed": b"[" * 100_000 + b"]" * 100_000,
        "deep-object": b'{"request":' * 20_000 + b"1" + b"}" * 20_000,
        "latin-1": '{"request":{"id":"Zoë"}}'.encode("latin-1"),
        "utf-16": '{"request":{}}'.encode("utf-16"),
        "byte-order-mark": b"\xef\xbb\xbf{}",
        "binary": bytes(range(256)),
        "large": b'{"request":{"id":"' + b"a" * 2_000_000 + b'"}}',
        "too-large": b'{"request":{"id":"' + b"a" * (11 * 1024 * 1024) + b'"}}',
    }
    return [
        *(Body(name, content, JSON) for name, content in texts.items()),
        Body("unknown-charset", b'{"request":{}}', "application/json; charset=nonsense"),
        Body("form-instead", b"request=1&id=2", FORM),
        Body("plain-text", b"hello", "text/plain"),
        Body("xml", b"<request/>", "application/xml"),
        Body("no-media-type", b"hello", None),
        Body("odd-media-type", b"{}", ";;=/;"),
    ]


def malformed_forms() -> list[Body]:
    """For endpoints that take a form."""
    texts: dict[str, bytes] = {
        "empty": b"",
        "no-form": b"%",
        "broken-percent": b"%zz=%&code=%e9%ff",
        "repeated": b"code=1&code=2&hub.mode=subscribe&hub.mode=subscribe&grant_type=a&grant_type=b",
        "empty-values": b"code=&grant_type=&hub.mode=&client_assertion=&client_id=",
        "nul": b"code=%00&grant_type=%00&hub.mode=%00&hub.topic=%00",
        "many-fields": b"&".join(b"a%d=1" % i for i in range(5000)),
        "binary": bytes(range(256)),
        "utf-16": "code=1".encode("utf-16"),
        "large": b"code=" + b"a" * 2_000_000,
        "too-large": b"code=" + b"a" * (11 * 1024 * 1024),
    }
    return [
        *(Body(name, content, FORM) for name, content in texts.items()),
        Body("json-instead", b'{"code":"1"}', JSON),
        Body("plain-text", b"code=1", "text/plain"),
        Body("multipart-without-boundary", b"code=1", "multipart/form-data"),
        Body("no-media-type", b"code=1", None),
        Body("unknown-charset", b"code=1", "application/x-www-form-urlencoded; charset=nonsense"),
    ]


def _other_types() -> dict[str, object]:
    names = (
        *("id", "version", "requesttime", "requestTime", "transactionID", "individualId", "metadata", "thumbprint"),
        *("consentObtained", "requestHMAC", "requestSessionKey"),
    )
    wrong: dict[str, object] = {name: {"a": [1]} for name in names}
    request: dict[str, object] = {name: [True] for name in ("id", "refId", "process", "source", "fields", "audits")}
    request |= {"clientId": 1, "secretKey": {}, "appId": [], "registrationId": {}, "transactionId": 5, "claims": "x"}
    request |= {"individualId": {}, "challengeList": "x", "acceptedClaims": 1, "scope": 3, "bypassCache": "x"}
    return wrong | {"request": request}
