"""`sub`: pairwise as MOSIP makes it, or predictable."""

from collections.abc import Callable

import pytest

from esignet_mock.userinfo.subject import subject_rule
from shared.citizens.numbering import Uin
from tests.benches.back_channel import FATHER, BackChannelBench

OpenBench = Callable[..., BackChannelBench]
MOTHER = Uin("2718201967")


def sub_of(bench: BackChannelBench, client_id: str = "mock-client_id", uin: Uin = FATHER) -> str:
    assertion = bench.assertion(iss=client_id, sub=client_id)
    answer = bench.token(bench.issue(client_id=client_id, uin=uin), client_id=client_id, client_assertion=assertion)
    claims, _ = bench.verified(answer.json()["id_token"])
    sub = claims["sub"]
    assert isinstance(sub, str)
    return sub


@pytest.mark.parametrize("system", ["ida", "mock"])
def test_sub_is_pairwise_by_relying_party_and_stable(open_bench: OpenBench, system: str) -> None:
    bench = open_bench(identity_system=system)
    bench.register("first", relying_party_id="one")
    bench.register("second", relying_party_id="one")
    bench.register("third", relying_party_id="two")
    first, second, third = (sub_of(bench, client) for client in ("first", "second", "third"))
    assert first == second == sub_of(bench, "first")
    assert first != third
    assert first != sub_of(bench, "first", MOTHER)


def test_the_shape_of_sub_is_the_identity_systems(open_bench: OpenBench) -> None:
    ida = sub_of(open_bench())
    assert len(ida) == 36
    assert ida.isdigit()
    mock = sub_of(open_bench(identity_system="mock"))
    assert len(mock) == 43


def test_the_mock_system_hashes_person_and_relying_party() -> None:
    # By OpenSSL: printf 2718201306crvs-partner | openssl dgst -sha3-256 -binary | basenc --base64url
    expected = "p00y9_yCWItfFcbgNByQav92q8zcTTYi2E5GzQDxLeQ"
    assert subject_rule("pairwise", "mock")("2718201306", "crvs-partner") == expected


def test_a_uin_and_its_vid_have_one_sub(bench: BackChannelBench) -> None:
    by_vid = bench.claims(individual_id=bench.world.citizens.get(FATHER).vids[0].vid)["sub"]
    assert by_vid == bench.claims()["sub"]


def test_sub_can_be_made_predictable(open_bench: OpenBench) -> None:
    assert sub_of(open_bench(subject="uin")) == FATHER
    fixed = open_bench(subject="fixed:405710304278395")
    assert {sub_of(fixed, uin=FATHER), sub_of(fixed, uin=MOTHER)} == {"405710304278395"}


@pytest.mark.parametrize("setting", ["", "fixed:", "fixed", "random", "PAIRWISE"])
def test_an_unknown_rule_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="pairwise, uin and fixed:VALUE"):
        subject_rule(setting, "ida")
