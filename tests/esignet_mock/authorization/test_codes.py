from datetime import UTC, datetime, timedelta

from esignet_mock.authorization.codes import Codes
from esignet_mock.authorization.logins import AuthorizedLogin
from shared.citizens.numbering import Uin


class StandingClock:
    def __init__(self) -> None:
        self.time = datetime(2025, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def login() -> AuthorizedLogin:
    return AuthorizedLogin(
        transaction_id="t",
        client_id="c",
        redirect_uri="http://localhost/cb",
        scopes=("openid",),
        individual_id="2718201306",
        uin=Uin("2718201306"),
        auth_time=datetime(2025, 1, 1, tzinfo=UTC),
        acr=(),
        accepted_claims=(),
    )


def test_code_is_found_again_and_taken_once() -> None:
    codes = Codes(StandingClock(), 60)
    code = codes.issue(login())

    assert codes.find(code) == login()
    assert codes.take(code) == login()
    assert codes.take(code) is None
    assert codes.find(code) is None


def test_code_has_43_characters_of_base64url() -> None:
    code = Codes(StandingClock(), 60).issue(login())

    assert len(code) == 43
    assert code.replace("-", "").replace("_", "").isalnum()


def test_code_expires() -> None:
    clock = StandingClock()
    codes = Codes(clock, 60)
    code = codes.issue(login())

    clock.time += timedelta(seconds=59)
    assert codes.find(code) is not None
    clock.time += timedelta(seconds=1)
    assert codes.find(code) is None
    assert codes.take(code) is None


def test_expired_codes_are_forgotten() -> None:
    clock = StandingClock()
    codes = Codes(clock, 60)
    for _ in range(5):
        codes.issue(login())
    clock.time += timedelta(seconds=61)
    codes.issue(login())

    assert len(codes._issued) == 1
