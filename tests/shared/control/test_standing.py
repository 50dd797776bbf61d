"""What a trace has come to, told from its exchanges alone."""

from typing import Any

import pytest

from shared.control.standing import standings_of

NO_ANSWER = "callback: expected an answer, received nothing"


def seen(service: str, status: int | None = 200, *, reason: str = "", **more: Any) -> dict[str, Any]:
    """An inbound exchange of a birth, as the journal lists it; `more` is its trace unless the listing has it."""
    listed: dict[str, Any] = {"app": "mosip", "direction": "inbound", "faults": []}
    own = {name: more.pop(name) for name in list(more) if name in listed}
    trace = {"rid": "10001", "process": "CRVS_NEW"} | more
    return listed | own | {
        "service": service, "status": status, "refused": bool(reason), "reason": reason, "trace": trace,
    }  # fmt: skip


def step(state: str, **more: Any) -> dict[str, Any]:
    return seen("registration", direction="internal", state=state, **more)


def delivery(status: int | None, reason: str = "", *, number: str = "1") -> dict[str, Any]:
    return seen("websub", status, direction="outbound", reason=reason, delivery=number)


def login(service: str, **more: Any) -> dict[str, Any]:
    return seen(service, app="esignet", **more) | {"trace": {"uin": "2718"}}


TOKEN = seen("authmanager") | {"trace": {"client": "mosip-regproc-client"}}
PACKET, STARTED = seen("packetmanager"), seen("registration")
NO_PACKET = step("rejected", status=422, reason="no packet was ever written")
PROCESSED = [PACKET, STARTED, *map(step, ("validated", "uin-generated", "credential-requested", "finished"))]
STORIES = {
    "stored": ([TOKEN, PACKET], "open", "nobody has started its processing"),
    "started": ([PACKET, STARTED], "open", "not processed yet"),
    "half-way": ([PACKET, STARTED, step("validated")], "open", "being processed: validated"),
    "no-subscriber": (PROCESSED, "open", "nobody has got the credential yet"),
    "without-credential": ([PACKET, STARTED, step("updated"), step("finished")], "fine", "no credential belongs to it"),
    "on-its-way": ([*PROCESSED, delivery(None)], "open", "on its way"),
    "delivered": ([*PROCESSED, delivery(500, NO_ANSWER), delivery(202)], "fine", "was delivered"),
    "in-flight": ([seen("packetmanager", None)], "open", "nobody has started its processing"),
}
STOPPED = {
    "packet-refused": ([seen("packetmanager", reason="why")], "refused", "packetmanager refused it"),
    "workflow-refused": ([PACKET, seen("registration", reason="why")], "refused", "registration refused it"),
    "rejected": ([PACKET, STARTED, step("rejected", status=422, reason="why")], "refused", "no number"),
    "never-stored": ([seen("packetmanager", reason="why"), STARTED, NO_PACKET], "refused", "no number"),
    "held": ([PACKET, STARTED, step("received", reason="why")], "refused", "held: received"),
    "undelivered": ([*PROCESSED, *[delivery(None, "why")] * 3], "failed", "could not be delivered (tried 3 times)"),
    "tried-once": ([*PROCESSED, delivery(500, "why")], "failed", "(tried once)"),
    "spoilt": ([seen("packetmanager", 503, faults=("why",))], "failed", "packetmanager answered 503"),
}


@pytest.mark.parametrize(("exchanges", "outcome", "says"), STORIES.values(), ids=STORIES)
def test_birth_says_where_it_is(exchanges: list[dict[str, Any]], outcome: str, says: str) -> None:
    (standing,) = standings_of(exchanges)

    assert (standing.about, standing.outcome, standing.reason) == ("Birth 10001", outcome, "")
    assert says in standing.says


@pytest.mark.parametrize(("exchanges", "outcome", "says"), STOPPED.values(), ids=STOPPED)
def test_birth_says_what_stopped_it(exchanges: list[dict[str, Any]], outcome: str, says: str) -> None:
    (standing,) = standings_of(exchanges)

    assert (standing.outcome, standing.reason) == (outcome, "why")
    assert says in standing.says


def test_credential_that_one_of_two_subscribers_got_was_delivered() -> None:
    (standing,) = standings_of([*PROCESSED, delivery(202), delivery(None, NO_ANSWER, number="2")])

    assert (standing.outcome, standing.reason) == ("fine", NO_ANSWER)
    assert standing.says == "the credential was delivered, though not to every subscriber"


def test_each_event_of_a_person_stands_for_itself() -> None:
    death = seen("packetmanager", rid="10002", process="CRVS_DEATH")
    other = seen("packetmanager", rid="10003", process="RES_UPDATE")

    standings = standings_of([PACKET, death, other])

    assert [s.about for s in standings] == ["Birth 10001", "Death 10002", "RES_UPDATE 10003"]


@pytest.mark.parametrize(
    ("last", "about", "outcome", "says"),
    [
        (login("authorization"), "Login", "open", "at the login page"),
        (login("token"), "Login", "open", "the code was redeemed"),
        (login("userinfo"), "Login", "fine", "userinfo was read"),
        (login("token", reason="why"), "Login", "refused", "token refused it"),
        (seen("idauthentication") | {"trace": {"uin": "2718"}}, "idauthentication", "fine", "went through"),
    ],
    ids=["begun", "token", "userinfo", "refused", "authentication"],
)
def test_login_says_how_far_it_came(last: dict[str, Any], about: str, outcome: str, says: str) -> None:
    (standing,) = standings_of([login("authorization"), last])

    assert (standing.about, standing.outcome) == (about, outcome)
    assert says in standing.says
