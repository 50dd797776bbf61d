"""Whatever is changed on the way is refused, and nothing that is sent brings the service down."""

import json
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mosip_mock.idauthentication.endpoints import FACTS, Endpoint
from tests.benches.ida_bench import DEMOGRAPHICS, IdaBench
from tests.support.ida_client import API_KEY, MISP_KEY, PARTNER_ID
from tests.support.ida_recipe import Recipe as Ingredients
from tests.support.ida_recipe import SignedRequest, detached_signature

FUZZED: Final = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
OUTER: Final = (
    "id", "version", "individualId", "individualIdType", "transactionID", "requestTime", "thumbprint", "domainUri",
    "env", "consentObtained", "request", "requestHMAC", "requestSessionKey", "otpChannel", "kycToken", "locales",
    "identityKeyBinding", "respType",
)  # fmt: skip
BLOCK: Final = (
    "timestamp", "otp", "staticPin", "demographics", "biometrics", "keyBindedTokens", "password", "further",
)  # fmt: skip

CAPTURE: Final = (
    "bioType", "bioSubType", "bioValue", "timestamp", "transactionId", "digitalId", "domainUri", "env",
)  # fmt: skip


@pytest.fixture(scope="module")
def signed(shared_bench: IdaBench, adult: dict[str, Any]) -> SignedRequest:
    """A valid request, which stays fresh enough for the tests of this module."""
    return shared_bench.partner().auth_request(adult["uin"], DEMOGRAPHICS, now=shared_bench.now())


@FUZZED
@given(data=st.data(), flip=st.integers(1, 255))
def test_any_flipped_byte_of_the_body_is_refused(
    shared_bench: IdaBench, signed: SignedRequest, data: st.DataObject, flip: int
) -> None:
    place = data.draw(st.integers(0, len(signed.body) - 1))
    body = bytearray(signed.body)
    body[place] ^= flip

    answer = shared_bench.partner().post("auth", SignedRequest(bytes(body), signed.headers))

    # A body that is no JSON any more is where the real service has no answer of its own.
    assert answer.status == 500 or answer.response["authStatus"] is False
    assert answer.status == 500 or answer.codes[0] == "IDA-MLC-007"


@FUZZED
@given(data=st.data(), character=st.sampled_from("ABCxyz019-_."))
def test_any_changed_character_of_the_signature_is_refused(
    shared_bench: IdaBench, signed: SignedRequest, data: st.DataObject, character: str
) -> None:
    signature = signed.headers["Signature"]
    place = data.draw(st.integers(0, len(signature) - 1))
    changed = signature[:place] + character + signature[place + 1 :]
    between = signature.index("..") + 1
    if changed == signature or (place in {between - 1, between}):
        return

    answer = shared_bench.partner().post("auth", SignedRequest(signed.body, {**signed.headers, "Signature": changed}))

    assert answer.codes == ["IDA-MLC-007", "IDA-MPA-001"]


@pytest.mark.parametrize("endpoint", list(Endpoint))
@settings(FUZZED, max_examples=25)
@given(changes=st.dictionaries(st.sampled_from(OUTER), JSON, min_size=1, max_size=4))
def test_any_signed_members_get_a_proper_answer(
    shared_bench: IdaBench, adult: dict[str, Any], endpoint: Endpoint, changes: dict[str, Any]
) -> None:
    kind = {"auth": "auth", "kyc": "kyc", "kyc-auth": "kycauth"}.get(endpoint, "keybinding")
    client = shared_bench.delegate() if FACTS[endpoint].is_delegated else shared_bench.partner()
    outer = {"id": FACTS[endpoint].request_id or "any", **changes}
    made = client.auth_request(adult["uin"], DEMOGRAPHICS, kind=kind, now=shared_bench.now(), outer=outer)
    path = f"{endpoint}/delegated" if FACTS[endpoint].is_delegated else str(endpoint)
    if set(changes) - set(json.loads(made.body)):
        # The recipe keeps to the members of its client; the others are put in and the body signed again.
        body = json.dumps({**json.loads(made.body), **changes}).encode()
        headers = {**made.headers, "Signature": detached_signature(client.kit, body, Ingredients())}
        made = SignedRequest(body, headers)

    answer = client.post(path, made)

    excused = {"thumbprint", "requestSessionKey"} & set(changes) and FACTS[endpoint].authenticates
    assert answer.status == 200 or (answer.status == 500 and excused), answer.content
    if answer.status == 200 and answer.codes:
        for explanation in shared_bench.explanations(answer):
            assert all(explanation[name] for name in ("expected", "received", "where", "why", "mend")), explanation


@FUZZED
@given(changes=st.dictionaries(st.sampled_from(BLOCK), JSON, min_size=1, max_size=3))
def test_any_block_gets_a_proper_answer(shared_bench: IdaBench, adult: dict[str, Any], changes: dict[str, Any]) -> None:
    answer = shared_bench.delegated("kyc-auth", adult, block=changes)

    demographics = changes.get("demographics")
    has_null = isinstance(demographics, dict) and None in demographics.values()
    assert answer.status == 200 or (answer.status == 500 and has_null), answer.content


@FUZZED
@given(
    segment=st.dictionaries(st.sampled_from(("data", "hash", "sessionKey", "specVersion")), JSON, max_size=2),
    data=st.dictionaries(st.sampled_from(CAPTURE), JSON, max_size=2),
    digital_id=st.dictionaries(st.sampled_from(("type", "dateTime", "serialNo")), JSON, max_size=2),
)
def test_any_capture_gets_a_proper_answer(
    shared_bench: IdaBench,
    adult: dict[str, Any],
    segment: dict[str, Any],
    data: dict[str, Any],
    digital_id: dict[str, Any],
) -> None:
    made = shared_bench.device.capture("1234567890", shared_bench.now(), data=data, digital_id=digital_id)

    answer = shared_bench.auth(adult, None, transaction="1234567890", block={"biometrics": [{**made, **segment}]})

    assert answer.status == 200, answer.content
    for explanation in shared_bench.explanations(answer) if answer.codes else ():
        assert all(explanation[name] for name in ("expected", "received", "where", "why", "mend")), explanation


@FUZZED
@given(body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_gets_a_proper_answer(shared_bench: IdaBench, body: bytes) -> None:
    answer = shared_bench.http.post(
        f"/idauthentication/v1/auth/{MISP_KEY}/{PARTNER_ID}/{API_KEY}",
        content=body,
        headers={"Content-Type": "application/json", "Authorization": "x"},
    )

    try:
        is_object = isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        is_object = not body.strip()
    assert answer.status_code == (200 if is_object else 500)


@FUZZED
@given(path=st.text(st.characters(codec="ascii", exclude_characters="/?#%"), max_size=20))
def test_any_path_gets_a_proper_answer(shared_bench: IdaBench, signed: SignedRequest, path: str) -> None:
    client = shared_bench.partner(misp_key=path or "-", api_key=path or "-")

    assert client.post("auth", signed).status in {200, 404}
