// The codecs of record batches. Most batches of a playground are not compressed, so a codec's code is fetched only when
// the first batch needs it: await loadCodec (or loadCodecsFor) once, after that everything is synchronous.
import { assert } from "../base/assert.ts";
import { batchHeaders } from "./batch.ts";
import { undecodable } from "./record-error.ts";

export type CodecName = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** By codec id, as in the attributes of a batch. */
export const CODEC_NAMES: readonly CodecName[] = ["none", "gzip", "snappy", "lz4", "zstd"];

export interface Codec {
  /** `level` is the codec's own scale; undefined is Kafka's default. Snappy has none. */
  compress(bytes: Uint8Array, level?: number): Uint8Array;
  /** Throws RecordError when the bytes are damaged, or come to more than `maxBytes`. `magic` is that of the batch. */
  decompress(bytes: Uint8Array, maxBytes: number, magic: number): Uint8Array;
}

/** What a batch may grow to when read: far above any batch of a playground, far below what would freeze a tab. */
export const MAX_DECOMPRESSED_BYTES = 256 * 1024 * 1024;

const loaded: (Codec | undefined)[] = [];

const LOADERS: Readonly<Record<number, () => Promise<Codec>>> = {
  1: async () => (await import("./codec-gzip.ts")).gzip,
  2: async () => (await import("./codec-snappy.ts")).snappy,
  3: async () => (await import("./codec-lz4.ts")).lz4,
  4: async () => (await import("./codec-zstd.ts")).loadZstd(),
};

/** The id of a `compression.type`, undefined for a name that is none. */
export function codecId(name: string): number | undefined {
  const id = CODEC_NAMES.indexOf(name as CodecName);
  return id < 0 ? undefined : id;
}

/** Throws RecordError for an id that Kafka has not assigned. */
export function codecName(id: number): CodecName {
  const name = CODEC_NAMES[id];
  if (name === undefined) throw undecodable(`Unknown compression type id: ${id}`);
  return name;
}

/** The codec, or undefined when it has not been loaded. */
export function loadedCodec(id: number): Codec | undefined {
  return loaded[id];
}

/** Rejects with RecordError for an unknown id. */
export async function loadCodec(id: number): Promise<Codec> {
  const present = loaded[id];
  if (present !== undefined) return present;
  const load = LOADERS[id];
  if (load === undefined) throw undecodable(`Unknown compression type id: ${id}`);
  const codec = await load();
  loaded[id] = codec;
  return codec;
}

/** Loads what is needed to read the batches of a range; undefined when everything is there already. */
export function loadCodecsFor(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Promise<unknown> | undefined {
  const missing = new Set<number>();
  for (const { codec } of batchHeaders(bytes, start, end)) {
    if (codec !== 0 && loaded[codec] === undefined && LOADERS[codec] !== undefined) missing.add(codec);
  }
  return missing.size === 0 ? undefined : Promise.all([...missing].map(loadCodec));
}

function present(id: number): Codec {
  const name = codecName(id);
  const codec = loaded[id];
  assert(codec !== undefined, `the ${name} codec is used before loadCodec(${id})`);
  return codec;
}

export function compress(id: number, bytes: Uint8Array, level?: number): Uint8Array {
  return id === 0 ? bytes : present(id).compress(bytes, level);
}

export function decompress(
  id: number,
  bytes: Uint8Array,
  magic = 2,
  maxBytes = MAX_DECOMPRESSED_BYTES,
): Uint8Array {
  return id === 0 ? bytes : present(id).decompress(bytes, maxBytes, magic);
}
