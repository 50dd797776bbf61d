"""Keys that a test needs at once, where an app would make each at its first use."""

from shared.jwks.keyring import KeyName, KeyRing


def make_all(ring: KeyRing) -> None:
    """Every key that does not exist yet."""
    for name in KeyName:
        ring.slot(name)
