// Frames: int32 size, header, body. Headers: request v1 / v2 and response v0 / v1 (KIP-482), ApiVersions apart (KIP-511).
import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { readMessage, writeMessage } from "./codec.ts";
import { ErrorCode } from "./errors.ts";
import {
  type ApiSchema,
  type RequestInput,
  type RequestOf,
  type ResponseInput,
  type ResponseOf,
  versionBounds,
  versionInRange,
} from "./schema.ts";
import { RequestHeader } from "./schemas/header/request-header.ts";
import { ResponseHeader } from "./schemas/header/response-header.ts";

const API_VERSIONS_KEY = 18;
export const FRAME_SIZE_BYTES = 4;

export function requestHeaderVersion(api: ApiSchema, version: number): number {
  return isFlexible(api.request.flexible, version) ? 2 : 1;
}

export function responseHeaderVersion(api: ApiSchema, version: number): number {
  if (api.key === API_VERSIONS_KEY) return 0; // a client must be able to read the answer to a version nobody knows
  return isFlexible(api.response.flexible, version) ? 1 : 0;
}

/** Of a version beyond the known ones only the side of the flexible boundary counts. */
function isFlexible(range: string, version: number): boolean {
  if (range === "none") return false;
  return version >= versionBounds(range)[0];
}

export function supportsVersion(api: ApiSchema, version: number): boolean {
  return versionInRange(version, api.request.versions);
}

/** One frame after another is made in it. */
const workbench = new ByteWriter(4096);

function beginFrame(): ByteWriter {
  workbench.reset();
  workbench.int32(0);
  return workbench;
}

function finishFrame(writer: ByteWriter): Uint8Array {
  writer.int32At(0, writer.size - FRAME_SIZE_BYTES);
  return writer.copy();
}

/** A whole request frame, size included. */
export function encodeRequest<A extends ApiSchema>(
  api: A,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: RequestInput<A>,
): Uint8Array {
  const writer = beginFrame();
  const header = { requestApiKey: api.key, requestApiVersion: version, correlationId, clientId };
  writeMessage(RequestHeader, requestHeaderVersion(api, version), header, writer);
  writeMessage<A["request"]>(api.request, version, body, writer);
  return finishFrame(writer);
}

/** A whole response frame, size included. */
export function encodeResponse<A extends ApiSchema>(
  api: A,
  version: number,
  correlationId: number,
  body: ResponseInput<A>,
): Uint8Array {
  const writer = beginFrame();
  writeMessage(ResponseHeader, responseHeaderVersion(api, version), { correlationId }, writer);
  writeMessage<A["response"]>(api.response, version, body, writer);
  return finishFrame(writer);
}

export interface RequestFrame {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** Stands at the first byte of the body. */
  readonly body: ByteReader;
}

/**
 * Reads the header of a request. `frame` is without its size. `findApi` gives the schema of a key, or undefined for a
 * key that is not served. Throws DecodeError; answers null for an unknown key, whose header cannot be read.
 */
export function decodeRequestHeader(
  frame: Uint8Array,
  findApi: (key: number) => ApiSchema | undefined,
): RequestFrame | null {
  if (frame.length < 4) throw peekError(frame);
  const api = findApi(int16(frame, 0));
  if (api === undefined) return null;
  const headerVersion = requestHeaderVersion(api, int16(frame, 2));
  const reader = new ByteReader(frame);
  const header = readMessage(RequestHeader, headerVersion, reader);
  return {
    apiKey: header.requestApiKey,
    apiVersion: header.requestApiVersion,
    correlationId: header.correlationId,
    clientId: header.clientId,
    body: reader,
  };
}

function int16(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) >> 16) | bytes[at + 1]!;
}

function peekError(frame: Uint8Array): Error {
  try {
    readMessage(RequestHeader, 1, new ByteReader(frame));
  } catch (error) {
    return error as Error;
  }
  return new RangeError("a request header of less than four bytes cannot be read");
}

export function decodeRequestBody<A extends ApiSchema>(
  api: A,
  version: number,
  body: ByteReader,
): RequestOf<A> {
  return readMessage(api.request, version, body) as RequestOf<A>;
}

/** Only the correlation id, which tells whose answer it is. `frame` is without its size, and has four bytes at least. */
export function responseCorrelationId(frame: Uint8Array): number {
  return (frame[0]! << 24) | (frame[1]! << 16) | (frame[2]! << 8) | frame[3]!;
}

/** Reads header and body of a response. `frame` is without its size. Throws DecodeError. */
export function decodeResponse<A extends ApiSchema>(
  api: A,
  version: number,
  frame: Uint8Array,
): ResponseOf<A> {
  const reader = new ByteReader(frame);
  readMessage(ResponseHeader, responseHeaderVersion(api, version), reader);
  const start = reader.position;
  try {
    return readMessage(api.response, version, reader) as ResponseOf<A>;
  } catch (error) {
    const refusal = api.key === API_VERSIONS_KEY ? refusedApiVersions(api, frame, start) : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  }
}

/** A broker that does not know the version of an ApiVersions request answers with the body of version 0 (KIP-511). */
function refusedApiVersions<A extends ApiSchema>(
  api: A,
  frame: Uint8Array,
  start: number,
): ResponseOf<A> | undefined {
  if (new ByteReader(frame, start).remaining < 2) return undefined;
  if (new ByteReader(frame, start).int16() !== ErrorCode.UNSUPPORTED_VERSION) return undefined;
  try {
    return readMessage(api.response, 0, new ByteReader(frame, start)) as ResponseOf<A>;
  } catch {
    return undefined; // the first error says more
  }
}
