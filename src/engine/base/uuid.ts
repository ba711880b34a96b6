// Kafka's UUIDs: 16 bytes on the wire, 22 characters of unpadded base64url wherever a person reads them.
import { base64UrlDecode, base64UrlEncode } from "./base64.ts";
import { ByteError } from "./bytes.ts";

/** The text form; the engine passes UUIDs around in it, since they are map keys more often than bytes. */
export type Uuid = string;

export const ZERO_UUID: Uuid = "AAAAAAAAAAAAAAAAAAAAAA";
/** The id of `__cluster_metadata` (KIP-595); Kafka never draws it, nor the zero id, at random. */
export const METADATA_TOPIC_ID: Uuid = "AAAAAAAAAAAAAAAAAAAAAQ";

export function uuidFromBytes(bytes: Uint8Array): Uuid {
  return base64UrlEncode(bytes);
}

/** Throws ByteError when `text` does not hold 16 bytes. */
export function uuidToBytes(text: Uuid): Uint8Array {
  const bytes = base64UrlDecode(text);
  if (bytes.length !== 16)
    throw new ByteError(`"${text}" is no UUID: ${bytes.length} bytes instead of 16`, 0);
  return bytes;
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
