"""One line on why a command could not do what it was asked: the only way in which this CLI fails."""

import contextlib
from collections.abc import Iterator

import click


class RefusedError(click.ClickException):
    """The command was understood and could not be done. Exit code 1."""

    exit_code = 1


def reason_for(error: Exception) -> str:
    """What went wrong, in one line for somebody who does not read tracebacks."""
    text = " ".join(str(error).split())
    if isinstance(error, OSError):
        what = (error.strerror or text or type(error).__name__).lower()
        return f"{error.filename}: {what}" if error.filename else what
    if type(error).__module__.startswith("shared.") and text:
        return text  # our own errors are written for people
    return (
        f"unexpected {type(error).__name__}: {text or 'no further text'} "
        "(a defect of this command; `mosip-mocks --traceback ...` shows where)"
    )


@contextlib.contextmanager
def wrong_usage(*kinds: type[Exception], of: str | None = None) -> Iterator[None]:
    """Errors that no state of the world causes are mistakes in the call: exit code 2. `of` names the parameter."""
    try:
        yield
    except kinds as error:
        if of is None:
            raise click.UsageError(str(error)) from error
        raise click.BadParameter(str(error), param_hint=of) from error
