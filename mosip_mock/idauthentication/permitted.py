"""What may be done with a person who was found: hotlist, small children, factors that the person locked.

Source: mosip/id-authentication's filters: hotlist, child, `AuthTypeLockFilterImpl`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from mosip_mock.idauthentication.errors import IdaCode
from mosip_mock.idauthentication.refusal import IdaError, refused
from mosip_mock.partners.partner import Partner
from shared.citizens.citizen import Citizen, completed_years

HOTLISTED: Final = "hotlist"
"""Word among a citizen's locks: the individual id is hotlisted."""
_SPELLINGS: Final[Mapping[str, str]] = {
    "otp-phone": "otp-sms",
    "fingerprint": "bio-finger",
    "iris": "bio-iris",
    "face": "bio-face",
}
"""Other words for a lock, and IDA's own."""


def check_not_hotlisted(citizen: Citizen, partner: Partner) -> None:
    """Refuse a partner, then a person, on the hotlist. Raises `IdaError`."""
    for is_hotlisted, word, mend in (
        (partner.hotlisted, "partnerId", f"`mosip-mocks partners set {partner.partner_id} hotlisted=false`"),
        (HOTLISTED in citizen.locks, "individualId", "remove `hotlist` from the person's locks"),
    ):
        if is_hotlisted:
            raise IdaError(
                refused(
                    IdaCode.BLOCKED,
                    f"{word} is blocked",
                    expected=f"a {word} that is not on the hotlist",
                    received=partner.partner_id if word == "partnerId" else citizen.uin,
                    where="path, second segment" if word == "partnerId" else "individualId",
                    why="it was hotlisted",
                    mend=mend,
                )
            )


def check_not_a_child(citizen: Citizen, factor: str, max_age: int, today: date) -> None:
    """Refuse OTP (`otp`) or biometrics (`bio`) of a child younger than `max_age` years. Raises `IdaError`."""
    if completed_years(citizen.birth_date, today) < max_age:
        raise IdaError(
            refused(
                IdaCode.UNSUPPORTED_AUTH_TYPE,
                f"for child - {factor}",
                expected=f"a person of {max_age} years or more for {factor}",
                received=f"born {citizen.birth_date}",
                where="request",
                why="small children have neither a phone nor stable biometrics",
                mend="use demographic authentication",
                shows_action=False,
            )
        )


def check_not_locked(citizen: Citizen, words: Sequence[str]) -> None:
    """Refuse a factor that the person locked, by its words in `locks`. Raises `IdaError`."""
    locks = _locks_of(citizen)
    locked = next((word for word in words if word.lower() in locks), None)
    if locked is not None:
        raise _locked(citizen, locked)


def check_some_channel_unlocked(citizen: Citizen) -> None:
    """Refuse OTP when both of its channels are locked. Raises `IdaError`."""
    if _locks_of(citizen).issuperset({"otp-sms", "otp-email"}):
        raise _locked(citizen, "otp")


def _locks_of(citizen: Citizen) -> set[str]:
    return {_SPELLINGS.get(lock.lower(), lock.lower()) for lock in citizen.locks}


def _locked(citizen: Citizen, factor: str) -> IdaError:
    return IdaError(
        refused(
            IdaCode.AUTH_TYPE_LOCKED,
            factor,
            expected=f"a person who has not locked {factor}",
            received=f"locks: {', '.join(citizen.locks)}",
            where="individualId",
            why="people may lock a factor in the resident portal",
            mend="use another factor, or unlock it with `mosip-mocks citizens update`",
        )
    )
