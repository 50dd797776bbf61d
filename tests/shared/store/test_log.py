import re
import shutil
from pathlib import Path

import pytest

from shared.store.database import LogStore, open_store
from shared.store.protocol import StoreCorruptError, StoreError, StoreVersionError
from shared.store.records import LogRecords
from tests.shared.store.documents import CITIZENS, citizen, everything, open_citizens


def write_history(store: LogStore, citizens: LogRecords) -> bytes:
    """A short file with every kind of line."""
    citizens.insert(citizen("1", "v1", phone="5", name="Zoë"))
    citizens.insert(citizen("2"))
    store.mark_baseline()
    with store.transaction():
        citizens.insert(citizen("3"))
        citizens.replace(1, citizen("1", phone="7"))
        citizens.remove(2)
    citizens.remove(3)
    store.compact()
    citizens.insert(citizen("4"))
    return store.log.path.read_bytes()


def expected_after(data: bytes) -> dict[int, bytes]:
    """An independent reading of the complete lines."""
    documents: dict[int, bytes] = {}
    for line in data.split(b"\n")[:-1]:
        if line.startswith(b"#"):
            continue
        words = line.split(b"\t")
        for position in range(0, len(words), 3):
            _, number, raw = words[position : position + 3]
            documents.pop(int(number), None)
            if raw:
                documents[int(number)] = raw
    return documents


def check_cut(data: bytes, length: int, directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    (directory / "store.log").write_bytes(data[:length])
    expected = expected_after(data[:length])
    store, citizens = open_citizens(directory)
    assert everything(citizens) == expected
    number = citizens.insert(citizen("new"))
    again, records = open_citizens(directory)
    assert everything(records) == expected | {number: citizen("new")}
    store.close()
    again.close()


def test_file_cut_at_sampled_bytes_keeps_complete_lines(store: LogStore, citizens: LogRecords, tmp_path: Path) -> None:
    data = write_history(store, citizens)
    ends = [match.end() for match in re.finditer(rb"\n", data)]
    around = {end + step for end in ends for step in (-1, 0, 1)}
    for length in sorted({*around, *range(0, len(data) + 1, 7)}):
        check_cut(data, min(length, len(data)), tmp_path / "cut")


@pytest.mark.slow
def test_file_cut_at_any_byte_keeps_complete_lines(store: LogStore, citizens: LogRecords, tmp_path: Path) -> None:
    data = write_history(store, citizens)
    for length in range(len(data) + 1):
        check_cut(data, length, tmp_path / "cut")


def test_reader_leaves_a_torn_line_and_the_next_writer_cuts_it(
    store: LogStore, citizens: LogRecords, other: LogStore
) -> None:
    citizens.insert(citizen("1"))
    with store.log.path.open("ab") as file:
        file.write(b'citizens\t2\t{"uin":"2"')
    assert other.table(CITIZENS).count() == 1
    assert b'"2"' in store.log.path.read_bytes()
    citizens.insert(citizen("3"))
    assert everything(other.table(CITIZENS)) == {1: citizen("1"), 2: citizen("3")}


def test_a_line_as_long_as_the_torn_one_it_replaces_is_seen(
    citizens: LogRecords, store: LogStore, other: LogStore
) -> None:
    line = b"citizens\t1\t" + citizen("1") + b"\n"
    with store.log.path.open("ab") as file:
        file.write(b"x" * len(line))
    assert other.table(CITIZENS).count() == 0
    citizens.insert(citizen("1"))
    assert other.table(CITIZENS).count() == 1


@pytest.mark.parametrize(
    "line",
    [
        b"citizens",
        b"citizens\t2",
        b'citizens\t2\t{"uin":"2"',
        b'citizens\ttwo\t{"uin":"2"}',
        b'citizens\t-2\t{"uin":"2"}',
        b'\t2\t{"uin":"2"}',
        b'citizens\t2\t{"uin":"2"}\tcitizens',
        b'citizens\t2\t{"uin":"2"}\tcitizens\t3',
        b"#unknown",
        b"#next\tcitizens",
        b"\0" * 40,
    ],
)
def test_a_damaged_line_is_named(store: LogStore, citizens: LogRecords, line: bytes) -> None:
    citizens.insert(citizen("1"))
    with store.log.path.open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(StoreCorruptError, match=r"line 3 of .*store.log is damaged; .*sed -i 3d"):
        open_store(store.log.path.parent)


def test_a_document_damaged_within_is_named(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    with store.log.path.open("ab") as file:
        file.write(b'citizens\t2\t{"uin": "2", "email": "a\0b"}\n')
    with pytest.raises(StoreCorruptError, match="line 3 of"):
        open_store(store.log.path.parent)


def test_the_line_that_sed_takes_out_mends_the_file(store: LogStore, citizens: LogRecords) -> None:
    citizens.insert(citizen("1"))
    with store.log.path.open("ab") as file:
        file.write(b"junk\n")
    path = store.log.path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert open_citizens(path.parent)[1].count() == 1


def test_open_refuses_a_file_of_a_newer_release(directory: Path) -> None:
    directory.mkdir()
    (directory / "store.log").write_bytes(b"#mosip-mocks-store\t12\tabc\tmore\n")
    with pytest.raises(StoreVersionError, match="has format 12, this release reads format 1"):
        open_store(directory)


@pytest.mark.parametrize("data", [b'{"_default": {}}', b"hello\nworld\n", b"#mosip-mocks-store\t1\n"])
def test_open_refuses_a_file_of_something_else(directory: Path, data: bytes) -> None:
    directory.mkdir()
    (directory / "store.log").write_bytes(data)
    with pytest.raises(StoreCorruptError, match="move the file away"):
        open_store(directory)
    assert (directory / "store.log").read_bytes() == data


def test_open_refuses_a_directory_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(tmp_path / "data")


def test_open_refuses_a_log_that_is_a_directory(directory: Path) -> None:
    (directory / "store.log").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"store.log cannot be opened"):
        open_store(directory)
