"""Magic words: a newborn has no number yet, so a word in the name of its packet produces one failure.

A name travels through the system under test unharmed. This is data, as the magic UINs are (`magic.py`).
"""

from typing import Final

import msgspec


class PacketWord(msgspec.Struct, frozen=True):
    """A word that, anywhere in the name of a packet, produces one failure."""

    word: str
    name: str
    happens: str


PACKET_WORDS: Final = (
    PacketWord("Zzreject", "packet-rejected", "the packet is accepted and rejected in processing"),
    PacketWord(
        "Zzinvalid",
        "packet-invalid",
        "`createPacket` answers 200 with `response: null`, as for any packet that it cannot store",
    ),
    PacketWord("Zzstuck", "packet-stuck", "processing never ends"),
    PacketWord("Zzworkflow", "workflow-refused", "`workflowinstance` answers with an error"),
    PacketWord("Zznever", "credential-never", "processed; no credential ever comes"),
    PacketWord("Zzlate", "credential-late", "the credential comes a minute later than usual"),
    PacketWord("Zztwice", "credential-duplicate", "the credential is delivered twice"),
    PacketWord("Zztamper", "credential-tampered", "the credential's proof must fail"),
    PacketWord("Zzcrypt", "credential-undecryptable", "encrypted for another certificate"),
    PacketWord("Zzhub", "credential-bad-signature", "`X-Hub-Signature` does not match"),
)
_BY_WORD: Final = {word.word.lower(): word for word in PACKET_WORDS}


def packet_word_in(full_name: str) -> PacketWord | None:
    """The first magic word among the words of a name, in whatever letters."""
    return next((_BY_WORD[w] for w in full_name.lower().split() if w in _BY_WORD), None)
