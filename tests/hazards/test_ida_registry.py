"""What an authority does to a partner, and magic people, as a partner sees them in the answers of ID authentication."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from shared.citizens.magic import MAGIC_UINS
from tests.benches.ida_bench import IdaBench
from tests.conftest import NewDataDir
from tests.support.captures import Device
from tests.support.ida_client import API_KEY, MISP_KEY, PARTNER_ID

NAME = {"name": [{"language": "eng", "value": "Maria Isabel Powell"}]}
MAGIC = {m.name: m.uin for m in MAGIC_UINS}
PAST = "2020-01-01T00:00:00Z"


@pytest.fixture
def ida(new_data_dir: NewDataDir) -> Iterator[IdaBench]:
    opened = IdaBench.open(new_data_dir(), Device.make())
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (lambda ida: ida.change("partners", PARTNER_ID, status="INACTIVE"), "IDA-MPA-012"),
        (lambda ida: ida.change("policies", "crvs-policy", status="INACTIVE"), "IDA-MPA-019"),
        (lambda ida: ida.change("api-keys", API_KEY, validUntil=PAST), "IDA-MPA-039"),
        (lambda ida: ida.change("misps", MISP_KEY, validUntil=PAST), "IDA-MPA-008"),
        (lambda ida: ida.change("misps", MISP_KEY, status="INACTIVE"), "IDA-MPA-017"),
    ],
    ids=["partner deactivated", "policy off", "API key expired", "licence expired", "licence blocked"],
)
def test_partner_is_refused_until_it_is_let_in_again(
    ida: IdaBench, done: Callable[[IdaBench], None], code: str
) -> None:
    uin = ida.citizen()["uin"]
    assert ida.partner().auth(uin, NAME, now=ida.now()).response["authStatus"] is True

    done(ida)
    refused = ida.partner().auth(uin, NAME, now=ida.now())

    assert refused.codes == ["IDA-MLC-007", code]
    assert ida.explanations(refused)[0]["mend"]
    ida.http.post("/_mock/reset")
    assert ida.partner().auth(ida.citizen()["uin"], NAME, now=ida.now()).response["authStatus"] is True


def test_attribute_that_the_policy_drops_is_missing_in_the_ekyc(ida: IdaBench) -> None:
    uin = ida.citizen()["uin"]
    before = ida.partner().decrypted_identity(ida.partner().kyc(uin, NAME, now=ida.now()))

    ida.change_policy(allowedKycAttributes=["fullName"])
    after = ida.partner().decrypted_identity(ida.partner().kyc(uin, NAME, now=ida.now()))

    assert after.items() < before.items()
    assert {name.partition("_")[0] for name in after} == {"name"}


def test_magic_person_meets_a_fault_of_the_server(ida: IdaBench) -> None:
    answer = ida.partner().auth(MAGIC["auth-server-error"], NAME, now=ida.now())

    assert (answer.status, answer.codes) == (200, ["IDA-MLC-007"])


def test_magic_person_is_answered_ten_seconds_later(ida: IdaBench) -> None:
    ida.world.clock.freeze()
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(lambda: ida.partner().auth(MAGIC["auth-slow"], NAME, now=ida.now()))
        with pytest.raises(TimeoutError):
            pending.result(0.3)  # the clock stands
        begun = ida.now()
        while not pending.done() and ida.now() < begun + timedelta(minutes=5):
            ida.world.clock.advance(timedelta(seconds=10))
            wait([pending], timeout=0.3)

        assert pending.result(0).status == 200
