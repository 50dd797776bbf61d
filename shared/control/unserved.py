"""Explanations of what no service answered: an unknown path, a method that is not served, a body that is too large."""

from http import HTTPStatus

from shared.control.exchange import Exchange
from shared.control.explanation import Explanation


def unserved(exchange: Exchange, max_body_bytes: int) -> Explanation | None:
    """The explanation of an answer that the framework gave by itself; None for any other."""
    match exchange.status:
        case HTTPStatus.NOT_FOUND:
            return Explanation(
                expected="a path that this app serves",
                received=f"{exchange.method} {exchange.path[:200]}",
                where="path",
                why="no service of the suite answers there; the real gateway would not route it either",
                mend="compare the path with the documented ones: a missing prefix (`/v1/esignet`, "
                "`/idauthentication/v1`) or the other app's port is the usual reason",
            )
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return Explanation(
                expected="a method that this path takes",
                received=exchange.method,
                where="method",
                why="the path is served, for other methods only",
                mend="use the method that the service's API description names",
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Explanation(
                expected=f"at most {max_body_bytes} bytes",
                received="more",
                where="body",
                why="gateway and services limit the size of a body",
                mend="send a smaller body, or raise `--max-body-bytes` (MOCKS_MAX_BODY_BYTES)",
            )
    return None
