"""The captcha of production deployments, off unless it is asked for.

Source: mosip/esignet `CaptchaHelper`, `mosip.esignet.captcha.required`.
"""

from typing import Final

from msgspec import Struct

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused

REFUSED_TOKEN: Final = "refused"  # noqa: S105 - a word that stands for a captcha that was not solved
UNCHECKED_TOKEN: Final = "unavailable"  # noqa: S105 - a word that stands for a captcha service that fails
_REQUIRED: Final = ("send-otp", "pwd", "kbi", "binding-otp")


class Captcha(Struct, frozen=True):
    """Any token counts as solved, except the words `refused` and `unavailable`."""

    is_on: bool

    def check(self, component: str, token: str | None) -> None:
        """Raises `AuthorizationError` with `invalid_captcha` or `failed_to_validate_captcha`."""
        given = (token or "").strip()
        if not self.is_on or component not in _REQUIRED:
            return
        if given == UNCHECKED_TOKEN:
            raise refused(
                Code.FAILED_TO_VALIDATE_CAPTCHA,
                expected="a captcha service that answers",
                received=f"the token `{UNCHECKED_TOKEN}`, which stands for one that does not",
                where="request.captchaToken",
                why="e-Signet asks another service whether the captcha was solved",
                mend="send any other text",
            )
        if given and given != REFUSED_TOKEN:
            return
        raise refused(
            Code.INVALID_CAPTCHA,
            expected="`captchaToken` of a solved captcha",
            received="one that was refused" if given else "none",
            where="request.captchaToken",
            why="ESIGNET_MOCK_CAPTCHA is on, as in production; scripts without a browser fail there",
            mend=f"send any text but `{REFUSED_TOKEN}`, or switch the captcha off",
        )
