// CRC-32C (Castagnoli), the checksum of record batches.
import { crcOf, crcTables } from "./crc-slicing.ts";

const TABLES = crcTables(0x82f63b78);

/** The checksum of bytes [start, end) as an unsigned 32-bit number; `seed` continues an earlier result. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  return crcOf(TABLES, bytes, start, end, seed);
}
