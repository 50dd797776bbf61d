"""Codes of e-Signet that no request brings about here, each with the reason. Fault rules give them on demand.

Source: mosip/esignet `core/constants/ErrorConstants`.
"""

from collections.abc import Mapping
from typing import Final

NEVER_ANSWERED: Final[Mapping[str, str]] = {
    "acr_amr_mapping_not_found": "the mapping is part of the mock and cannot be missing",
    "too_early_attempt": "the original defines it and raises it nowhere",
    "kyc_signing_certificate_failed": "the original writes it into its log alone",
    "link_code_gen_failed": "it takes the same 15 random characters twice in a row",
    "unsupported_id_format": "the original names it as a default that every field overrides",
    "unbound_auth_factor": "it takes a wallet that is bound",
    "invalid_wla_token": "it takes a wallet that is bound",
    "unknown_wla_format": "it takes a wallet that is bound",
    "sha256_thumbprint_header_missing": "it takes a wallet that is bound",
    "binding_auth_failed": "nothing is bound",
    "failed_to_create_jwe": "nothing is bound",
    "invalid_certificate": "nothing is bound",
    "no_unique_alias": "a fault of the original's key store",
    "aes_cipher_failed": "a fault of the original's cache encryption",
    "failed_to_generate_header_hash": "a fault of the original's JSON library",
    "invalid_algorithm": "a fault of the original's Java runtime",
    "kbi_spec_not_found": "the form of the knowledge factor is part of the mock",
}
