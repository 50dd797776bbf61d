"""Every help text of the command, one after the other.

To accept a change: python tests/shared/cli/help_texts.py > tests/shared/cli/help.txt
"""

from collections.abc import Iterator

import click
from click.testing import CliRunner

from shared.cli.main import cli

WIDTH = 100


def help_texts() -> str:
    return "\n".join(_helps(cli, ()))


def _helps(command: click.Command, path: tuple[str, ...]) -> Iterator[str]:
    result = CliRunner().invoke(
        cli, [*path, "--help"], prog_name="mosip-mocks", terminal_width=WIDTH, env={"COLUMNS": str(WIDTH)}
    )
    assert result.exit_code == 0, result.output
    yield f"$ {' '.join(('mosip-mocks', *path))} --help\n{result.stdout}"
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _helps(inner, (*path, name))


if __name__ == "__main__":
    print(help_texts())  # noqa: T201 - its purpose
