// Checks proofs of MOSIP credentials with jsonld.js, Node's own crypto and the contexts that W3C and Digital Bazaar publish.
// Reads {contexts, publicKeyPem, credentials} from standard input; prints for each {options, document, holds}.
import { constants, createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import jsonld from "jsonld";

const require = createRequire(import.meta.url);
const known = new Map([
  ...require("@digitalbazaar/credentials-context").contexts,
  ...require("@digitalbazaar/security-context").contexts,
  ...require("@digitalbazaar/odrl-context").contexts,
]);
const { contexts, publicKeyPem, credentials } = JSON.parse(readFileSync(0, "utf8"));

async function documentLoader(documentUrl) {
  const document = contexts[documentUrl] ?? known.get(documentUrl);
  if (!document) throw new Error(`no context ${documentUrl}`);
  return { contextUrl: null, documentUrl, document };
}

async function digest(document) {
  const options = { algorithm: "URDNA2015", format: "application/n-quads", safe: false, documentLoader };
  return createHash("sha256").update(await jsonld.canonize(document, options)).digest();
}

async function check({ proof, ...document }) {
  const { jws, ...options } = proof;
  const hashes = [await digest({ "@context": "https://w3id.org/security/v2", ...options }), await digest(document)];
  const found = { options: hashes[0].toString("hex"), document: hashes[1].toString("hex") };
  if (!jws) return found;
  const [header, payload, signature] = jws.split(".");
  const { alg, b64, crit } = JSON.parse(Buffer.from(header, "base64url"));
  if (payload || alg !== "PS256" || b64 !== false || crit[0] !== "b64") return { ...found, holds: false };
  const signed = Buffer.concat([Buffer.from(`${header}.`), ...hashes]);
  const key = { key: createPublicKey(publicKeyPem), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return { ...found, holds: verify("sha256", signed, key, Buffer.from(signature, "base64url")) };
}

process.stdout.write(JSON.stringify(await Promise.all(credentials.map(check))));
