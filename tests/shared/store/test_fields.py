import msgspec
import pytest

from shared.store.fields import FieldReader, key_hash, texts


@pytest.mark.parametrize(
    ("path", "document", "expected"),
    [
        ("uin", {"uin": "1"}, ("1",)),
        ("uin", {}, ()),
        ("uin", {"uin": None}, ()),
        ("uin", {"uin": 7}, ()),
        ("uin", {"uin": {"a": "b"}}, ()),
        ("tags", {"tags": ["a", 1, "b", None]}, ("a", "b")),
        ("vids.vid", {"vids": [{"vid": "1"}, {"vid": "2"}, {}]}, ("1", "2")),
        ("vids.vid", {"vids": {"vid": "1"}}, ("1",)),
        ("vids.vid", {"vids": "1"}, ()),
        ("vids.vid", {"vids": [["deep", {"vid": "1"}]]}, ("1",)),
        ("a.b.c", {"a": [{"b": {"c": ["x", "y"]}}, {"b": 3}]}, ("x", "y")),
        ("@id", {"@id": "u", "self": "v"}, ("u",)),
        ("self", {"@id": "u", "self": "v"}, ("v",)),
        ("name", {"name": "Zoë \t \U0001f600"}, ("Zoë \t \U0001f600",)),
        ("name", {"name": ""}, ("",)),
    ],
)
def test_reader_finds_the_texts_of_a_path(path: str, document: object, expected: tuple[str, ...]) -> None:
    assert texts(FieldReader((path,)).values(msgspec.json.encode(document))[0]) == expected


def test_reader_reads_paths_that_share_their_beginning() -> None:
    reader = FieldReader(("a", "a.b", "c.b", "c.a"))
    raw = b'{"a": [{"b": "1"}, "2"], "c": {"b": "3", "a": "4"}}'
    assert [texts(value) for value in reader.values(raw)] == [("2",), ("1",), ("3",), ("4",)]


@pytest.mark.parametrize("raw", [b"", b"[]", b'"text"', b'{"uin": "1"', b'{"uin": "1"}}', b"7"])
def test_reader_refuses_what_is_no_object(raw: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        FieldReader(("uin",)).values(raw)


def test_key_hash_stays_the_same_between_processes() -> None:
    assert key_hash("123456789") == 0xCBF43926  # CRC-32's published check value; files rely on it
