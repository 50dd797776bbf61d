"""`mosip-mocks`: the table of its commands. A command's module is imported when the command runs.

So `--help` and `status` answer at once, and nothing that only seeding needs is loaded for a login.
"""

import importlib
from typing import Any, Final, NamedTuple

import click
from typing_extensions import override

from shared.cli.refusing import RefusedError, reason_for
from shared.control.release import RELEASE


class Entry(NamedTuple):
    """Where a command stands, and its line in the help."""

    target: str
    summary: str


COMMANDS: Final = {
    "up": Entry("shared.cli.suite:up", "Start both mocks."),
    "down": Entry("shared.cli.suite:down", "Stop both mocks."),
    "status": Entry("shared.cli.suite:status", "Say what runs, where, and with how many citizens."),
    "serve": Entry("shared.cli.suite:serve", "Run one mock in the foreground."),
    "seed": Entry("shared.cli.seed:seed", "Add fake citizens."),
    "citizens": Entry("shared.cli.citizens:citizens", "Look at the population and change it."),
    "card": Entry("shared.cli.card:card", "Draw the ID card of the person with this UIN or VID."),
    "login": Entry("shared.cli.login:login", "Log in at e-Signet without a browser."),
    "kit": Entry("shared.cli.kit:kit", "Keys and settings of the relying party."),
    "keys": Entry("shared.cli.keys:keys", "Look at the signing keys and rotate them."),
    "requests": Entry("shared.cli.journal:requests", "List what was sent and answered."),
    "explain": Entry("shared.cli.journal:explain", "Say why a request was refused."),
    "traces": Entry("shared.cli.traces:traces", "List the traces, the newest first."),
    "faults": Entry("shared.cli.faults:faults", "Make the mocks fail on purpose."),
    "subscriptions": Entry("shared.cli.deliveries:subscriptions", "List subscriptions, their state, and what waits."),
    "deliveries": Entry("shared.cli.deliveries:deliveries", "What the hub delivered, and delivering it again."),
    "partners": Entry("shared.cli.partners:partners", "Partners of ID authentication and their state."),
    "policies": Entry("shared.cli.partners:policies", "What partners may do."),
    "api-keys": Entry("shared.cli.partners:api_keys", "Keys that join partners to policies."),
    "misps": Entry("shared.cli.partners:misps", "Licences of infrastructure providers."),
    "oidc-clients": Entry("shared.cli.partners:oidc_clients", "Clients of delegated requests."),
    "clock": Entry("shared.cli.clock:clock", "Move the time of both mocks."),
    "reset": Entry("shared.cli.reset:reset", "Return to the population of the first start."),
    "snapshot": Entry("shared.cli.snapshots:snapshot", "Keep the world as it is now under NAME."),
    "restore": Entry("shared.cli.snapshots:restore", "Return to the world that was kept under NAME."),
    "doctor": Entry("shared.cli.doctor:doctor", "Check whether everything is in order."),
}


class _Suite(click.Group):
    """Loads a command when it is called, and turns every failure into one line."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    @override
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("traceback"):
                raise
            raise RefusedError(reason_for(error)) from error


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"mosip-mocks {RELEASE}")
        ctx.exit()


@click.group(
    cls=_Suite,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.option("--traceback", is_flag=True, help="Show where in the code a failure came from.")
def cli(traceback: bool) -> None:
    """Stand-ins for MOSIP and e-Signet with one population of fake citizens.

    For development and tests only. Start with: mosip-mocks up --detach
    """


def main() -> None:
    """The console script."""
    cli(prog_name="mosip-mocks")


if __name__ == "__main__":
    main()
