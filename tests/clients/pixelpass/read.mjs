// Reads a card's QR text with MOSIP's own PixelPass, then the signed claims by its mapper; prints JSON.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const cbor = require("cbor-web");
const pixelpass = require("@mosip/pixelpass");

const message = JSON.parse(pixelpass.decode(process.argv[2]));
const claims = cbor.decodeFirstSync(Buffer.from(message.value[2].data));
const mapper = { 1: "id", 2: "version", 4: "fullName", 8: "dateOfBirth", 9: "gender" };
const identity = pixelpass.decodeMappedData(cbor.encode(claims.get(169)), mapper);
process.stdout.write(JSON.stringify({ issuer: claims.get(1), identity }));
