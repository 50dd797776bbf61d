"""Who may do what at the hub: the cookie, the roles of its token, the partner in front of the topic."""

import re

import pytest

from mosip_mock.authmanager.clients import Accounts, Client
from tests.benches.hub_bench import PARTNER, TOPIC, HubBench, subscription
from tests.mosip_mock.websub.conftest import OpenHub
from tests.support.hub_receiver import Receiver


@pytest.mark.parametrize(
    ("mode", "status", "reason"),
    [("subscribe", 500, "Subscriber"), ("unsubscribe", 500, "Subscriber"), ("publish", 200, "Publisher"),
     ("register", 200, "Publisher"), ("deregister", 200, "Publisher")],
)  # fmt: skip
def test_client_without_the_role_is_denied(
    hub: HubBench, receiver: Receiver, mode: str, status: int, reason: str
) -> None:
    form = subscription(receiver) | {"hub.mode": mode}

    answer = hub.ask(form, client="mosip-crvs1-client")

    assert (answer.status_code, answer.text) == (status, f"hub.mode=denied&hub.reason={reason} is not authorized")
    assert "role" in hub.explained(answer).expected


def test_token_of_the_packet_client_is_refused(hub: HubBench, receiver: Receiver) -> None:
    answer = hub.ask(subscription(receiver), client="mosip-regproc-client")

    assert answer.status_code == 500
    assert "SUBSCRIBE_CREDENTIAL_ISSUED_INDIVIDUAL" in hub.explained(answer).expected


def test_topic_of_another_partner_is_refused(hub: HubBench, receiver: Receiver) -> None:
    answer = hub.ask(subscription(receiver), client="mosip-websub-client")

    assert (answer.status_code, answer.text) == (
        500,
        "hub.mode=denied&hub.reason=Subscriber is not authorized",
    )
    assert hub.explained(answer).received == "a token of mosip-websub-client"


def test_partner_id_with_capitals_never_matches_its_own_token(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(credential_partners=("MyCountry",))

    answer = hub.ask(subscription(receiver, "MyCountry/CREDENTIAL_ISSUED"), client="MyCountry")

    assert answer.status_code == 500
    assert "small letters" in hub.explained(answer).mend


def test_topic_of_the_same_partner_is_taken(hub: HubBench, receiver: Receiver) -> None:
    answer = hub.ask(subscription(receiver, "crvs_partner/CREDENTIAL_ISSUED"), client="crvs_partner")

    assert answer.status_code == 202


def test_bearer_header_alone_is_no_token(hub: HubBench, receiver: Receiver) -> None:
    answer = hub.ask(subscription(receiver), client=None, headers={"Authorization": f"Bearer {hub.token()}"})

    assert answer.status_code == 500
    assert answer.text.startswith("hub.mode=denied&hub.reason=")
    assert "Authorization` header is ignored" in hub.explained(answer).why


def test_cookie_header_without_the_token_is_denied(hub: HubBench, receiver: Receiver) -> None:
    answer = hub.ask(subscription(receiver), client=None, headers={"Cookie": "a=b; authorization=x"})

    assert answer.text == "hub.mode=denied&hub.reason=Authorization token cannot be found"


def test_token_is_found_behind_another_cookie(hub: HubBench, receiver: Receiver) -> None:
    cookie = f"lb=1; Authorization={hub.token()}"

    assert hub.ask(subscription(receiver), client=None, headers={"Cookie": cookie}).status_code == 202


@pytest.mark.parametrize("token", ["nonsense", "a.b.c"])
def test_invalid_token_is_denied(hub: HubBench, receiver: Receiver, token: str) -> None:
    answer = hub.ask(subscription(receiver), client=None, headers={"Cookie": f"Authorization={token}"})

    assert answer.status_code == 500
    assert re.fullmatch(r"hub\.mode=denied&hub\.reason=.+", answer.text)


def test_expired_token_is_denied(hub: HubBench, receiver: Receiver) -> None:
    token = hub.token()
    hub.http.put("/_mock/clock", json={"advanceSeconds": 86_400})

    answer = hub.ask(subscription(receiver), client=None, headers={"Cookie": f"Authorization={token}"})

    assert answer.status_code == 500


def test_without_security_nobody_is_asked(hub_with: OpenHub, receiver: Receiver) -> None:
    hub = hub_with(hub_security=False)

    assert hub.ask(subscription(receiver), client=None).status_code == 202


def test_roles_come_from_the_accounts(hub_with: OpenHub, receiver: Receiver) -> None:
    """A general topic needs the general role, a partner's own the individual one, and no other."""
    roles = ("SUBSCRIBE_CREDENTIAL_ISSUED_GENERAL", "SUBSCRIBE_CREDENTIAL_ISSUED_INDIVIDUAL")
    hub = hub_with(accounts=Accounts(clients=(Client(client_id=PARTNER, roles=roles),)))

    def status(topic: str) -> int:
        return hub.ask(subscription(receiver, topic)).status_code

    assert (status("CREDENTIAL_ISSUED"), status(TOPIC)) == (202, 202)
    assert (status("IDENTITY_CREATED"), status(f"{PARTNER}/IDENTITY_CREATED")) == (500, 500)


@pytest.mark.parametrize("topic", ["IDENTITY_CREATED", "CREDENTIALS_ISSUED", f"{PARTNER}/CREDENTIALS_ISSUED"])
def test_the_known_subscribers_may_ask_for_each_topic(hub: HubBench, receiver: Receiver, topic: str) -> None:
    assert hub.ask(subscription(receiver, topic)).status_code == 202


@pytest.mark.parametrize("topic", ["ANYTHING", f"{PARTNER}/ANYTHING"])
def test_the_known_websub_client_may_publish_on_each_topic(hub: HubBench, receiver: Receiver, topic: str) -> None:
    hub.subscribed(receiver, topic)
    query = {"hub.mode": "publish", "hub.topic": topic}

    assert hub.ask(client="mosip-websub-client", params=query, json={"number": 1}).text == "hub.mode=accepted"

    receiver.wait_for(1)


def test_a_partner_may_not_publish_credentials(hub: HubBench) -> None:
    answer = hub.ask(params={"hub.mode": "publish", "hub.topic": TOPIC}, json={})

    assert (answer.status_code, answer.text) == (200, "hub.mode=denied&hub.reason=Publisher is not authorized")
