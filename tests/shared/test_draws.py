"""What is made up comes from a seed, when there is one, and again after a reset."""

import ast
import re
import uuid
from pathlib import Path

import pytest

from shared.draws import RANDOM, Draw
from shared.world import World, open_world

ROOT = Path(__file__).parents[2]


def draw_all(draw: Draw) -> list[str]:
    return [draw.uuid(), draw.token(24), draw.hexadecimal(4), draw.digits(6), draw.letters("abc", 5)]


def opened(directory: Path, seed: str = "7", app: str = "mosip") -> World:
    return open_world(directory, app=app, seed=seed)


def test_two_runs_make_up_the_same(tmp_path: Path) -> None:
    first, second = opened(tmp_path / "one"), opened(tmp_path / "two")

    assert draw_all(first.draws.of("codes")) == draw_all(second.draws.of("codes"))
    assert first.citizens.new_uin() == second.citizens.new_uin()


def test_each_purpose_app_and_seed_draws_its_own(tmp_path: Path) -> None:
    worlds = [opened(tmp_path / "a"), opened(tmp_path / "b", app="esignet"), opened(tmp_path / "c", seed="8")]
    drawn = [world.draws.of("codes").uuid() for world in worlds]
    drawn.append(worlds[0].draws.of("transactions").uuid())

    assert len(set(drawn)) == 4


def test_without_a_seed_it_is_chance(tmp_path: Path) -> None:
    world = opened(tmp_path / "mocks", seed="")

    assert world.draws.of("codes") is RANDOM
    assert RANDOM.uuid() != RANDOM.uuid()


def test_streams_begin_anew_after_a_reset(tmp_path: Path) -> None:
    world = opened(tmp_path / "mocks")
    draw = world.draws.of("codes")
    before = draw_all(draw)
    assert draw_all(draw) != before

    world.reset()

    assert draw_all(draw) == before


def test_streams_begin_anew_after_the_other_app_was_reset(tmp_path: Path) -> None:
    world, other = opened(tmp_path / "mocks"), opened(tmp_path / "mocks", app="esignet")
    before = draw_all(world.draws.of("codes"))

    other.reset()
    world.memory.follow_store()

    assert draw_all(world.draws.of("codes")) == before


def test_an_app_that_starts_again_hands_nothing_out_twice(tmp_path: Path) -> None:
    world = opened(tmp_path / "mocks")
    before = draw_all(world.draws.of("codes"))
    world.close()

    again = draw_all(opened(tmp_path / "mocks").draws.of("codes"))

    assert not set(again) & set(before)


def test_each_restore_goes_on_in_the_same_way(tmp_path: Path) -> None:
    world = opened(tmp_path / "mocks")
    before = world.draws.of("codes").uuid()
    world.store.snapshot("here")
    runs = []
    for _ in range(2):
        world.restore("here")
        runs.append(world.draws.of("codes").uuid())

    assert runs[0] == runs[1] != before


def test_identifiers_have_their_forms() -> None:
    assert uuid.UUID(RANDOM.uuid()).version == 4
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", RANDOM.token(32))
    assert re.fullmatch(r"[0-9a-f]{8}", RANDOM.hexadecimal(4))
    assert re.fullmatch(r"[0-9]{10}", RANDOM.digits(10))
    assert re.fullmatch(r"[ab]{9}", RANDOM.letters("ab", 9))


CHANCE = {
    "secrets": {"token_urlsafe", "token_hex", "token_bytes", "randbelow", "choice", "randbits"},
    "uuid": {"uuid4"},
}
CIPHERS = {"mosip_mock/packetmanager/sealing.py"}


@pytest.mark.parametrize("package", ["mosip_mock", "esignet_mock"])
def test_the_apps_make_nothing_up_but_from_their_draws(package: str) -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.attr in CHANCE.get(node.value.id, ()) or node.attr == "SystemRandom")
    }

    assert found <= CIPHERS
