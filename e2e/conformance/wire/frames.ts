// Whole frames: size, header of the right version, body. Both ways.

import { DecodeError } from "../../../src/engine/protocol/codec.ts";
import { FrameSplitter } from "../../../src/engine/protocol/frame-splitter.ts";
import {
  decodeRequestBody,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  FRAME_SIZE_BYTES,
  requestHeaderVersion,
  responseCorrelationId,
  responseHeaderVersion,
} from "../../../src/engine/protocol/frames.ts";
import { type Json, messageFromJson, messageToJson } from "../../../src/engine/protocol/json.ts";
import { expectBytes, expectEqual, expectFailure, fromHex, hexOf, Mismatch } from "../tally.ts";
import type { CaseFile } from "./case-file.ts";
import { apiOf, findApi } from "./lookup.ts";

interface FrameCase {
  readonly api: string;
  readonly key: number;
  readonly kind: "request" | "response";
  readonly version: number;
  readonly headerVersion: number;
  readonly correlationId: number;
  readonly clientId?: string | null;
  readonly parsedClientId?: string | null;
  readonly json: Json;
  readonly bodyLength: number;
  readonly frame: string;
}

export const frames: CaseFile<FrameCase> = {
  file: "frames.jsonl",
  name: (one) => `${one.api} ${one.kind} v${one.version}`,
  check(one) {
    const frame = splitOut(fromHex(one.frame));
    if (one.kind === "request") checkRequest(one, frame);
    else checkResponse(one, frame);
  },
};

function splitOut(bytes: Uint8Array): Uint8Array {
  const found: Uint8Array[] = [];
  const splitter = new FrameSplitter(bytes.length, (frame) => found.push(frame));
  splitter.push(bytes);
  if (found.length !== 1 || splitter.pendingBytes !== 0) throw new Mismatch("the frame's size is wrong");
  return found[0]!;
}

function checkRequest(one: FrameCase, frame: Uint8Array): void {
  const api = apiOf(one.key);
  expectEqual(requestHeaderVersion(api, one.version), one.headerVersion, "header version");
  const header = decodeRequestHeader(frame, findApi);
  if (header === null) throw new Mismatch("the header cannot be read");
  const { apiKey, apiVersion, correlationId } = header;
  expectEqual(
    { apiKey, apiVersion, correlationId },
    { apiKey: one.key, apiVersion: one.version, correlationId: one.correlationId },
    "header",
  );
  // Kafka's parser answers "" for a client id that is null.
  expectEqual(header.clientId ?? "", one.parsedClientId ?? "", "client id");
  expectEqual(header.body.remaining, one.bodyLength, "body length");
  const body = decodeRequestBody(api, one.version, header.body);
  expectEqual(messageToJson(api.request, one.version, body as Record<string, unknown>), one.json, "body");
  const message = messageFromJson(api.request, one.version, one.json);
  const bytes = encodeRequest(api, one.version, one.correlationId, one.clientId ?? null, message);
  expectBytes(bytes, one.frame, "encoded");
  checkCuts(frame, (cut) => {
    const start = decodeRequestHeader(cut, findApi);
    if (start !== null) decodeRequestBody(api, one.version, start.body);
  });
}

function checkResponse(one: FrameCase, frame: Uint8Array): void {
  const api = apiOf(one.key);
  expectEqual(responseHeaderVersion(api, one.version), one.headerVersion, "header version");
  expectEqual(responseCorrelationId(frame), one.correlationId, "correlation id");
  const body = decodeResponse(api, one.version, frame);
  expectEqual(messageToJson(api.response, one.version, body as Record<string, unknown>), one.json, "body");
  const message = messageFromJson(api.response, one.version, one.json);
  const bytes = encodeResponse(api, one.version, one.correlationId, message);
  expectBytes(bytes, one.frame, "encoded");
  checkCuts(frame, (cut) => decodeResponse(api, one.version, cut));
  const size = hexOf(bytes.subarray(0, FRAME_SIZE_BYTES));
  expectEqual(Number.parseInt(size, 16), frame.length, "size");
}

function checkCuts(frame: Uint8Array, decode: (cut: Uint8Array) => unknown): void {
  const step = Math.max(1, Math.ceil(frame.length / 300));
  for (let length = 0; length < frame.length; length += step) {
    expectFailure(() => decode(frame.subarray(0, length)), [DecodeError], `cut to ${length} bytes`);
  }
}
