// Bodies of requests and responses, and messages that are no RPCs: decoded, encoded, and cut short at every byte.
import { ByteReader } from "../../../src/engine/base/bytes.ts";
import {
  DecodeError,
  decodeMessage,
  encodeMessage,
  readMessage,
} from "../../../src/engine/protocol/codec.ts";
import { type Json, messageFromJson, messageToJson } from "../../../src/engine/protocol/json.ts";
import type { MessageSchema } from "../../../src/engine/protocol/schema.ts";
import { expectBytes, expectEqual, expectFailure, fromHex, Mismatch } from "../tally.ts";
import type { CaseFile } from "./case-file.ts";
import { bodySchema, schemaNamed } from "./lookup.ts";

interface RpcCase {
  readonly api: string;
  readonly key: number;
  readonly kind: string;
  readonly version: number;
  readonly variant: string;
  readonly json: Json;
  readonly body: string;
}

export const rpc: CaseFile<RpcCase> = {
  file: "rpc.jsonl",
  name: (one) => `${one.api} ${one.kind} v${one.version} ${one.variant}`,
  check: (one) => checkBothWays(bodySchema(one), one.version, one.json, one.body),
};

interface MessageCase {
  readonly family: string;
  readonly name: string;
  readonly framing: string;
  readonly id?: number;
  readonly version: number;
  readonly variant: string;
  readonly json: Json;
  readonly body: string;
  readonly framed: string;
}

export const messages: CaseFile<MessageCase> = {
  file: "messages.jsonl",
  name: (one) => `${one.family} ${one.name} v${one.version} ${one.variant}`,
  check(one) {
    const schema = schemaNamed(one.name);
    checkBothWays(schema, one.version, one.json, one.body);
    expectEqual(framingBytes(schema, one.version) + one.body, one.framed, "framed");
  },
};

/** What stands before the body, as hex. */
function framingBytes(schema: MessageSchema, version: number): string {
  const int16 = (value: number): string => value.toString(16).padStart(4, "0");
  switch (schema.framing) {
    case "version":
      return int16(version);
    case "type":
      return int16(schema.key!);
    case "frame":
      return `01${[schema.key!, version].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    default:
      return "";
  }
}

interface UnknownTagsCase extends RpcCase {
  readonly bodyWithoutUnknown: string;
  readonly unknownTags: number;
}

export const unknownTags: CaseFile<UnknownTagsCase> = {
  file: "unknown-tags.jsonl",
  name: (one) => `${one.api} ${one.kind} v${one.version} with ${one.unknownTags} unknown tags`,
  check(one) {
    const schema = bodySchema(one);
    const message = decodeAll(schema, one.version, one.body, one.json);
    expectBytes(encodeMessage(schema, one.version, message), one.body, "encoded with unknown tags");
    const known = encodeMessage(schema, one.version, messageFromJson(schema, one.version, one.json));
    expectBytes(known, one.bodyWithoutUnknown, "encoded without");
    checkTruncations(schema, one.version, one.body);
  },
};

function checkBothWays(schema: MessageSchema, version: number, json: Json, body: string): void {
  const message = decodeAll(schema, version, body, json);
  expectBytes(
    encodeMessage(schema, version, messageFromJson(schema, version, json)),
    body,
    "encoded from JSON",
  );
  expectBytes(encodeMessage(schema, version, message), body, "encoded again");
  checkTruncations(schema, version, body);
}

function decodeAll(
  schema: MessageSchema,
  version: number,
  body: string,
  json: Json,
): Record<string, unknown> {
  const reader = new ByteReader(fromHex(body));
  const message = readMessage(schema, version, reader);
  expectEqual(messageToJson(schema, version, message), json, "decoded");
  expectEqual(reader.remaining, 0, "bytes left");
  return message;
}

/** Bodies beyond this are cut at so many places, not at every byte. */
const MAX_CUTS = 700;

/** A body that ends too early is refused, with the name of a field and a place inside the bytes. */
export function checkTruncations(schema: MessageSchema, version: number, body: string): void {
  const bytes = fromHex(body);
  const step = Math.max(1, Math.ceil(bytes.length / MAX_CUTS));
  for (let length = 0; length < bytes.length; length += step) {
    const what = `cut to ${length} bytes`;
    const cut = bytes.subarray(0, length);
    const error = expectFailure(() => decodeMessage(schema, version, cut), [DecodeError], what);
    if (error.offset < 0 || error.offset > length) throw new Mismatch(`${what}: offset ${error.offset}`);
    if (error.field === "") throw new Mismatch(`${what}: names no field: ${error.message}`);
  }
}
