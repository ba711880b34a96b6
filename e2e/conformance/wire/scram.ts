// SCRAM: every value in between, whole exchanges with fixed nonces and tampered messages, and the parsers.
import {
  clientKey,
  formatCredential,
  parseCredential,
  type ScramCredential,
  ScramError,
  type ScramMechanism,
  saltedPassword,
  scramCredential,
  serverKey,
  signature,
  storedKey,
  xor,
} from "../../../src/engine/security/scram.ts";
import { scramClient, scramServer } from "../../../src/engine/security/scram-exchange.ts";
import {
  clientFinalWithoutProof,
  formatClientFirst,
  formatServerFirst,
  parseClientFinal,
  parseClientFirst,
  parseServerFinal,
  parseServerFirst,
  saslName,
  userOfSaslName,
} from "../../../src/engine/security/scram-messages.ts";
import { expectEqual, expectFailure, Mismatch } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";

interface Step {
  readonly by: "client" | "server";
  readonly message?: string | null;
  readonly changedInFlightTo?: string;
  readonly complete?: boolean;
  readonly error?: JavaError;
}

interface ScramCase {
  readonly kind: string;
  readonly name?: string;
  readonly mechanism: ScramMechanism;
  readonly user: string;
  readonly password: string;
  readonly clientUser: string;
  readonly clientPassword: string;
  readonly salt: string;
  readonly iterations: number;
  readonly clientNonce: string;
  readonly serverNonce: string;
  readonly credential: string;
  readonly steps: readonly Step[];
  readonly clientComplete: boolean;
  readonly serverComplete: boolean;
  readonly authorizationId?: string;
  readonly message: string;
  readonly text: string;
  readonly ok?: unknown;
  readonly error?: JavaError;
  readonly saslName: string;
  readonly back: string;
}

export const scram: CaseFile<ScramCase> = {
  file: "scram.jsonl",
  name: (one) => `${one.kind} ${one.name ?? one.user ?? one.text} ${one.mechanism ?? ""}`,
  check(one) {
    const check = CHECKS[one.kind];
    if (check === undefined) throw new Mismatch(`unknown kind ${one.kind}`);
    check(one);
  },
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

function sameFailure(run: () => unknown, expected: JavaError): void {
  const error = expectFailure(run, [ScramError], expected.message ?? expected.class);
  // Texts of the Java library are not ours to repeat.
  if (!/^Input byte/.test(expected.message ?? "")) expectEqual(error.message, expected.message, "error");
}

const CHECKS: Readonly<Record<string, (one: ScramCase) => void>> = {
  compute: checkCompute,
  exchange: checkExchange,
  parse(one) {
    const parse = PARSERS[one.message];
    if (parse === undefined) throw new Mismatch(`unknown message ${one.message}`);
    if (one.error !== undefined) sameFailure(() => parse(one.text), one.error);
    else expectEqual(parse(one.text), one.ok, "parsed");
  },
  saslName(one) {
    expectEqual(saslName(one.user), one.saslName, "escaped");
    expectEqual(userOfSaslName(one.saslName), one.back, "and back");
  },
  "credential parse"(one) {
    if (one.error !== undefined) sameFailure(() => parseCredential(one.text), one.error);
    else expectEqual(formatCredential(parseCredential(one.text)), one.ok, "parsed");
  },
};

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  clientFirst(text) {
    const { extensions, ...rest } = parseClientFirst(text);
    return {
      ...rest,
      extensions: Object.fromEntries(extensions),
      tokenauth: extensions.get("tokenauth") === "true",
    };
  },
  serverFirst(text) {
    const message = parseServerFirst(text);
    return { ...message, salt: base64(message.salt) };
  },
  clientFinal(text) {
    const { nonce, channelBinding, proof } = parseClientFinal(text);
    return { nonce, channelBinding: base64(channelBinding), proof: base64(proof) };
  },
  serverFinal(text) {
    const { error, serverSignature } = parseServerFinal(text);
    return serverSignature === null ? { error } : { error, serverSignature: base64(serverSignature) };
  },
};

function checkCompute(one: ScramCase): void {
  const { mechanism, iterations } = one;
  const salt = fromBase64(one.salt);
  if (one.error !== undefined) {
    sameFailure(() => saltedPassword(mechanism, one.password, salt, iterations), one.error);
    return;
  }
  const salted = saltedPassword(mechanism, one.password, salt, iterations);
  const client = clientKey(mechanism, salted);
  const stored = storedKey(mechanism, client);
  const server = serverKey(mechanism, salted);
  const first = formatClientFirst(saslName(one.user), one.clientNonce, new Map());
  const nonce = one.clientNonce + one.serverNonce;
  const serverFirst = formatServerFirst(nonce, salt, iterations);
  const withoutProof = clientFinalWithoutProof(nonce);
  const authMessage = `${first.slice(3)},${serverFirst},${withoutProof}`;
  const clientSignature = signature(mechanism, stored, authMessage);
  const proof = xor(client, clientSignature);
  const serverSignature = signature(mechanism, server, authMessage);
  const actual = {
    saslName: saslName(one.user),
    saltedPassword: base64(salted),
    clientKey: base64(client),
    storedKey: base64(stored),
    serverKey: base64(server),
    authMessage,
    clientSignature: base64(clientSignature),
    clientProof: base64(proof),
    serverSignature: base64(serverSignature),
    clientFirst: first,
    serverFirst,
    clientFinal: `${withoutProof},p=${base64(proof)}`,
    serverFinal: `v=${base64(serverSignature)}`,
    credential: formatCredential({ salt, storedKey: stored, serverKey: server, iterations }),
  };
  const expected = Object.keys(actual).map((key) => [key, one[key as keyof ScramCase]]);
  expectEqual(actual, Object.fromEntries(expected), "values");
}

/** Our client talks to our server, over a wire that changes what the recording changed. */
function checkExchange(one: ScramCase): void {
  const credential = scramCredential(one.mechanism, one.password, fromBase64(one.salt), one.iterations);
  expectEqual(formatCredential(credential), one.credential, "credential");
  const { client, server } = bothEnds(one, credential);
  const turns: ((received: string) => string | null)[] = [
    () => client.first(),
    (received) => server.first(received),
    (received) => client.final(received),
    (received) => server.final(received),
    (received) => {
      client.finish(received);
      return null;
    },
  ];
  let received = "";
  for (const [i, step] of one.steps.entries()) {
    if (step.error !== undefined) {
      sameFailure(() => turns[i]!(received), step.error);
      return;
    }
    const sent = turns[i]!(received);
    expectEqual(sent, step.message, `message ${i + 1}, of the ${step.by}`);
    received = step.changedInFlightTo ?? sent ?? "";
  }
  expectEqual(server.user, one.authorizationId, "authenticated user");
}

function bothEnds(one: ScramCase, credential: ScramCredential) {
  const [first, second] = one.steps;
  const opening = /,r=([^,]*)(.*)$/.exec(first?.message ?? "");
  const nonce = opening?.[1] ?? "";
  const extensions = (opening?.[2] ?? "").split(",").filter((part) => part !== "");
  const client = scramClient({
    mechanism: one.mechanism,
    user: one.clientUser,
    password: one.clientPassword,
    nonce,
    extensions: new Map(extensions.map((part) => part.split("=", 2) as [string, string])),
  });
  const server = scramServer({
    mechanism: one.mechanism,
    nonce: (/^r=([^,]*)/.exec(second?.message ?? "")?.[1] ?? "").slice(nonce.length),
    findCredential: (user) => (user === one.user ? credential : undefined),
  });
  return { client, server };
}
