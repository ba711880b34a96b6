// Headers alone, and what a broker makes of odd ones.
import { ByteReader } from "../../../src/engine/base/bytes.ts";
import { DecodeError, encodeMessage, readMessage } from "../../../src/engine/protocol/codec.ts";
import {
  decodeRequestHeader,
  requestHeaderVersion,
  supportsVersion,
} from "../../../src/engine/protocol/frames.ts";
import { type Json, messageFromJson, messageToJson } from "../../../src/engine/protocol/json.ts";
import { RequestHeader } from "../../../src/engine/protocol/schemas/header/request-header.ts";
import { ResponseHeader } from "../../../src/engine/protocol/schemas/header/response-header.ts";
import { expectBytes, expectEqual, fromHex, Mismatch } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";
import { apiOf, findApi } from "./lookup.ts";

interface HeaderCase {
  readonly case: "encode" | "parse";
  readonly bytes: string;
  readonly kind?: "request" | "response";
  readonly headerVersion?: number;
  readonly unknownTags?: boolean;
  readonly json?: Json;
  readonly name?: string;
  readonly ok?: Readonly<Record<string, unknown>>;
  readonly error?: JavaError;
}

export const headers: CaseFile<HeaderCase> = {
  file: "headers.jsonl",
  name: (one) => one.name ?? `${one.kind} header v${one.headerVersion}`,
  check: (one) => (one.case === "encode" ? checkEncode(one) : checkParse(one)),
};

function checkEncode(one: HeaderCase): void {
  const schema = one.kind === "request" ? RequestHeader : ResponseHeader;
  const reader = new ByteReader(fromHex(one.bytes));
  const message = readMessage(schema, one.headerVersion!, reader);
  expectEqual(reader.remaining, 0, "bytes left");
  expectEqual(messageToJson(schema, one.headerVersion!, message), one.json, "decoded");
  expectBytes(encodeMessage(schema, one.headerVersion!, message), one.bytes, "encoded again");
  if (one.unknownTags === true) return;
  const plain = messageFromJson(schema, one.headerVersion!, one.json!);
  expectBytes(encodeMessage(schema, one.headerVersion!, plain), one.bytes, "encoded from JSON");
}

function checkParse(one: HeaderCase): void {
  const parsed = parse(fromHex(one.bytes));
  if (one.error !== undefined) {
    if (parsed !== undefined) throw new Mismatch(`accepted, where Kafka says: ${one.error.message}`);
    return;
  }
  expectEqual(parsed, one.ok, "parsed");
}

/** Undefined when the header is refused. */
function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const header = decodeRequestHeader(bytes, findApi);
    if (header === null) return undefined;
    const api = apiOf(header.apiKey);
    return {
      key: header.apiKey,
      version: header.apiVersion,
      headerVersion: requestHeaderVersion(api, header.apiVersion),
      correlationId: header.correlationId,
      clientId: header.clientId ?? "",
      supported: supportsVersion(api, header.apiVersion),
      remaining: header.body.remaining,
    };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
