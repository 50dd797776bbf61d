"""One-time passwords: asked for, delivered, masked, used once, expired, frozen."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.benches.ida_bench import IdaBench
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.ida_client import transaction_id, verified_signer

MINUTE: Final = timedelta(minutes=1)


def sent_otps(bench: IdaBench) -> list[str]:
    return [m["about"]["otp"] for m in bench.http.get("/_mock/outbox").json()["items"] if m["kind"] == "otp"]


def test_answer_has_its_own_order_and_the_callers_zone(bench: IdaBench) -> None:
    local = (bench.now() + timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S.000+05:30")

    answer = bench.otp(bench.citizen(), "1234567890", outer={"requestTime": local})

    assert list(answer.content) == ["id", "version", "transactionID", "responseTime", "errors", "response"]
    assert answer.content["errors"] is None
    assert answer.content["responseTime"].endswith("+05:30")
    verified_signer(answer)


def test_refusal_has_no_response(bench: IdaBench) -> None:
    answer = bench.otp(bench.citizen(), "1")

    assert answer.content["response"] is None
    assert answer.content["id"] == "mosip.identity.otp"


CHANNELS: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "both": (("email", "phone"), {"maskedMobile": "XXXXXX3210", "maskedEmail": "XXrXX@example.org"}),
    "any-case": (("EMAIL",), {"maskedMobile": None, "maskedEmail": "XXrXX@example.org"}),
    "phone": (("phone",), {"maskedMobile": "XXXXXX3210", "maskedEmail": None}),
}


@pytest.mark.parametrize(("channels", "masked"), CHANNELS.values(), ids=CHANNELS.keys())
def test_only_channels_asked_for_are_told(
    shared_bench: IdaBench, adult: dict[str, Any], channels: Any, masked: dict[str, Any]
) -> None:
    assert shared_bench.otp(adult, transaction_id(), channels).response == masked


@pytest.mark.parametrize(
    ("channels", "code", "message"),
    [
        ((), "IDA-OTA-008", "OTP Notification Channel not provided"),
        (None, "IDA-OTA-008", "OTP Notification Channel not provided"),
        (("",), "IDA-OTA-008", "OTP Notification Channel not provided"),
        (("pigeon", "email", "drum"), "IDA-MLC-009", "Invalid Input Parameter - otpChannel - pigeon,drum"),
    ],
    ids=["empty", "null", "empty-word", "unknown"],
)
def test_channels_are_checked(
    shared_bench: IdaBench, adult: dict[str, Any], channels: Any, code: str, message: str
) -> None:
    answer = shared_bench.otp(adult, transaction_id(), channels)

    assert answer.content["errors"] == [{"errorCode": code, "errorMessage": message}]


def test_channels_are_checked_before_the_person_is_looked_for(bench: IdaBench) -> None:
    nobody = str(bench.world.citizens.new_uin())

    assert bench.otp(nobody, transaction_id(), ()).codes == ["IDA-OTA-008"]
    assert bench.otp(nobody, transaction_id()).codes == ["IDA-MLC-018"]
    assert bench.otp("123", transaction_id()).codes == ["IDA-MLC-009"]


@pytest.mark.parametrize(
    ("missing", "channels", "told"),
    [
        ({"phone": None}, ("phone",), "Phone Number is not found in identity data."),
        ({"email": None}, ("email",), "Email ID is not found in identity data."),
        (
            {"phone": None, "email": None},
            ("email", "phone"),
            "Both Phone Number and Email ID are not found in identity data.",
        ),
    ],
    ids=["phone", "email", "both"],
)
def test_nowhere_to_send_it(shared_bench: IdaBench, missing: dict[str, None], channels: Any, told: str) -> None:
    answer = shared_bench.otp(shared_bench.citizen(**missing), transaction_id(), channels)

    assert answer.content["errors"] == [
        {"errorCode": "IDA-OTA-002", "errorMessage": f"Could not generate/send OTP. {told}"}
    ]


def test_one_of_two_channels_is_enough(shared_bench: IdaBench) -> None:
    answer = shared_bench.otp(shared_bench.citizen(phone=None), transaction_id())

    assert answer.response == {"maskedMobile": None, "maskedEmail": "XXrXX@example.org"}


@pytest.mark.parametrize(
    ("lock", "channels", "told"),
    [
        ("otp", ("email",), "otp"),
        ("otp-sms", ("phone", "email"), "otp-sms"),
        ("otp-phone", ("phone",), "otp-sms"),
        ("otp-email", ("email",), "otp-email"),
        ("otp-email", ("phone", "email"), None),
    ],
)
def test_locked_channels(shared_bench: IdaBench, lock: str, channels: Any, told: str | None) -> None:
    answer = shared_bench.otp(shared_bench.citizen(locks=[lock]), transaction_id(), channels)

    expected = [f"{told} Auth Type is Locked for the UIN"] if told else []
    assert [e["errorMessage"] for e in answer.content["errors"] or []] == expected


def test_it_is_good_until_its_end_and_no_longer(bench: IdaBench) -> None:
    someone, early, late = bench.citizen(), transaction_id(), transaction_id()
    bench.otp(someone, early)
    bench.advance(timedelta(seconds=179))
    in_time = bench.auth_by_otp(someone, early)
    bench.otp(someone, late)
    bench.advance(timedelta(seconds=181))

    assert in_time.response["authStatus"] is True
    assert bench.auth_by_otp(someone, late).codes == ["IDA-OTA-003"]
    assert bench.auth_by_otp(someone, late).codes == ["IDA-OTA-012"]


def test_a_new_one_replaces_the_old(bench: IdaBench) -> None:
    someone, old, new = bench.citizen(), transaction_id(), transaction_id()
    bench.otp(someone, old)
    bench.otp(someone, new)

    assert bench.auth_by_otp(someone, old).codes == ["IDA-OTA-012"]
    assert bench.auth_by_otp(someone, new).response["authStatus"] is True


def test_five_wrong_ones_freeze_for_half_an_hour(bench: IdaBench) -> None:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)

    wrong = [bench.auth_by_otp(someone, transaction, "000000").codes for _ in range(5)]

    assert wrong == [["IDA-OTA-004"]] * 4 + [["IDA-OTA-013"]]
    assert bench.auth_by_otp(someone, transaction).codes == ["IDA-OTA-013"]
    assert bench.otp(someone, transaction_id()).codes == ["IDA-OTA-013"]
    bench.advance(31 * MINUTE)
    fresh = transaction_id()
    assert bench.otp(someone, fresh).codes == []
    assert bench.auth_by_otp(someone, fresh).response["authStatus"] is True


def test_a_new_one_resets_the_tries(bench: IdaBench) -> None:
    someone = bench.citizen()
    for _ in range(3):
        transaction = transaction_id()
        bench.otp(someone, transaction)
        codes = [bench.auth_by_otp(someone, transaction, "000000").codes for _ in range(4)]
        assert codes == [["IDA-OTA-004"]] * 4


def test_the_flood_ends_after_a_minute(open_bench: OpenBench) -> None:
    bench = open_bench(otp_per_minute=2)
    someone = bench.citizen()

    codes = [bench.otp(someone, transaction_id()).codes for _ in range(3)]

    assert codes == [[], [], ["IDA-OTA-001"]]
    bench.advance(2 * MINUTE)
    assert bench.otp(someone, transaction_id()).codes == []


def test_another_vid_of_the_same_person_has_none(bench: IdaBench) -> None:
    vids = [str(bench.world.citizens.new_vid()) for _ in range(2)]
    bench.citizen(vidDetails=[{"vid": vid} for vid in vids])
    transaction = transaction_id()
    bench.otp(vids[0], transaction)

    answer = bench.auth(vids[1], None, otp="111111", transaction=transaction)

    assert answer.codes == ["IDA-OTA-012"]


def test_random_ones_are_told_in_the_outbox_alone(bench: IdaBench) -> None:
    someone, transaction = bench.citizen(otp="random"), transaction_id()

    answer = bench.otp(someone, transaction, ("email",))

    (otp,) = sent_otps(bench)
    assert otp not in answer.body.decode()
    assert len(otp) == 6
    assert otp.isdigit()
    assert bench.auth_by_otp(someone, transaction, otp).response["authStatus"] is True


def test_random_ones_differ(bench: IdaBench) -> None:
    someone = bench.citizen(otp="random")
    for _ in range(5):
        bench.otp(someone, transaction_id(), ("email",))

    assert len(set(sent_otps(bench))) > 1


def test_length_and_life_are_settings(open_bench: OpenBench) -> None:
    bench = open_bench(otp_length=4, otp_lifetime=timedelta(seconds=10))
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)

    assert bench.auth_by_otp(someone, transaction, "111111").codes == ["IDA-MLC-009"]
    bench.advance(timedelta(seconds=11))
    assert bench.auth_by_otp(someone, transaction, "1111").codes == ["IDA-OTA-003"]


def test_deactivated_people_are_asked_nothing(shared_bench: IdaBench) -> None:
    someone = shared_bench.citizen(status="DEACTIVATED")

    assert shared_bench.otp(someone, transaction_id()).codes == ["IDA-MLC-022"]


def test_time_and_transaction_are_told_together_the_window_alone(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    both = shared_bench.otp(adult, "1", outer={"requestTime": "soon"})
    stale = shared_bench.otp(adult, "1", clock_skew=-5 * MINUTE)
    stale_alone = shared_bench.otp(adult, transaction_id(), clock_skew=-5 * MINUTE)

    assert [e["errorMessage"] for e in both.content["errors"]] == [
        "Invalid Input Parameter - requestTime",
        "Invalid Input Parameter - transactionID",
    ]
    assert stale.codes == ["IDA-MLC-009"]
    assert stale_alone.codes == ["IDA-MLC-001"]


def test_channel_and_number_are_told_together(shared_bench: IdaBench) -> None:
    assert shared_bench.otp("123", transaction_id(), ()).codes == ["IDA-OTA-008", "IDA-MLC-009"]
