// CRC-32 (IEEE), the checksum of gzip and of the message formats before magic 2.
import { crcOf, crcTables } from "./crc-slicing.ts";

const TABLES = crcTables(0xedb88320);

/** The checksum of bytes [start, end) as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return crcOf(TABLES, bytes, start, end, 0);
}
