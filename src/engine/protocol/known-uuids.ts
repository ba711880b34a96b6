// UUIDs on the wire: a protocol says the same few again and again, so their texts and bytes are kept.
import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Uuid, uuidFromBytes, uuidToBytes } from "../base/uuid.ts";

const UUID_BYTES = 16;
const SLOTS = 256;

/** What was read last in each slot, text and bytes. */
const texts = new Array<Uuid | undefined>(SLOTS).fill(undefined);
const readBytes = new Uint8Array(SLOTS * UUID_BYTES);
/** What was written, until there is too much of it. */
const written = new Map<Uuid, Uint8Array>();

export function readUuid(reader: ByteReader): Uuid {
  const { bytes } = reader;
  const at = reader.pass(UUID_BYTES);
  const slot = (bytes[at]! ^ bytes[at + 7]! ^ bytes[at + 15]!) & (SLOTS - 1);
  const text = texts[slot];
  if (text !== undefined && isSame(bytes, at, slot * UUID_BYTES)) return text;
  const uuid = bytes.subarray(at, at + UUID_BYTES);
  readBytes.set(uuid, slot * UUID_BYTES);
  texts[slot] = uuidFromBytes(uuid);
  return texts[slot];
}

function isSame(bytes: Uint8Array, at: number, known: number): boolean {
  for (let i = 0; i < UUID_BYTES; i++) if (bytes[at + i] !== readBytes[known + i]) return false;
  return true;
}

/** Throws ByteError when `uuid` is none. */
export function writeUuid(writer: ByteWriter, uuid: Uuid): void {
  let bytes = written.get(uuid);
  if (bytes === undefined) {
    bytes = uuidToBytes(uuid);
    if (written.size >= SLOTS) written.clear();
    written.set(uuid, bytes);
  }
  writer.raw(bytes);
}
