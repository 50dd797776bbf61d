import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey
from jwcrypto.jwk import JWK

from shared.jwks import base64url
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.public_key import PublicKey
from shared.jwks.signing import SigningKey
from shared.jwks.verifying import InvalidTokenError, TokenFault, parse_jws, verify_jws

VECTORS = Path(__file__).parents[2] / "vectors"
ALL = ["RS256", "PS256", "ES256"]
RFC7515 = json.loads((VECTORS / "rfc7515.json").read_text())
RFC7797 = json.loads((VECTORS / "rfc7797.json").read_text())
OF_FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def independent(key: SigningKey) -> RSAKey | ECKey:
    members: dict[str, str | list[str]] = {**key.public.members}
    return RSAKey.import_key(members) if members["kty"] == "RSA" else ECKey.import_key(members)


def signer(alg: str, rsa_key: SigningKey, ec_key: SigningKey) -> SigningKey:
    return ec_key if alg == "ES256" else rsa_key


def refusal(token: str | bytes, keys: list[PublicKey], **options: Any) -> InvalidTokenError:
    with pytest.raises(InvalidTokenError) as caught:
        verify_jws(token, keys, options.pop("algs", ALL), **options)
    return caught.value


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
def test_the_rfc_example_verifies(alg: str) -> None:
    example = RFC7515[alg.lower()]
    public = {name: example["key"][name] for name in ("kty", "n", "e", "crv", "x", "y") if name in example["key"]}
    verified = verify_jws(example["token"], [PublicKey.from_jwk(public)], [alg])
    assert verified.claims == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


def test_signing_the_rfc_example_gives_the_rfc_signature() -> None:
    example = RFC7515["rs256"]
    key = SigningKey(JWK(**example["key"]))
    payload = base64url.decode(example["token"].split(".")[1].encode())
    assert key.sign_jws(payload, alg="RS256", header={"kid": None}) == example["token"]


@pytest.mark.parametrize("alg", ALL)
def test_an_independent_library_verifies_our_jwt(alg: str, rsa_key: SigningKey, ec_key: SigningKey) -> None:
    key = signer(alg, rsa_key, ec_key)
    token = jwt.decode(key.sign_jwt({"sub": "é"}, alg=alg), independent(key), algorithms=[alg])
    assert token.claims == {"sub": "é"}
    assert token.header == {"kid": key.kid, "alg": alg}


@pytest.mark.parametrize("alg", ALL)
def test_we_verify_the_jwt_of_an_independent_library(alg: str) -> None:
    made: RSAKey | ECKey = ECKey.generate_key("P-256") if alg == "ES256" else RSAKey.generate_key(2048)
    token = jwt.encode({"alg": alg}, {"sub": "1"}, made, algorithms=[alg])
    public = PublicKey.from_jwk(made.as_dict(private=False))
    assert verify_jws(token, [public], [alg]).claims == {"sub": "1"}


def test_an_independent_library_verifies_our_detached_unencoded_jws(rsa_key: SigningKey) -> None:
    payload = bytes(range(256))
    token = rsa_key.sign_jws(payload, alg="PS256", detached=True, b64=False)
    head, middle, signature = token.split(".")
    assert middle == ""
    assert (
        base64url.decode(head.encode())
        == json.dumps(
            {"b64": False, "crit": ["b64"], "kid": rsa_key.kid, "alg": "PS256"}, separators=(",", ":")
        ).encode()
    )
    algorithm = jws.JWSRegistry.algorithms["PS256"]
    signed = head.encode() + b"." + payload
    assert algorithm.verify(signed, base64url.decode(signature.encode()), independent(rsa_key))


@pytest.mark.parametrize("b64", [True, False])
@pytest.mark.parametrize("alg", ALL)
def test_a_detached_jws_verifies_over_its_bytes_alone(
    alg: str, b64: bool, rsa_key: SigningKey, ec_key: SigningKey
) -> None:
    key = signer(alg, rsa_key, ec_key)
    token = key.sign_jws(b'{"a" : 1.0}', alg=alg, detached=True, b64=b64)
    assert verify_jws(token, [key.public], [alg], payload=b'{"a" : 1.0}').payload == b'{"a" : 1.0}'
    altered = refusal(token, [key.public], payload=b'{"a": 1.0}')
    assert altered.reason is TokenFault.SIGNATURE


def test_a_payload_in_the_middle_is_replaced_by_the_real_body(rsa_key: SigningKey) -> None:
    head, _, signature = rsa_key.sign_jws(b"real", alg="RS256", detached=True).split(".")
    token = f"{head}.{base64url.encode_text(b'other')}.{signature}"
    assert verify_jws(token, [rsa_key.public], ["RS256"], payload=b"real").payload == b"real"


def test_an_unencoded_payload_with_a_dot_must_be_detached(rsa_key: SigningKey) -> None:
    with pytest.raises(ValueError, match="must be detached"):
        rsa_key.sign_jws(b"$.02", alg="RS256", b64=False)


def test_an_unencoded_payload_without_a_dot_is_carried_as_it_is(rsa_key: SigningKey) -> None:
    token = rsa_key.sign_jws(b"$02", alg="RS256", b64=False)
    assert token.split(".")[1] == "$02"
    assert verify_jws(token, [rsa_key.public], ["RS256"]).payload == b"$02"


def test_the_header_keeps_its_order_and_is_compact(rsa_key: SigningKey) -> None:
    token = rsa_key.sign_jwt({}, alg="RS256", header={"typ": "JWT", "alg": "RS256", "x": ["/"]})
    head = base64url.decode(token.split(".")[0].encode())
    assert head == f'{{"typ":"JWT","alg":"RS256","x":["/"],"kid":"{rsa_key.kid}"}}'.encode()


def test_a_header_that_contradicts_the_algorithm_is_refused(rsa_key: SigningKey) -> None:
    with pytest.raises(ValueError, match="the header says none"):
        rsa_key.sign_jws(b"", alg="RS256", header={"alg": "none"})


@pytest.mark.parametrize("alg", ["none", "HS256", "RS512", ""])
def test_signing_refuses_other_algorithms(alg: str, rsa_key: SigningKey) -> None:
    with pytest.raises(ValueError, match="is not a valid Algorithm"):
        rsa_key.sign_jws(b"", alg=alg)


def test_signing_refuses_an_algorithm_of_another_key_type(rsa_key: SigningKey, ec_key: SigningKey) -> None:
    with pytest.raises(ValueError, match="cannot sign with ES256"):
        rsa_key.sign_jws(b"", alg="ES256")
    with pytest.raises(ValueError, match="cannot sign with RS256"):
        ec_key.sign_jws(b"", alg="RS256")


def test_a_certificate_header_names_the_key_of_the_ring(shared_ring: KeyRing) -> None:
    key = shared_ring.signing(KeyName.IDA_SIGN)
    token = key.sign_jws(b"body", alg="RS256", header=key.certificate_header, detached=True)
    header = parse_jws(token).header
    assert list(header) == ["x5c", "x5t#S256", "kid", "alg"]
    assert len(header["x5t#S256"]) == 43


def test_a_key_without_certificate_says_so(rsa_key: SigningKey) -> None:
    with pytest.raises(LookupError, match="has no certificate"):
        rsa_key.certificate  # noqa: B018 - the property raises


def test_the_unsecured_rfc_example_is_refused(rsa_key: SigningKey) -> None:
    assert refusal(RFC7515["none"]["token"], [rsa_key.public]).reason is TokenFault.ALGORITHM


def test_none_cannot_be_asked_for(rsa_key: SigningKey) -> None:
    token = RFC7515["none"]["token"]
    assert refusal(token, [rsa_key.public], algs=["none"]).reason is TokenFault.ALGORITHM


def test_the_unencoded_rfc_example_needs_an_algorithm_of_ours(rsa_key: SigningKey) -> None:
    error = refusal(RFC7797["detached"], [rsa_key.public], payload=RFC7797["payload"].encode())
    assert error.reason is TokenFault.ALGORITHM
    assert error.received == "alg 'HS256'"


def test_an_algorithm_that_the_caller_does_not_accept_is_refused(rsa_key: SigningKey) -> None:
    error = refusal(rsa_key.sign_jwt({}, alg="PS256"), [rsa_key.public], algs=["RS256"])
    assert error.reason is TokenFault.ALGORITHM
    assert error.expected == "alg RS256"


def hand_made(header: object, payload: bytes = b"{}", signature: bytes = b"x" * 256) -> str:
    parts = (json.dumps(header).encode(), payload, signature)
    return ".".join(base64url.encode_text(part) for part in parts)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", TokenFault.MALFORMED),
        ("a", TokenFault.MALFORMED),
        ("a.b.c", TokenFault.MALFORMED),
        ("a.b.c.d.e", TokenFault.MALFORMED),
        ("é.b.c", TokenFault.MALFORMED),
        (b"\xff.b.c", TokenFault.MALFORMED),
        (hand_made([]), TokenFault.MALFORMED),
        (hand_made("RS256"), TokenFault.MALFORMED),
        (hand_made({"alg": "RS256"}) + "=", TokenFault.MALFORMED),
        (hand_made({"alg": "RS256"}).replace(".", "+.", 1), TokenFault.MALFORMED),
        (hand_made({"alg": "RS256", "kid": 7}), TokenFault.MALFORMED),
        (hand_made({}), TokenFault.ALGORITHM),
        (hand_made({"alg": None}), TokenFault.ALGORITHM),
        (hand_made({"alg": ["RS256"]}), TokenFault.ALGORITHM),
        (hand_made({"alg": "rs256"}), TokenFault.ALGORITHM),
        (hand_made({"alg": "RS256", "crit": ["exp"]}), TokenFault.CRITICAL),
        (hand_made({"alg": "RS256", "crit": []}), TokenFault.CRITICAL),
        (hand_made({"alg": "RS256", "crit": ["b64"]}), TokenFault.CRITICAL),
        (hand_made({"alg": "RS256", "b64": False}), TokenFault.CRITICAL),
        (hand_made({"alg": "RS256", "b64": 0, "crit": ["b64"]}), TokenFault.CRITICAL),
        (hand_made({"alg": "RS256", "kid": "other"}), TokenFault.UNKNOWN_KID),
        (hand_made({"alg": "ES256"}), TokenFault.UNUSABLE_KEY),
        (hand_made({"alg": "RS256"}), TokenFault.SIGNATURE),
        (hand_made({"alg": "RS256"}, signature=b""), TokenFault.SIGNATURE),
    ],
)
def test_verifying_names_the_reason(token: str | bytes, reason: TokenFault, rsa_key: SigningKey) -> None:
    error = refusal(token, [rsa_key.public])
    assert error.reason is reason
    assert error.expected
    assert error.received


def test_no_key_at_all_is_an_unknown_kid(rsa_key: SigningKey) -> None:
    assert refusal(rsa_key.sign_jwt({}, alg="RS256"), []).reason is TokenFault.UNKNOWN_KID


def test_an_elliptic_key_of_another_curve_verifies_nothing(ec_key: SigningKey) -> None:
    other = PublicKey.from_key(ec.generate_private_key(ec.SECP384R1()).public_key())
    token = ec_key.sign_jwt({}, alg="ES256", header={"kid": None})
    assert refusal(token, [other]).reason is TokenFault.UNUSABLE_KEY


@pytest.mark.parametrize("length", [0, 63, 65, 72])
def test_an_elliptic_signature_has_64_bytes(length: int, ec_key: SigningKey) -> None:
    head, body, _ = ec_key.sign_jwt({}, alg="ES256").split(".")
    token = f"{head}.{body}.{base64url.encode_text(bytes(length))}"
    assert refusal(token, [ec_key.public]).reason is TokenFault.SIGNATURE


def test_other_keys_do_not_sign() -> None:
    with pytest.raises(TypeError, match="only RSA and EC"):
        SigningKey(JWK.generate(kty="OKP", crv="Ed25519"))


def test_a_foreign_kid_may_be_ignored(rsa_key: SigningKey) -> None:
    token = rsa_key.sign_jwt({}, alg="RS256", header={"kid": "opaque"})
    assert refusal(token, [rsa_key.public]).reason is TokenFault.UNKNOWN_KID
    assert verify_jws(token, [rsa_key.public], ["RS256"], match_kid=False).claims == {}


def test_without_kid_each_key_is_tried(rsa_key: SigningKey, other_rsa_key: SigningKey) -> None:
    token = rsa_key.sign_jwt({}, alg="RS256", header={"kid": None})
    verified = verify_jws(token, [other_rsa_key.public, rsa_key.public], ["RS256"])
    assert verified.key is rsa_key.public


def test_another_key_under_the_same_kid_is_a_bad_signature(rsa_key: SigningKey, other_rsa_key: SigningKey) -> None:
    token = other_rsa_key.sign_jwt({}, alg="RS256", header={"kid": rsa_key.kid})
    assert refusal(token, [rsa_key.public]).reason is TokenFault.SIGNATURE


@pytest.mark.parametrize("members", [{"use": "enc"}, {"alg": "PS256"}, {"alg": "RSA-OAEP-256"}])
def test_a_key_for_another_use_verifies_nothing(members: dict[str, str], rsa_key: SigningKey) -> None:
    key = PublicKey.from_jwk({**rsa_key.public.members, **members})
    token = rsa_key.sign_jwt({}, alg="RS256", header={"kid": None})
    assert refusal(token, [key]).reason is TokenFault.UNUSABLE_KEY


@pytest.mark.parametrize("payload", [b"", b"[]", b"1", b"\xff", b'{"a":', b"[" * 100_000])
def test_claims_must_be_a_json_object(payload: bytes, rsa_key: SigningKey) -> None:
    verified = verify_jws(rsa_key.sign_jws(payload, alg="RS256"), [rsa_key.public], ["RS256"])
    with pytest.raises(InvalidTokenError) as caught:
        verified.claims  # noqa: B018 - the property raises
    assert caught.value.reason is TokenFault.CLAIMS


@pytest.mark.parametrize("alg", ALL)
def test_a_token_with_any_byte_altered_is_refused(alg: str, rsa_key: SigningKey, ec_key: SigningKey) -> None:
    key = signer(alg, rsa_key, ec_key)
    token = key.sign_jwt({"sub": "1", "name": "Ada"}, alg=alg, header={"typ": "JWT"}).encode()
    for position in range(len(token)):
        for flip in (1, 2, 0x20, 0x80):
            altered = bytearray(token)
            altered[position] ^= flip
            refusal(bytes(altered), [key.public])


@OF_FIXTURE
@given(st.data())
def test_a_token_spliced_at_random_is_refused(rsa_key: SigningKey, data: st.DataObject) -> None:
    token = rsa_key.sign_jwt({"sub": "1"}, alg="RS256")
    start = data.draw(st.integers(0, len(token)))
    end = data.draw(st.integers(start, len(token)))
    spliced = token[:start] + data.draw(st.text(max_size=20)) + token[end:]
    if spliced != token:
        refusal(spliced, [rsa_key.public])


@OF_FIXTURE
@given(st.binary(max_size=300) | st.text(max_size=300))
def test_no_text_raises_anything_else(garbage: str | bytes) -> None:
    with pytest.raises(InvalidTokenError):
        verify_jws(garbage, [], ALL)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@OF_FIXTURE
@given(claims=st.dictionaries(st.text(), JSON, max_size=5))
def test_signing_and_verifying_gives_the_claims_back(ec_key: SigningKey, claims: dict[str, Any]) -> None:
    token = ec_key.sign_jwt(claims, alg="ES256")
    assert verify_jws(token, [ec_key.public], ["ES256"]).claims == claims


@OF_FIXTURE
@given(payload=st.binary(max_size=200), b64=st.booleans())
def test_signing_and_verifying_a_detached_body(ec_key: SigningKey, payload: bytes, b64: bool) -> None:
    token = ec_key.sign_jws(payload, alg="ES256", detached=True, b64=b64)
    verified = verify_jws(token, [ec_key.public], ["ES256"], payload=payload)
    assert verified.payload == payload
