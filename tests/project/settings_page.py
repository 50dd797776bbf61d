"""The tables of `docs/settings.md` and `docs/tolerances.md`, made from the code.

To bring the pages up to date: python tests/project/settings_page.py
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from esignet_mock.__main__ import main as esignet
from mosip_mock.__main__ import main as mosip
from shared.control.tolerances import TOLERANCES

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
TOLERANCE_PAGE = PAGE.with_name("tolerances.md")
APPS = {"MOSIP_MOCK": mosip, "ESIGNET_MOCK": esignet}
TABLES = ("<!-- tables: made by tests/project/settings_page.py -->", "<!-- end of tables -->")
TOLERANCE_TABLE = ("<!-- tolerances -->", "<!-- end of tolerances -->")


def settings_of(command: click.Command) -> list[click.Option]:
    """What an app can be told; not its help, and not what is for its starter alone."""
    return [p for p in command.params if isinstance(p, click.Option) and not p.hidden and p.envvar]


def tables() -> str:
    """Both apps' settings first, then what only one has."""
    both = set.intersection(*({option.opts[0] for option in settings_of(app)} for app in APPS.values()))
    parts = ["## Both apps", "", *_table(o for o in settings_of(mosip) if o.opts[0] in both)]
    for title, command in (("MOSIP mock", mosip), ("e-Signet mock", esignet)):
        parts += ["", f"## {title} only", "", *_table(o for o in settings_of(command) if o.opts[0] not in both)]
    return "\n".join(parts)


def variables_of(option: click.Option) -> list[str]:
    """The environment variables of an option, the one that counts first in front."""
    return [option.envvar] if isinstance(option.envvar, str) else list(option.envvar or ())


def _table(options: Iterable[click.Option]) -> Iterator[str]:
    yield "| variable | option | default | what it does |"
    yield "|---|---|---|---|"
    for option in options:
        flags = "`, `".join(f.replace("|", "\\|") for f in (*option.opts, *option.secondary_opts))
        yield f"| {_variables(option)} | `{flags}` | {_default(option)} | {_what(option)} |"


def _variables(option: click.Option) -> str:
    names = variables_of(option)
    if any(name.startswith("MOSIP_MOCK_") for name in names) and option.opts[0] in _SAME_IN_BOTH:
        names = [*names[:1], names[0].replace("MOSIP_MOCK_", "ESIGNET_MOCK_"), *names[1:]]
    return "<br>".join(f"`{name}`" for name in names)


_SAME_IN_BOTH = {o.opts[0] for o in settings_of(mosip)} & {o.opts[0] for o in settings_of(esignet)}


def _default(option: click.Option) -> str:
    if option.opts[0] == "--port":
        return " / ".join(str(o.default) for app in APPS.values() for o in settings_of(app) if o.opts[0] == "--port")
    if option.is_flag:
        return "on" if option.default else "off"
    default = option.to_info_dict()["default"]
    return f"`{default}`" if default not in (None, "") else ""


def _what(option: click.Option) -> str:
    choices = f" One of {', '.join(map(str, option.type.choices))}." if isinstance(option.type, click.Choice) else ""
    return f"{option.help}{choices}".replace("|", "\\|")


def tolerances() -> str:
    """What can be let through."""
    rows = (
        f"| `{t.name}` | {t.summary} | {t.origin} | {', '.join(t.refused_by)} | {t.mend} | {', '.join(t.presets)} |"
        for t in TOLERANCES
    )
    heads = ("name", "what is let through", "who sends it", "who refuses it", "mend", "part of")
    return "\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows])


def whole_page(page: str, marks: tuple[str, str], content: str) -> str:
    """A page with its tables as they should be."""
    begin, end = marks
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n\n{content}\n\n{end}{rest.partition(end)[2]}"


def pages() -> dict[Path, str]:
    """Each page that has tables made here, as it should be."""
    return {
        PAGE: whole_page(PAGE.read_text(), TABLES, tables()),
        TOLERANCE_PAGE: whole_page(TOLERANCE_PAGE.read_text(), TOLERANCE_TABLE, tolerances()),
    }


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_text(content)
