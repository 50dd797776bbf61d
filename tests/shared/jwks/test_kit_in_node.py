"""The kit as OpenCRVS' `mosip-api` loads it: with node-forge and jose."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from shared.jwks.encryption import unwrap_session_key
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.partner_kit import ensure_kit
from shared.jwks.verifying import verify_jws
from tests.shared.jwks.partner_files import client_key

pytestmark = pytest.mark.e2e

SCRIPT = """
const fs = require('fs'), forge = require('node-forge');
const kit = process.argv[2], read = (name, coding) => fs.readFileSync(`${kit}/${name}`, coding);
const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(read('keystore.p12', 'binary')), 'mosip123');
const bags = (type) => store.getBags({ bagType: type })[type];
const key = bags(forge.pki.oids.pkcs8ShroudedKeyBag)[0].key;
const partner = bags(forge.pki.oids.certBag)[0].cert;
const ida = forge.pki.certificateFromPem(read('ida-partner.crt', 'utf8'));
const md = forge.md.sha256.create();
const wrapped = ida.publicKey.encrypt('k'.repeat(32), 'RSA-OAEP', { md, mgf1: { md: forge.md.sha256.create() } });
(async () => {
  const { importJWK, SignJWT } = await import('jose');
  const jwk = JSON.parse(Buffer.from(read('esignet-jwk.txt', 'utf8'), 'base64').toString());
  const signer = await importJWK(jwk, 'RS256');
  const assertion = await new SignJWT({ iss: 'mock-client_id' }).setProtectedHeader({ alg: 'RS256' }).sign(signer);
  console.log(JSON.stringify({
    n: key.n.toString(16), certified: partner.publicKey.n.toString(16),
    name: partner.subject.getField('CN').value, wrapped: forge.util.encode64(wrapped), assertion,
  }));
})();
"""


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    directory = tmp_path_factory.mktemp("node")
    (directory / "package.json").write_text("{}")
    subprocess.run(
        ["npm", "install", "--silent", "--no-save", "node-forge@1", "jose@5"],
        cwd=directory,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return directory


def test_node_reads_the_kit(node_modules: Path, tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys")
    kit = ensure_kit(tmp_path, ring)
    (node_modules / "read.cjs").write_text(SCRIPT)
    done = subprocess.run(["node", "read.cjs", str(kit)], cwd=node_modules, check=True, capture_output=True)
    answer = json.loads(done.stdout)
    assert answer["name"] == "crvs-partner"
    assert answer["n"] == answer["certified"]
    private = ring.decryption(KeyName.IDA_PARTNER)
    assert unwrap_session_key(private, base64.b64decode(answer["wrapped"])) == b"k" * 32
    assert verify_jws(answer["assertion"], [client_key(tmp_path)], ["RS256"]).claims["iss"] == "mock-client_id"
