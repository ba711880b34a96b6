// The three kinds of index as trees: entries of a fixed size, and in a file that was preallocated and not trimmed, zeros
// behind them.
import type { ByteNode, DataFileKind } from "../../inspect/byte-tree.ts";
import type { FileReader } from "./file-reader.ts";
import { asLong, NodeReader, struct } from "./node-reader.ts";

export type IndexKind = Extract<DataFileKind, "index" | "timeindex" | "txnindex">;

export const ENTRY_BYTES: Readonly<Record<IndexKind, number>> = { index: 8, timeindex: 12, txnindex: 34 };

/** The entry in slot `slot`, whose bytes begin `bytes`. */
export function entryNode(kind: IndexKind, bytes: Uint8Array, slot: number, baseOffset: bigint): ByteNode {
  const position = slot * ENTRY_BYTES[kind];
  const reader = new NodeReader(bytes, position);
  const children: ByteNode[] = [];
  const relative = (): void => {
    const meaning = kind === "index" ? "index.offset" : "timeindex.offset";
    const node = reader.int32("relativeOffset", { meaning });
    children.push({ ...node, derived: asLong(baseOffset + BigInt(node.value)) });
  };
  switch (kind) {
    case "index":
      relative();
      children.push(reader.int32("position", { meaning: "index.position" }));
      break;
    case "timeindex":
      children.push(reader.int64("timestamp", { meaning: "timeindex.timestamp", isTime: true }));
      relative();
      break;
    case "txnindex":
      children.push(reader.int16("version", { meaning: "message.version" }));
      for (const name of ["producerId", "firstOffset", "lastOffset", "lastStableOffset"]) {
        children.push(reader.int64(name));
      }
  }
  return struct(`[${slot}]`, position, position + ENTRY_BYTES[kind], children, `${kind}.entry`);
}

export function entryCount(kind: IndexKind, reader: FileReader): number {
  return Math.floor(reader.sizeBytes / ENTRY_BYTES[kind]);
}

export async function readEntry(
  kind: IndexKind,
  reader: FileReader,
  slot: number,
  baseOffset: bigint,
): Promise<ByteNode> {
  const size = ENTRY_BYTES[kind];
  return entryNode(kind, await reader.read(slot * size, size), slot, baseOffset);
}

/** The entries that touch a range, and what lies there that is none. */
export async function indexNodes(
  kind: IndexKind,
  reader: FileReader,
  baseOffset: bigint,
  from: number,
  to: number,
): Promise<ByteNode[]> {
  const size = ENTRY_BYTES[kind];
  const count = entryCount(kind, reader);
  const first = Math.min(Math.floor(from / size), count);
  const last = Math.min(Math.ceil(to / size), count);
  const bytes = await reader.read(first * size, (last - first) * size);
  const nodes: ByteNode[] = [];
  for (let slot = first; slot < last; slot++) {
    const entry = bytes.subarray((slot - first) * size, (slot - first + 1) * size);
    // Zeros in the first slot may be an entry; more of them are not.
    if (isZero(entry) && (slot > 0 || (count > 1 && isZero(bytes.subarray(size, 2 * size))))) {
      return [...nodes, rest("zeros", slot * size, reader.sizeBytes)];
    }
    nodes.push(entryNode(kind, entry, slot, baseOffset));
  }
  const end = count * size;
  if (to > end && reader.sizeBytes > end) nodes.push(rest("broken", end, reader.sizeBytes));
  return nodes;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Everything from `start` to the end of the file. */
export function rest(type: "zeros" | "broken", start: number, end: number, problem?: string): ByteNode {
  return {
    name: type,
    position: start,
    length: end - start,
    type,
    value: null,
    meaning: type,
    ...(problem === undefined ? {} : { problem }),
  };
}
