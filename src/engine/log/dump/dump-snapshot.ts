// The text of a producer snapshot: a line for each producer.

import { crc32c } from "../../base/crc32c.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import type { DumpOptions } from "./dump-options.ts";
import type { FileReader } from "./file-reader.ts";
import { intOf, longOf } from "./node-reader.ts";
import { snapshotNodes } from "./snapshot-node.ts";

const CHECKED_AT = 6;
const MAX_SEQUENCE = 0x7fffffff;

export async function* dumpSnapshot(file: FileReader, options: DumpOptions): AsyncGenerator<string> {
  const bytes = await file.read(0, file.sizeBytes);
  const nodes = snapshotNodes(bytes);
  const problem = problemOf(nodes, bytes);
  if (problem !== null) {
    options.onError?.(problem);
    return;
  }
  for (const entry of nodes.find(({ name }) => name === "producerEntries")?.children ?? []) {
    yield producerLine(entry);
  }
}

function problemOf(nodes: readonly ByteNode[], bytes: Uint8Array): string | null {
  const broken = nodes.find(({ problem }) => problem !== undefined);
  if (broken?.problem !== undefined) return broken.problem;
  const crc = nodes.find(({ name }) => name === "crc");
  if (crc?.isValid !== false) return null;
  const computed = crc32c(bytes, CHECKED_AT, bytes.length);
  return `Snapshot is corrupt (CRC is no longer valid). Stored crc: ${crc.value}. Computed crc: ${computed}`;
}

function producerLine(entry: ByteNode): string {
  const firstOffset = longOf(entry, "currentTxnFirstOffset");
  const timestamp = longOf(entry, "timestamp");
  const producer = [
    `producerId: ${longOf(entry, "producerId")} producerEpoch: ${intOf(entry, "epoch")}`,
    `coordinatorEpoch: ${intOf(entry, "coordinatorEpoch")}`,
    `currentTxnFirstOffset: ${firstOffset >= 0n ? `OptionalLong[${firstOffset}]` : "OptionalLong.empty"}`,
    `lastTimestamp: ${timestamp}`,
  ].join(" ");
  const lastOffset = longOf(entry, "lastOffset");
  if (lastOffset < 0n) return producer;
  const lastSequence = intOf(entry, "lastSequence");
  const delta = intOf(entry, "offsetDelta");
  return `${producer} ${[
    `firstSequence: ${sequenceBefore(lastSequence, delta)} lastSequence: ${lastSequence}`,
    `lastOffset: ${lastOffset} offsetDelta: ${delta} timestamp: ${timestamp}`,
  ].join(" ")}`;
}

/** Sequences wrap from 2^31 - 1 to 0, backwards too. */
function sequenceBefore(sequence: number, steps: number): number {
  return sequence < steps ? MAX_SEQUENCE - (steps - sequence) + 1 : sequence - steps;
}
