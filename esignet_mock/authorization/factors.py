"""From ACR to AMR to challenge: what a person may authenticate with.

Source: mosip/esignet `amr_acr_mapping.json`, `AuthenticationContextClassRefUtil`, `AuthFactorTypeFormatValidator`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from esignet_mock.authorization.authorize_request import AuthorizeRequest
from esignet_mock.authorization.errors import AuthorizationCode as Code
from esignet_mock.authorization.errors import refused, violation
from esignet_mock.claims import ACR
from esignet_mock.clients.client import Client
from esignet_mock.envelope import Violation

FactorType = Literal["PIN", "OTP", "PWD", "BIO", "WLA", "KBI", "IDT"]
MOST_CHALLENGES: Final = 5


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """One way to authenticate, and what its challenge looks like."""

    acr: str
    type: FactorType
    amr: str
    title: str
    format: str
    length: range
    count: int = 0


FACTORS: Final[Mapping[str, Factor]] = {
    factor.acr: factor
    for factor in (
        Factor(acr=f"{ACR}static-code", type="PIN", amr="PIN", title="PIN", format="number", length=range(6, 7)),
        Factor(
            acr=f"{ACR}generated-code",
            type="OTP",
            amr="OTP",
            title="One-time password",
            format="alpha-numeric",
            length=range(6, 7),
        ),
        Factor(
            acr=f"{ACR}password",
            type="PWD",
            amr="Password",
            title="Password",
            format="alpha-numeric",
            length=range(8, 31),
        ),
        Factor(
            acr=f"{ACR}biometrics",
            type="BIO",
            amr="L1-bio-device",
            title="Biometrics",
            format="encoded-json",
            length=range(500, 500_001),
            count=1,
        ),
        Factor(
            acr=f"{ACR}linked-wallet", type="WLA", amr="Wallet", title="Wallet", format="jwt", length=range(500, 1001)
        ),
        Factor(
            acr=f"{ACR}knowledge",
            type="KBI",
            amr="Knowledge",
            title="Knowledge",
            format="base64url-encoded-json",
            length=range(50, 501),
        ),
        Factor(
            acr=f"{ACR}id-token",
            type="IDT",
            amr="ID-token",
            title="Sign-up portal",
            format="base64url-encoded-json",
            length=range(20, 2001),
        ),
    )
}
BY_TYPE: Final[Mapping[str, Factor]] = {factor.type: factor for factor in FACTORS.values()}


class Challenge(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What somebody gives to prove who they are."""

    auth_factor_type: str | None = None
    challenge: str | None = None
    format: str | None = None


def resolve_acrs(request: AuthorizeRequest, client: Client) -> tuple[str, ...]:
    """The ACRs on offer: the asked ones that the client has, else all that it has.

    `id_token.acr.values` of the claims request outranks `acr_values`, unless the client has none of them.
    Raises `AuthorizationError`.
    """
    registered = client.auth_context_refs
    if not registered:
        raise refused(
            Code.NO_ACR_REGISTERED,
            expected="a client with at least one authentication context",
            received=f"{client.client_id} has none",
            where="request.acrValues",
            why="nothing could be offered to the person",
            mend="register `authContextRefs` with the client",
        )
    for wanted in (_claimed_acrs(request), (request.acr_values or "").split()):
        if fitting := tuple(acr for acr in dict.fromkeys(wanted) if acr in registered):
            return fitting
    return registered


def _claimed_acrs(request: AuthorizeRequest) -> Sequence[str]:
    id_token: Any = request.claims.get("id_token") if isinstance(request.claims, dict) else None
    acr = (id_token or {}).get("acr")
    if acr is None:
        return ()
    if acr.get("values") is None:
        raise refused(
            Code.UNKNOWN_ERROR,
            expected="`values` beside `acr`",
            received=repr(acr)[:80],
            where="request.claims.id_token.acr",
            why="the real service reads `values` without looking whether it is there",
            mend='send {"id_token":{"acr":{"values":["mosip:idp:acr:generated-code"]}}}, or `acr_values`',
        )
    return list(acr["values"])


def auth_factors(acrs: Iterable[str]) -> list[list[dict[str, Any]]]:
    """The `authFactors` member of the details: per ACR the factors that it takes together."""
    return [
        [{"type": FACTORS[acr].type, "count": FACTORS[acr].count, "subTypes": None}] for acr in acrs if acr in FACTORS
    ]


def challenge_violations(challenges: Sequence[Challenge] | None) -> list[Violation]:
    """Number, type, format and length of the challenges."""
    if not challenges or len(challenges) > MOST_CHALLENGES:
        return [
            violation(
                "challengeList",
                Code.INVALID_NO_OF_CHALLENGES,
                expected=f"1 to {MOST_CHALLENGES} challenges",
                received=len(challenges or ()),
                why="there is nothing to check, or too much",
                mend='send [{"authFactorType": "OTP", "challenge": "111111", "format": "alpha-numeric"}]',
            )
        ]
    return [v for i, c in enumerate(challenges) for v in _challenge_violations(f"challengeList[{i}]", c)]


def _challenge_violations(where: str, challenge: Challenge) -> Iterator[Violation]:
    factor = BY_TYPE.get(challenge.auth_factor_type or "")
    if factor is None:
        yield violation(
            f"{where}.authFactorType",
            Code.INVALID_AUTH_FACTOR_TYPE,
            expected=f"one of {', '.join(BY_TYPE)}",
            received=challenge.auth_factor_type,
            why="the list is closed; names are case-sensitive",
            mend="take the `type` from `authFactors` of the oauth-details answer",
        )
        return
    if challenge.format != factor.format:
        yield violation(
            f"{where}.format",
            Code.INVALID_CHALLENGE_FORMAT,
            expected=f"`{factor.format}` for {factor.type}",
            received=challenge.format,
            why="each factor has one format",
            mend=f'send "format": "{factor.format}"',
        )
    if len(challenge.challenge or "") not in factor.length:
        shortest, longest = factor.length[0], factor.length[-1]
        yield violation(
            f"{where}.challenge",
            Code.INVALID_CHALLENGE,
            expected=f"{shortest} characters" if shortest == longest else f"{shortest} to {longest} characters",
            received=f"{len(challenge.challenge or '')} characters",
            why="lengths are checked before anything is compared",
            mend=f"give the whole {factor.title}",
        )


def satisfied_acrs(offered: Iterable[str], types: Iterable[str]) -> tuple[str, ...]:
    """The offered ACRs whose factors are all among the given ones. Raises `AuthorizationError` if there is none."""
    given, on_offer = set(types), [acr for acr in offered if acr in FACTORS]
    satisfied = tuple(acr for acr in on_offer if FACTORS[acr].type in given)
    if not satisfied:
        raise refused(
            Code.AUTH_FACTOR_MISMATCH,
            expected=f"one of {', '.join(FACTORS[acr].type for acr in on_offer)}",
            received=", ".join(sorted(given)),
            where="request.challengeList",
            why="the given factors satisfy no authentication context that this request offers",
            mend="authenticate with an offered factor, or ask for another `acr_values`; "
            "ACRs that the client has not registered are dropped",
        )
    return satisfied
