import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.jwks import certificates, key_files
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.slots import KeyRingError, RotationStage
from shared.jwks.verifying import verify_jws
from tests.benches.keys import make_all
from tests.support.at_once import two_at_once


def kids(ring: KeyRing, name: KeyName = KeyName.ESIGNET) -> list[str]:
    return [key.kid for key in ring.published(name)]


def test_nothing_is_touched_before_the_first_key(directory: Path) -> None:
    KeyRing(directory)
    assert not directory.exists()


def test_a_second_ring_reads_what_the_first_one_made(directory: Path) -> None:
    token = KeyRing(directory).signing(KeyName.KYC).sign_jwt({"sub": "1"}, alg="RS256")
    public = KeyRing(directory).signing(KeyName.KYC).public
    assert verify_jws(token, [public], ["RS256"]).claims == {"sub": "1"}


def test_keys_of_different_purposes_differ(shared_ring: KeyRing) -> None:
    assert len({shared_ring.signing(name).kid for name in KeyName}) == len(KeyName)


def test_a_kid_has_43_characters_of_base64url(shared_ring: KeyRing) -> None:
    kid = shared_ring.signing(KeyName.ESIGNET).kid
    assert len(kid) == 43
    assert kid.replace("-", "").replace("_", "").isalnum()


def test_private_files_are_readable_by_their_owner_alone(directory: Path) -> None:
    ring = KeyRing(directory)
    ring.signing(KeyName.CREDENTIAL)
    assert directory.stat().st_mode & 0o777 == 0o700
    private = [*directory.glob("*.jwk.json"), directory / "keyring.json"]
    assert len(private) == 3
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


def test_no_temporary_file_stays_behind(directory: Path) -> None:
    make_all(KeyRing(directory))
    assert not list(directory.glob("*.tmp")) + list(directory.glob(".*.tmp"))


@pytest.mark.parametrize("name", [name for name in KeyName if name is not KeyName.ROOT])
def test_certificates_are_issued_by_the_root(shared_ring: KeyRing, name: KeyName) -> None:
    certificate = shared_ring.certificate(name)
    assert certificates.is_issued_by(certificate, shared_ring.certificate(KeyName.ROOT))
    assert certificate.public_key() == shared_ring.decryption(name).public_key()


def test_a_foreign_root_is_no_issuer(shared_ring: KeyRing, directory: Path) -> None:
    foreign = KeyRing(directory).certificate(KeyName.ROOT)
    assert not certificates.is_issued_by(shared_ring.certificate(KeyName.KYC), foreign)


def test_several_processes_at_once_make_one_set_of_keys(directory: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from shared.jwks.keyring import *\n"
        "sys.stdin.readline(); r = KeyRing(Path(sys.argv[1])); [r.slot(n) for n in KeyName]\n"
        "print(','.join(r.signing(n).kid for n in KeyName))"
    )
    answers = set(two_at_once(script, directory))
    assert len(answers) == 1
    assert answers.pop().count(",") == len(KeyName) - 1
    assert len(list(directory.glob("*.jwk.json"))) == len(KeyName)


def test_rotation_publishes_uses_and_retires(directory: Path) -> None:
    ring = KeyRing(directory)
    (first,) = kids(ring)
    ring.rotate(KeyName.ESIGNET, RotationStage.PUBLISH)
    _, second = kids(ring)
    assert ring.signing(KeyName.ESIGNET).kid == first
    ring.rotate(KeyName.ESIGNET, RotationStage.USE)
    assert kids(ring) == [second, first]
    ring.rotate(KeyName.ESIGNET, RotationStage.RETIRE)
    assert kids(ring) == [second]


def test_a_running_ring_notices_a_rotation_by_another(directory: Path) -> None:
    running, other = KeyRing(directory), KeyRing(directory)
    before = running.signing(KeyName.ESIGNET).kid
    other.rotate(KeyName.ESIGNET, RotationStage.PUBLISH)
    assert kids(running)[0] == before
    assert len(kids(running)) == 2
    other.rotate(KeyName.ESIGNET, RotationStage.USE)
    assert running.signing(KeyName.ESIGNET).kid == other.signing(KeyName.ESIGNET).kid != before


def test_a_key_is_loaded_once(directory: Path) -> None:
    ring = KeyRing(directory)
    assert ring.signing(KeyName.KYC) is ring.signing(KeyName.KYC)


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([RotationStage.USE], "no next key"),
        ([RotationStage.RETIRE], "no key to retire"),
        ([RotationStage.PUBLISH, RotationStage.PUBLISH], "has a next key already"),
    ],
)
def test_rotation_refuses_a_step_out_of_order(directory: Path, steps: list[RotationStage], problem: str) -> None:
    ring = KeyRing(directory)
    for step in steps[:-1]:
        ring.rotate(KeyName.ESIGNET, step)
    before = kids(ring)
    with pytest.raises(KeyRingError, match=problem):
        ring.rotate(KeyName.ESIGNET, steps[-1])
    assert kids(ring) == before


def test_a_removed_directory_gets_new_keys(directory: Path) -> None:
    ring = KeyRing(directory)
    before = ring.signing(KeyName.KYC).kid
    for path in directory.iterdir():
        path.unlink()
    directory.rmdir()
    assert ring.signing(KeyName.KYC).kid != before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1]", b'{"kty":"RSA","n":"AQAB"}', b"null"])
def test_a_garbled_key_file_is_one_sentence(directory: Path, content: bytes) -> None:
    KeyRing(directory).signing(KeyName.KYC)
    (path,) = directory.glob("kyc.*.jwk.json")
    path.write_bytes(content)
    with pytest.raises(KeyRingError, match="does not hold the kyc key"):
        KeyRing(directory).signing(KeyName.KYC)
    with pytest.raises(KeyRingError, match="does not hold the kyc key"):
        KeyRing(directory).check()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nMII"])
def test_a_garbled_certificate_is_noticed_by_the_check_of_a_start(directory: Path, content: bytes) -> None:
    KeyRing(directory).signing(KeyName.KYC)
    (path,) = directory.glob("kyc.*.crt")
    path.write_bytes(content)
    with pytest.raises(KeyRingError, match="does not hold the kyc key"):
        KeyRing(directory).check()


def test_whole_files_pass_the_check_of_a_start(directory: Path) -> None:
    ring = KeyRing(directory)
    ring.signing(KeyName.KYC)
    ring.rotate(KeyName.KYC, RotationStage.PUBLISH)
    KeyRing(directory).check()


def test_a_key_file_of_another_key_is_refused(directory: Path) -> None:
    ring = KeyRing(directory)
    ring.signing(KeyName.KYC)
    (kyc,) = directory.glob("kyc.*.jwk.json")
    (root,) = directory.glob("root.*.jwk.json")
    kyc.write_bytes(root.read_bytes())
    with pytest.raises(KeyRingError, match="does not hold the kyc key"):
        KeyRing(directory).signing(KeyName.KYC)


def test_a_private_member_that_was_altered_is_refused(directory: Path) -> None:
    KeyRing(directory).signing(KeyName.KYC)
    (path,) = directory.glob("kyc.*.jwk.json")
    members = json.loads(path.read_text())
    members["d"] = members["d"][:100] + ("A" if members["d"][100] != "A" else "B") + members["d"][101:]
    path.write_text(json.dumps(members))
    with pytest.raises(KeyRingError, match="does not hold the kyc key"):
        KeyRing(directory).signing(KeyName.KYC)


def test_a_missing_key_file_is_one_sentence(directory: Path) -> None:
    KeyRing(directory).signing(KeyName.KYC)
    (path,) = directory.glob("kyc.*.crt")
    path.unlink()
    with pytest.raises(KeyRingError, match="No such file"):
        KeyRing(directory).signing(KeyName.KYC)
    with pytest.raises(KeyRingError, match="No such file"):
        KeyRing(directory).check()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"slots":{"kyc":1}}'])
def test_a_garbled_state_is_one_sentence(directory: Path, content: bytes) -> None:
    KeyRing(directory).signing(KeyName.KYC)
    (directory / "keyring.json").write_bytes(content)
    with pytest.raises(KeyRingError, match=r"keyring\.json cannot be read"):
        KeyRing(directory).signing(KeyName.KYC)


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KeyRingError, match="cannot be"):
        KeyRing(tmp_path / "file" / "keys").signing(KeyName.KYC)


def test_an_adopted_key_becomes_the_current_one(directory: Path) -> None:
    ring = KeyRing(directory)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = ring.issue_certificate(certificates.subject("X", "Y"), key.public_key())
    ring.adopt(KeyName.IDA_PARTNER, key, certificate)
    again = KeyRing(directory)
    assert again.decryption(KeyName.IDA_PARTNER).private_numbers() == key.private_numbers()
    assert again.certificate(KeyName.IDA_PARTNER) == certificate


def test_adopting_keeps_what_another_ring_made_meanwhile(directory: Path) -> None:
    stale, other = KeyRing(directory), KeyRing(directory)
    key, certificate = stale.decryption(KeyName.IDA_PARTNER), stale.certificate(KeyName.IDA_PARTNER)
    made = other.signing(KeyName.KYC).kid
    stale.adopt(KeyName.IDA_PARTNER, key, certificate)
    assert KeyRing(directory).signing(KeyName.KYC).kid == made


def test_the_state_names_keys_and_holds_none(directory: Path) -> None:
    make_all(KeyRing(directory))
    state = json.loads((directory / "keyring.json").read_text())
    assert set(state["slots"]) == set(KeyName)
    assert all(set(slot) == {"current", "next", "retired"} for slot in state["slots"].values())


def test_the_certificate_file_needs_no_key(directory: Path) -> None:
    ring = KeyRing(directory)
    certificate = ring.certificate(KeyName.KYC)
    next(iter(directory.glob("kyc.*.jwk.json"))).unlink()
    assert KeyRing(directory).certificate_pem(KeyName.KYC) == certificates.pem(certificate)
    next(iter(directory.glob("kyc.*.crt"))).unlink()
    with pytest.raises(KeyRingError, match="No such file"):
        ring.certificate_pem(KeyName.KYC)


def test_the_rotation_of_a_key_that_was_never_used_begins_with_making_it(directory: Path) -> None:
    ring = KeyRing(directory)
    ring.rotate(KeyName.CREDENTIAL, RotationStage.PUBLISH)
    assert len(kids(ring, KeyName.CREDENTIAL)) == 2


def test_a_lock_that_cannot_be_taken_is_one_sentence(directory: Path) -> None:
    ring = KeyRing(directory)
    key, certificate = ring.decryption(KeyName.KYC), ring.certificate(KeyName.KYC)
    (directory / ".lock").unlink()
    (directory / ".lock").mkdir()
    with pytest.raises(KeyRingError, match="cannot be written"):
        ring.rotate(KeyName.KYC, RotationStage.PUBLISH)
    with pytest.raises(KeyRingError, match="cannot be written"):
        ring.adopt(KeyName.KYC, key, certificate)


def test_a_state_that_is_a_directory_is_one_sentence(directory: Path) -> None:
    (directory / "keyring.json").mkdir(parents=True)
    with pytest.raises(KeyRingError, match=r"keyring\.json cannot be read"):
        KeyRing(directory).signing(KeyName.KYC)


def test_a_failed_write_leaves_the_old_file_and_no_other(directory: Path) -> None:
    directory.mkdir()
    key_files.write_whole(directory / "a", b"old", 0o600)

    def fail() -> None:
        with key_files.StagedFiles() as staged:
            staged.add(directory / "a", b"new", 0o600)
            staged.add(directory / "b", b"new", 0o600)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        fail()
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == {"a": b"old"}


def test_concurrent_rotations_do_not_lose_a_step(directory: Path) -> None:
    first, second = KeyRing(directory), KeyRing(directory)
    first.rotate(KeyName.ESIGNET, RotationStage.PUBLISH)
    second.rotate(KeyName.KYC, RotationStage.PUBLISH)
    assert kids(first, KeyName.KYC) == kids(second, KeyName.KYC)
    assert len(kids(first)) == len(kids(second)) == 2
