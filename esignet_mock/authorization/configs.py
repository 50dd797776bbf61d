"""The `configs` that the login page reads, with the release's defaults.

Source: mosip/esignet `application-default.properties`, `mosip.esignet.ui.config.key-values`.
"""

from typing import Any

from esignet_mock.profiles import Profile


def configs_of(profile: Profile, issuer: str, *, with_captcha: bool = False) -> dict[str, Any]:
    """Numbers are seconds unless their key says otherwise."""
    return {
        "sbi.env": "Developer",
        "sbi.timeout.DISC": 30,
        "sbi.timeout.DINFO": 30,
        "sbi.timeout.CAPTURE": 30,
        "sbi.capture.count.face": 1,
        "sbi.capture.count.finger": 1,
        "sbi.capture.count.iris": 1,
        "sbi.capture.score.face": 70,
        "sbi.capture.score.finger": 70,
        "sbi.capture.score.iris": 70,
        "resend.otp.delay.secs": 180,
        "send.otp.channels": "email,phone",
        "captcha.sitekey": "",
        "captcha.enable": "send-otp,pwd,kbi,binding-otp" if with_captcha else "",
        "auth.txnid.length": 10,
        "consent.screen.timeout-in-secs": profile.consent_window,
        "consent.screen.timeout-buffer-in-secs": 5,
        "linked-transaction-expire-in-secs": 240,
        "preauth-screen-timeout-in-secs": profile.login_window,
        "otp.length": 6,
        "password.regex": "^.{8,30}$",
        "password.max-length": 30,
        "username.regex": "^[0-9]{10,16}$",
        "username.prefix": "",
        "username.postfix": "",
        "username.max-length": 16,
        "username.input-type": "number",
        "login-id.options": None,
        "wallet.config": [],
        "wallet.qr-code-buffer-in-secs": 10,
        "signup.config": {"signup.banner": False, "signup.url": ""},
        "forgot-password.config": {"forgot-password": False, "forgot-password.url": ""},
        "eKYC-steps.config": "",
        "error.banner.close-timer": 10,
        "auth.factor.kbi.individual-id-field": "individualId",
        "auth.factor.kbi.field-details": [],
        "issuer": issuer,
    }
