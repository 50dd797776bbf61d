"""What a signature and its check cost beside the bare RSA operation of `cryptography`, measured in one run.

`python benchmarks/signing.py [--rounds N]`; the rounds alternate between the two, and the median of the rounds'
ratios counts, so that a busy machine disturbs both alike. Exits with 1 if signing falls below the target.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jwcrypto.jwk import JWK

from shared.jwks.signing import SigningKey
from shared.jwks.verifying import verify_jws

TARGET = 0.93
CLAIMS = {
    "iss": "http://127.0.0.1:20260",
    "sub": "294412345678901234567890123456789012",
    "aud": "mock-client_id",
    "iat": 1_767_225_600,
    "exp": 1_767_229_200,
    "auth_time": 1_767_225_590,
    "acr": "mosip:idp:acr:generated-code",
    "at_hash": "WNs3VHRTZTNkN9TJzPAlaw",
}


def cpu_us(operation: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        operation()
    return (time.process_time() - start) / times * 1e6


def compare(title: str, bare: Callable[[], object], ours: Callable[[], object], rounds: int, times: int) -> float:
    pairs = [(cpu_us(bare, times), cpu_us(ours, times)) for _ in range(rounds)]
    ratio = statistics.median(b / o for b, o in pairs)
    bare_us, ours_us = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{title:28} bare {bare_us:7.1f} us   ours {ours_us:7.1f} us   ratio {ratio:.3f}")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=80)
    rounds: int = parser.parse_args().rounds

    key = SigningKey(JWK.generate(kty="RSA", size=2048))
    private, public = key.private, key.public.rsa
    assert isinstance(private, rsa.RSAPrivateKey)  # noqa: S101 - generated so above
    sha256, pkcs1 = hashes.SHA256(), padding.PKCS1v15()
    pss = padding.PSS(mgf=padding.MGF1(sha256), salt_length=32)
    token = key.sign_jwt(CLAIMS, alg="RS256")
    data = token.rpartition(".")[0].encode()
    signature = private.sign(data, pkcs1, sha256)
    keys = [key.public]

    signing = compare(
        "sign a JWT, RS256",
        lambda: private.sign(data, pkcs1, sha256),
        lambda: key.sign_jwt(CLAIMS, alg="RS256"),
        rounds,
        15,
    )
    compare(
        "sign a JWT, PS256",
        lambda: private.sign(data, pss, sha256),
        lambda: key.sign_jwt(CLAIMS, alg="PS256"),
        rounds,
        15,
    )
    compare(
        "verify a JWT, RS256",
        lambda: public.verify(signature, data, pkcs1, sha256),
        lambda: verify_jws(token, keys, ("RS256",)).claims,
        rounds,
        150,
    )
    print(f"target: signing with RS256 at {TARGET} of the bare operation or better")
    return 0 if signing >= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
