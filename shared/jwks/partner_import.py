"""The certificate of any partner beside the kit's own, taken from a file that the partner has."""

from pathlib import Path

from shared.jwks import certificates, key_files
from shared.jwks.key_files import PUBLIC_FILE, StagedFiles
from shared.jwks.kit_files import PARTNER_ID, certificate_path, partners_directory
from shared.jwks.kit_import import KitSources, read_sources
from shared.jwks.partners import IncompleteSourcesError, KitError, PartnerIdError, is_file_name


def import_partner(data_dir: Path, partner_id: str, sources: KitSources) -> Path:
    """Keep the certificate out of a keystore or a certificate file; where it stands now. Running mocks see it.

    Raises `KitError` naming the file and what is wrong with it.
    """
    if partner_id == PARTNER_ID:
        raise PartnerIdError(f"{PARTNER_ID} is the kit's own partner; bring its files by: mosip-mocks kit import")
    if not is_file_name(partner_id):
        raise PartnerIdError(f"'{partner_id}' can have no file; letters, digits, '.', '_' and '-' make a partner id")
    certificate = read_sources(sources).partner_certificate
    if certificate is None:
        raise IncompleteSourcesError("nothing to take: give a keystore or a certificate")
    path = certificate_path(data_dir, partner_id)
    try:
        key_files.make_private_directory(partners_directory(data_dir))
        with StagedFiles() as staged:
            staged.add(path, certificates.pem(certificate), PUBLIC_FILE)
    except OSError as error:
        raise KitError(f"{path} cannot be written ({error.strerror})") from error
    return path
