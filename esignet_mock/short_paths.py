"""The paths of OpenCRVS' own e-Signet mock, which the real e-Signet does not have: 404 unless tolerated."""

from starlette.exceptions import HTTPException

from shared.control.exchange import Exchange
from shared.control.explanation import Explanation
from shared.control.tolerances import ESIGNET_SHORT_PATHS


def check_short_path(path: str, exchange: Exchange) -> None:
    """Refuse the short path where that is not tolerated; `path` is the real one. Raises `HTTPException` (404)."""
    explanation = Explanation(
        expected=f"the path {path}",
        received=f"the path {exchange.path}",
        where="path",
        why="e-Signet serves its back channel under /v1/esignet; the short path is OpenCRVS' mock's own",
        mend="set ESIGNET_TOKEN_URL and ESIGNET_USERINFO_URL to the addresses in the discovery document",
    )
    if not exchange.tolerates(ESIGNET_SHORT_PATHS, explanation):
        exchange.explain(explanation)
        raise HTTPException(404)
