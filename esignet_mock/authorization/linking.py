"""Logging in with a wallet on another device: link codes, and the transaction as the wallet sees it.

Source: mosip/esignet `LinkedAuthorizationServiceImpl`, `KafkaHelperService` (here an event in this process).
"""

import asyncio
import string
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, field

from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import AuthorizationError, refused
from esignet_mock.authorization.transactions import Stage, Transaction, Transactions
from shared.control.clock import Clock
from shared.draws import RANDOM, Draw

LINK_CODE_LENGTH: Final = 15
LINK_CODE_LIFETIME: Final = timedelta(seconds=60)
MOST_LINK_CODES: Final = 10
_ACTIVE: Final = 2
_ALPHABET: Final = string.ascii_letters + string.digits


class LinkCode(Struct):
    """Shown as a QR code; a wallet scans it."""

    code: str
    transaction_id: str
    expires_at: datetime
    linked_transaction_id: str = ""


class Linking(Struct):
    """Link codes of the logins under way. In memory."""

    transactions: Transactions
    clock: Clock
    poll_seconds: float = 25
    """How long a browser's call waits for the wallet."""
    draw: Draw = RANDOM
    _codes: dict[str, LinkCode] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def new_code(self, transaction: Transaction) -> LinkCode:
        """A link code for this login. Raises `AuthorizationError` with `link_code_limit_reached`."""
        self._forget_old()
        known = [code for code in self._codes.values() if code.transaction_id == transaction.id]
        if len(known) >= MOST_LINK_CODES:
            raise refused(
                Code.LINK_CODE_LIMIT_REACHED,
                expected=f"at most {MOST_LINK_CODES} link codes for one login",
                received=f"a request for number {MOST_LINK_CODES + 1}",
                where="request.transactionId",
                why="codes that are never scanned point to something that has gone wrong",
                mend="begin a new login",
            )
        now = self.clock.now()
        for code in [c for c in known if now < c.expires_at][: -(_ACTIVE - 1) or None]:
            code.expires_at = now
        made = LinkCode(
            self.draw.letters(_ALPHABET, LINK_CODE_LENGTH),
            transaction.id,
            now + LINK_CODE_LIFETIME,
        )
        self._codes[made.code] = made
        return made

    def link(self, code: str | None) -> tuple[str, Transaction]:
        """Hand the login over to the wallet: its linked transaction id. Raises `AuthorizationError`."""
        found = self._codes.get(code or "")
        if found is None or found.linked_transaction_id or self.clock.now() >= found.expires_at:
            raise _invalid_link_code("one that is unknown, used or older than 60 seconds")
        transaction = self.transactions.get(Stage.PREAUTH, found.transaction_id)
        found.linked_transaction_id = self.draw.token(32)
        self.transactions.put(Stage.LINKED, transaction)
        self.announce()
        return found.linked_transaction_id, transaction

    def get(
        self, stage: Stage, linked_transaction_id: str | None, where: str = "request.linkedTransactionId"
    ) -> Transaction:
        """The login of a wallet's transaction. Raises `AuthorizationError` with `invalid_transaction`."""
        code = next(
            (c for c in self._codes.values() if c.linked_transaction_id == (linked_transaction_id or "-")), None
        )
        return self.transactions.get(stage, code.transaction_id if code else linked_transaction_id, where)

    async def wait_until_linked(self, transaction_id: str, code: str | None) -> None:
        """Wait for the wallet to scan. Raises `AuthorizationError`: bad code, or `response_timeout`."""
        found = self._of(transaction_id, code)
        if not found.linked_transaction_id and self.clock.now() >= found.expires_at:
            raise _invalid_link_code("one that has expired")
        await self._wait(lambda: bool(found.linked_transaction_id))

    async def wait_until_consented(self, transaction_id: str, code: str | None) -> Transaction:
        """Wait for the wallet's consent. Raises `AuthorizationError`: bad code, or `response_timeout`."""
        found = self._of(transaction_id, code)
        if not found.linked_transaction_id:
            raise _invalid_link_code("one that no wallet has scanned")
        await self._wait(lambda: self.transactions.find(Stage.CONSENTED, transaction_id) is not None)
        return self.transactions.get(Stage.CONSENTED, transaction_id)

    def announce(self) -> None:
        """Wake those who wait."""
        self._changed.set()
        self._changed = asyncio.Event()

    def clear(self) -> None:
        """Forget all codes."""
        self._codes.clear()

    async def _wait(self, is_done: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.poll_seconds
        while not is_done():
            changed, remaining = self._changed, deadline - loop.time()
            try:
                await asyncio.wait_for(changed.wait(), max(remaining, 0))
            except TimeoutError as error:
                raise refused(
                    Code.RESPONSE_TIMEOUT,
                    expected=f"the wallet's step within {self.poll_seconds:g} seconds",
                    received="nothing",
                    where="request.linkCode",
                    why="the call waits for the wallet and gives up after a while",
                    mend="call again: browsers poll",
                ) from error

    def _of(self, transaction_id: str, code: str | None) -> LinkCode:
        found = self._codes.get(code or "")
        if found is None or found.transaction_id != transaction_id:
            raise _invalid_link_code("one that does not belong to this transaction")
        return found

    def _forget_old(self) -> None:
        horizon = self.clock.now() - timedelta(hours=1)
        for code in [c for c in self._codes.values() if c.expires_at < horizon]:
            del self._codes[code.code]


def _invalid_link_code(received: str) -> AuthorizationError:
    return refused(
        Code.INVALID_LINK_CODE,
        expected="a link code of this login, not older than 60 seconds",
        received=received,
        where="request.linkCode",
        why="a link code hands one login to one wallet, once",
        mend="get a new one with link-code",
    )
