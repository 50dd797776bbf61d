"""What e-Signet asks for: KYC tokens, passwords, wallet keys and their tokens."""

from datetime import timedelta
from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from tests.benches.ida_bench import POLICY_ID, IdaBench
from tests.benches.wallet import Wallet
from tests.mosip_mock.idauthentication.codes.cases import Case, Table, delegated, exchanged, nothing
from tests.support.certificates import other_key
from tests.support.ida_client import PARTNER_ID, IdaAnswer, transaction_id
from tests.support.ida_styles import base64url


def kyc_token(bench: IdaBench, someone: dict[str, Any], transaction: str) -> str:
    answer = bench.delegated("kyc-auth", someone, transaction=transaction)
    token = answer.response["kycToken"]
    assert isinstance(token, str), answer.content
    return token


def exchange_after_kyc_auth(
    *, times: int = 1, wait: timedelta = timedelta(0), client: bool = False, **members: Any
) -> Case:
    """An exchange of a good token with something different."""

    def run(bench: IdaBench) -> IdaAnswer:
        someone, transaction = bench.citizen(), transaction_id()
        token = kyc_token(bench, someone, transaction)
        bench.advance(wait)
        by = bench.delegate()
        if client:
            bench.add("oidc-clients", clientId="other", partnerId=PARTNER_ID, policyId=POLICY_ID)
            by = bench.delegate(api_key="other")
        asked = {"kycToken": token, "transactionID": transaction, "individualId": someone["uin"], **members}
        answers = [bench.exchange(by=by, **asked) for _ in range(times)]
        return answers[-1]

    return run


def kyc_token_of_another_person(bench: IdaBench) -> IdaAnswer:
    transaction = transaction_id()
    token = kyc_token(bench, bench.citizen(), transaction)
    return bench.exchange(kycToken=token, transactionID=transaction, individualId=bench.citizen()["uin"])


def binding(key: dict[str, Any] | None = None, **members: Any) -> Case:
    """A key binding with something different."""

    def run(bench: IdaBench) -> IdaAnswer:
        return Wallet().bind(bench, bench.citizen(**members), key=key)

    return run


def bind_to_a_temporary_vid(bench: IdaBench) -> IdaAnswer:
    vid = str(bench.world.citizens.new_vid())
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "usesLeft": 3}])
    return Wallet().bind(bench, vid)


def bind_the_key_of_another(bench: IdaBench) -> IdaAnswer:
    wallet = Wallet()
    assert wallet.bind(bench, bench.citizen()).codes == []
    return wallet.bind(bench, bench.citizen())


def wallet_login(**changes: Any) -> Case:
    def run(bench: IdaBench) -> IdaAnswer:
        wallet, someone = Wallet(), bench.citizen()
        assert wallet.bind(bench, someone).codes == []
        return wallet.log_in(bench, someone, **changes)

    return run


REFUSED: Final[Table] = {
    "password-mismatch": (
        IdaCode.PASSWORD_MISMATCH,
        "Password value did not match",
        delegated(nothing, demographics=None, block={"password": "another"}),
    ),
    "kyc-token-unknown": (
        IdaCode.KYC_TOKEN_UNKNOWN,
        "KYC Token not found in Store.",
        lambda bench: bench.exchange(kycToken="unknown"),
    ),
    "kyc-token-expired": (
        IdaCode.KYC_TOKEN_EXPIRED,
        "KYC Token Expired.",
        exchange_after_kyc_auth(wait=timedelta(seconds=3001)),
    ),
    "kyc-token-used": (
        IdaCode.KYC_TOKEN_USED,
        "KYC Token already processed.",
        exchange_after_kyc_auth(times=2),
    ),
    "kyc-token-of-another-client": (
        IdaCode.KYC_TOKEN_OTHER_CLIENT,
        "KYC Token does not belong to the input oidc client id.",
        exchange_after_kyc_auth(client=True),
    ),
    "kyc-token-of-another-transaction": (
        IdaCode.KYC_TOKEN_OTHER_TRANSACTION,
        "KYC Auth and KYC Exchange transaction ids are different.",
        exchange_after_kyc_auth(transactionID="0000000000"),
    ),
    "kyc-token-of-another-person": (
        IdaCode.KYC_TOKEN_OTHER_PERSON,
        "KYC Token does not belong to the input UIN/VID.",
        kyc_token_of_another_person,
    ),
    "binding-to-a-temporary-vid": (
        IdaCode.KEY_BINDING_NOT_ALLOWED,
        "Key Binding not allowed for the Id.",
        bind_to_a_temporary_vid,
    ),
    "binding-of-no-key": (
        IdaCode.KEY_BINDING_KEY,
        "Error creating Public Key object.",
        binding(key={"n": base64url(b"1234"), "e": "AQAB"}),
    ),
    "binding-of-a-bound-key": (
        IdaCode.KEY_BINDING_TAKEN,
        "Publick Key already Binded to another Id.",
        bind_the_key_of_another,
    ),
    "binding-without-english-name": (
        IdaCode.KEY_BINDING_NAME,
        "Identity Name not found.",
        lambda bench: Wallet().bind(bench, bench.citizen(language="fra"), demographics={"dob": "1990/04/05"}),
    ),
    "token-without-binding": (
        IdaCode.NO_KEY_BOUND,
        "For the input VID/UIN - No Binded key found in DB or binded key is expired.",
        lambda bench: Wallet().log_in(bench, bench.citizen()),
    ),
    "token-of-an-unknown-key": (
        IdaCode.BOUND_KEY_UNKNOWN,
        "Certificate not found for the input x5t#S256: 00 and authtype: WLA",
        wallet_login(header={"x5t#S256": "AA"}),
    ),
    "token-made-long-ago": (
        IdaCode.BOUND_TOKEN_EXPIRED,
        "Signed token issued at (iat) is not in allowed time range.",
        wallet_login(iat=1_000_000_000),
    ),
    "token-by-another-key": (
        IdaCode.BOUND_TOKEN_MISMATCH,
        "Binded Token verification failed.",
        wallet_login(key=other_key()),
    ),
    "vci": (IdaCode.VCI_UNSUPPORTED, "Error VCI not supported.", exchanged(nothing, kind="vci-exchange")),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""
