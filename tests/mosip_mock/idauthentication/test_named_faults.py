"""Answers that are wrong on purpose: the named faults of ID authentication."""

import pytest
from cryptography.exceptions import InvalidSignature

from tests.benches.ida_bench import IdaBench
from tests.support.ida_client import verified_signer


def break_next(bench: IdaBench, name: str) -> None:
    """The next answer, and no later one, has this fault."""
    rule = {"match": {"service": "idauthentication"}, "action": {"named": name}, "times": 1}
    answer = bench.http.post("/_mock/faults", json=rule)
    assert answer.status_code == 201, answer.text


def test_missing_signature_on_demand(bench: IdaBench) -> None:
    break_next(bench, "response-signature-missing")

    first, second = (bench.auth(bench.citizen()) for _ in range(2))

    assert "response-signature" not in first.headers
    verified_signer(second)


def test_tampered_signature_on_demand(bench: IdaBench) -> None:
    break_next(bench, "response-signature-tampered")
    answer = bench.auth(bench.citizen())

    with pytest.raises(InvalidSignature):
        verified_signer(answer)


def test_changed_token_on_demand(bench: IdaBench) -> None:
    someone = bench.citizen()
    break_next(bench, "auth-token-changed")

    changed, usual, again = (bench.auth(someone).response["authToken"] for _ in range(3))

    assert changed != usual
    assert usual == again


def test_kyc_for_another_certificate_on_demand(bench: IdaBench) -> None:
    break_next(bench, "kyc-other-certificate")
    answer = bench.kyc(bench.citizen())

    with pytest.raises((AssertionError, ValueError)):
        bench.partner().decrypted_identity(answer)
