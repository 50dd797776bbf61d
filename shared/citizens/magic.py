"""Magic UINs: people whose number always produces one failure. For newborns there are words (`packet_words.py`).

This is data. The service named in `where` looks at `citizen.magic` and behaves accordingly.
"""

from datetime import UTC, date, datetime
from typing import Final

import msgspec

from shared.citizens.citizen import Citizen, Vid
from shared.citizens.fabrication import mailbox
from shared.citizens.numbering import Uin, VidNumber


class MagicUin(msgspec.Struct, frozen=True):
    """A number, the failure it produces (`citizen.magic`), where, and what happens."""

    name: str
    uin: Uin
    vid: VidNumber
    where: str
    happens: str


def _magic(name: str, uin: str, vid: str, where: str, happens: str) -> MagicUin:
    return MagicUin(name, Uin(uin), VidNumber(vid), where, happens)


_IDA: Final = "ID authentication"
_ESIGNET: Final = "e-Signet"
_CREDENTIAL: Final = "credential issue"

MAGIC_UINS: Final = (
    _magic(
        "otp-send-fails",
        "9630810213",
        "9630845268014873",
        f"{_IDA}, {_ESIGNET}",
        "asking for an OTP fails with IDA-OTA-002, although phone and e-mail are known",
    ),
    _magic(
        "otp-always-expired",
        "9630812513",
        "9630873426594810",
        f"{_IDA}, {_ESIGNET}",
        "the OTP is sent, and has expired whenever it is used: IDA-OTA-003",
    ),
    _magic(
        "otp-frozen",
        "9630813627",
        "9630894260147039",
        f"{_IDA}, {_ESIGNET}",
        "too many wrong OTPs already: IDA-OTA-013",
    ),
    _magic(
        "auth-server-error",
        "9630814719",
        "9630817034625167",
        _IDA,
        "authentication ends in IDA-MLC-007, the catch-all for faults of the server",
    ),
    _magic(
        "auth-slow",
        "9630815801",
        "9630813260568534",
        _IDA,
        "every answer takes ten seconds",
    ),
    _magic(
        "auth-gateway-error",
        "9630817043",
        "9630832094075176",
        _IDA,
        "HTTP 502 with an HTML page, as a gateway answers for a service that is down",
    ),
    _magic(
        "uin-unknown-to-ida",
        "9630819415",
        "9630831684187580",
        f"{_IDA}, {_ESIGNET}",
        "registered, but not known to ID authentication yet: IDA-MLC-018",
    ),
    _magic(
        "kyc-unavailable",
        "9630820547",
        "9630829346503594",
        f"{_IDA}, {_ESIGNET}",
        "login succeeds; exchanging the data fails: `data_exchange_failed` at the token endpoint",
    ),
    _magic(
        "kyc-token-expired",
        "9630821902",
        "9630890542952849",
        f"{_IDA}, {_ESIGNET}",
        "consent took too long: IDA-KYE-002 at the token endpoint",
    ),
    _magic(
        "login-blocked",
        "9630825136",
        "9630870436482679",
        _ESIGNET,
        "too many attempts: `individual_id_blocked`",
    ),
    _magic(
        "consent-refused",
        "9630827183",
        "9630874162135492",
        _ESIGNET,
        "the redirect carries `access_denied` instead of a code",
    ),
    _magic(
        "token-refused",
        "9630829374",
        "9630845207364954",
        _ESIGNET,
        "the code is refused at the token endpoint: `invalid_grant`",
    ),
    _magic(
        "token-slow",
        "9630831724",
        "9630854176095684",
        _ESIGNET,
        "the token endpoint answers after ten seconds, the code being spent",
    ),
    _magic(
        "userinfo-slow",
        "9630834053",
        "9630821657412754",
        _ESIGNET,
        "userinfo answers after ten seconds",
    ),
    _magic(
        "userinfo-refused",
        "9630835467",
        "9630817624619370",
        _ESIGNET,
        "userinfo answers 401 `invalid_token` to a fresh token",
    ),
    _magic(
        "userinfo-without-name",
        "9630836406",
        "9630862475095839",
        _ESIGNET,
        "userinfo has no name claim of any kind",
    ),
    _magic(
        "userinfo-without-birthdate",
        "9630837517",
        "9630819462783186",
        _ESIGNET,
        "userinfo has no `birthdate`",
    ),
    _magic(
        "userinfo-iso-birthdate",
        "9630839459",
        "9630864394580329",
        _ESIGNET,
        "`birthdate` is `YYYY-MM-DD` instead of MOSIP's `YYYY/MM/DD`",
    ),
    _magic(
        "userinfo-large-picture",
        "9630840615",
        "9630841851486506",
        _ESIGNET,
        "`picture` makes the JWT larger than a megabyte",
    ),
    _magic(
        "update-rejected",
        "9630841721",
        "9630846589203157",
        "registration",
        "a packet about this person (death, update) is rejected in processing",
    ),
    _magic(
        "credential-never",
        "9630843953",
        "9630825402152435",
        _CREDENTIAL,
        "a packet about this person is processed; no credential ever comes",
    ),
    _magic(
        "credential-late",
        "9630847041",
        "9630865814689175",
        _CREDENTIAL,
        "the credential comes a minute later than usual",
    ),
    _magic(
        "credential-duplicate",
        "9630849043",
        "9630816942983261",
        _CREDENTIAL,
        "the credential is delivered twice",
    ),
    _magic(
        "credential-tampered",
        "9630850460",
        "9630824534627091",
        _CREDENTIAL,
        "the credential's subject was changed after signing: the proof must fail",
    ),
    _magic(
        "credential-undecryptable",
        "9630851720",
        "9630825402813578",
        _CREDENTIAL,
        "the credential is encrypted for another partner's certificate",
    ),
    _magic(
        "credential-bad-signature",
        "9630852791",
        "9630820315680986",
        _CREDENTIAL,
        "the delivery's `X-Hub-Signature` does not match its body",
    ),
)

_BORN: Final = date(1990, 1, 1)
_SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)


def magic_people() -> list[Citizen]:
    """A citizen for each magic UIN: born 1990-01-01, `Magic` and the failure's words for a name."""
    return [_magic_citizen(magic) for magic in MAGIC_UINS]


def _magic_citizen(magic: MagicUin) -> Citizen:
    words = magic.name.replace("-", " ").title()
    return Citizen(
        uin=magic.uin,
        vids=(Vid(vid=magic.vid, created_at=_SINCE),),
        given_name="Magic",
        family_name=words,
        full_name=f"Magic {words}",
        birth_date=_BORN,
        gender="other",
        phone=f"+999{magic.uin[-7:]}",
        email=f"{mailbox(words)}@example.org",
        persona=f"magic-{magic.name}",
        purpose=magic.happens,
        magic=magic.name,
        origin="persona",
        created_at=_SINCE,
    )
