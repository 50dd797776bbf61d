import pytest

from shared.citizens.masking import masked_email, masked_phone


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("maria@example.org", "XXrXX@example.org"),
        ("ab@example.org", "XX@example.org"),
        ("abcdef@x.org", "XXcXXf@x.org"),
        (None, None),
    ],
)
def test_masked_email_keeps_every_third_character(email: str | None, masked: str | None) -> None:
    assert masked_email(email) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("9876543210", "XXXXXX3210"), ("987654321", "XXXXX4321"), ("1", "X"), (None, None)]
)
def test_masked_phone_hides_half_and_one(phone: str | None, masked: str | None) -> None:
    assert masked_phone(phone) == masked
