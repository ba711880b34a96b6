// Both ends of a SCRAM exchange as machines without IO: text in, text out.
//
//   client                      server
//   first()            ──────►  first()       user name, client nonce
//   final()            ◄──────                client and server nonce, salt, iterations
//                      ──────►  final()       proof of the password
//   finish()           ◄──────                signature: the server knows the stored key
import { base64Encode } from "../base/base64.ts";
import {
  clientKey,
  equalBytes,
  MIN_ITERATIONS,
  type ScramCredential,
  ScramError,
  type ScramMechanism,
  saltedPassword,
  serverKey,
  signature,
  storedKey,
  xor,
} from "./scram.ts";
import {
  type ClientFirst,
  clientFinalWithoutProof,
  formatClientFirst,
  formatServerFirst,
  parseClientFinal,
  parseClientFirst,
  parseServerFinal,
  parseServerFirst,
  saslName,
  userOfSaslName,
} from "./scram-messages.ts";

const NO_EXTENSIONS: ReadonlyMap<string, string> = new Map();

function authMessage(firstBare: string, serverFirst: string, withoutProof: string): string {
  return `${firstBare},${serverFirst},${withoutProof}`;
}

/** In the texts of Java the mechanism is an enum's constant. */
function constantName(mechanism: ScramMechanism): string {
  return mechanism.replaceAll("-", "_");
}

export interface ScramClientOptions {
  readonly mechanism: ScramMechanism;
  readonly user: string;
  readonly password: string;
  /** Random, printable, without a comma. */
  readonly nonce: string;
  readonly extensions?: ReadonlyMap<string, string>;
}

export interface ScramClient {
  first(): string;
  /** Throws ScramError. */
  final(serverFirst: string): string;
  /** Returns when the server is the right one, and throws ScramError otherwise. */
  finish(serverFinal: string): void;
}

export function scramClient(options: ScramClientOptions): ScramClient {
  const { mechanism, nonce } = options;
  const first = formatClientFirst(saslName(options.user), nonce, options.extensions ?? NO_EXTENSIONS);
  let expectedSignature: Uint8Array | undefined;
  return {
    first: () => first,
    final(serverFirst) {
      const server = parseServerFirst(serverFirst);
      if (!server.nonce.startsWith(nonce)) {
        throw new ScramError("Invalid server nonce: does not start with client nonce");
      }
      if (server.iterations < MIN_ITERATIONS) {
        throw new ScramError(
          `Requested iterations ${server.iterations} is less than the minimum ${MIN_ITERATIONS} for ${mechanism}`,
        );
      }
      const salted = saltedPassword(mechanism, options.password, server.salt, server.iterations);
      const withoutProof = clientFinalWithoutProof(server.nonce);
      const signed = authMessage(first.slice("n,,".length), serverFirst, withoutProof);
      const key = clientKey(mechanism, salted);
      const proof = xor(key, signature(mechanism, storedKey(mechanism, key), signed));
      expectedSignature = signature(mechanism, serverKey(mechanism, salted), signed);
      return `${withoutProof},p=${base64Encode(proof)}`;
    },
    finish(serverFinal) {
      const { error, serverSignature } = parseServerFinal(serverFinal);
      if (error !== null) {
        throw new ScramError(`Sasl authentication using ${mechanism} failed with error: ${error}`);
      }
      if (expectedSignature === undefined || !equalBytes(serverSignature!, expectedSignature)) {
        throw new ScramError("Invalid server signature in server final message");
      }
    },
  };
}

export interface ScramServerOptions {
  readonly mechanism: ScramMechanism;
  /** Added to the client's. */
  readonly nonce: string;
  findCredential(user: string): ScramCredential | undefined;
  /** Of the delegation token with this id; left out where there are no tokens. */
  findTokenCredential?(tokenId: string): ScramCredential | undefined;
}

export interface ScramServer {
  /** Throws ScramError. */
  first(clientFirst: string): string;
  /** The last message; the client has proven that it is `user`. Throws ScramError. */
  final(clientFinal: string): string;
  /** Of the client whose first message was taken; its proof may be still to come. */
  readonly user: string;
  /** The client authenticated with a delegation token, whose id `user` then is (KIP-48). */
  readonly withToken: boolean;
}

export function scramServer(options: ScramServerOptions): ScramServer {
  const { mechanism } = options;
  let client: ClientFirst | undefined;
  let credential: ScramCredential | undefined;
  let firstMessage = "";
  let user = "";
  const isToken = (): boolean => client?.extensions.get("tokenauth")?.toLowerCase() === "true";

  function find(): ScramCredential {
    const found = isToken() ? options.findTokenCredential?.(user) : options.findCredential(user);
    if (found !== undefined) return found;
    throw new ScramError(
      isToken()
        ? `Token Authentication failed: Invalid tokenId : ${user}`
        : "Authentication failed: Invalid user credentials",
    );
  }

  return {
    get user() {
      return user;
    },
    get withToken() {
      return isToken();
    },
    first(clientFirst) {
      client = parseClientFirst(clientFirst);
      user = userOfSaslName(client.saslName);
      credential = find();
      if (client.authorizationId !== "" && client.authorizationId !== user) {
        throw new ScramError(
          "Authentication failed: Client requested an authorization id that is different from username",
        );
      }
      if (credential.iterations < MIN_ITERATIONS) {
        throw new ScramError(
          `Iterations ${credential.iterations} is less than the minimum ${MIN_ITERATIONS} for ${constantName(mechanism)}`,
        );
      }
      firstMessage = formatServerFirst(client.nonce + options.nonce, credential.salt, credential.iterations);
      return firstMessage;
    },
    final(clientFinal) {
      const answer = parseClientFinal(clientFinal);
      if (client === undefined || credential === undefined || answer.nonce !== client.nonce + options.nonce) {
        throw new ScramError("Invalid client nonce in the final client message.");
      }
      const signed = authMessage(client.bare, firstMessage, answer.withoutProof);
      const key = xor(answer.proof, signature(mechanism, credential.storedKey, signed));
      if (!equalBytes(storedKey(mechanism, key), credential.storedKey)) {
        throw new ScramError("Invalid client credentials");
      }
      return `v=${base64Encode(signature(mechanism, credential.serverKey, signed))}`;
    },
  };
}
