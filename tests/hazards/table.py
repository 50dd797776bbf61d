"""The hazards that integrators rehearse, as data: how each is switched on, what the client sees, which tests hold it.

`tests/hazards/page.py` makes the tables of `docs/faults.md` of it.
"""

from typing import Final, NamedTuple

_PAGES = "tests/esignet_mock/authorization/test_pages.py"
_STEPS = "tests/esignet_mock/authorization/test_ui_steps.py"
_OTPS = "tests/esignet_mock/authorization/test_one_time_passwords.py"
_DETAILS = "tests/esignet_mock/authorization/test_oauth_details.py"
_REDEEM = "tests/esignet_mock/token/test_redemption.py"
_ASSERT = "tests/esignet_mock/token/test_client_assertion.py"
_FORM = "tests/esignet_mock/token/test_token_errors.py"
_MINT = "tests/esignet_mock/token/test_minting.py"
_ROTATE = "tests/esignet_mock/test_key_rotation.py"
_CLAIMS = "tests/esignet_mock/userinfo/test_claims.py"
_PAR = "tests/esignet_mock/authorization/test_par.py"
_TOKENS = "tests/hazards/test_wrong_tokens.py"
_RULES = "tests/hazards/test_rules_at_the_apps.py"
_CREDENTIALS = "tests/hazards/test_wrong_credentials.py"
_DELIVERIES = "tests/hazards/test_deliveries.py"
_HUB = "tests/mosip_mock/websub/test_delivery.py"
_AGAIN = "tests/mosip_mock/websub/test_redelivery.py"
_LIFE = "tests/mosip_mock/websub/test_subscriptions.py"
_ISSUED = "tests/mosip_mock/credentials/test_events.py"
_PROOFS = "tests/mosip_mock/credentials/test_proofs.py"
_DOCUMENTS = "tests/mosip_mock/credentials/test_documents.py"
_IDA = "tests/mosip_mock/idauthentication"
_PROCESS = "tests/mosip_mock/registration"
_BROKEN = "tests/hazards/test_broken_connections.py"
_REGISTRY = "tests/hazards/test_ida_registry.py"


class Hazard(NamedTuple):
    """One thing that goes wrong in the field."""

    name: str
    switch: str
    effect: str
    tests: tuple[str, ...]
    """`path::test`."""


def _in(path: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{path}::{name}" for name in names)


LOGIN: Final = (
    Hazard(
        "the user denies consent",
        "the page's button; magic UIN 9630827183; `POST /_mock/authorize` with `decision: deny`",
        "redirect with `error` and `state`, no code",
        _in(_PAGES, "test_denied_consent_returns_with_the_error_of_the_release", "test_magic_person_denies_by_herself"),
    ),
    Hazard(
        "the user withholds a voluntary claim",
        "the consent page; `acceptedClaims` of `POST /_mock/authorize`",
        "the claim is absent in userinfo",
        _in(_PAGES, "test_consent_page_withholds_a_voluntary_claim"),
    ),
    Hazard(
        "the user comes back too late, or never",
        "`mosip-mocks clock advance 10m`",
        "`error=invalid_transaction`, or nothing",
        _in(_PAGES, "test_late_login_returns_with_invalid_transaction"),
    ),
    Hazard(
        "the consent timer runs out",
        "`mosip-mocks clock advance 10m` on the consent page",
        "`error=transaction_timeout`",
        _in(_PAGES, "test_late_consent_returns_with_transaction_timeout"),
    ),
    Hazard(
        "no `state` was sent",
        "an authorize request without it",
        "`state=null` on errors",
        _in(_PAGES, "test_error_without_state_says_null"),
    ),
    Hazard(
        "wrong OTP three times",
        "any wrong OTP; magic UIN 9630825136 is blocked from the start",
        "`no_attempts_left`, then the id is blocked for every client",
        _in(_STEPS, "test_fourth_attempt_blocks_for_every_client") + _in(_PAGES, "test_wrong_otp_three_times_blocks"),
    ),
    Hazard(
        "the OTP expired or was never asked for",
        "magic UIN 9630812513; `mosip-mocks clock advance 4m`",
        "`IDA-OTA-003`, `invalid_transaction`",
        _in(_OTPS, "test_magic_otp_is_always_expired", "test_otp_expires", "test_otp_has_to_be_sent_first"),
    ),
    Hazard(
        "the person is deactivated, unknown, or their VID expired",
        "personas `deactivated`, `blocked` and VIDs of [the cast](personas.md)",
        "the page stops; `IDA-MLC-018` and others",
        _in(_PAGES, "test_page_stops_people_who_cannot_log_in"),
    ),
    Hazard(
        "captcha on",
        "`ESIGNET_MOCK_CAPTCHA=1`",
        "scripts without a browser get `invalid_captcha`",
        _in(_STEPS, "test_captcha_stops_scripts"),
    ),
    Hazard(
        "the nonce is used twice within 24 hours",
        "the same `nonce` in two requests",
        "`invalid_request` on the page, no redirect",
        _in(_DETAILS, "test_nonce_serves_once_in_24_hours"),
    ),
    Hazard(
        "consent is remembered",
        "log in twice with the same claims",
        "no consent page, `ui_locales` in the redirect",
        _in(_PAGES, "test_remembered_consent_skips_the_page"),
    ),
    Hazard(
        "the redirect URI has a query",
        "such a URI; `MOCKS_TOLERATE=none` for the real behaviour",
        "an address with two `?`",
        _in(_PAGES, "test_redirect_uri_with_a_query_is_malformed_as_in_the_real_one"),
    ),
    Hazard(
        "a pushed request expires or is used again",
        "`mosip-mocks clock advance 61s`; read it twice",
        "`invalid_request`",
        _in(_PAR, "test_pushed_request_expires", "test_pushed_request_is_read_once"),
    ),
)

TOKENS: Final = (
    Hazard(
        "the code expired",
        "`mosip-mocks clock advance 6m` after the redirect (`11m` until 1.6)",
        "`invalid_grant`",
        _in(_REDEEM, "test_a_code_expires"),
    ),
    Hazard(
        "the code is replayed; a double click redeems twice at once",
        "the same code again; magic UIN 9630829374 refuses every code",
        "one token answer, the others `invalid_grant`",
        _in(_REDEEM, "test_a_code_works_once", "test_of_a_hundred_parallel_redemptions_one_succeeds"),
    ),
    Hazard(
        "consent took so long that the identity system forgot",
        "magic UIN 9630821902; with `ESIGNET_MOCK_IDENTITY_SYSTEM=mock` `mosip-mocks clock advance 200s`",
        "`IDA-KYE-002` or `mock-ida-007`",
        _in(_REDEEM, "test_the_identity_system_waits_for_so_long_only"),
    ),
    Hazard(
        "the identity system is down at token time",
        "magic UIN 9630820547; a rule `service=token error=data_exchange_failed`",
        "400 `data_exchange_failed` (500 until 1.6)",
        _in(_REDEEM, "test_magic_people_fail_at_the_token_endpoint")
        + _in(_RULES, "test_identity_system_is_down_at_token_time"),
    ),
    Hazard(
        "the relying party's clock is ahead or behind",
        "`mosip-mocks clock advance 1m` (or `-1m`) moves the mock instead",
        "the assertion is refused beyond 5 seconds, the UI API beyond 2 minutes",
        _in(_ASSERT, "test_five_seconds_of_leeway") + _in(_DETAILS, "test_request_time_is_checked"),
    ),
    Hazard(
        "the `jti` is used again",
        "the same assertion twice",
        "`invalid_client`",
        _in(_ASSERT, "test_a_jti_is_taken_once_in_24_hours_across_clients"),
    ),
    Hazard(
        "audience, issuer and algorithm change on an upgrade",
        "`ESIGNET_MOCK_PROFILE=1.5` to `1.8`",
        "`invalid_client`; the relying party rejects `iss` or `alg`",
        _in(_ASSERT, "test_audiences_by_release") + _in(_MINT, "test_algorithm_and_issuer_by_release"),
    ),
    Hazard(
        "`iss` of the token is not the issuer of discovery",
        "`ESIGNET_MOCK_PROFILE=1.7` or older",
        "strict OIDC libraries refuse",
        _in(_MINT, "test_algorithm_and_issuer_by_release"),
    ),
    Hazard(
        "keys rotate; the key set stays behind; identity system and e-Signet have keys of their own",
        "`POST /_mock/keys/rotate`; named faults `id-token-unknown-kid`, `userinfo-unknown-kid`",
        "the JWKS has to be fetched again",
        _in(_ROTATE, "test_a_key_is_published_then_used_then_retired", "test_the_kyc_signers_key_rotates_by_itself")
        + _in(_TOKENS, "test_userinfo_names_a_key_that_is_nowhere"),
    ),
    Hazard(
        "the client was switched off between authorize and token",
        "`PUT /v1/esignet/client-mgmt/...` with `status: INACTIVE`",
        "`invalid_client_id`",
        _in(_FORM, "test_a_client_switched_off_after_authorize_is_refused"),
    ),
    Hazard(
        "DPoP nonce",
        "profile 1.7 or later, a proof without one",
        "`use_dpop_nonce` and a header with the nonce",
        _in(
            "tests/esignet_mock/token/test_dpop.py",
            "test_the_first_call_is_answered_by_a_nonce_and_the_same_assertion_may_follow",
        ),
    ),
    Hazard(
        "an ID token that a careful relying party refuses",
        "named faults `id-token-...`",
        "expired, from the future, wrong issuer, audience, nonce, subject, algorithm, key; unsigned, tampered",
        _in(_TOKENS, "test_a_careful_relying_party_refuses_the_id_token"),
    ),
)

USERINFO: Final = (
    Hazard(
        "userinfo without `iss`, `aud`, `exp`",
        "`ESIGNET_MOCK_IDENTITY_SYSTEM=ida`",
        "strict JWT validation fails",
        _in(_CLAIMS, "test_ida_gives_sub_and_the_consented_claims_only"),
    ),
    Hazard(
        "userinfo is a JWE",
        "named fault `userinfo-encrypted`; a client with `userinfo_response_type: JWE`",
        "a decoder of JWS gets null",
        _in(_TOKENS, "test_userinfo_is_a_jwe_where_a_jws_was_expected"),
    ),
    Hazard(
        "slow token, slow userinfo",
        "a rule `service=userinfo delay=10`; magic UINs 9630831724, 9630834053",
        "the client times out while the code is spent",
        _in(_RULES, "test_slow_answer_comes_once_the_clock_moves")
        + _in(_REDEEM, "test_token_slow_spends_the_code_and_keeps_the_answer_back"),
    ),
    Hazard(
        "HTML 502 or 503 of a gateway",
        "a rule `service=token body=html status=503`",
        "a JSON parser fails",
        _in(_RULES, "test_gateway_answers_html"),
    ),
    Hazard(
        "claims in several languages",
        "`claims_locales=en fr`, persona with names in two languages",
        "`name#en`, plain `name` missing",
        _in(_CLAIMS, "test_several_languages_of_ida_are_suffixed_with_two_letters"),
    ),
    Hazard(
        "birth date in ISO form or missing; no name",
        "magic UINs 9630839459, 9630837517, 9630836406; personas with one or four words for a name",
        "empty date of birth, lost middle names",
        _in(_CLAIMS, "test_magic_people_have_peculiar_claims"),
    ),
    Hazard(
        "a large picture",
        "magic UIN 9630840615; named fault `userinfo-large-picture`",
        "a JWT beyond the limits of proxies",
        _in(_TOKENS, "test_userinfo_outgrows_the_limits_of_proxies"),
    ),
)

IDENTITY: Final = (
    Hazard(
        "checksum of identities of old mocks",
        "`MOCKS_TOLERATE` with or without `legacy-uin-checksum`",
        "`IDA-MLC-002`",
        _in("tests/flows/test_identity_verification.py", "test_auth_refuses_a_number_that_is_no_uin"),
    ),
    Hazard(
        "a birth leads to a login, a death ends it",
        "packets of the processes CRVS_NEW and CRVS_DEATH",
        "`IDA-MLC-022` after a death",
        _in("tests/flows/test_opencrvs_journeys.py", "test_dead_person_is_refused_by_ida_and_at_login"),
    ),
    Hazard(
        "every refusal of ID authentication, with its plain reason",
        "a rule `service=idauthentication error=<code>`, or the mistake itself",
        "the real code; the reason behind `X-Mock-Explain`",
        _in(_RULES, "test_every_code_of_ida_is_given_on_demand")
        + _in(f"{_IDA}/test_every_code.py", "test_every_code_is_met"),
    ),
    Hazard(
        "a factor is locked, a person blocked, a VID expired",
        "`mosip-mocks citizens update`; personas; `POST /idrepository/v1/identity/authtypes/status`",
        "`IDA-MLC-019`, `IDA-MLC-022`, `IDA-MLC-023`",
        _in(f"{_IDA}/test_otp.py", "test_locked_channels")
        + _in(f"{_IDA}/test_individuals.py", "test_clock_ends_a_vid"),
    ),
    Hazard(
        "the partner is deactivated, its policy switched off, its API key or licence expired or blocked",
        "`mosip-mocks partners set crvs-partner status=INACTIVE`, `policies`, `api-keys`, `misps` likewise; a reset",
        "`IDA-MPA-012`, `-019`, `-039`, `-008`, `-017`",
        _in(_REGISTRY, "test_partner_is_refused_until_it_is_let_in_again"),
    ),
    Hazard(
        "the policy drops an attribute of the eKYC",
        "`mosip-mocks policies set crvs-policy 'allowedKycAttributes=[\"fullName\"]'`",
        "the member is missing in the decrypted identity",
        _in(_REGISTRY, "test_attribute_that_the_policy_drops_is_missing_in_the_ekyc"),
    ),
    Hazard(
        "a deviation that old mocks let through",
        "`MOCKS_TOLERATE=opencrvs`, `none`, or names: one switch for each check",
        "taken with a warning, or refused with what to mend: lower-case hash, MGF1-SHA-1, two-letter language, ...",
        _in("tests/flows/test_tolerances.py", "test_claims_list_and_missing_jti_are_recorded")
        + _in("tests/flows/test_tolerances.py", "test_strict_suite_refuses_a_two_letter_language")
        + _in(f"{_IDA}/test_mistakes.py", "test_auth_refuses_and_says_why", "test_shifted_birth_date_shows_both_dates"),
    ),
    Hazard(
        "OTPs freeze",
        "five wrong ones; magic UIN 9630813627",
        "`IDA-OTA-013`",
        _in(f"{_IDA}/test_otp.py", "test_five_wrong_ones_freeze_for_half_an_hour"),
    ),
    Hazard(
        "answer signature missing or tampered, other token, eKYC for another certificate",
        "named faults `response-signature-...`, `auth-token-changed`, `kyc-other-certificate`",
        "a verifying client refuses; the link to the person is lost; nothing decrypts",
        _in(
            f"{_IDA}/test_named_faults.py",
            "test_missing_signature_on_demand",
            "test_changed_token_on_demand",
            "test_kyc_for_another_certificate_on_demand",
        ),
    ),
    Hazard(
        "the service is down or slow",
        "magic UINs 9630817043, 9630815801, 9630814719",
        "HTML 502, ten seconds, `IDA-MLC-007`",
        _in(_RULES, "test_magic_person_of_ida_is_behind_a_broken_gateway")
        + _in(
            _REGISTRY,
            "test_magic_person_is_answered_ten_seconds_later",
            "test_magic_person_meets_a_fault_of_the_server",
        ),
    ),
)

CREDENTIALS: Final = (
    Hazard(
        "slow issue",
        "`MOSIP_MOCK_PROCESSING_DELAY`; magic UIN 9630847041, word `Zzlate`",
        "the credential comes late",
        _in(_CREDENTIALS, "test_magic_uin_brings_it_a_minute_late")
        + _in(f"{_PROCESS}/test_pipeline.py", "test_packet_waits_for_its_time_by_the_suites_clock"),
    ),
    Hazard(
        "early issue",
        "`MOSIP_MOCK_PROCESSING_DELAY=0`",
        "the event arrives right after the answer of workflowinstance",
        _in(f"{_PROCESS}/test_pipeline.py", "test_released_packet_is_processed_without_delay"),
    ),
    Hazard(
        "never",
        "words `Zzreject`, `Zzstuck`, `Zznever`; named fault `credential-never`; magic UIN 9630843953",
        "only the topic of workflows tells, or nothing does",
        _in(_CREDENTIALS, "test_no_event_at_all", "test_magic_uin_brings_no_credential")
        + _in(f"{_PROCESS}/test_magic_words.py", "test_packet_with_the_word_for_it_gets_no_further"),
    ),
    Hazard(
        "a second credential for one transaction",
        "named fault `credential-again`; `PUT /v1/credentialrequest/retrigger/{requestId}`",
        "new `event.id` and credential, same `transactionId` and subject",
        _in(_CREDENTIALS, "test_a_second_event_for_the_same_transaction")
        + _in(_ISSUED, "test_retriggered_request_gives_another_event_and_credential_of_the_same_transaction"),
    ),
    Hazard(
        "encryption: other certificate, flipped bits, no splitter, truncated, other version, SHA-1 MGF, padding",
        "named faults `credential-...`; magic UIN 9630851720, word `Zzcrypt`",
        "the receiver cannot open it",
        _in(_CREDENTIALS, "test_a_careful_receiver_objects", "test_magic_uin_spoils_the_credential"),
    ),
    Hazard(
        "proof: changed subject, number or time, other key, other host",
        "named faults `proof-...`; magic UIN 9630850460, word `Zztamper`",
        "the proof does not hold",
        _in(_CREDENTIALS, "test_a_careful_receiver_objects", "test_magic_uin_spoils_the_credential"),
    ),
    Hazard(
        "key rotated between issue and check; its document unreachable; context changed since",
        "`mosip-mocks keys rotate credential`; a rule `service=credentials status=503`; `MOSIP_MOCK_CONTEXT_STYLE`",
        "the proof does not hold, or cannot be checked",
        _in(_PROOFS, "test_key_that_is_rotated_away_verifies_no_longer")
        + _in(_PROOFS, "test_context_that_changes_after_the_issue_breaks_the_proof")
        + _in(_DOCUMENTS, "test_documents_that_cannot_be_reached"),
    ),
    Hazard(
        "the context leaves out `birthCertificateNumber`, as MOSIP's published one",
        "`MOSIP_MOCK_CONTEXT_STYLE=stock` with `proof-brn-changed`",
        "the proof holds although the number was changed",
        _in(_PROOFS, "test_stock_context_leaves_the_birth_certificate_number_unsigned"),
    ),
    Hazard(
        "the proof of OpenCRVS 1.8's own verifier",
        "`MOSIP_MOCK_PROOF_STYLE=jcs`",
        "holds for that verifier, for no other",
        _in(_PROOFS, "test_older_style_signs_the_canonical_json_of_the_document"),
    ),
    Hazard(
        "the UIN was deactivated before the credential is made",
        "`mosip-mocks citizens update`; `MOSIP_MOCK_PROCESSING_DELAY`",
        "no event; the request fails with `IDR-CRS-006` and is tried again every 20 minutes",
        _in(
            "tests/mosip_mock/credentials/test_subjects.py",
            "test_deactivated_person_gets_no_credential_with_a_vid",
            "test_failed_request_is_tried_again_after_twenty_minutes_and_ten_times_at_most",
        ),
    ),
    Hazard(
        "oversized credential, birth without identifier, unknown transaction, data share",
        "named faults `credential-oversized`, `credential-without-identifier`, `credential-unknown-transaction`, "
        "`event-data-share`",
        "refused, taken for a death, lost, no `credential`",
        _in(_CREDENTIALS, "test_a_careful_receiver_objects"),
    ),
    Hazard(
        "timestamps without fraction or seconds; other topic, other type",
        "named faults `event-...`",
        "the client's own check refuses",
        _in(_CREDENTIALS, "test_a_careful_receiver_objects", "test_time_without_fraction_is_still_a_time"),
    ),
)

DELIVERIES: Final = (
    Hazard(
        "lost, duplicate, late, out of order",
        "named faults `delivery-lost`, `-duplicate`, `-late`, `-out-of-order`",
        "nothing, the same bytes again, ten seconds later, after the next one",
        _in(
            _DELIVERIES,
            "test_lost_delivery_never_arrives",
            "test_duplicate_has_the_same_bytes",
            "test_late_delivery_comes_once_the_clock_moves",
            "test_out_of_order_comes_after_the_next",
        ),
    ),
    Hazard(
        "signature missing, wrong, SHA-1, upper-case method; another partner's event; trailing slash",
        "named faults `delivery-unsigned`, `-wrong-signature`, `-sha1-signature`, `-upper-case-method`, "
        "`-other-partner`, `-trailing-slash`",
        "the receiver refuses, and its subscription is off",
        _in(_DELIVERIES, "test_receiver_sees_the_fault", "test_trailing_slash_stands_behind_the_callback"),
    ),
    Hazard(
        "two packets in the other order",
        "named fault `delivery-out-of-order`; `POST /_mock/packets/{rid}/pause`, later `.../advance`",
        "the later registration arrives first",
        _in(_DELIVERIES, "test_out_of_order_comes_after_the_next")
        + _in(_ISSUED, "test_packets_that_are_issued_in_the_other_order_arrive_so"),
    ),
    Hazard(
        "the callback answers 500, 401, 410, 302",
        "the subscriber itself; `MOSIP_MOCK_DELIVERY_POLICY=patient` goes on trying",
        "the subscription is off at once; messages wait; resumes on the next subscribe",
        _in(_DELIVERIES, "test_subscription_is_off_after_the_first_refusal")
        + _in(_HUB, "test_patient_hub_goes_on_trying_until_it_is_taken"),
    ),
    Hazard(
        "the callback is down when a credential is issued",
        "stop the subscriber; `MOSIP_MOCK_DELIVERY_WAITS`, `MOSIP_MOCK_DELIVERY_WAIT_SCALE`",
        "four tries, then off; resumes on the next subscribe",
        _in(
            _HUB,
            "test_unreachable_subscriber_is_tried_four_times_then_off",
            "test_waits_between_tries_are_three_six_and_twelve_seconds",
        ),
    ),
    Hazard(
        "the callback hangs",
        "the subscriber itself; `MOSIP_MOCK_DELIVERY_TIMEOUT`",
        "the time-out counts as a network error; other subscribers notice nothing",
        _in(
            _HUB,
            "test_hanging_subscriber_runs_into_the_time_out",
            "test_hanging_subscriber_does_not_hold_up_the_others",
        ),
    ),
    Hazard(
        "the subscription is switched off for no reason of its own",
        '`PATCH /_mock/subscriptions/{id}` with `{"state": "inactive"}`',
        "silence until it subscribes again, any other subscription changes, or the hub restarts",
        _in(_LIFE, "test_inactive_subscription_wakes"),
    ),
    Hazard(
        "the lease is over",
        "`MOSIP_MOCK_ENFORCE_LEASES=1` and `mosip-mocks clock advance 11d`; the real hub never does it",
        "silence until the next subscribe",
        _in(_LIFE, "test_enforced_lease_ends_and_is_renewed_by_subscribing", "test_lease_ends_nothing_by_default"),
    ),
    Hazard(
        "the subscriber changes its secret",
        "subscribe again with another one",
        "the hub keeps the old secret, so that signatures do not match; unsubscribing first changes it",
        _in(
            _LIFE,
            "test_active_subscription_is_denied_by_its_callback_and_keeps_its_secret",
            "test_inactive_subscription_is_verified_again_and_keeps_its_old_secret",
            "test_secret_changes_by_unsubscribing_first",
        ),
    ),
    Hazard(
        "OpenCRVS fails while it confirms the registration",
        "the subscriber itself; `mosip-mocks deliveries redeliver NUMBER` brings the event back",
        "it answers 200, so the event never comes again by itself",
        _in(_HUB, "test_any_2xx_is_success_whatever_the_body_says") + _in(_AGAIN, "test_redelivery_repeats_the_bytes"),
    ),
    Hazard(
        "hub restart; lost subscriptions",
        '`POST /_mock/hub/restart`, with `{"forget": true}`',
        "state kept, or lost",
        _in(_DELIVERIES, "test_hub_forgets_its_subscriptions_on_demand")
        + _in(
            _LIFE,
            "test_restart_of_the_app_keeps_subscriptions_and_what_waits",
            "test_restart_without_memory_loses_subscriptions_and_topics",
        ),
    ),
    Hazard(
        "a UIN is deactivated or blocked later",
        "a death packet; `PATCH /idrepository/v1/identity/` with `status`",
        "`mpartner-default-auth/DEACTIVATE_ID` or `.../REMOVE_ID`, the identity's status, refused logins",
        _in("tests/flows/test_opencrvs_journeys.py", "test_death_deactivates_the_person")
        + _in("tests/mosip_mock/idrepository/test_identities.py", "test_status_is_changed_at_once_and_announced"),
    ),
)

TRANSPORT: Final = (
    Hazard(
        "the connection is dropped, or the answer never comes",
        "rules `drop=true`, `hang=true`, for any endpoint",
        "a closed connection, a time-out; others are not held up",
        _in(
            _BROKEN,
            "test_connection_is_dropped_without_an_answer",
            "test_hanging_answer_never_comes_and_holds_nobody_else_up",
        ),
    ),
    Hazard(
        "the answer is cut off or garbled on its way",
        "rules `body=truncated`, `body=garbled`",
        "fewer bytes than announced; as many, without sense",
        _in(
            _BROKEN,
            "test_truncated_body_ends_before_its_announced_length",
            "test_garbled_body_has_its_length_and_no_sense",
        ),
    ),
    Hazard(
        "it fails twice, the third time, now and then, or for a minute",
        "`times=2`, `nth=3`, `probability=0.5 seed=3`, `seconds=60` with any rule",
        "failures among successes, the same in each run",
        _in(_BROKEN, "test_rule_acts_as_often_as_it_says", "test_rule_for_a_while_ends_by_the_suites_clock"),
    ),
)

TABLES: Final = {
    "Logging in": LOGIN,
    "Codes and tokens": TOKENS,
    "Userinfo": USERINFO,
    "ID authentication": IDENTITY,
    "Packets and credentials": CREDENTIALS,
    "Deliveries by the hub": DELIVERIES,
    "Any endpoint": TRANSPORT,
}
