// A minimal login server on Fastify and jose, the yardstick of `make bench`: authorize, token (verified client
// assertion, two RS256 signatures), userinfo (verified access token, one RS256 signature), and a plain JSON answer.
// Usage: node server.mjs PORT KEYS.json   (KEYS.json is made when it is missing: server and client, private JWKs)
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import Fastify from "fastify";
import { SignJWT, exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";

const [port, keysFile] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;

async function newKey() {
  const { privateKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  return exportJWK(privateKey);
}

function publicPart({ kty, n, e }) {
  return { kty, n, e };
}

if (!existsSync(keysFile)) {
  writeFileSync(keysFile, JSON.stringify({ server: await newKey(), client: await newKey() }), { mode: 0o600 });
}
const keys = JSON.parse(readFileSync(keysFile, "utf8"));
const signingKey = await importJWK(keys.server, "RS256");
const verificationKey = await importJWK(publicPart(keys.server), "RS256");
const clientKey = await importJWK(publicPart(keys.client), "RS256");
const citizens = new Map([["2345678901", { name: "Somebody", birthdate: "1990/01/01", gender: "Female" }]]);
const codes = new Map();

function signed(claims) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: "one" })
    .setIssuer(base)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(signingKey);
}

const app = Fastify();
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
  done(null, Object.fromEntries(new URLSearchParams(body))),
);

app.get("/health", async () => ({ status: "ok", app: "fastify-login", version: "1", citizens: citizens.size }));

app.get("/authorize", async (request, reply) => {
  const { client_id, redirect_uri, state, nonce, login_hint } = request.query;
  if (!citizens.has(login_hint)) return reply.code(400).send({ error: "access_denied" });
  const code = randomBytes(24).toString("base64url");
  codes.set(code, { client_id, redirect_uri, nonce, sub: login_hint });
  return reply.redirect(`${redirect_uri}?${new URLSearchParams({ code, state })}`);
});

app.post("/token", async (request, reply) => {
  const { code, client_id, redirect_uri, client_assertion } = request.body;
  const granted = codes.get(code);
  if (!granted || granted.client_id !== client_id || granted.redirect_uri !== redirect_uri) {
    return reply.code(400).send({ error: "invalid_grant" });
  }
  try {
    await jwtVerify(client_assertion, clientKey, { issuer: client_id, subject: client_id, audience: `${base}/token` });
  } catch {
    return reply.code(401).send({ error: "invalid_client" });
  }
  codes.delete(code);
  return {
    token_type: "Bearer",
    expires_in: 3600,
    id_token: await signed({ sub: granted.sub, aud: client_id, nonce: granted.nonce }),
    access_token: await signed({ sub: granted.sub, aud: client_id, scope: "openid profile" }),
  };
});

app.get("/userinfo", async (request, reply) => {
  try {
    const token = request.headers.authorization.slice("Bearer ".length);
    const { payload } = await jwtVerify(token, verificationKey, { issuer: base });
    const answer = await signed({ sub: payload.sub, aud: payload.aud, ...citizens.get(payload.sub) });
    return reply.type("application/jwt").send(answer);
  } catch {
    return reply.code(401).send({ error: "invalid_token" });
  }
});

await app.listen({ port: Number(port), host: "127.0.0.1" });
