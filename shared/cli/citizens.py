"""`citizens`: the population, directly in the data directory, whether the mocks run or not."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import click

from shared.cli.options import Command, json_option, limit_option, wanted, with_world
from shared.cli.printing import print_done, print_json, print_json_array, print_rest, print_table

if TYPE_CHECKING:
    from shared.citizens.citizen import Citizen
    from shared.citizens.exporting import ExportFormat
    from shared.citizens.importing import Existing
    from shared.world import World

_DEFAULT_ROWS: Final = 50
_NAME_WIDTH: Final = 30
_HEADS: Final = ("UIN", "VID", "NAME", "BORN", "GENDER", "STATUS", "WHAT FOR")
_STATUSES: Final = ("ACTIVATED", "DEACTIVATED", "BLOCKED")
_NAMES: Final = {"fullName", "givenName", "middleName", "familyName"}
_GENDERS: Final = ("male", "female", "other")
_JSON_BEGINNINGS: Final = ("{", "[", '"')
_JSON_WORDS: Final = {"null": None, "true": True, "false": False}

id_argument = click.argument("individual_id", metavar="ID")


@click.group()
def citizens() -> None:
    """Look at the population and change it. ID is a UIN, a VID, or a handle such as +9991234567@phone."""


def _field_options(command: Command) -> Command:
    """The fields that people are most often asked about; `--set` reaches the others."""
    options: list[Callable[[Command], Command]] = [
        click.option("--name", "fullName", help="Full name."),
        click.option("--given-name", "givenName"),
        click.option("--middle-name", "middleName"),
        click.option("--family-name", "familyName"),
        click.option("--birth-date", "birthDate", metavar="YYYY-MM-DD"),
        click.option("--gender", type=click.Choice(_GENDERS)),
        click.option("--phone", metavar="+NUMBER"),
        click.option("--email"),
        click.option("--status", type=click.Choice(_STATUSES)),
        click.option(
            "--set", "fields", multiple=True, metavar="FIELD=VALUE",
            help="Any other field of the JSON; null, true, {...} and [...] are read as JSON.",
        ),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@citizens.command("list")
@click.argument("words", nargs=-1)
@click.option("--status", type=click.Choice(_STATUSES), help="Of this status only.")
@limit_option(_DEFAULT_ROWS)
@json_option
@with_world
def list_(world: "World", *, words: tuple[str, ...], status: str | None, limit: int | None, as_json: bool) -> None:
    """List the citizens, or those with all WORDS in a name, number, phone, e-mail address or persona."""
    from shared.citizens.drafts import presented  # noqa: PLC0415 - `--help` needs no citizens

    most = wanted(limit, as_json=as_json, default=_DEFAULT_ROWS)
    if not words and status is None:
        found: Iterable[Citizen] = islice(world.citizens.all(), most)
        total = world.citizens.count()
    else:
        found, total = world.citizens.list(" ".join(words), status, most)
    if as_json:
        print_json_array(map(presented, found))
        return
    rows = [_row(citizen) for citizen in found]
    print_table(_HEADS, rows)
    print_rest(len(rows), total)


@citizens.command()
@id_argument
@json_option
@with_world
def show(world: "World", *, individual_id: str, as_json: bool) -> None:
    """Show everything about one citizen."""
    _print(world.citizens.get_by_individual_id(individual_id), as_json=as_json)


@citizens.command()
@click.option("--uin", help="Ten digits by MOSIP's rules; made up where none is given.")
@_field_options
@json_option
@with_world
def add(world: "World", *, as_json: bool, fields: tuple[str, ...], **given: str | None) -> None:
    """Add a citizen. A name and a birth date are needed; the rest is made up."""
    from shared.citizens.drafts import create_citizen  # noqa: PLC0415 - `--help` needs no citizens

    wanted_fields = _fields(given, fields)
    if not wanted_fields.keys() & _NAMES or "birthDate" not in wanted_fields:
        raise click.UsageError("a name and a birth date make a person: give --name and --birth-date")
    citizen = create_citizen(world.citizens, wanted_fields, now=world.clock.now())
    _print(citizen, as_json=as_json)


@citizens.command()
@id_argument
@_field_options
@json_option
@with_world
def update(world: "World", *, individual_id: str, as_json: bool, fields: tuple[str, ...], **given: str | None) -> None:
    """Change fields of a citizen."""
    changes = _fields(given, fields)
    if not changes:
        raise click.UsageError("nothing to change: name at least one field, such as --phone")
    _print(_change(world, individual_id, changes), as_json=as_json)


@citizens.command()
@id_argument
@json_option
@with_world
def deactivate(world: "World", *, individual_id: str, as_json: bool) -> None:
    """Deactivate a citizen: every service refuses them from now on."""
    _print(_change(world, individual_id, {"status": "DEACTIVATED"}), as_json=as_json)


@citizens.command()
@id_argument
@json_option
@with_world
def remove(world: "World", *, individual_id: str, as_json: bool) -> None:
    """Take a citizen out of the population, as if they never were."""
    citizen = world.citizens.get_by_individual_id(individual_id)
    world.citizens.remove(citizen.uin)
    print_done(f"Removed {citizen.uin} ({citizen.full_name})", as_json=as_json, uin=citizen.uin)


@citizens.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--existing",
    type=click.Choice(("refuse", "skip", "replace")),
    default="refuse",
    show_default=True,
    help="What becomes of a person whose UIN is in the population already.",
)
@json_option
@with_world
def import_(world: "World", *, file: BinaryIO, existing: "Existing", as_json: bool) -> None:
    """Add everybody in FILE: JSON, CSV, TinyDB's, or the fixture of OpenCRVS' own mocks; `-` is standard input.

    All or nobody: with a mistake anywhere nothing is stored, and every mistake is named.
    """
    from shared.citizens.importing import import_people  # noqa: PLC0415 - `--help` needs no citizens

    report = import_people(world.citizens, file.read(), now=world.clock.now(), existing=existing)
    if as_json:
        print_json(report)
        return
    notes = {
        "replaced": len(report.replaced), "were there already": len(report.skipped),
        "have numbers that MOSIP would not give": len(report.legacy),
    }  # fmt: skip
    said = "".join(f"; {count} {what}" for what, count in notes.items() if count)
    click.echo(f"Imported {report.imported} citizens ({report.format}){said}")


@citizens.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--format", "export_format", type=click.Choice(("json", "csv", "tinydb")), help="Default: what FILE's name says."
)
@json_option
@with_world
def export_(world: "World", *, file: Path, export_format: "ExportFormat | None", as_json: bool) -> None:
    """Write the whole population to FILE, for `import`; `-` is standard output."""
    from shared.citizens import exporting  # noqa: PLC0415 - `--help` needs no citizens

    everybody = world.citizens.all()
    if str(file) == "-":
        for line in exporting.LINES[export_format or "json"](everybody):
            click.echo(line, nl=False)
        return
    count = exporting.export_people(everybody, file, export_format)
    print_done(f"Exported {count} citizens to {file}", as_json=as_json, citizens=count, file=str(file))


def _change(world: "World", individual_id: str, changes: dict[str, Any]) -> "Citizen":
    from shared.citizens.drafts import patched  # noqa: PLC0415 - `--help` needs no citizens

    uin = world.citizens.get_by_individual_id(individual_id).uin
    return world.citizens.change(uin, lambda citizen: patched(citizen, changes, now=world.clock.now()))


def _fields(given: dict[str, str | None], others: tuple[str, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for pair in others:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"'{pair}' is not FIELD=VALUE", param_hint="--set")
        fields[name] = _value(name, value)
    return fields


def _value(name: str, text: str) -> Any:  # noqa: ANN401 - any JSON value
    if text in _JSON_WORDS:
        return _JSON_WORDS[text]
    if not text.startswith(_JSON_BEGINNINGS):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"{name}: no JSON ({error})", param_hint="--set") from error


def _print(citizen: "Citizen", *, as_json: bool) -> None:
    from shared.citizens.drafts import presented  # noqa: PLC0415 - `--help` needs no citizens

    public = presented(citizen)
    if as_json:
        print_json(public)
        return
    for name, value in public.items():
        if value not in (None, "", [], {}, False):
            click.echo(f"{name:<26}{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


def _shortened(name: str) -> str:
    """As much of a name as fits into a line of a table; `show` and JSON have it whole."""
    return name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + "…"


def _row(citizen: "Citizen") -> tuple[object, ...]:
    active: Iterator[str] = (vid.vid for vid in citizen.vids if vid.vid_status == "ACTIVE")
    return (
        citizen.uin, next(active, ""), _shortened(citizen.full_name), citizen.birth_date.isoformat(),
        citizen.gender, citizen.status, citizen.purpose or citizen.persona or "",
    )  # fmt: skip
