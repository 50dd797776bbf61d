import json
from pathlib import Path

from shared.control.journal_file import JournalFile
from shared.world import World


def test_file_is_rotated_and_keeps_twice_its_size_at_most(tmp_path: Path, world: World) -> None:
    file = JournalFile(tmp_path / "journal.ndjson", "mosip", largest=2000)
    for _ in range(50):
        exchange = world.journal.open("inbound", method="POST", path="/echo", request_body=b'{"password":"hunter2"}')
        file.write(exchange)
    file.close()

    names = sorted(p.name for p in tmp_path.glob("journal*"))
    text = "".join((tmp_path / name).read_text() for name in names)
    assert names == ["journal-mosip.ndjson", "journal-mosip.ndjson.1"]
    assert len(text) < 2 * 3000
    assert all(json.loads(line)["path"] == "/echo" for line in text.splitlines())
    assert "hunter2" not in text
