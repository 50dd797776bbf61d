"""The journal in the log: a line for each refusal and each tolerated deviation, for whoever watches the terminal."""

import logging

from shared.control.exchange import Exchange
from shared.control.redaction import redacted_path

_log = logging.getLogger("mocks.journal")


def log_deviations(exchange: Exchange) -> None:
    """Log why an exchange was refused, and what was let through."""
    path = redacted_path(exchange.path)
    for explanation in exchange.explanations:
        _log.warning(
            "refused %s %s status=%s code=%s where=%r expected=%r received=%r mend=%r explain=%s",
            exchange.method,
            path,
            exchange.status,
            explanation.code or "-",
            explanation.where,
            explanation.expected,
            explanation.received,
            explanation.mend,
            exchange.id,
        )
    for tolerated in exchange.tolerated:
        _log.warning(
            "tolerated %s %s name=%s would_refuse=%r explain=%s",
            exchange.method,
            path,
            tolerated.name,
            ", ".join(tolerated.refused_by),
            exchange.id,
        )
