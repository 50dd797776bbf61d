"""The credential itself: who it is about, in the form of its type, and signed where that form has a proof.

Source: mosip/id-repository `VerCredProvider` for verifiable credentials.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from mosip_mock.credentials.context_files import CREDENTIALS_V1, ContextStyle, loader, mosip_context
from mosip_mock.credentials.faulty import spoilt_credential, spoilt_subject
from mosip_mock.credentials.formats import format_of, plain_credential
from mosip_mock.credentials.presentation import presentation_of
from mosip_mock.credentials.proof import ProofStyle, with_proof
from mosip_mock.credentials.requests import CredentialRequest
from mosip_mock.credentials.subject import SUBJECT_PREFIX, shared_attributes
from mosip_mock.credentials.well_known import CONTEXT_PATH, CONTROLLER_PATH, KEY_PATH
from mosip_mock.partners.partner import Attribute
from shared.citizens.citizen import Citizen, Vid
from shared.draws import Draw
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.signing import SigningKey
from shared.wire import wire_time


class IssuingRules(Struct, frozen=True, kw_only=True):
    """How this deployment issues."""

    public_url: str
    """Stands in credentials: issuer, context, key."""
    internal_url: str = ""
    """Where subscribers fetch data shares, which may run in containers; the public one unless given."""
    proof_style: ProofStyle = "mosip"
    context_style: ContextStyle = "extended"
    context_terms: Mapping[str, Any] = {}


class CredentialMaker:
    """Makes credentials; `fault` of the catalogue makes one wrong."""

    def __init__(self, keys: KeyRing, rules: IssuingRules, draw: Draw) -> None:
        self._keys = keys
        self._rules = rules
        self._draw = draw
        context = mosip_context(rules.public_url, rules.context_style, rules.context_terms)
        self._load = loader({rules.public_url + CONTEXT_PATH: context})

    def make(
        self,
        request: CredentialRequest,
        citizen: Citizen,
        attributes: Collection[Attribute],
        *,
        vids: Mapping[str, Vid],
        now: datetime,
        fault: str | None,
    ) -> dict[str, Any]:
        """The credential that a request asks for, with these attributes of the person. Raises `CannotIssueError`.

        `vids` are shared under these names.
        """
        presentation = presentation_of(request.additional)
        shared = list(shared_attributes(citizen, attributes, vids, presentation, now.date()))
        form = format_of(request.credential_type)
        if form == "verifiable":
            subject = {attribute.name: attribute.value for attribute in shared}
            subject |= {"id": SUBJECT_PREFIX + request.asked_id, "vcVer": "VC-V1"}
            return self._verifiable(spoilt_subject(subject, fault), now, fault)
        return plain_credential(
            shared,
            credential_id=self._draw.uuid(),
            individual_id=request.asked_id if form == "plain" else None,
            partner_id=request.issuer,
            issued=wire_time(now),
            pin=request.encryption_key if form == "plain" else None,
            encrypts_all=request.encrypts,
        )

    def _verifiable(self, subject: dict[str, Any], now: datetime, fault: str | None) -> dict[str, Any]:
        base = self._rules.public_url
        document = {
            "@context": [CREDENTIALS_V1, base + CONTEXT_PATH, {"sec": "https://w3id.org/security#"}],
            "credentialSubject": subject,
            "id": f"http://credential.idrepo/credentials/{self._draw.uuid()}",
            "issuanceDate": wire_time(now),
            "issuer": base + CONTROLLER_PATH,
            "type": ["VerifiableCredential", "MOSIPVerifiableCredential"],
        }
        host = "https://credentials.another-country.example" if fault == "proof-other-host" else base
        signed = with_proof(
            document,
            self._signing_key(fault),
            created=now,
            verification_method=host + KEY_PATH,
            load=self._load,
            style=self._rules.proof_style,
        )
        return spoilt_credential(signed, fault)

    def _signing_key(self, fault: str | None) -> SigningKey:
        return self._keys.signing(KeyName.KYC if fault == "proof-wrong-key" else KeyName.CREDENTIAL)
