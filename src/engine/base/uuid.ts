// Kafka's UUIDs: 16 bytes on the wire, 22 characters of unpadded base64url wherever a person reads them.
import { base64UrlDecode, base64UrlEncode } from "./base64.ts";
import { ByteError, ByteReader } from "./bytes.ts";

/** The text form; the engine passes UUIDs around in it, since they are map keys more often than bytes. */
export type Uuid = string;

export const ZERO_UUID: Uuid = "AAAAAAAAAAAAAAAAAAAAAA";
/** The id of `__cluster_metadata` (KIP-595); Kafka never draws it, nor the zero id, at random. */
export const METADATA_TOPIC_ID: Uuid = "AAAAAAAAAAAAAAAAAAAAAQ";

export function uuidFromBytes(bytes: Uint8Array): Uuid {
  return base64UrlEncode(bytes);
}

/** Longer texts are no UUID, whatever they decode to. */
const MAX_TEXT_LENGTH = 24;

/** Throws ByteError, with Kafka's text, when `text` does not hold 16 bytes. */
export function uuidToBytes(text: Uuid): Uint8Array {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new ByteError(
      `Input string with prefix \`${text.slice(0, MAX_TEXT_LENGTH)}\` is too long to be decoded as a base64 UUID`,
      0,
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = base64UrlDecode(text);
  } catch (error) {
    throw new ByteError((error as Error).message, 0);
  }
  if (bytes.length !== 16) {
    throw new ByteError(
      `Input string \`${text}\` decoded as ${bytes.length} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`,
      0,
    );
  }
  return bytes;
}

/** Kafka's order of UUIDs: that of Java, which compares both halves as signed numbers. */
export function compareUuids(a: Uuid, b: Uuid): number {
  const left = new ByteReader(uuidToBytes(a));
  const right = new ByteReader(uuidToBytes(b));
  for (let half = 0; half < 2; half++) {
    const difference = left.int64() - right.int64();
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** A random version-4 UUID whose text does not begin with "-" (a shell would take it for an option), as Kafka draws them. */
export function randomUuid(nextUint32: () => number): Uuid {
  for (;;) {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < 16; at += 4) view.setUint32(at, nextUint32());
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const text = uuidFromBytes(bytes);
    if (!text.startsWith("-")) return text;
  }
}
