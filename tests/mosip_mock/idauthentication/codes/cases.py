"""How a request that brings one code about is written down, and the makers that several tables use."""

from collections.abc import Callable
from typing import Any, Final

from mosip_mock.idauthentication.errors import IdaCode
from tests.benches.ida_bench import IdaBench
from tests.support.ida_client import IdaAnswer

Case = Callable[[IdaBench], IdaAnswer]
Table = dict[str, tuple[IdaCode, str, Case]]
"""By the name of the case: the code that comes back, its message, what is asked."""
PAST: Final = "2020-01-01T00:00:00Z"
FUTURE: Final = "2999-01-01T00:00:00Z"


def auth(**ingredients: Any) -> Case:
    """An authentication of an ordinary adult with something wrong."""
    return lambda bench: bench.auth(bench.citizen(), **ingredients)


def after(change: Callable[[IdaBench], None], **ingredients: Any) -> Case:
    """An authentication after the registry was changed through the control API."""

    def run(bench: IdaBench) -> IdaAnswer:
        change(bench)
        return bench.auth(bench.citizen(), **ingredients)

    return run


def delegated(change: Callable[[IdaBench], None], kind: str = "kyc-auth", **ingredients: Any) -> Case:
    def run(bench: IdaBench) -> IdaAnswer:
        change(bench)
        return bench.delegated(kind, bench.citizen(), **ingredients)

    return run


def exchanged(change: Callable[[IdaBench], None], kind: str = "kyc-exchange") -> Case:
    def run(bench: IdaBench) -> IdaAnswer:
        change(bench)
        return bench.exchange(kind=kind)

    return run


def nothing(_: IdaBench) -> None:
    """Leave the registry as it is."""
