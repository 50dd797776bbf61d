"""What was found wrong with a request, and the errors that end one."""

import msgspec

from mosip_mock.idauthentication.errors import TEXTS, IdaCode
from shared.control.explanation import Explanation, Refusal

Detail = str | tuple[str, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One error of an answer, and why. `detail` fills the gaps of its texts: one text for all, or one for each."""

    code: IdaCode
    explanation: Explanation
    detail: Detail = ""
    shows_action: bool = True
    """False on paths where the real service gives no action message."""

    @property
    def message(self) -> str:
        """The error message on the wire."""
        return _filled(TEXTS[self.code].message, self.detail)

    @property
    def action(self) -> str | None:
        """The action message on the wire, if this path has one."""
        action = TEXTS[self.code].action
        return _filled(action, self.detail) if action and self.shows_action else None


def _filled(text: str, detail: Detail) -> str:
    if isinstance(detail, str):
        return text.replace("{}", detail)
    for part in detail:
        text = text.replace("{}", part, 1)
    return text


class IdaError(Refusal):
    """A request that ends here, with everything that was found."""

    def __init__(self, *findings: Finding, in_filter: bool = False) -> None:
        super().__init__(findings[0].code, findings[0].explanation)
        self.findings = findings
        self.in_filter = in_filter
        """Whether the servlet filter refused: then `IDA-MLC-007` comes first and no action message is shown."""


class CrashError(Refusal):
    """A request on which the real filter fails without an answer of its own: HTTP 500."""


def refused(
    code: IdaCode,
    detail: Detail = "",
    *,
    expected: str,
    received: str,
    where: str,
    why: str,
    mend: str,
    shows_action: bool = True,
) -> Finding:
    """A finding with its explanation in one call."""
    explanation = Explanation(expected=expected, received=received, where=where, why=why, mend=mend, code=code)
    return Finding(code=code, detail=detail, explanation=explanation, shows_action=shows_action)


def in_filter(finding: Finding) -> IdaError:
    """The error of steps 1 to 11."""
    return IdaError(finding, in_filter=True)
