// The bytes of a file's range as a tree, for the byte inspector. It reads the batches or entries that the range touches,
// and in a log the way to them: from the nearest entry of the offset index.
import type { ByteNode, ByteRange, ByteTree, DataFileKind } from "../../inspect/byte-tree.ts";
import { loadCodec } from "../../records/compression.ts";
import { RecordError } from "../../records/record-error.ts";
import { batchNode } from "./batch-node.ts";
import { controlPayload } from "./control-node.ts";
import { type FileReader, fileNameOf, type Siblings, stemOf, windowed } from "./file-reader.ts";
import { entryCount, type IndexKind, indexNodes, readEntry, rest } from "./index-nodes.ts";
import { legacyChildren, legacyNode } from "./legacy-node.ts";
import { type BatchPlace, placeAt } from "./log-walk.ts";
import { MessageFault } from "./message-node.ts";
import { child, intOf, struct } from "./node-reader.ts";
import { type Decoder, decoderOf, MissingKeyError, payloadOf } from "./payload.ts";
import { attribute, codecOf, recordBytes, recordNodes } from "./record-node.ts";
import { snapshotNodes } from "./snapshot-node.ts";
import { isTextFile, textNodes } from "./text-nodes.ts";

export interface DecodeOptions {
  /** Other files of the directory: the offset index shortens the way to a batch. */
  readonly siblings?: Siblings;
  /** What records hold; by default what the file's name says. */
  readonly decoder?: Decoder;
  /** In a large batch, the first record to show; by default the one at the range. */
  readonly firstRecord?: number;
}

/** Files that are read whole: they are small. */
const LARGEST_WHOLE_BYTES = 16 * 1024 * 1024;
/** Records of one batch that become nodes; the others are two nodes that say how many they are. */
const MOST_RECORDS = 100;
/** Batches of one range. */
const MOST_BATCHES = 500;

export function fileKind(name: string): DataFileKind {
  if (isTextFile(name)) return "text";
  // What waits for its deletion, or for the cleaner, still is what it was.
  const file = fileNameOf(name).replace(/\.(deleted|cleaned|swap)$/, "");
  const suffix = file.slice(file.lastIndexOf(".") + 1);
  const kinds: readonly string[] = ["log", "index", "timeindex", "txnindex", "snapshot", "checkpoint"];
  return kinds.includes(suffix) ? (suffix as DataFileKind) : "unknown";
}

export async function decodeFile(
  name: string,
  reader: FileReader,
  range: ByteRange,
  options: DecodeOptions = {},
): Promise<ByteTree> {
  const kind = fileKind(name);
  const nodes = await nodesOf(kind, name, reader, range, options);
  const first = nodes[0];
  const last = nodes.at(-1);
  const position = first?.position ?? Math.min(range.start, reader.sizeBytes);
  const end = last === undefined ? position : last.position + last.length;
  return { name, kind, sizeBytes: reader.sizeBytes, position, length: end - position, nodes };
}

async function nodesOf(
  kind: DataFileKind,
  name: string,
  reader: FileReader,
  range: ByteRange,
  options: DecodeOptions,
): Promise<ByteNode[]> {
  switch (kind) {
    case "log":
    case "checkpoint":
      return logNodes(name, reader, range, options);
    case "index":
    case "timeindex":
    case "txnindex":
      return indexNodes(kind, reader, baseOffsetOf(name), range.start, range.end);
    case "snapshot":
      return snapshotNodes(await reader.read(0, Math.min(reader.sizeBytes, LARGEST_WHOLE_BYTES)));
    case "text":
      return textNodes(name, await reader.read(0, Math.min(reader.sizeBytes, LARGEST_WHOLE_BYTES)));
    case "unknown":
      return [];
  }
}

function baseOffsetOf(name: string): bigint {
  const stem = stemOf(name);
  return /^\d+$/.test(stem) ? BigInt(stem) : 0n;
}

// ---- logs ----

async function logNodes(
  name: string,
  file: FileReader,
  range: ByteRange,
  options: DecodeOptions,
): Promise<ByteNode[]> {
  const reader = windowed(file);
  const nodes: ByteNode[] = [];
  const fileName = fileNameOf(name);
  let position = await nearestEntry(name, range.start, options.siblings);
  while (position < file.sizeBytes && position < range.end && nodes.length < MOST_BATCHES) {
    let place: BatchPlace | null;
    try {
      place = await placeAt(reader, position, fileName);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      return [...nodes, await tail(reader, position, error.message)];
    }
    if (place === null) return [...nodes, await tail(reader, position)];
    position += place.sizeBytes;
    if (position <= range.start) continue;
    const bytes = await reader.read(place.position, place.sizeBytes);
    nodes.push(
      await batchTree(bytes, place, range, { ...options, decoder: options.decoder ?? decoderOf(name) }),
    );
  }
  return nodes;
}

/** Where a batch begins, at or before `position`. */
async function nearestEntry(name: string, position: number, siblings: Siblings | undefined): Promise<number> {
  const index = await siblings?.(`${stemOf(name)}.index`);
  if (index === null || index === undefined) return 0;
  const kind: IndexKind = "index";
  const entries = windowed(index);
  let low = 0;
  let high = entryCount(kind, index) - 1;
  let found = 0;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = await readEntry(kind, entries, middle, 0n);
    const at = intOf(entry, "position");
    // Zeros stand behind the entries.
    const isEntry = middle === 0 || intOf(entry, "relativeOffset") > 0;
    if (isEntry && at <= position) {
      found = at;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}

const LOOK_BYTES = 4096;

/** Behind the last whole batch: zeros of a preallocated file, or a batch that was cut off. */
async function tail(reader: FileReader, position: number, problem?: string): Promise<ByteNode> {
  const bytes = await reader.read(position, LOOK_BYTES);
  if (bytes.every((byte) => byte === 0)) return rest("zeros", position, reader.sizeBytes);
  return {
    ...rest("broken", position, reader.sizeBytes, problem),
    meaning: problem === undefined ? "torn" : "broken",
  };
}

interface TreeOptions extends DecodeOptions {
  readonly decoder: Decoder;
}

async function batchTree(
  bytes: Uint8Array,
  place: BatchPlace,
  range: ByteRange,
  options: TreeOptions,
): Promise<ByteNode> {
  try {
    if (place.magic < 2) return await legacyTree(bytes, place);
    const batch = batchNode(bytes, place.position);
    if (codecOf(batch) !== 0) await loadCodec(codecOf(batch));
    return withRecords(bytes, batch, range, options);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const end = place.position + bytes.length;
    return struct("batch", place.position, end, [rest("broken", place.position, end, error.message)]);
  }
}

async function legacyTree(bytes: Uint8Array, place: BatchPlace): Promise<ByteNode> {
  const message = legacyNode(bytes, place.position);
  const codec = (child(message, "attributes").value as number) & 0x07;
  if (codec === 0) return message;
  await loadCodec(codec);
  const inner = legacyChildren(bytes, message);
  if (inner === null) return message;
  const children = (message.children ?? []).map((node) =>
    node.name === "value"
      ? { ...node, children: inner.messages.slice(0, MOST_RECORDS), unpacked: inner.unpacked }
      : node,
  );
  return { ...message, children };
}

function withRecords(bytes: Uint8Array, batch: ByteNode, range: ByteRange, options: TreeOptions): ByteNode {
  const isControl = attribute(batch, "isControl") === true;
  const shown: ByteNode[] = [];
  const before = skipping();
  const after = skipping();
  let problem: string | undefined;
  let unpacked: Uint8Array | undefined;
  try {
    const source = recordBytes(bytes, batch);
    if (source.unpacked) unpacked = source.bytes;
    const from = options.firstRecord ?? 0;
    // In bytes that are packed no position of the file leads to a record.
    const start = source.unpacked || options.firstRecord !== undefined ? 0 : range.start;
    let number = 0;
    for (const record of recordNodes(bytes, batch, source)) {
      const isBefore = number < from || record.position + record.length <= start;
      number++;
      if (shown.length === 0 && isBefore) before.add(record);
      else if (shown.length < MOST_RECORDS) shown.push(opened(record, isControl, options.decoder));
      else after.add(record);
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    problem = error.message;
  }
  const children = [...before.nodes(), ...shown, ...after.nodes()];
  const records: ByteNode = {
    ...child(batch, "records"),
    children,
    ...(problem === undefined ? {} : { problem }),
    ...(unpacked === undefined ? {} : { unpacked }),
  };
  return {
    ...batch,
    children: (batch.children ?? []).map((node) => (node.name === "records" ? records : node)),
  };
}

/** Neighbours that are not shown one by one. */
function skipping() {
  let first: ByteNode | null = null;
  let last: ByteNode | null = null;
  let count = 0;
  return {
    add(record: ByteNode): void {
      first ??= record;
      last = record;
      count++;
    },
    nodes(): ByteNode[] {
      if (first === null || last === null) return [];
      const name = count === 1 ? first.name : `${first.name}–${last.name}`;
      const node = struct(name, first.position, last.position + last.length, [], "batch.skipped");
      return [{ ...node, value: count }];
    },
  };
}

/** The record with what its key and value hold below them. */
function opened(record: ByteNode, isControl: boolean, decoder: Decoder): ByteNode {
  if (!isControl && decoder === "text") return record;
  let parts: {
    readonly key: readonly ByteNode[];
    readonly value: readonly ByteNode[];
    readonly problem?: string;
  };
  try {
    parts = isControl ? controlPayload(record) : payloadOf(record, decoder);
  } catch (error) {
    if (!(error instanceof MessageFault || error instanceof MissingKeyError)) throw error;
    return { ...record, problem: error.message };
  }
  const children = (record.children ?? []).map((node) => {
    const inside = node.name === "key" ? parts.key : node.name === "value" ? parts.value : [];
    return inside.length === 0 ? node : { ...node, children: inside };
  });
  return { ...record, children, ...(parts.problem === undefined ? {} : { problem: parts.problem }) };
}
