"""One-time passwords: asking for one, and using it."""

from datetime import timedelta
from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from tests.benches.ida_bench import POLICY_ID, IdaBench
from tests.mosip_mock.idauthentication.codes.cases import Case, Table
from tests.support.certificates import pem
from tests.support.ida_client import IdaAnswer, transaction_id


def otp(**changes: Any) -> Case:
    """An OTP request with something wrong."""
    return lambda bench: bench.otp(bench.citizen(), transaction_id(), **changes)


def flooded(bench: IdaBench) -> IdaAnswer:
    someone = bench.citizen()
    for _ in range(bench.settings.otp_per_minute):
        assert bench.otp(someone, transaction_id()).codes == []
    return bench.otp(someone, transaction_id())


def expired_otp(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    bench.advance(timedelta(seconds=181))
    return bench.auth_by_otp(someone, transaction)


def otp_of_another_transaction(bench: IdaBench) -> IdaAnswer:
    someone = bench.citizen()
    bench.otp(someone, "1234567890")
    return bench.auth_by_otp(someone, "0123456789")


def otp_of_another_id_type(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    return bench.auth(someone["vids"][0], None, otp="111111", transaction=transaction)


def otp_of_another_partner(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    bench.add("partners", partnerId="other", certificate=pem(bench.kit.partner_certificate))
    bench.add("api-keys", apiKey="654321", partnerId="other", policyId=POLICY_ID)
    other = bench.partner(partner_id="other", api_key="654321")
    return other.auth(someone["uin"], None, otp="111111", transaction=transaction, now=bench.now())


def otp_used_twice(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    assert bench.auth_by_otp(someone, transaction).codes == []
    return bench.auth_by_otp(someone, transaction)


def wrong_otp(bench: IdaBench, tries: int = 1) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    answers = [bench.auth_by_otp(someone, transaction, "000000") for _ in range(tries)]
    return answers[-1]


REFUSED: Final[Table] = {
    "otp-flood": (IdaCode.OTP_FLOOD, "Innumerous OTP requests received", flooded),
    "otp-without-phone": (
        IdaCode.OTP_NO_CHANNEL_DATA,
        "Could not generate/send OTP. Phone Number is not found in identity data.",
        lambda bench: bench.otp(bench.citizen(phone=None), transaction_id(), ("phone",)),
    ),
    "otp-expired": (IdaCode.OTP_EXPIRED, "OTP has expired", expired_otp),
    "otp-wrong": (IdaCode.OTP_WRONG, "OTP is invalid", wrong_otp),
    "otp-of-another-transaction": (
        IdaCode.OTP_OTHER_TRANSACTION,
        "Input transactionID does not match transactionID of OTP Request",
        otp_of_another_transaction,
    ),
    "otp-without-channel": (
        IdaCode.OTP_CHANNEL_MISSING,
        "OTP Notification Channel not provided",
        otp(channels=()),
    ),
    "otp-of-another-id-type": (
        IdaCode.OTP_OTHER_ID_TYPE,
        "Input Identity Type does not match Identity Type of OTP Request",
        otp_of_another_id_type,
    ),
    "otp-of-another-partner": (
        IdaCode.OTP_OTHER_PARTNER,
        "Input Partner-ID does not match Partner-ID of OTP Request",
        otp_of_another_partner,
    ),
    "otp-used": (
        IdaCode.OTP_NOT_GENERATED,
        "OTP validation can't be performed against this Individual-ID. Generate OTP first.",
        otp_used_twice,
    ),
    "otp-frozen": (
        IdaCode.OTP_FROZEN,
        (
            "OTP request/validation has been frozen for the Individual-ID for 30 seconds "
            "due to consecutive failure attempts for 5 times."
        ),
        lambda bench: wrong_otp(bench, tries=5),
    ),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""
