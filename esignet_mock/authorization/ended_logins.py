"""Pages whose login has ended while they were shown: too late, or sent twice.

Whoever presses a button twice sends two requests, and sees the answer to the second one alone.
"""

from collections.abc import Mapping

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused
from esignet_mock.authorization.transactions import Stage, Transaction, Transactions


class EndedError(Exception):
    """The transaction of a page is not what it was when the page was shown."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction.id)
        self.transaction = transaction


class LostError(EndedError):
    """It has expired; the person returns to the relying party with an error."""


class OverError(EndedError):
    """The person was sent back to the relying party already."""


def transaction_of(
    transactions: Transactions, form: Mapping[str, str], stage: Stage, *, is_pressed: bool
) -> Transaction:
    """The login of a page; `is_pressed` says that one of its buttons was. Raises `EndedError`, `AuthorizationError`."""
    found = transactions.find(stage, form.get("transaction"))
    if found is not None:
        return found
    if is_pressed:
        check_open(transactions, form)
    late = remembered(transactions, form)
    if not late.code and late.uin is None:
        raise LostError(late)
    return transactions.get(stage, late.id, "form field transaction")


def remembered(transactions: Transactions, form: Mapping[str, str]) -> Transaction:
    """The login of a page, however far it came. Raises `AuthorizationError` when nothing is known of it."""
    found = transactions.find_at_any_stage(form.get("transaction"))
    if found is not None:
        return found
    raise refused(
        Code.INVALID_TRANSACTION,
        expected="a login that is under way here",
        received="one that this server has forgotten, or never had",
        where="form field transaction",
        why="logins are kept in memory, so that a restart and a reset end them",
        mend="go back to the relying party, and begin again there",
    )


def check_open(transactions: Transactions, form: Mapping[str, str]) -> None:
    """Raises `OverError` when the login has a way back already."""
    over = transactions.find_at_any_stage(form.get("transaction"))
    if over is not None and (over.code or over.error):
        raise OverError(over)
