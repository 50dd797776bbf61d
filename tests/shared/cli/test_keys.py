import json
from pathlib import Path

from click.testing import CliRunner

from shared.cli.main import cli


def run(data_dir: Path, *arguments: str) -> list[dict[str, str]]:
    done = CliRunner().invoke(cli, ["keys", *arguments, "--json", "--data-dir", str(data_dir)])
    assert done.exit_code == 0, done.output
    items: list[dict[str, str]] = json.loads(done.output)
    return [item for item in items if item["key"] == "esignet"]


def test_rotation_goes_step_by_step(tmp_path: Path) -> None:
    [first] = run(tmp_path, "list")

    published = run(tmp_path, "rotate", "--stage", "publish")
    used = run(tmp_path, "rotate", "--stage", "use")
    retired = run(tmp_path, "rotate", "--stage", "retire")

    assert [(i["stage"], i["kid"] == first["kid"]) for i in published] == [("current", True), ("next", False)]
    assert [(i["stage"], i["kid"] == first["kid"]) for i in used] == [("current", False), ("retired", True)]
    assert [i["kid"] for i in retired] == [used[0]["kid"]]


def test_listing_shows_no_more_than_asked_for(tmp_path: Path) -> None:
    assert len(run(tmp_path, "list", "--limit", "1")) == 1
    assert run(tmp_path, "list", "--limit", "0") == run(tmp_path, "list")


def test_rotation_at_once_leaves_another_key_alone(tmp_path: Path) -> None:
    [before] = run(tmp_path, "list")
    [after] = run(tmp_path, "rotate")

    assert after["stage"] == "current"
    assert after["kid"] != before["kid"]


def test_step_out_of_order_is_refused_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["keys", "rotate", "--stage", "use", "--data-dir", str(tmp_path)])

    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1
