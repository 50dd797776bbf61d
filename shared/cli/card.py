"""`card`: a printable mock ID card, its QR codes alone, and the anchor that scanners are given to trust."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from shared.cli.options import data_dir_option, json_option
from shared.cli.printing import print_done

if TYPE_CHECKING:
    from shared.cards.card import Card
    from shared.cards.claim169 import SpecVersion
    from shared.cards.plain_qr import OpenCrvsForm


_ENDINGS: Final = (".svg", ".png", ".pdf")


def _drawable(_: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """A file whose name says which picture it is."""
    if path is not None and path.suffix.lower() not in _ENDINGS:
        raise click.BadParameter(f"'{path.suffix}' is no format; use {', '.join(_ENDINGS)}", param=option)
    return path


@click.command()
@click.argument("individual_id", metavar="UIN")
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, dir_okay=False), callback=_drawable,
    help="File to write; its ending is the format.",
)  # fmt: skip
@click.option("--qr", type=click.Choice(["plain", "claim169"]), help="Print the text of this QR code instead.")
@click.option(
    "--anchor", type=click.Path(path_type=Path, dir_okay=False), help="Write the trust anchor (PEM) here, too."
)
@click.option(
    "--opencrvs", type=click.Choice(["1.8", "1.9"]), default="1.9", show_default=True, help="Form of the plain QR code."
)
@click.option(
    "--spec", type=click.Choice(["1.1.0", "1.2.0"]), default="1.1.0", show_default=True, help="Release of Claim 169."
)
@click.option("--nationality", default="FAR", show_default=True, help="Three letters, printed and in the QR codes.")
@click.option("--issuer", help="Issuer that the signed QR code names. Default: the one of the fictional country.")
@json_option
@data_dir_option
def card(
    *,
    individual_id: str,
    out: Path | None,
    qr: str | None,
    anchor: Path | None,
    opencrvs: "OpenCrvsForm",
    spec: "SpecVersion",
    nationality: str,
    issuer: str | None,
    as_json: bool,
    data_dir: Path,
) -> None:
    """Draw the ID card of the person with this UIN or VID (SVG, PNG or PDF)."""
    if qr and out:
        raise click.UsageError("--qr prints a code and draws no card; leave --out out")
    from shared.cards.card import ISSUER, card_of  # noqa: PLC0415 - `--help` needs no card
    from shared.cards.card_keys import card_keys  # noqa: PLC0415 - as above
    from shared.jwks.keyring import keys_directory  # noqa: PLC0415 - as above
    from shared.world import open_world  # noqa: PLC0415 - as above

    world = open_world(data_dir)
    try:
        citizen = world.citizens.get_by_individual_id(individual_id)
        keys = card_keys(keys_directory(data_dir))
        drawn = card_of(
            citizen,
            keys,
            issuer=issuer or ISSUER,
            now=world.clock.now(),
            form=opencrvs,
            version=spec,
            nationality=nationality,
        )
    finally:
        world.close()
    if anchor:
        anchor.write_bytes(keys.anchor_pem())
        click.echo(f"Wrote the trust anchor to {anchor}", err=True)
    if qr:
        text = drawn.plain_qr if qr == "plain" else drawn.claim_qr
        print_done(text, as_json=as_json, qr=text)
        return
    path = out or Path(f"card-{citizen.uin}.svg")
    path.write_bytes(_encoded(drawn, path))
    print_done(f"Wrote the card of {citizen.full_name} to {path}", as_json=as_json, uin=citizen.uin, file=str(path))


def _encoded(drawn: "Card", path: Path) -> bytes:
    from shared.cards import drawing  # noqa: PLC0415 - as above

    match path.suffix.lower():
        case ".svg":
            return drawing.svg(drawn).encode()
        case ".png":
            return drawing.png(drawn)
        case _:
            return drawing.pdf(drawn)
