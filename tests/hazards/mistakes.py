"""What the real hub refuses or leaves unsaid, and older mocks let through: each mistake with the tests that hold it.

`tests/hazards/page.py` makes the table of `docs/websub.md` of it.
"""

from typing import Final, NamedTuple

_ASKED = "tests/mosip_mock/websub/test_operations.py"
_ALLOWED = "tests/mosip_mock/websub/test_permissions.py"
_INTENTS = "tests/mosip_mock/websub/test_intents.py"
_LIFE = "tests/mosip_mock/websub/test_subscriptions.py"
_SENT = "tests/mosip_mock/websub/test_delivery.py"
_EVENTS = "tests/mosip_mock/credentials/test_events.py"
_ENCRYPTED = "tests/mosip_mock/credentials/test_encryption_of_credentials.py"
_PROOFS = "tests/mosip_mock/credentials/test_proofs.py"
_SUBJECTS = "tests/mosip_mock/credentials/test_subjects.py"
_PACKETS = "tests/mosip_mock/registration"
_WRONG = "tests/hazards/test_deliveries.py"


class Mistake(NamedTuple):
    """Something that a subscriber does or expects."""

    name: str
    happens: str
    tests: tuple[str, ...]
    """`path::test`."""


def _in(path: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{path}::{name}" for name in names)


MISTAKES: Final = (
    Mistake(
        "no token, the token of another client, or the token in the `Authorization` header alone",
        "500, `hub.mode=denied`: only the cookie `Authorization` is read",
        _in(
            _ALLOWED,
            "test_bearer_header_alone_is_no_token",
            "test_cookie_header_without_the_token_is_denied",
            "test_client_without_the_role_is_denied",
            "test_token_of_the_packet_client_is_refused",
        ),
    ),
    Mistake(
        "the client is not the partner in front of the topic",
        "500, `Subscriber is not authorized`",
        _in(_ALLOWED, "test_topic_of_another_partner_is_refused", "test_topic_of_the_same_partner_is_taken"),
    ),
    Mistake(
        "the topic `CREDENTIAL_ISSUED` without a partner, which is OpenCRVS' default",
        "202, then silence; 500 without the general role. Delivered here while `topic-without-partner` is tolerated",
        _in(
            _EVENTS,
            "test_bare_topic_stays_silent_where_that_is_not_tolerated",
            "test_bare_topic_gets_the_same_event_while_somebody_listens_there",
        )
        + _in(_ALLOWED, "test_roles_come_from_the_accounts"),
    ),
    Mistake(
        "another topic than the event's",
        "202, then silence: unknown topics are made",
        _in(_LIFE, "test_other_topic_than_the_events_stays_silent"),
    ),
    Mistake(
        "no `hub.secret`",
        "the real hub's process ends; 500 here, and the log says so",
        _in(_ASKED, "test_subscribe_without_a_secret_answers_500_and_says_what_the_real_hub_would_do"),
    ),
    Mistake(
        "`hub.mode`, `hub.topic` or `hub.callback` missing or empty",
        "400 in plain text",
        _in(_ASKED, "test_subscribe_refuses_a_missing_parameter", "test_empty_body_is_malformed"),
    ),
    Mistake(
        "another callback than the one in some setting of the mock",
        "the callback of the request is called, exactly as it is written",
        _in(
            _INTENTS,
            "test_intent_is_asked_with_plain_values_in_this_order",
            "test_query_is_appended_to_a_callback_that_has_one",
        ),
    ),
    Mistake(
        "not looking at `hub.mode` and `hub.topic` when the callback is asked",
        "a wrong intent is confirmed, a denial missed",
        _in(
            _LIFE,
            "test_active_subscription_is_denied_by_its_callback_and_keeps_its_secret",
            "test_unsubscribing_is_confirmed_without_a_lease",
        )
        + _in("tests/shared/cli/test_partner_checks.py", "test_partner_that_is_broken_in_one_way"),
    ),
    Mistake(
        "an echo with a newline, quotes or JSON around the challenge",
        "no subscription, and nobody is told",
        _in(_INTENTS, "test_wrong_echo_leaves_no_subscription"),
    ),
    Mistake(
        "expecting 200 of subscribe",
        "202; the callback is asked afterwards",
        _in(_ASKED, "test_subscribe_is_accepted_on_each_path"),
    ),
    Mistake(
        "expecting events without a subscription, or from before it",
        "nothing comes",
        _in(_LIFE, "test_nothing_published_before_the_subscription_comes"),
    ),
    Mistake(
        "subscribing again with a new secret",
        "denied by the callback; the old secret goes on signing",
        _in(
            _LIFE,
            "test_active_subscription_is_denied_by_its_callback_and_keeps_its_secret",
            "test_secret_changes_by_unsubscribing_first",
        ),
    ),
    Mistake(
        "answering a delivery with anything but 2xx",
        "the subscription is off, messages wait",
        _in(_SENT, "test_any_other_status_switches_off_at_once"),
    ),
    Mistake(
        "ignoring the signature",
        "forged events get in; `doctor --callback` tries one",
        _in(_SENT, "test_delivery_is_signed_over_its_bytes_and_names_hub_and_topic")
        + _in(_WRONG, "test_receiver_sees_the_fault")
        + _in("tests/shared/cli/test_partner_checks.py", "test_partner_that_is_broken_in_one_way"),
    ),
    Mistake(
        "a decoder of standard base64",
        "it fails: the text is base64url without padding",
        _in(_ENCRYPTED, "test_decoder_of_standard_base64_fails", "test_text_is_base64url_without_padding"),
    ),
    Mistake(
        "OAEP with MGF1 over SHA-1, or the key of another certificate",
        "nothing decrypts",
        _in(
            _ENCRYPTED,
            "test_other_mask_generation_does_not_open_it",
            "test_key_of_another_certificate_does_not_open_it",
            "test_each_partner_gets_it_for_its_own_certificate",
        ),
    ),
    Mistake(
        "verifying the proof over canonical JSON (RFC 8785)",
        "it never holds; `MOSIP_MOCK_PROOF_STYLE=jcs` makes such proofs",
        _in(_PROOFS, "test_mosips_proof_is_none_by_canonical_json"),
    ),
    Mistake(
        "expecting a credential after `createPacket`, without `workflowinstance`",
        "nothing is processed",
        _in(f"{_PACKETS}/test_births.py", "test_nothing_is_processed_before_workflowinstance")
        + _in("tests/flows/test_opencrvs_journeys.py", "test_nothing_comes_before_workflowinstance"),
    ),
    Mistake(
        "a VID of ten digits",
        "it has sixteen",
        _in(_SUBJECTS, "test_vid_has_sixteen_digits_and_is_the_persons"),
    ),
    Mistake(
        "expecting a credential for a death",
        "MOSIP's published routes send none: `MOSIP_MOCK_PRESET=stock`, `--no-death-credentials`",
        _in(f"{_PACKETS}/test_processing.py", "test_stock_death_is_data_only_and_brings_no_credential"),
    ),
    Mistake(
        "expecting a second chance after `ERROR` in a 200",
        "the body of a 2xx is not read; the event is delivered",
        _in(_SENT, "test_any_2xx_is_success_whatever_the_body_says"),
    ),
    Mistake(
        "a fixed `protectionKey`",
        "six random digits each time",
        _in(_EVENTS, "test_protection_key_is_a_fresh_pin"),
    ),
    Mistake(
        "`ExpiryTimestamp` with a zone, no nulls",
        "no zone, `dataShareUri` and `TransactionLimit` are null",
        _in(_EVENTS, "test_event_has_every_field"),
    ),
)
