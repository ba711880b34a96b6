// The four messages of a SCRAM exchange as text, and what Kafka's parsers accept of it.
import { base64Decode, base64Encode } from "../base/base64.ts";
import { ScramError } from "./scram.ts";

const SASL_NAME = "(?:[\\x01-\\x2b\\x2d-\\x3c\\x3e-\\x7f]|=2C|=3D)+";
const VALUE = "[\\x01-\\x2b\\x2d-\\x7f]+";
const VALUE_SAFE = "[\\x01-\\x2b\\x2d-\\x3c\\x3e-\\x7f]+";
const PRINTABLE = "[\\x21-\\x2b\\x2d-\\x7e]+";
const BASE64 = "(?:[a-zA-Z0-9/+]{4})*(?:[a-zA-Z0-9/+]{3}=|[a-zA-Z0-9/+]{2}==)?";
const RESERVED = `(?:m=${VALUE},)?`;
const EXTENSIONS = `(?:,[A-Za-z]+=${VALUE})*`;

const CLIENT_FIRST = new RegExp(
  `^(?<gs2>n,(?:a=(?<authzid>${SASL_NAME}))?,)(?<bare>${RESERVED}n=(?<name>${SASL_NAME}),r=(?<nonce>${PRINTABLE})(?<extensions>${EXTENSIONS}))$`,
);
const SERVER_FIRST = new RegExp(
  `^${RESERVED}r=(?<nonce>${PRINTABLE}),s=(?<salt>${BASE64}),i=(?<iterations>[0-9]+)${EXTENSIONS}$`,
);
const CLIENT_FINAL = new RegExp(
  `^(?<withoutProof>c=(?<channel>${BASE64}),r=(?<nonce>${PRINTABLE})${EXTENSIONS}),p=(?<proof>${BASE64})$`,
);
const SERVER_FINAL = new RegExp(`^(?:e=(?<error>${VALUE_SAFE})|v=(?<signature>${BASE64}))${EXTENSIONS}$`);

type Groups = Readonly<Record<string, string | undefined>>;

function match(pattern: RegExp, message: string, text: string): Groups {
  const found = pattern.exec(text);
  if (found === null) throw new ScramError(`Invalid SCRAM ${message} message format: ${text}`);
  return found.groups!;
}

/** A user name as it may stand in a message: no comma, no equals sign. */
export function saslName(user: string): string {
  return user.replaceAll("=", "=3D").replaceAll(",", "=2C");
}

/** Throws ScramError for an equals sign that begins no escape. */
export function userOfSaslName(name: string): string {
  const user = name.replaceAll("=2C", ",");
  if (/=(?!3D)/.test(user)) throw new ScramError(`Invalid username: ${name}`);
  return user.replaceAll("=3D", "=");
}

export interface ClientFirst {
  readonly saslName: string;
  readonly nonce: string;
  /** "" when the client asks for none. */
  readonly authorizationId: string;
  readonly gs2Header: string;
  /** All of it behind the GS2 header: the part that is signed. */
  readonly bare: string;
  readonly extensions: ReadonlyMap<string, string>;
}

export function formatClientFirst(
  name: string,
  nonce: string,
  extensions: ReadonlyMap<string, string>,
): string {
  const tail = [...extensions].map(([key, value]) => `,${key}=${value}`).join("");
  return `n,,n=${name},r=${nonce}${tail}`;
}

export function parseClientFirst(text: string): ClientFirst {
  const groups = match(CLIENT_FIRST, "client first", text);
  const extensions = new Map<string, string>();
  for (const part of groups["extensions"]!.split(",").filter((one) => one !== "")) {
    const at = part.indexOf("=");
    extensions.set(part.slice(0, at), part.slice(at + 1));
  }
  return {
    saslName: groups["name"]!,
    nonce: groups["nonce"]!,
    authorizationId: groups["authzid"] ?? "",
    gs2Header: groups["gs2"]!,
    bare: groups["bare"]!,
    extensions,
  };
}

export interface ServerFirst {
  readonly nonce: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

export function formatServerFirst(nonce: string, salt: Uint8Array, iterations: number): string {
  return `r=${nonce},s=${base64Encode(salt)},i=${iterations}`;
}

export function parseServerFirst(text: string): ServerFirst {
  const groups = match(SERVER_FIRST, "server first", text);
  const iterations = Number(groups["iterations"]);
  if (iterations <= 0 || iterations > 0x7fffffff) {
    throw new ScramError(`Invalid SCRAM server first message format: invalid iterations ${iterations}`);
  }
  return { nonce: groups["nonce"]!, salt: base64Decode(groups["salt"]!), iterations };
}

export interface ClientFinal {
  readonly nonce: string;
  readonly channelBinding: Uint8Array;
  readonly withoutProof: string;
  readonly proof: Uint8Array;
}

/** The client's second message up to its proof, which signs it. The channel binding says `n,,`: there is none. */
export function clientFinalWithoutProof(nonce: string): string {
  return `c=biws,r=${nonce}`;
}

export function parseClientFinal(text: string): ClientFinal {
  const groups = match(CLIENT_FINAL, "client final", text);
  return {
    nonce: groups["nonce"]!,
    channelBinding: base64Decode(groups["channel"]!),
    withoutProof: groups["withoutProof"]!,
    proof: base64Decode(groups["proof"]!),
  };
}

export interface ServerFinal {
  readonly error: string | null;
  readonly serverSignature: Uint8Array | null;
}

export function parseServerFinal(text: string): ServerFinal {
  const groups = match(SERVER_FINAL, "server final", text);
  const given = groups["signature"];
  return {
    error: groups["error"] ?? null,
    serverSignature: given === undefined ? null : base64Decode(given),
  };
}
