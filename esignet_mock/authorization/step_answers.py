"""What the browser's and the wallet's steps of a login answer alike: the `response` of the envelope.

Source: mosip/esignet `core/dto/OtpResponse`, `AuthCodeResponse`.
"""

from typing import Any

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from esignet_mock.authorization.identity_system import SentOtp
from esignet_mock.authorization.transactions import Transaction


def otp_answer(transaction_id: str | None, sent: SentOtp) -> dict[str, Any]:
    """Of `send-otp`."""
    return {"transactionId": transaction_id, "maskedEmail": sent.masked_email, "maskedMobile": sent.masked_mobile}


def code_answer(transaction: Transaction, code: str) -> dict[str, Any]:
    """Of `auth-code` and `link-auth-code`."""
    return {
        "nonce": transaction.request.nonce,
        "state": transaction.request.state,
        "code": code,
        "redirectUri": transaction.redirect_uri,
    }


def denied_by_magic(individual_id: str) -> AuthorizationError:
    """In the place of a code, for a person who refuses consent by magic."""
    return refused(
        Code.INVALID_ACCEPTED_CLAIM,
        expected="a person who consents",
        received=f"{individual_id}, who refuses by magic",
        where="request.acceptedClaims",
        why="this number stands for a person who denies consent",
        mend="use another person",
    )
