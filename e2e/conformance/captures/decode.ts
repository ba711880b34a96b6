// The first use of the captures: every frame decodes to what was recorded, and encodes to the same bytes again.
import { ByteReader } from "../../../src/engine/base/bytes.ts";
import { DecodeError, encodeMessage, readMessage } from "../../../src/engine/protocol/codec.ts";
import { decodeAssignment, decodeSubscription } from "../../../src/engine/protocol/consumer-protocol.ts";
import {
  decodeRequestHeader,
  requestHeaderVersion,
  responseHeaderVersion,
  supportsVersion,
} from "../../../src/engine/protocol/frames.ts";
import { type Json, messageToJson } from "../../../src/engine/protocol/json.ts";
import type { MessageSchema } from "../../../src/engine/protocol/schema.ts";
import { RequestHeader } from "../../../src/engine/protocol/schemas/header/request-header.ts";
import { ResponseHeader } from "../../../src/engine/protocol/schemas/header/response-header.ts";
import { type BatchHeader, readBatchHeader, wholeBatchSize } from "../../../src/engine/records/batch.ts";
import { codecName } from "../../../src/engine/records/compression.ts";
import { controlType } from "../../../src/engine/records/control.ts";
import { readRecords } from "../../../src/engine/records/record.ts";
import { RecordError } from "../../../src/engine/records/record-error.ts";
import { expectEqual, expectFailure, hexOf, Mismatch } from "../tally.ts";
import { apiOf, findApi } from "../wire/lookup.ts";
import type { FrameLine } from "./conversation.ts";

export function checkFrame(line: FrameLine): void {
  const frame = new Uint8Array(Buffer.from(line.bytes, "base64"));
  if (line.decoded === null) {
    if (line.dir === "req") checkUndecodable(frame);
    return;
  }
  const request = line.dir === "req";
  const api = apiOf(line.apiKey);
  const headerVersion = request
    ? requestHeaderVersion(api, line.apiVersion)
    : responseHeaderVersion(api, line.apiVersion);
  const headerSchema: MessageSchema = request ? RequestHeader : ResponseHeader;
  const reader = new ByteReader(frame);
  const header = readMessage(headerSchema, headerVersion, reader);
  expectEqual(header["correlationId"], line.correlationId, "correlation id");
  if (request) expectEqual(header["clientId"] ?? null, line.clientId ?? null, "client id");

  const schema: MessageSchema = request ? api.request : api.response;
  const version = line.bodyVersion ?? line.apiVersion;
  const body = readMessage(schema, version, reader);
  expectEqual(reader.remaining, line.trailingBytes ?? 0, "bytes left");
  compare(messageToJson(schema, version, body), line.decoded, "decoded");

  const parts = [encodeMessage(headerSchema, headerVersion, header), encodeMessage(schema, version, body)];
  expectEqual(hexOf(Buffer.concat(parts)), hexOf(frame.subarray(0, reader.position)), "encoded again");
}

/** Kafka could not read it: neither may we, or else it is of a version that we do not serve. */
function checkUndecodable(frame: Uint8Array): void {
  try {
    const header = decodeRequestHeader(frame, findApi);
    if (header === null) return;
    const api = apiOf(header.apiKey);
    if (!supportsVersion(api, header.apiVersion)) return;
    readMessage(api.request, header.apiVersion, header.body);
  } catch (error) {
    if (error instanceof DecodeError) return;
    throw error;
  }
  throw new Mismatch("accepted, where Kafka refuses");
}

type JsonObject = { [name: string]: Json };

/** Our JSON against the recorded one, which shows batches and embedded bytes decoded beside or instead of the bytes. */
function compare(ours: Json | undefined, recorded: Json, path: string): void {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    expectEqual(ours.length, recorded.length, `${path}: length`);
    for (const [i, one] of recorded.entries()) compare(ours[i], one, `${path}[${i}]`);
    return;
  }
  if (!isObject(recorded) || !isObject(ours)) {
    expectEqual(ours ?? null, recorded, path);
    return;
  }
  for (const [name, value] of Object.entries(recorded)) {
    if (name === "recordsSizeInBytes") compareRecords(ours["records"], recorded, path);
    else if (name === "subscription") compareSubscription(ours["metadata"], value as JsonObject, path);
    else if (name === "assignmentDecoded") compareAssignment(ours["assignment"], value as JsonObject, path);
    else if (name === "subscriptionError") {
      expectFailure(() => decodeSubscription(bytesOf(ours["metadata"])), [DecodeError], `${path}.${name}`);
    } else if (name === "assignmentError") {
      expectFailure(() => decodeAssignment(bytesOf(ours["assignment"])), [DecodeError], `${path}.${name}`);
    } else if (name !== "batches") compare(ours[name], value, `${path}.${name}`);
  }
  const more = Object.keys(ours).filter((name) => !(name in recorded) && name !== "records");
  if (more.length > 0) throw new Mismatch(`${path}: ${more.join(", ")} not recorded`);
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

const bytesOf = (json: Json | undefined): Uint8Array =>
  new Uint8Array(Buffer.from(String(json ?? ""), "base64"));

// ---- records ----

/** Batches of ours against recorded ones, field by field. */
export function compareRecords(ours: Json | undefined, recorded: JsonObject, path: string): void {
  const bytes = bytesOf(ours);
  expectEqual(bytes.length, recorded["recordsSizeInBytes"], `${path}.records: size`);
  let at = 0;
  for (const [i, batch] of ((recorded["batches"] ?? []) as JsonObject[]).entries()) {
    const what = `${path}.batches[${i}]`;
    const size = attempt(() => wholeBatchSize(bytes, at));
    // Damage that Kafka's reader met before or at the header left nothing to compare.
    if (size === undefined || size === 0 || !("sizeInBytes" in batch)) return;
    const header = readBatchHeader(bytes, at);
    const json = batchJson(bytes, header, "recordsError" in batch);
    for (const name of Object.keys(json)) expectEqual(json[name], batch[name], `${what}.${name}`);
    at += size;
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}

function batchJson(bytes: Uint8Array, header: BatchHeader, damaged: boolean): JsonObject {
  const json: JsonObject = {
    baseOffset: header.baseOffset,
    lastOffset: header.lastOffset,
    magic: header.magic,
    codec: codecName(header.codec),
    leaderEpoch: header.partitionLeaderEpoch,
    producerId: Number(header.producerId),
    producerEpoch: header.producerEpoch,
    baseSequence: header.baseSequence,
    transactional: header.transactional,
    control: header.control,
    timestampType: header.timestampType,
    maxTimestamp: header.maxTimestamp,
    sizeInBytes: header.sizeBytes,
  };
  const records = attempt(() => readRecords(bytes, header));
  if (records === undefined) {
    if (!damaged) throw new Mismatch("records that Kafka reads are refused");
    return json;
  }
  // In a control batch the recorder also met keys that name no type.
  if (damaged && !header.control) throw new Mismatch("records that Kafka refuses are read");
  json["records"] = records.map((record) => ({
    offset: record.offset,
    timestamp: record.timestamp,
    key: textOrBase64(record.key),
    value: textOrBase64(record.value),
    ...(record.headers.length === 0
      ? {}
      : { headers: record.headers.map(({ key, value }): Json => [key, textOrBase64(value)]) }),
    ...(header.control && !damaged ? { controlType: controlType(record.key) ?? null } : {}),
  }));
  return json;
}

const UNPRINTABLE = /[\p{Cc}\ufffd]/u;

function textOrBase64(bytes: Uint8Array | null): Json {
  if (bytes === null) return null;
  const text = Buffer.from(bytes).toString("utf8");
  return UNPRINTABLE.test(text) ? { base64: Buffer.from(bytes).toString("base64") } : text;
}

// ---- what group members tell each other ----

function compareSubscription(ours: Json | undefined, recorded: JsonObject, path: string): void {
  const { topics, ownedPartitions } = decodeSubscription(bytesOf(ours));
  expectEqual(topics, recorded["topics"], `${path}.subscription.topics`);
  const owned = (recorded["ownedPartitions"] ?? []) as JsonObject[];
  expectEqual(ownedPartitions, flat(owned), `${path}.subscription.ownedPartitions`);
}

function compareAssignment(ours: Json | undefined, recorded: JsonObject, path: string): void {
  const { partitions } = decodeAssignment(bytesOf(ours));
  expectEqual(partitions, flat(recorded["assignedPartitions"] as JsonObject[]), `${path}.assignmentDecoded`);
}

function flat(topics: readonly JsonObject[]): Json[] {
  return topics.flatMap(({ topic, partitions }) =>
    (partitions as number[]).map((partition) => ({ topic: topic!, partition })),
  );
}
