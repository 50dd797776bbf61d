"""Whose request it is, for fault rules: what the code, token, assertion or login that it carries stands for."""

import re
from typing import Final
from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.types import Scope

from esignet_mock.authorization.codes import Codes
from esignet_mock.authorization.transactions import Transactions
from esignet_mock.userinfo.access_tokens import AccessTokens
from shared.control.decoding import claims_in
from shared.control.faults.naming import Names

_TRANSACTION: Final = re.compile(r'"transactionId"\s*:\s*"([^"]+)"')


class LoginNames(Struct, frozen=True):
    """Looks into the memory of logins, codes and access tokens; nothing is used up by it."""

    transactions: Transactions
    codes: Codes
    access_tokens: AccessTokens

    def of(self, scope: Scope, body: bytes) -> Names:
        """Client and UIN, as far as they are known."""
        headers = Headers(scope=scope)
        text = body.decode("utf-8", "replace")
        fields = dict(parse_qsl(scope["query_string"].decode("utf-8", "replace") + "&" + text))
        in_json = _TRANSACTION.search(text)
        transaction = in_json[1] if in_json else fields.get("transaction", "")
        return (
            self._of_transaction(transaction)
            | _of_assertion(fields.get("client_assertion", ""))
            | self._of_code(fields.get("code", ""))
            | self._of_access_token(headers.get("authorization", "").rpartition(" ")[2])
        )

    def _of_transaction(self, transaction_id: str) -> dict[str, str]:
        found = self.transactions.find_at_any_stage(transaction_id)
        return {} if found is None else _names(found.client.client_id, found.uin)

    def _of_code(self, code: str) -> dict[str, str]:
        found = self.codes.find(code)
        return {} if found is None else _names(found.client_id, found.uin)

    def _of_access_token(self, token: str) -> dict[str, str]:
        found = self.access_tokens.find(token)
        return {} if found is None else _names(found.client_id, found.uin)


def _of_assertion(assertion: str) -> dict[str, str]:
    return _names(str(claims_in(assertion).get("iss", "")), None)


def _names(client_id: str, uin: str | None) -> dict[str, str]:
    return {name: value for name, value in (("client", client_id), ("uin", uin)) if value}
