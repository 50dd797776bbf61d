import json

import pytest

from shared.control.redaction import HIDDEN, redacted_body, redacted_headers, redacted_path, redacted_query

SECRET = "c2VjcmV0LW9mLXRoZS1jbGllbnQ"


@pytest.mark.parametrize("member", ["secretKey", "client_assertion", "access_token", "otp", "d", "qi", "k"])
def test_secret_members_of_json_are_hidden(member: str) -> None:
    body = json.dumps({"request": {member: SECRET, "kid": "k1", "n": SECRET}}, indent=1).encode()

    assert json.loads(redacted_body(body)) == {"request": {member: HIDDEN, "kid": "k1", "n": SECRET}}


def test_short_texts_under_the_names_of_key_members_stay() -> None:
    assert redacted_body(b'{"p": "page 2", "d": "monday"}') == '{"p": "page 2", "d": "monday"}'


def test_quoted_quotes_do_not_end_a_secret() -> None:
    assert SECRET not in redacted_body(json.dumps({"password": f'a"b{SECRET}'}).encode())


def test_secret_fields_of_forms_and_queries_are_hidden() -> None:
    assert redacted_body(b"grant_type=x&code=abc&client_assertion=a.b.c") == (
        f"grant_type=x&code={HIDDEN}&client_assertion={HIDDEN}"
    )
    assert redacted_query("state=s&code=abc") == f"state=s&code={HIDDEN}"


def test_keys_of_a_partner_in_the_path_are_hidden() -> None:
    path = "/idauthentication/v1/auth/aaaaa/crvs-partner/123456"

    assert redacted_path(path) == f"/idauthentication/v1/auth/{HIDDEN}/crvs-partner/{HIDDEN}"


def test_secret_headers_are_hidden_and_their_names_stay() -> None:
    headers = [(b"Cookie", b"Authorization=abc"), (b"Location", b"http://rp/cb?code=abc"), (b"Accept", b"*/*")]

    assert redacted_headers(headers) == [
        ("Cookie", HIDDEN),
        ("Location", f"http://rp/cb?code={HIDDEN}"),
        ("Accept", "*/*"),
    ]


def test_bytes_that_are_no_text_are_described() -> None:
    assert redacted_body(b"\xff\xfe") == "(2 bytes, not text)"
