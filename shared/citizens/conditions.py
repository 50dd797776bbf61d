"""Personas in a special state: blocked, unreachable, with locked factors or special VIDs."""

from datetime import UTC, datetime, timedelta

from shared.citizens.casting import SINCE, person, vid_of
from shared.citizens.citizen import Citizen


def people_in_special_states() -> list[Citizen]:
    """Everybody whose identity, factors or VIDs are not as usual."""
    return [*_states(), *_factors(), *_vids()]


def _states() -> list[Citizen]:
    return [
        person(
            "2718236073",
            "2718290580160830",
            "blocked",
            "Victor Stone",
            born="1975-07-07",
            gender="male",
            purpose="the identity is blocked, and might be activated again",
            status="BLOCKED",
        ),
        person(
            "2718236947",
            "2718293687326509",
            "no-contact",
            "Abel Quiet",
            born="1964-08-30",
            gender="male",
            purpose="neither phone nor e-mail: no OTP can be sent",
            phone=None,
            email=None,
        ),
        person(
            "2718237902",
            "2718295103925614",
            "phone-only",
            "Petra Bell",
            born="1997-02-17",
            gender="female",
            purpose="a phone and no e-mail",
            email=None,
        ),
        person(
            "2718238709",
            "2718268570895241",
            "email-only",
            "Emil Post",
            born="1998-04-21",
            gender="male",
            purpose="an e-mail address and no phone",
            phone=None,
        ),
    ]


def _factors() -> list[Citizen]:
    return [
        person(
            "2718239512",
            "2718268328173809",
            "otp-locked",
            "Olga Latch",
            born="1980-10-12",
            gender="female",
            purpose="has locked authentication by OTP",
            locks=("otp",),
        ),
        person(
            "2718250387",
            "2718253416758749",
            "demo-locked",
            "Dora Latch",
            born="1981-10-12",
            gender="female",
            purpose="has locked authentication by demographic data",
            locks=("demo",),
        ),
        person(
            "2718251075",
            "2718294697412861",
            "bio-locked",
            "Bruno Latch",
            born="1982-10-12",
            gender="male",
            purpose="has locked authentication by finger, iris and face",
            locks=("bio-Finger", "bio-Iris", "bio-FACE"),
        ),
        person(
            "2718237483",
            "2718238094395462",
            "bio-match",
            "Marta Print",
            born="1969-05-05",
            gender="female",
            purpose="biometrics match, at ID authentication, too",
            biometrics="match",
        ),
        person(
            "2718251960",
            "2718214256239541",
            "bio-mismatch",
            "Iris Blur",
            born="1970-05-05",
            gender="female",
            purpose="biometrics never match",
            biometrics="mismatch",
        ),
        person(
            "2718253740",
            "2718203245709308",
            "bio-refuse",
            "Hans Void",
            born="1971-05-05",
            gender="male",
            purpose="has no biometrics on record",
            biometrics="refuse",
        ),
        person(
            "2718254723",
            "2718205394124872",
            "random-otp",
            "Randy Dice",
            born="1994-09-09",
            gender="male",
            purpose="gets a random OTP, to be read in the outbox, instead of 111111",
            otp="random",
        ),
    ]


def _vids() -> list[Citizen]:
    """People whose second VID is special; the first is perpetual and active."""
    far = datetime(2099, 12, 31, tzinfo=UTC)
    past = SINCE + timedelta(minutes=30)
    return [
        person(
            "2718256306",
            "2718204315942960",
            "temporary-vid",
            "Tessa Brief",
            born="1988-08-08",
            gender="female",
            purpose="has a temporary VID with two uses left as well",
            further=vid_of("2718263153045029", "Temporary", expires_at=far, uses_left=2),
        ),
        person(
            "2718257359",
            "2718206586381370",
            "expired-vid",
            "Edgar Late",
            born="1988-09-08",
            gender="male",
            purpose="has an expired temporary VID as well",
            further=vid_of(
                "2718201346916295",
                "Temporary",
                vid_status="EXPIRED",
                expires_at=past,
                uses_left=2,
            ),
        ),
        person(
            "2718258160",
            "2718208314902950",
            "revoked-vid",
            "Rita Recall",
            born="1988-10-08",
            gender="female",
            purpose="has revoked a perpetual VID and got another",
            further=vid_of("2718250174586248", "Perpetual", vid_status="REVOKED"),
        ),
        person(
            "2718259031",
            "2718248162947213",
            "used-up-vid",
            "Ugo Spent",
            born="1988-11-08",
            gender="male",
            purpose="has used up a temporary VID",
            further=vid_of(
                "2718219460967201",
                "Temporary",
                vid_status="USED",
                expires_at=far,
                uses_left=0,
            ),
        ),
    ]
