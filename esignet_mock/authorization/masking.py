"""Contact data as they are shown to whoever asked for an OTP. Source: mosip/esignet-mock-services `HelperUtil`."""


def masked_phone(phone: str | None) -> str | None:
    """`+9991234567` as `XXXXXX34567`: half of it and one digit more."""
    if phone is None:
        return None
    hidden = len(phone) // 2 + 1
    return "X" * hidden + phone[hidden:]


def masked_email(email: str | None) -> str | None:
    """Of the part before the `@`, only each third letter stays."""
    if email is None:
        return None
    local, at, domain = email.partition("@")
    return "".join(c if i % 3 == 0 else "X" for i, c in enumerate(local, 1)) + at + domain
