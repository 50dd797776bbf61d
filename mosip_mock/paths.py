"""Where each service of the MOSIP mock answers: the first part of its paths."""

from typing import Final

AUTH_MANAGER: Final = "/v1/authmanager"
REALMS: Final = "/auth/realms"
PACKET_MANAGER: Final = "/commons/v1/packetmanager"
REGISTRATION: Final = "/registrationprocessor/v1"
ID_REPOSITORY: Final = "/idrepository/v1"
REQUEST_GENERATOR: Final = "/v1/credentialrequest"
ID_AUTHENTICATION: Final = "/idauthentication/v1"
CERTIFICATE_FILES: Final = "/mosip-certs"
HUB: Final = ("/hub", "/hub/", "/websub/hub", "/websub/hub/")
WELL_KNOWN: Final = "/.well-known"
DATA_SHARES: Final = "/v1/datashare/get"
