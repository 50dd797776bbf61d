"""What a deployment configures: sources and processes, what each process does, who gets a credential.

`stock` is mosip/mosip-config as published; `opencrvs` is a deployment on which OpenCRVS works: sources OPENCRVS and
CRVS1, deaths deactivate, corrections, a credential after each. Source of the stock values: `application-default`,
`registration-processor-default`, `registration-processor-credential-partners.json`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from mosip_mock.packetmanager.providers import Provider
from mosip_mock.settings import META_INFO_FIELDS, Settings


class Effect(StrEnum):
    """What a processed packet does to the identity."""

    CREATE = "create"
    UPDATE = "update"
    DEATH = "death"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    FIND = "find"


class CredentialPartner(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets which credential after which processes."""

    partner_id: str
    credential_type: str
    template: str
    processes: tuple[str, ...]
    meta_info_fields: tuple[str, ...] = ()
    """Labels of the packet's `metaData` that are passed on with the request."""


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment."""

    name: str
    providers: tuple[Provider, ...]
    priority: tuple[Provider, ...]
    effects: Mapping[str, Effect]
    """The processes that the workflow manager starts: the main ones and those mapped to one."""
    partners: tuple[CredentialPartner, ...]
    finds_by_other_numbers: bool
    """Whether a person is also found by VID (`registration.processor.vid-support-for-update`) and nationalIdNumber."""
    reads_any_source: bool
    """Whether a packet is found whatever source it was written under, and lost fields still name the person."""
    makes_up_contacts: bool
    """Whether a person whose packet names neither phone nor e-mail gets some, so that an OTP can reach the outbox."""

    @property
    def processes(self) -> tuple[str, ...]:
        """What a packet or a workflow may be."""
        packets = (process for provider in self.providers for process in provider.processes.split("|"))
        return tuple(dict.fromkeys((*self.effects, *packets)))


_MAIN: Final = MappingProxyType(
    {
        "NEW": Effect.CREATE,
        "UPDATE": Effect.UPDATE,
        "LOST": Effect.FIND,
        "RES_UPDATE": Effect.UPDATE,
        "ACTIVATE": Effect.REACTIVATE,
        "DEACTIVATE": Effect.DEACTIVATE,
        "OPENCRVS_NEW": Effect.CREATE,
    }
)
_STOCK_PROVIDERS: Final = (
    Provider("REGISTRATION_CLIENT", "NEW|UPDATE|LOST|BIOMETRIC_CORRECTION"),
    Provider("RESIDENT", "ACTIVATED|DEACTIVATED|RES_UPDATE|LOST|RES_REPRINT"),
)
_STOCK_PRIORITY: Final = (
    Provider("REGISTRATION_CLIENT", "NEW|UPDATE|LOST|BIOMETRIC_CORRECTION"),
    Provider("RESIDENT", "ACTIVATED|DEACTIVATED|RES_UPDATE|RES_REPRINT"),
)
OPENCRVS_PROCESSES: Final = ("CRVS_NEW", "CRVS_DEATH", "CRVS_UPDATE", "CRVS_DEACTIVATE", "CRVS_REACTIVATE")
_ALL_CRVS: Final = "|".join(OPENCRVS_PROCESSES)

STOCK: Final = Preset(
    name="stock",
    providers=(
        *_STOCK_PROVIDERS,
        Provider("OPENCRVS", "OPENCRVS_NEW"),
        Provider("CRVS1", "CRVS_NEW|CRVS_DEATH"),
    ),
    priority=(*_STOCK_PRIORITY, Provider("OPENCRVS", "OPENCRVS_NEW"), Provider("CRVS1", "CRVS_NEW|CRVS_DEATH")),
    effects={**_MAIN, "CRVS_NEW": Effect.CREATE, "CRVS_DEATH": Effect.UPDATE},
    partners=(
        CredentialPartner(
            partner_id="opencrvs-partner",
            credential_type="opencrvs",
            template="RPR_UIN_CARD_TEMPLATE",
            processes=("OPENCRVS_NEW",),
            meta_info_fields=META_INFO_FIELDS,
        ),
    ),
    finds_by_other_numbers=False,
    reads_any_source=False,
    makes_up_contacts=False,
)
OPENCRVS: Final = Preset(
    name="opencrvs",
    providers=(*_STOCK_PROVIDERS, Provider("OPENCRVS", f"OPENCRVS_NEW|{_ALL_CRVS}"), Provider("CRVS1", _ALL_CRVS)),
    priority=(*_STOCK_PRIORITY, Provider("OPENCRVS", "OPENCRVS_NEW"), Provider("CRVS1", _ALL_CRVS)),
    effects={
        **_MAIN,
        "CRVS_NEW": Effect.CREATE,
        "CRVS_DEATH": Effect.DEATH,
        "CRVS_UPDATE": Effect.UPDATE,
        "CRVS_DEACTIVATE": Effect.DEACTIVATE,
        "CRVS_REACTIVATE": Effect.REACTIVATE,
    },
    partners=(
        CredentialPartner(
            partner_id="crvs-partner",
            credential_type="vercred",
            template="RPR_UIN_CARD_TEMPLATE",
            processes=("OPENCRVS_NEW", *OPENCRVS_PROCESSES),
        ),
    ),
    finds_by_other_numbers=True,
    reads_any_source=True,
    makes_up_contacts=True,
)
PRESETS: Final[Mapping[str, Preset]] = MappingProxyType({preset.name: preset for preset in (STOCK, OPENCRVS)})


def preset_of(settings: Settings) -> Preset:
    """The deployment with its credentials for these partners and of this type. What MOSIP publishes stays as it is."""
    preset = PRESETS[settings.preset]
    if preset is STOCK:
        return preset
    partners = tuple(
        msgspec.structs.replace(
            partner,
            partner_id=partner_id,
            credential_type=settings.credential_type,
            processes=tuple(p for p in partner.processes if settings.death_credentials or p != "CRVS_DEATH"),
            meta_info_fields=settings.credential_meta_info,
        )
        for partner in preset.partners
        for partner_id in settings.credential_partners
    )
    return msgspec.structs.replace(preset, partners=partners)
