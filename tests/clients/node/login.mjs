// A relying party on openid-client with every check switched on. The first line on standard input is the settings:
// {issuer, clientId, jwk, redirectUri, fapi, claims}; it prints {"authorizeUrl": ...}, reads the address that the
// user came back to, and prints {"idToken", "userinfo", "tokenType"} or {"error"}.
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";

import * as client from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);

// The registered key is for RS256.
function signingKey({ kty, n, e, d, p, q, dp, dq, qi }) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return webcrypto.subtle.importKey("jwk", { kty, n, e, d, p, q, dp, dq, qi }, algorithm, false, ["sign"]);
}

async function main() {
  const config = await client.discovery(
    new URL(settings.issuer),
    settings.clientId,
    { userinfo_signed_response_alg: "RS256", ...settings.metadata },
    client.PrivateKeyJwt(await signingKey(settings.jwk)),
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  );
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const parameters = {
    redirect_uri: settings.redirectUri,
    scope: "openid profile",
    claims: settings.claims,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  };
  let DPoP;
  let url;
  if (settings.fapi) {
    DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair("PS256"));
    url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });
  } else {
    url = client.buildAuthorizationUrl(config, parameters);
  }
  console.log(JSON.stringify({ authorizeUrl: url.href }));

  const returned = new URL((await lines.next()).value);
  const tokens = await client.authorizationCodeGrant(
    config,
    returned,
    { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    undefined,
    { DPoP },
  );
  const { sub } = tokens.claims();
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
  console.log(JSON.stringify({ idToken: tokens.claims(), userinfo, tokenType: tokens.token_type }));
}

try {
  await main();
} catch (error) {
  console.log(JSON.stringify({ error: error.code ?? error.name, message: error.message, cause: describe(error.cause) }));
}
process.exit(0);

function describe(cause) {
  return cause instanceof Error ? cause.message : (cause ?? null);
}
