"""Each code that the original has is either answered here, and tested, or stands in the list of those that are not."""

from pathlib import Path
from typing import Any, Final

import pytest

from esignet_mock.authorization.errors import AuthorizationCode
from esignet_mock.authorization.never_answered import NEVER_ANSWERED
from esignet_mock.clients.errors import ManagementCode
from esignet_mock.oauth_errors import SINCE_1_7, UNTIL_1_6
from esignet_mock.userinfo.errors import UserinfoErrorCode
from tests.benches.front_channel import codes_of
from tests.esignet_mock.codes.conftest import OpenFront

ORIGINAL: Final = """
invalid_request invalid_client invalid_assertion invalid_assertion_type invalid_client_id invalid_grant
invalid_auth_code pkce_failed invalid_pkce_code_verifier invalid_grant_type unsupported_grant_type invalid_scope
invalid_response_type invalid_display invalid_prompt invalid_redirect_uri invalid_claim invalid_verified_claims
invalid_verification invalid_acr no_acr_registered acr_amr_mapping_not_found invalid_pkce_challenge
unsupported_pkce_challenge_method use_pkce invalid_id_token_hint invalid_transaction invalid_transaction_id
invalid_identifier invalid_individual_id unsupported_id_format invalid_otp_channel send_otp_failed invalid_captcha
failed_to_validate_captcha invalid_no_of_challenges invalid_auth_factor_type invalid_challenge_format
invalid_challenge invalid_auth_factor_type_or_challenge_format auth_factor_mismatch auth_failed no_attempts_left
individual_id_blocked too_early_attempt invalid_accepted_claim invalid_permitted_scope invalid_path_fragment
verification_incomplete data_exchange_failed kyc_signing_certificate_failed link_code_gen_failed invalid_link_code
link_code_limit_reached response_timeout invalid_signature_format invalid_wla_token unknown_wla_format
unbound_auth_factor sha256_thumbprint_header_missing binding_not_found key_binding_failed binding_auth_failed
failed_to_create_jwe invalid_certificate invalid_dpop_proof use_dpop_nonce invalid_token missing_header
unknown_error duplicate_client_id duplicate_public_key invalid_public_key invalid_client_name
invalid_client_name_value invalid_client_name_length invalid_language_code invalid_uri invalid_rp_id
invalid_client_auth invalid_status invalid_additional_config payload_too_large no_unique_alias aes_cipher_failed
failed_to_generate_header_hash invalid_algorithm kbi_spec_not_found
""".split()  # noqa: SIM905 - a list that long is read as words
"""Of mosip/esignet `ErrorConstants` at the tags v1.5.1 to v1.8.0, those of tokens until 1.6 included."""
ANSWERED: Final = {
    *map(str, AuthorizationCode),
    *map(str, ManagementCode),
    *map(str, UserinfoErrorCode),
    *(wire.inner for table in (SINCE_1_7, UNTIL_1_6) for wire in table.values()),
}
FIDELITY: Final = Path(__file__).parents[3] / "docs" / "fidelity.md"


def test_each_code_of_the_original_is_accounted_for() -> None:
    assert set(ORIGINAL) - ANSWERED == set(NEVER_ANSWERED)


def test_no_code_is_on_both_lists() -> None:
    assert not ANSWERED & set(NEVER_ANSWERED)


@pytest.mark.parametrize("code", NEVER_ANSWERED)
def test_fidelity_page_says_why_a_code_is_never_answered(code: str) -> None:
    assert f"`{code}`" in FIDELITY.read_text()


@pytest.mark.parametrize("code", NEVER_ANSWERED)
def test_code_that_is_never_answered_is_given_on_demand(open_front: OpenFront, code: str) -> None:
    front = open_front()
    rule: dict[str, Any] = {"match": {"service": "authorization"}, "action": {"error": code}, "times": 1}
    assert front.http.post("/_mock/faults", json=rule).status_code == 201

    assert codes_of(front.http.post("/v1/esignet/authorization/v3/oauth-details")) == [code]
