// The 512-byte headers of tar files: ustar (POSIX 1988), with the two ways in which names longer than it allows are
// written, pax records and GNU's long names.
import { utf8Encode, utf8Length } from "../base/utf8.ts";
import { ArchiveError } from "./archive-error.ts";

export const BLOCK_BYTES = 512;
/** Two empty blocks end an archive, and writers fill it up to a record of 20 blocks. */
export const END_BYTES = 2 * BLOCK_BYTES;

export type EntryType =
  | "file"
  | "directory"
  /** Pax records for the next entry, or for all that follow. */
  | "pax"
  | "pax-global"
  /** GNU: the content is the name of the next entry. */
  | "long-name"
  | "other";

export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  readonly type: EntryType;
  /** As it stands in the header, for messages. */
  readonly typeFlag: string;
}

// Where the fields are: position and length.
const NAME = [0, 100] as const;
const MODE = [100, 8] as const;
const UID = [108, 8] as const;
const GID = [116, 8] as const;
const SIZE = [124, 12] as const;
const MTIME = [136, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE = 156;
const MAGIC = [257, 6] as const;
const VERSION = [263, 2] as const;
const PREFIX = [345, 155] as const;

type Field = readonly [position: number, length: number];

const TYPES: Readonly<Record<string, EntryType>> = {
  "0": "file",
  "\0": "file",
  // A contiguous file: a file, to all who do not care how it lies on the disk.
  "7": "file",
  "5": "directory",
  x: "pax",
  g: "pax-global",
  L: "long-name",
};

const LARGEST_OCTAL_BYTES = 0o77777777777;

/** The blocks that stand before the content of a file; two more when its name or its size need a pax record. */
export function fileHeader(name: string, sizeBytes: number, mtimeMs: number): Uint8Array {
  const split = splitName(name);
  if (split !== null && sizeBytes <= LARGEST_OCTAL_BYTES) return headerBlock(split, sizeBytes, mtimeMs, "0");
  const records = utf8Encode(paxRecord("path", name) + paxRecord("size", String(sizeBytes)));
  const pax = headerBlock({ prefix: "", name: "pax-header" }, records.length, mtimeMs, "x");
  const short = { prefix: "", name: `${name.slice(0, 60)}…`.replace(/[^\x20-\x7e]/g, "_") };
  const main = headerBlock(short, Math.min(sizeBytes, LARGEST_OCTAL_BYTES), mtimeMs, "0");
  const blocks = new Uint8Array(2 * BLOCK_BYTES + paddedBytes(records.length));
  blocks.set(pax);
  blocks.set(records, BLOCK_BYTES);
  blocks.set(main, blocks.length - BLOCK_BYTES);
  return blocks;
}

/** How much room `sizeBytes` of content take. */
export function paddedBytes(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
}

/** Null for an empty block, which ends the archive. Throws ArchiveError. `at`: where the block stands. */
export function parseHeader(block: Uint8Array, at: number): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  const magic = text(block, MAGIC);
  // GNU's own form has "ustar " there; tar files before 1988 have nothing, and are not ours to guess.
  if (!magic.startsWith("ustar")) {
    if (at === 0) throw new ArchiveError("no-tar", "it does not begin with a ustar header");
    throw new ArchiveError("damaged", `no header at byte ${at}`);
  }
  if (checksumOf(block) !== octal(block, CHECKSUM, at)) {
    throw new ArchiveError("damaged", `wrong checksum of the header at byte ${at}`);
  }
  const typeFlag = String.fromCharCode(block[TYPE]!);
  // In GNU's form other fields lie where the prefix would be.
  const prefix = magic === "ustar" ? text(block, PREFIX) : "";
  const name = text(block, NAME);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    sizeBytes: size(block, at),
    type: TYPES[typeFlag] ?? "other",
    typeFlag,
  };
}

/** The records of a pax header: `27 path=some/long/name\n`. Throws ArchiveError. */
export function parsePax(content: Uint8Array, at: number): Map<string, string> {
  const records = new Map<string, string>();
  for (let start = 0; start < content.length; ) {
    const space = content.indexOf(0x20, start);
    const digits = space < 0 ? "" : decode(content.subarray(start, space), at);
    const end = start + Number(digits);
    const equals = content.indexOf(0x3d, space);
    const sound = /^\d{1,9}$/.test(digits) && end <= content.length && content[end - 1] === 0x0a;
    if (!sound || equals < 0 || equals >= end) throw new ArchiveError("damaged", `pax header at byte ${at}`);
    records.set(
      decode(content.subarray(space + 1, equals), at),
      decode(content.subarray(equals + 1, end - 1), at),
    );
    start = end;
  }
  return records;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function decode(bytes: Uint8Array, at: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ArchiveError("damaged", `text at byte ${at} is not UTF-8`);
  }
}

function headerBlock(
  { prefix, name }: { readonly prefix: string; readonly name: string },
  sizeBytes: number,
  mtimeMs: number,
  type: string,
): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  put(block, NAME, name);
  put(block, MODE, "0000644\0");
  put(block, UID, "0000000\0");
  put(block, GID, "0000000\0");
  put(block, SIZE, `${sizeBytes.toString(8).padStart(SIZE[1] - 1, "0")}\0`);
  const seconds = Math.max(0, Math.floor(mtimeMs / 1000));
  put(
    block,
    MTIME,
    `${Math.min(seconds, LARGEST_OCTAL_BYTES)
      .toString(8)
      .padStart(MTIME[1] - 1, "0")}\0`,
  );
  block[TYPE] = type.charCodeAt(0);
  put(block, MAGIC, "ustar\0");
  put(block, VERSION, "00");
  put(block, PREFIX, prefix);
  put(block, CHECKSUM, `${checksumOf(block).toString(8).padStart(6, "0")}\0 `);
  return block;
}

/** The sum of all bytes, with the checksum itself taken for spaces. */
function checksumOf(block: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    sum += i >= CHECKSUM[0] && i < CHECKSUM[0] + CHECKSUM[1] ? 0x20 : block[i]!;
  }
  return sum;
}

/** Null when it does not fit: at most 100 bytes behind a "/", at most 155 before it. */
function splitName(name: string): { readonly prefix: string; readonly name: string } | null {
  // Names in other letters go into a pax record, which says that they are UTF-8.
  if (utf8Length(name) !== name.length) return null;
  if (name.length <= NAME[1]) return { prefix: "", name };
  const slash = name.lastIndexOf("/", PREFIX[1]);
  const rest = name.slice(slash + 1);
  return slash > 0 && rest.length > 0 && rest.length <= NAME[1]
    ? { prefix: name.slice(0, slash), name: rest }
    : null;
}

/** Its length counts itself. */
function paxRecord(key: string, value: string): string {
  const body = ` ${key}=${value}\n`;
  const bodyBytes = utf8Encode(body).length;
  let length = bodyBytes + 1;
  while (String(length).length + bodyBytes !== length) length = String(length).length + bodyBytes;
  return `${length}${body}`;
}

function put(block: Uint8Array, [position]: Field, value: string): void {
  for (let i = 0; i < value.length; i++) block[position + i] = value.charCodeAt(i);
}

function text(block: Uint8Array, [position, length]: Field): string {
  const field = block.subarray(position, position + length);
  const end = field.indexOf(0);
  return decode(end < 0 ? field : field.subarray(0, end), position);
}

function octal(block: Uint8Array, field: Field, at: number): number {
  const digits = text(block, field).trim();
  if (!/^[0-7]{1,12}$/.test(digits)) throw new ArchiveError("damaged", `number in the header at byte ${at}`);
  return Number.parseInt(digits, 8);
}

/** GNU writes sizes beyond 8 GiB in base 256, with the first bit set. */
function size(block: Uint8Array, at: number): number {
  const [position, length] = SIZE;
  if ((block[position]! & 0x80) === 0) return octal(block, SIZE, at);
  let value = 0;
  for (let i = 1; i < length; i++) value = value * 256 + block[position + i]!;
  if (block[position] !== 0x80 || !Number.isSafeInteger(value)) {
    throw new ArchiveError("too-large", `size in the header at byte ${at}`);
  }
  return value;
}
