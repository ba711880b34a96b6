// SCRAM (RFC 5802, RFC 7677): a password is proven without being sent, and the server keeps only what it needs to check
// the proof. As in Kafka, passwords are not normalised (no SASLprep), and there is no channel binding.
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { base64Decode, base64Encode } from "../base/base64.ts";
import { utf8Encode } from "../base/utf8.ts";

/** An exchange that cannot go on. The text is Kafka's; which of it a peer may see is the caller's business. */
export class ScramError extends Error {
  override readonly name = "ScramError";
}

export type ScramMechanism = "SCRAM-SHA-256" | "SCRAM-SHA-512";

export const SCRAM_MECHANISMS: readonly ScramMechanism[] = ["SCRAM-SHA-256", "SCRAM-SHA-512"];

/** A client refuses less, and so does a server, since a stored key would be too easy to guess from. */
export const MIN_ITERATIONS = 4096;

const HASHES = { "SCRAM-SHA-256": sha256, "SCRAM-SHA-512": sha512 } as const;

/** What the server keeps of a password. */
export interface ScramCredential {
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
  readonly iterations: number;
}

function sign(mechanism: ScramMechanism, key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(HASHES[mechanism], key, message);
}

/** The slow step: `iterations` rounds of HMAC over password and salt. */
export function saltedPassword(
  mechanism: ScramMechanism,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  if (password === "") throw new ScramError("Empty key");
  const hash = HASHES[mechanism];
  return pbkdf2(hash, utf8Encode(password), salt, { c: iterations, dkLen: hash.outputLen });
}

export function clientKey(mechanism: ScramMechanism, salted: Uint8Array): Uint8Array {
  return sign(mechanism, salted, utf8Encode("Client Key"));
}

export function storedKey(mechanism: ScramMechanism, key: Uint8Array): Uint8Array {
  return HASHES[mechanism](key);
}

export function serverKey(mechanism: ScramMechanism, salted: Uint8Array): Uint8Array {
  return sign(mechanism, salted, utf8Encode("Server Key"));
}

export function scramCredential(
  mechanism: ScramMechanism,
  password: string,
  salt: Uint8Array,
  iterations: number,
): ScramCredential {
  return credentialFromSalted(
    mechanism,
    saltedPassword(mechanism, password, salt, iterations),
    salt,
    iterations,
  );
}

/** AlterUserScramCredentials brings the salted password: the broker never sees the password itself (KIP-554). */
export function credentialFromSalted(
  mechanism: ScramMechanism,
  salted: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): ScramCredential {
  return {
    salt,
    storedKey: storedKey(mechanism, clientKey(mechanism, salted)),
    serverKey: serverKey(mechanism, salted),
    iterations,
  };
}

/** Signature over the exchange, with the stored key (client's) or the server key (server's). */
export function signature(mechanism: ScramMechanism, key: Uint8Array, authMessage: string): Uint8Array {
  return sign(mechanism, key, utf8Encode(authMessage));
}

/** Client key and signature mixed: whoever knows one of them and the proof knows the other. */
export function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, i) => byte ^ (right[i] ?? 0));
}

/** Takes the same time wherever the difference is. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length;
  for (let i = 0; i < left.length; i++) difference |= left[i]! ^ (right[i] ?? 0);
  return difference === 0;
}

/** The text form in which Kafka's tools show and store a credential. */
export function formatCredential(credential: ScramCredential): string {
  const { salt, storedKey: stored, serverKey: server, iterations } = credential;
  return `salt=${base64Encode(salt)},stored_key=${base64Encode(stored)},server_key=${base64Encode(server)},iterations=${iterations}`;
}

const CREDENTIAL_FIELDS = ["salt", "stored_key", "server_key", "iterations"];

/** Throws ScramError. */
export function parseCredential(text: string): ScramCredential {
  const fields = new Map<string, string>();
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    if (at > 0) fields.set(part.slice(0, at), part.slice(at + 1));
  }
  if (fields.size !== 4 || !CREDENTIAL_FIELDS.every((name) => fields.has(name))) {
    throw new ScramError(`Credentials not valid: ${text}`);
  }
  const iterations = fields.get("iterations")!;
  if (!/^[+-]?\d+$/.test(iterations)) throw new ScramError(`For input string: "${iterations}"`);
  const bytes = (name: string): Uint8Array => {
    try {
      return base64Decode(fields.get(name)!);
    } catch (error) {
      throw new ScramError((error as Error).message);
    }
  };
  return {
    salt: bytes("salt"),
    storedKey: bytes("stored_key"),
    serverKey: bytes("server_key"),
    iterations: Number(iterations),
  };
}
