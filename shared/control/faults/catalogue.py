"""Named faults in what is signed, encrypted or delivered: things that no proxy in front could forge.

The place that makes the thing asks `faults.named(...)` and makes it wrong accordingly. Here stands what each name
means and which service honours it, so that a rule with an unknown name is refused with the nearest valid ones.
"""

from collections.abc import Mapping
from typing import Final

import msgspec


class NamedFault(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which something the suite makes can be wrong."""

    name: str
    services: tuple[str, ...]
    effect: str
    """What the client sees."""


def _faults(services: tuple[str, ...], effects: Mapping[str, str]) -> tuple[NamedFault, ...]:
    return tuple(NamedFault(name=n, services=services, effect=e) for n, e in effects.items())


CATALOGUE: Final[tuple[NamedFault, ...]] = (
    *_faults(
        ("token",),
        {
            "id-token-expired": "`exp` of the ID token lies in the past",
            "id-token-from-future": "`iat` and `auth_time` lie an hour ahead",
            "id-token-wrong-issuer": "`iss` names another host",
            "id-token-wrong-audience": "`aud` names another client",
            "id-token-wrong-nonce": "`nonce` is not the one of the request",
            "id-token-wrong-subject": "`sub` differs from the one of userinfo",
            "id-token-wrong-algorithm": "signed with the other of RS256 and PS256",
            "id-token-wrong-key": "signed by a key that is not published, under a published `kid`",
            "id-token-unknown-kid": "`kid` is in no key set",
            "id-token-tampered": "one byte of the signature is flipped",
            "id-token-unsigned": "`alg` is `none` and the signature empty",
            "id-token-missing-claims": "only `iss`, `sub` and `aud` are left: no `exp`, no `nonce`",
            "id-token-missing": "the answer has no `id_token`",
            "access-token-rejected": "the access token is refused at userinfo",
        },
    ),
    *_faults(
        ("userinfo",),
        {
            "userinfo-wrong-key": "signed by a key that is not published, under a published `kid`",
            "userinfo-unknown-kid": "`kid` is in no key set",
            "userinfo-wrong-subject": "`sub` differs from the one of the ID token",
            "userinfo-tampered": "one byte of the signature is flipped",
            "userinfo-encrypted": "a JWE where a JWS was expected",
            "userinfo-missing-claims": "only `sub` is left",
            "userinfo-large-picture": "a picture of two megabytes",
        },
    ),
    *_faults(
        ("authmanager",),
        {
            "token-expired": "the token cookie is expired when it is issued",
            "token-wrong-issuer": "`iss` names another realm",
            "token-wrong-audience": "`aud` and `azp` name another client",
            "token-tampered": "one byte of the signature is flipped",
            "token-without-cookie": "success without `Set-Cookie`",
            "token-second-cookie": "a load balancer's cookie stands before the token",
        },
    ),
    *_faults(
        ("idauthentication",),
        {
            "response-signature-missing": "no `response-signature` header",
            "response-signature-tampered": "one byte of it is flipped",
            "kyc-other-certificate": "the eKYC session key is wrapped for another certificate",
            "auth-token-changed": "another `authToken` than last time",
        },
    ),
    *_faults(
        ("credentials",),
        {
            "credential-other-certificate": "encrypted to another partner's certificate",
            "credential-tag-flipped": "one bit of the GCM tag is flipped",
            "credential-ciphertext-flipped": "one bit of the ciphertext is flipped",
            "credential-aad-flipped": "one bit of the AAD is flipped",
            "credential-key-flipped": "one bit of the wrapped key is flipped",
            "credential-without-splitter": "`#KEY_SPLITTER#` is missing",
            "credential-truncated": "the last 40 bytes are missing",
            "credential-other-version": "the version is not `VER_R2`",
            "credential-sha1-mgf": "the key is wrapped with MGF1-SHA-1",
            "credential-padded-base64": "standard base64 with padding",
            "credential-not-json": "the plain text is no JSON",
            "credential-oversized": "a body above 1 MiB",
            "credential-without-identifier": "a birth subject without VID and UIN",
            "credential-unknown-transaction": "`credentialSubject.id` matches no packet",
            "proof-subject-changed": "the VID was changed after signing",
            "proof-brn-changed": "the birth certificate number was changed after signing",
            "proof-created-changed": "`proof.created` was changed after signing",
            "proof-wrong-key": "signed by another key under the same `kid`",
            "proof-other-host": "`verificationMethod` names another host",
            "event-data-share": "`dataShareUri` instead of `credential`",
            "event-time-without-fraction": "timestamps without fraction",
            "event-time-without-seconds": "timestamps without seconds",
            "event-other-topic": "the event names another topic",
            "event-other-type": "another credential type",
            "credential-never": "no event at all",
            "credential-again": "a second event with a new id for the same transaction",
        },
    ),
    *_faults(
        ("websub",),
        {
            "delivery-lost": "counted as delivered, never sent",
            "delivery-duplicate": "the same bytes a second time",
            "delivery-late": "ten seconds late",
            "delivery-out-of-order": "after the next one",
            "delivery-unsigned": "no `X-Hub-Signature`",
            "delivery-wrong-signature": "signed with another secret",
            "delivery-sha1-signature": "`sha1=` instead of `sha256=`",
            "delivery-upper-case-method": "`SHA256=` instead of `sha256=`",
            "delivery-trailing-slash": "a slash is appended to the callback",
            "delivery-other-partner": "another partner's event",
        },
    ),
)

CHOSEN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "token": ("client", "uin"),
    "userinfo": ("client", "uin"),
    "authmanager": ("client",),
    "idauthentication": ("partner", "uin"),
    "credentials": ("partner", "uin", "process"),
    "websub": ("client", "process"),
}
"""What the place that makes the thing knows about it, so what a rule with a named fault may match (and `nth`)."""

BY_NAME: Final[Mapping[str, NamedFault]] = {fault.name: fault for fault in CATALOGUE}
