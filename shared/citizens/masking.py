"""Contact data as they are shown to whoever asked for an OTP.

Source: mosip/id-authentication `MaskUtil`; mosip/esignet-mock-services `HelperUtil` does the same.
"""


def masked_phone(phone: str | None) -> str | None:
    """`+9991234567` as `XXXXXX34567`: half of it and one digit more are hidden."""
    if not phone:
        return None
    hidden = len(phone) // 2 + 1
    return "X" * hidden + phone[hidden:]


def masked_email(email: str | None) -> str | None:
    """Of the part before the `@`, only each third letter stays."""
    if not email:
        return None
    local, at, domain = email.partition("@")
    return "".join(c if place % 3 == 0 else "X" for place, c in enumerate(local, 1)) + at + domain
