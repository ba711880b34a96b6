// The text of the indexes. An offset index and a time index are compared with the log that they belong to.
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { loadCodec } from "../../records/compression.ts";
import { batchNode } from "./batch-node.ts";
import { DumpFailure } from "./dump-failure.ts";
import { startOffsetOf } from "./dump-log.ts";
import { ALL_BYTES, type DumpOptions, MAX_MESSAGE_BYTES } from "./dump-options.ts";
import { type FileReader, firstBytes, stemOf, windowed } from "./file-reader.ts";
import { ENTRY_BYTES, entryCount, type IndexKind, readEntry } from "./index-nodes.ts";
import { legacyLines, legacyNode } from "./legacy-node.ts";
import { type BatchPlace, placeAt, walkBatches } from "./log-walk.ts";
import { child, intOf, longOf } from "./node-reader.ts";
import { codecOf, recordNodes, recordTimestamp } from "./record-node.ts";

interface Index {
  readonly reader: FileReader;
  readonly baseOffset: bigint;
  readonly entries: number;
  entry(slot: number): Promise<ByteNode>;
}

function openIndex(kind: IndexKind, file: FileReader, baseOffset: bigint): Index {
  const reader = windowed(file);
  return {
    reader,
    baseOffset,
    entries: entryCount(kind, reader),
    entry: (slot) => readEntry(kind, reader, slot, baseOffset),
  };
}

const offsetOf = (entry: ByteNode): bigint => child(entry, "relativeOffset").derived as bigint;

async function sibling(name: string, suffix: string, options: DumpOptions): Promise<FileReader> {
  const wanted = `${stemOf(name)}${suffix}`;
  const file = await options.siblings?.(wanted);
  if (file !== null && file !== undefined) return file;
  // An index that is not there is made, for a size that nobody gave.
  if (suffix === ".index") {
    throw new DumpFailure("java.lang.IllegalArgumentException", "Invalid max index size: -1");
  }
  throw new DumpFailure("java.nio.file.NoSuchFileException", pathBeside(name, suffix, options));
}

function pathBeside(name: string, suffix: string, options: DumpOptions): string {
  const absolute = options.absoluteName ?? name;
  return `${absolute.slice(0, absolute.lastIndexOf("/") + 1)}${stemOf(name)}${suffix}`;
}

/** Sparse files end in zeros: an entry at the base offset that is not the first is none. */
const isEnd = (index: Index, slot: number, entry: ByteNode): boolean =>
  slot > 0 && offsetOf(entry) === index.baseOffset;

export async function* dumpIndex(
  name: string,
  file: FileReader,
  options: DumpOptions,
): AsyncGenerator<string> {
  const index = openIndex("index", file, startOffsetOf(name));
  const absolute = options.absoluteName ?? name;
  const log = windowed(await sibling(name, ".log", options));
  if (index.entries === 0) {
    yield `${name} is empty.`;
    return;
  }
  if (options.indexSanityCheck === true) {
    await checkOffsetIndex(index, absolute);
    yield `${name} passed sanity check.`;
    return;
  }
  for (let slot = 0; slot < index.entries; slot++) {
    const entry = await index.entry(slot);
    if (isEnd(index, slot, entry)) return;
    const position = intOf(entry, "position");
    const found = await lastOffsetAt(log, position, pathBeside(name, ".log", options), options);
    if (found !== offsetOf(entry)) options.findings?.indexMismatch(absolute, offsetOf(entry), found);
    if (options.verifyIndexOnly !== true) yield `offset: ${offsetOf(entry)} position: ${position}`;
  }
}

async function checkOffsetIndex(index: Index, absolute: string): Promise<void> {
  const last = offsetOf(await index.entry(index.entries - 1));
  if (last < index.baseOffset) {
    throw corruptIndex(
      `Corrupt index found, index file ${absolute} has non-zero size but the last offset is ${last} which is less than the base offset ${index.baseOffset}`,
    );
  }
  checkSize("index", "Index", index.reader, absolute);
}

function checkSize(kind: IndexKind, what: string, reader: FileReader, absolute: string): void {
  const entryBytes = ENTRY_BYTES[kind];
  if (reader.sizeBytes % entryBytes === 0) return;
  throw corruptIndex(
    `${what} file ${absolute} is corrupt, found ${reader.sizeBytes} bytes which is neither positive nor a multiple of ${entryBytes}`,
  );
}

function corruptIndex(text: string): DumpFailure {
  return new DumpFailure("org.apache.kafka.storage.internals.log.CorruptIndexException", text);
}

async function lastOffsetAt(
  log: FileReader,
  position: number,
  logPath: string,
  options: DumpOptions,
): Promise<bigint> {
  if (position < 0 || position > log.sizeBytes) throw outsideOf(position, log, logPath);
  const slice = firstBytes(log, position + (options.maxMessageBytes ?? MAX_MESSAGE_BYTES));
  const place = await placeAt(slice, position, logPath);
  if (place === null) throw new DumpFailure("java.util.NoSuchElementException", null);
  return lastOffsetOf(await log.read(place.position, place.sizeBytes), place);
}

function outsideOf(position: number, log: FileReader, path: string): DumpFailure {
  const records = `FileRecords(size=${log.sizeBytes}, file=${path}, start=0, end=${ALL_BYTES})`;
  const text =
    position < 0
      ? `Invalid position: ${position} in read from ${records}`
      : `Slice from position ${position} exceeds end position of ${records}`;
  return new DumpFailure("java.lang.IllegalArgumentException", text);
}

function lastOffsetOf(bytes: Uint8Array, place: BatchPlace): bigint {
  if (place.magic < 2) return longOf(legacyNode(bytes, place.position), "offset");
  return child(batchNode(bytes, place.position), "lastOffsetDelta").derived as bigint;
}

// ---- time index ----

export async function* dumpTimeIndex(
  name: string,
  file: FileReader,
  options: DumpOptions,
): AsyncGenerator<string> {
  const baseOffset = startOffsetOf(name);
  const absolute = options.absoluteName ?? name;
  const log = windowed(await sibling(name, ".log", options));
  const offsets = openIndex("index", await sibling(name, ".index", options), baseOffset);
  const times = openIndex("timeindex", file, baseOffset);
  if (options.indexSanityCheck === true) {
    await checkTimeIndex(times, absolute);
    yield `${name} passed sanity check.`;
    return;
  }
  const batchOf = batchFinder(log, offsets, pathBeside(name, ".log", options));
  let before = -1n;
  for (let slot = 0; slot < times.entries; slot++) {
    const entry = await times.entry(slot);
    if (isEnd(times, slot, entry)) return;
    const timestamp = longOf(entry, "timestamp");
    const offset = offsetOf(entry);
    const found = await batchOf(offset);
    if (found === null || found.lastOffset !== offset) {
      options.findings?.offsetNotFound(absolute, offset, found?.lastOffset ?? -1n);
    } else {
      const largest = await largestTimestamp(found.bytes, found.place);
      if (largest !== timestamp) options.findings?.timestampMismatch(absolute, timestamp, largest);
      if (before >= timestamp) options.findings?.outOfOrderTimestamp(absolute, timestamp, before);
    }
    if (options.verifyIndexOnly !== true) yield `timestamp: ${timestamp} offset: ${offset}`;
    before = timestamp;
  }
}

async function checkTimeIndex(times: Index, absolute: string): Promise<void> {
  if (times.entries > 0) {
    const first = await times.entry(0);
    const last = await times.entry(times.entries - 1);
    const title = `Corrupt time index found, time index file (${absolute}) has non-zero size but the last`;
    const [newest, oldest] = [longOf(last, "timestamp"), longOf(first, "timestamp")];
    if (newest < oldest) {
      throw corruptIndex(`${title} timestamp is ${newest} which is less than the first timestamp ${oldest}`);
    }
    if (offsetOf(last) < times.baseOffset) {
      throw corruptIndex(
        `${title} offset is ${offsetOf(last)} which is less than the first offset ${times.baseOffset}`,
      );
    }
  }
  checkSize("timeindex", "Time index", times.reader, absolute);
}

interface FoundBatch {
  readonly place: BatchPlace;
  readonly bytes: Uint8Array;
  readonly lastOffset: bigint;
}

/** Finds the first batch, from where the offset index points to, that ends at an offset or later. */
function batchFinder(log: FileReader, offsets: Index, logPath: string) {
  let isWalked = false;
  return async (offset: bigint): Promise<FoundBatch | null> => {
    const slot = await slotAtOrBelow(offsets, offset);
    const position = slot < 0 ? 0 : intOf(await offsets.entry(slot), "position");
    if (position < 0 || position > log.sizeBytes) throw outsideOf(position, log, logPath);
    // The tool looks at all batches behind the place, and fails at what is none. Once is enough to know.
    if (!isWalked) for await (const _ of walkBatches(log, logPath, position));
    isWalked = true;
    for await (const place of walkBatches(log, logPath, position)) {
      const bytes = await log.read(place.position, place.sizeBytes);
      const lastOffset = lastOffsetOf(bytes, place);
      if (lastOffset >= offset) return { place, bytes, lastOffset };
    }
    return null;
  };
}

const WARM_BYTES = 8192;

/** As Kafka searches: first among the entries at the end, where most look-ups go; the zeros of a sparse file count. */
async function slotAtOrBelow(index: Index, offset: bigint): Promise<number> {
  if (index.entries === 0) return -1;
  const at = async (slot: number): Promise<bigint> => offsetOf(await index.entry(slot));
  const firstHot = Math.max(0, index.entries - 1 - Math.floor(WARM_BYTES / ENTRY_BYTES.index));
  const search = async (begin: number, end: number): Promise<number> => {
    let [low, high] = [begin, end];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const found = await at(middle);
      if (found === offset) return middle;
      if (found > offset) high = middle - 1;
      else low = middle;
    }
    return low;
  };
  if ((await at(firstHot)) < offset) return search(firstHot, index.entries - 1);
  if ((await at(0)) > offset) return -1;
  return search(0, firstHot);
}

async function largestTimestamp(bytes: Uint8Array, place: BatchPlace): Promise<bigint> {
  let largest = -1n;
  if (place.magic < 2) {
    const message = legacyNode(bytes, place.position);
    const codec = codecOf(message);
    if (codec !== 0) await loadCodec(codec);
    for (const { timestamp } of legacyLines(bytes, message)) {
      if (BigInt(timestamp) > largest) largest = BigInt(timestamp);
    }
    return largest;
  }
  const batch = batchNode(bytes, place.position);
  if (codecOf(batch) !== 0) await loadCodec(codecOf(batch));
  for (const record of recordNodes(bytes, batch)) {
    const timestamp = recordTimestamp(record);
    if (timestamp > largest) largest = timestamp;
  }
  return largest;
}

// ---- transaction index ----

export async function* dumpTxnIndex(
  name: string,
  file: FileReader,
  options: DumpOptions,
): AsyncGenerator<string> {
  const index = openIndex("txnindex", file, startOffsetOf(name));
  const lines: string[] = [];
  for (let slot = 0; slot < index.entries; slot++) {
    const entry = await index.entry(slot);
    // The tool looks at the first of the version's two bytes.
    const version = intOf(entry, "version") >> 8;
    if (version > 0) {
      const text = `Unexpected aborted transaction version ${version} in transaction index ${options.absoluteName ?? name}, current version is 0`;
      throw new DumpFailure("org.apache.kafka.common.KafkaException", text);
    }
    lines.push(
      [
        `version: ${version} producerId: ${longOf(entry, "producerId")}`,
        `firstOffset: ${longOf(entry, "firstOffset")} lastOffset: ${longOf(entry, "lastOffset")}`,
        `lastStableOffset: ${longOf(entry, "lastStableOffset")}`,
      ].join(" "),
    );
  }
  // The tool reads all of it before it prints.
  yield* lines;
}
