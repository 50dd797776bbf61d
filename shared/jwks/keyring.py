"""The suite's own keys, by purpose: made once, kept in files, loaded when first asked for, rotated on demand.

The keys stand as `<purpose>.<kid>.jwk.json` with their certificates; which of them is used for what, `slots` knows.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.jwks import key_files
from shared.jwks.slots import KeyRingError, RotationStage, Slot, SlotFile, not_that_key

if TYPE_CHECKING:
    from shared.jwks import crypto
    from shared.jwks.key_pairs import KeyPairs
    from shared.jwks.signing import SigningKey


def keys_directory(data_dir: Path) -> Path:
    """Where the key ring of a data directory stands."""
    return data_dir / "keys"


class KeyName(StrEnum):
    """What a key is for."""

    ROOT = "root"
    """Issues all other certificates."""
    AUTH_MANAGER = "auth-manager"
    """Signs the tokens of the auth manager, as Keycloak does."""
    ESIGNET = "esignet"
    """Signs ID and access tokens (keymanager application `OIDC_SERVICE`)."""
    KYC = "kyc"
    """Signs userinfo (`IDA_KYC_EXCHANGE`)."""
    IDA_PARTNER = "ida-partner"
    """ID authentication requests are encrypted to it (`IDA`, reference `PARTNER`)."""
    IDA_FIR = "ida-fir"
    """Biometrics are encrypted to it (`IDA-FIR`)."""
    IDA_SIGN = "ida-sign"
    """Signs the answers of ID authentication (`IDA`, reference `SIGN`)."""
    CREDENTIAL = "credential"
    """Signs verifiable credentials."""
    PACKET = "packet"
    """Signs and seals registration packets (`REGISTRATION`)."""


# Units and common names follow keymanager's certificates of these applications.
_SUBJECTS: Final[dict[KeyName, tuple[str, str]]] = {
    KeyName.ROOT: ("www.mosip.mock", "MOSIP-MOCK-CENTER (ROOT)"),
    KeyName.AUTH_MANAGER: ("AUTH-MANAGER", "MOSIP-MOCK-CENTER (AUTH)"),
    KeyName.ESIGNET: ("www.mosip.mock", "MOSIP-MOCK-CENTER (OIDC_SERVICE)"),
    KeyName.KYC: ("www.mosip.mock", "MOSIP-MOCK-CENTER (IDA_KYC_EXCHANGE)"),
    KeyName.IDA_PARTNER: ("IDA-PARTNER", "MOSIP-MOCK-CENTER (IDA)"),
    KeyName.IDA_FIR: ("IDA-FIR", "MOSIP-MOCK-CENTER (IDA)"),
    KeyName.IDA_SIGN: ("IDA-SIGN", "MOSIP-MOCK-CENTER (IDA)"),
    KeyName.CREDENTIAL: ("www.mosip.mock", "MOSIP-MOCK-CENTER (ID_REPO)"),
    KeyName.PACKET: ("REGISTRATION", "MOSIP-MOCK-CENTER (REGISTRATION)"),
}


class KeyRing:
    """The keys in one directory, which several processes may share."""

    def __init__(self, directory: Path) -> None:
        """Touch nothing yet: the directory is made with the first key."""
        self._directory = directory
        self._slots = SlotFile(directory)
        self._loaded: dict[str, SigningKey] = {}

    def signing(self, name: KeyName) -> SigningKey:
        """The current key, made now if there is none yet. Raises `KeyRingError`."""
        return self._load(name, self._slot(name).current)

    def published(self, name: KeyName) -> tuple[SigningKey, ...]:
        """All keys that a verifier should know: current first, then next, then retired. Raises `KeyRingError`."""
        return tuple(self._load(name, kid) for kid in self._slot(name).published)

    def slot(self, name: KeyName) -> Slot:
        """Which key is current, next and retired, by `kid`. Raises `KeyRingError`."""
        return self._slot(name)

    def decryption(self, name: KeyName) -> crypto.rsa.RSAPrivateKey:
        """The current private key, for unwrapping what was encrypted to its certificate. Raises `KeyRingError`."""
        return self.signing(name).rsa

    def certificate(self, name: KeyName) -> crypto.x509.Certificate:
        """The certificate of the current key. Raises `KeyRingError`."""
        return self.signing(name).certificate

    def certificate_pem(self, name: KeyName) -> bytes:
        """The current certificate's file as it is, without loading the key. Raises `KeyRingError`."""
        path = key_files.certificate_file(self._directory, name, self._slot(name).current)
        try:
            return path.read_bytes()
        except OSError as error:
            raise self._missing(name, error) from error

    def issue_certificate(self, name: crypto.x509.Name, key: crypto.rsa.RSAPublicKey) -> crypto.x509.Certificate:
        """A certificate of the root for somebody else's key, such as a partner's. Raises `KeyRingError`."""
        return self.signing(KeyName.ROOT).issue_certificate(name, key)

    def check(self) -> None:
        """Look whether the files of all keys that were made are whole, at a start. Raises `KeyRingError`."""
        for name in KeyName:
            slot = self._slots.find(name)
            for kid in slot.published if slot else ():
                self._check_files(name, kid)

    def rotate(self, name: KeyName, stage: RotationStage) -> None:
        """Take one step of a rotation; running processes notice. Raises `KeyRingError` for a step out of order."""
        self._slot(name)
        try:
            with key_files.locked(self._directory):
                slot = self._slots.find(name) or Slot(current=self._make(name))
                self._slots.put(name, slot.rotated(name, stage, lambda: self._make(name)))
        except OSError as error:
            raise self._unwritable(error) from error

    def adopt(self, name: KeyName, key: crypto.rsa.RSAPrivateKey, certificate: crypto.x509.Certificate) -> SigningKey:
        """Take a team's own key and certificate as the current one; the key before is dropped.

        The caller has checked that they belong together. Raises `KeyRingError`.
        """
        try:
            key_files.make_private_directory(self._directory)
            with key_files.locked(self._directory):
                kid = self._pairs.write(name, key, certificate)
                self._slots.put(name, Slot(current=kid))
        except OSError as error:
            raise self._unwritable(error) from error
        return self.signing(name)

    def _slot(self, name: KeyName) -> Slot:
        return self._slots.find(name) or self._first(name)

    def _first(self, name: KeyName) -> Slot:
        try:
            key_files.make_private_directory(self._directory)
            with key_files.locked(self._directory):
                slot = self._slots.find(name)
                if slot is None:
                    slot = Slot(current=self._make(name))
                    self._slots.put(name, slot)
        except OSError as error:
            raise self._unwritable(error) from error
        return slot

    def _make(self, name: KeyName) -> str:
        """Under the lock: a new key with its certificate, and the root's before it if there is none."""
        if name is KeyName.ROOT:
            return self._pairs.make(name, _SUBJECTS[name])
        slot = self._slots.find(KeyName.ROOT)
        if slot is None:
            slot = Slot(current=self._make(KeyName.ROOT))
            self._slots.put(KeyName.ROOT, slot)
        return self._pairs.make(name, _SUBJECTS[name], issuer=self._load(KeyName.ROOT, slot.current))

    def _load(self, name: KeyName, kid: str) -> SigningKey:
        key = self._loaded.get(kid)
        if key is None:
            try:
                key = self._loaded[kid] = self._pairs.read(name, kid)
            except OSError as error:
                raise self._missing(name, error) from error
        return key

    def _check_files(self, name: KeyName, kid: str) -> None:
        key = key_files.key_file(self._directory, name, kid)
        certificate = key_files.certificate_file(self._directory, name, kid)
        try:
            if not key_files.holds_key(key.read_bytes(), kid):
                raise not_that_key(key, name)
            if not key_files.holds_certificate(certificate.read_bytes()):
                raise not_that_key(certificate, name)
        except OSError as error:
            raise self._missing(name, error) from error

    @cached_property
    def _pairs(self) -> KeyPairs:
        from shared.jwks.key_pairs import KeyPairs  # noqa: PLC0415 - nothing before the first signature needs them

        return KeyPairs(self._directory)

    def _missing(self, name: KeyName, error: OSError) -> KeyRingError:
        return KeyRingError(
            f"the {name} key cannot be read from {error.filename} ({error.strerror}); "
            f"restore the file, or remove {self._directory} to have new keys made"
        )

    def _unwritable(self, error: OSError) -> KeyRingError:
        return KeyRingError(
            f"keys cannot be written to {self._directory} ({error.strerror}); "
            "choose another data directory or mend its permissions"
        )
