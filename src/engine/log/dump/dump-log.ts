// The text of a log or a metadata snapshot: a line for each batch and, when asked, one for each record.

import { utf8Decode } from "../../base/utf8.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { addSequence, NO_SEQUENCE, NO_TIMESTAMP } from "../../records/batch.ts";
import { CODEC_NAMES, loadCodec } from "../../records/compression.ts";
import { batchNode } from "./batch-node.ts";
import { controlPayload } from "./control-node.ts";
import { DumpFailure } from "./dump-failure.ts";
import { ALL_BYTES, type DumpOptions } from "./dump-options.ts";
import { type FileReader, fileNameOf, firstBytes, stemOf } from "./file-reader.ts";
import { legacyLines, legacyNode } from "./legacy-node.ts";
import { type BatchPlace, walkBatches } from "./log-walk.ts";
import { child, intOf, longOf } from "./node-reader.ts";
import { type Decoder, payloadOf } from "./payload.ts";
import { attribute, codecOf, recordNodes, recordOffset, recordTimestamp } from "./record-node.ts";

const MAX_SEQUENCE = 0x7fffffff;
const BOOTSTRAP = "bootstrap.checkpoint";

export async function* dumpLog(name: string, file: FileReader, options: DumpOptions): AsyncGenerator<string> {
  yield titleOf(name);
  const maxBytes = options.maxBytes ?? ALL_BYTES;
  const reader = firstBytes(file, maxBytes);
  const absolute = options.absoluteName ?? name;
  const printer = recordPrinter(absolute, options);
  let validBytes = 0;
  for await (const place of walkBatches(reader, absolute)) {
    const bytes = await reader.read(place.position, place.sizeBytes);
    yield* place.magic < 2 ? printer.messages(bytes, place) : printer.batch(bytes, place);
    validBytes += place.sizeBytes;
  }
  const trailing = reader.sizeBytes - validBytes;
  if (trailing > 0 && maxBytes === ALL_BYTES) {
    yield `Found ${trailing} invalid bytes at the end of ${fileNameOf(name)}`;
  }
}

function titleOf(name: string): string {
  const file = fileNameOf(name);
  if (file.endsWith(".log")) return `Log starting offset: ${startOffsetOf(name)}`;
  if (file === BOOTSTRAP) return "KRaft bootstrap snapshot";
  const id = /^(\d{20})-(\d{10})\.checkpoint$/.exec(file);
  if (id === null) throw new DumpFailure("java.util.NoSuchElementException", "No value present");
  return `Snapshot end offset: ${BigInt(id[1]!)}, epoch: ${BigInt(id[2]!)}`;
}

/** The offset in a segment file's name. Throws DumpFailure where Java cannot read it. */
export function startOffsetOf(name: string): bigint {
  const stem = stemOf(name);
  const offset = /^[+-]?\d+$/.test(stem) ? BigInt(stem) : null;
  if (offset === null || offset !== BigInt.asIntN(64, offset)) {
    throw new DumpFailure("java.lang.NumberFormatException", `For input string: "${stem}"`);
  }
  return offset;
}

/** Loads what the records of the batch need; a codec that is none is the reader's to refuse. */
async function loadCodecOf(codec: number): Promise<void> {
  if (codec >= 1 && codec <= 4) await loadCodec(codec);
}

function recordPrinter(absolute: string, options: DumpOptions) {
  const decoder: Decoder = options.decoder ?? "text";
  const contents = options.printDataLog === true || decoder !== "text";
  const deep = options.deepIteration === true || contents;
  const metadata = options.skipRecordMetadata !== true;
  let lastOffset = -1n;

  function follow(offset: bigint): void {
    if (offset !== lastOffset + 1n) options.findings?.nonConsecutive(absolute, lastOffset, offset);
    lastOffset = offset;
  }

  /** A line of a record, from what is known of it and, in contents, of its payload. */
  function line(known: string, key: string | undefined, payload: string | undefined): string {
    const parts = [
      ...(metadata ? [known] : []),
      ...(key === undefined ? [] : [`key: ${key}`]),
      ...(payload === undefined ? [] : [`payload: ${payload}`]),
    ];
    return parts.length === 0 ? "" : `| ${parts.join(" ")}`;
  }

  function record(node: ByteNode, batch: ByteNode, isControl: boolean): string {
    const offset = recordOffset(node);
    follow(offset);
    let known = "";
    if (metadata) {
      known = knownOf(node, batch, offset);
      if (isControl) known += ` ${controlPayload(node).text}`;
    }
    if (!contents || isControl) return line(known, undefined, undefined);
    const { key, payload } = payloadOf(node, decoder).text;
    return line(known, key, payload);
  }

  return {
    async *batch(bytes: Uint8Array, place: BatchPlace): AsyncGenerator<string> {
      const batch = batchNode(bytes, place.position);
      yield batchLine(batch, place);
      if (!deep) return;
      await loadCodecOf(codecOf(batch));
      const isControl = attribute(batch, "isControl") === true;
      for (const node of recordNodes(bytes, batch)) yield record(node, batch, isControl);
    },
    async *messages(bytes: Uint8Array, place: BatchPlace): AsyncGenerator<string> {
      if (place.magic < 0) {
        const text = `Invalid magic used in LegacyRecord: ${place.magic}`;
        throw new DumpFailure("java.lang.IllegalArgumentException", text);
      }
      const message = legacyNode(bytes, place.position);
      yield legacyLine(message, place);
      if (!deep) return;
      await loadCodecOf(codecOf(message));
      const type = attribute(message, "timestampType");
      for (const one of legacyLines(bytes, message)) {
        follow(BigInt(one.offset));
        const sizes = `keySize: ${one.key?.length ?? -1} valueSize: ${one.value?.length ?? -1}`;
        // The tool's own stray brace.
        const known = `offset: ${one.offset} ${type}: ${one.timestamp} ${sizes} isValid: ${one.isValid} crc: ${one.crc}}`;
        const text = (part: Uint8Array | null) => (part === null ? undefined : utf8Decode(part));
        yield contents ? line(known, text(one.key), text(one.value)) : line(known, undefined, undefined);
      }
    },
  };
}

function knownOf(record: ByteNode, batch: ByteNode, offset: bigint): string {
  const size = (name: string): number => (child(record, name).value as Uint8Array | null)?.length ?? -1;
  const baseSequence = intOf(batch, "baseSequence");
  const sequence = baseSequence >= 0 ? addSequence(baseSequence, intOf(record, "offsetDelta")) : NO_SEQUENCE;
  const headers = record.children?.find(({ name }) => name === "headers")?.children ?? [];
  const keys = headers.map((header) => child(header, "key").value).join(",");
  return [
    `offset: ${offset} ${attribute(batch, "timestampType")}: ${recordTimestamp(record)}`,
    `keySize: ${size("key")} valueSize: ${size("value")}`,
    `sequence: ${sequence} headerKeys: [${keys}]`,
  ].join(" ");
}

function batchLine(batch: ByteNode, place: BatchPlace): string {
  const baseSequence = intOf(batch, "baseSequence");
  const horizon = attribute(batch, "hasDeleteHorizon")
    ? `OptionalLong[${longOf(batch, "baseTimestamp")}]`
    : "OptionalLong.empty";
  return [
    `baseOffset: ${longOf(batch, "baseOffset")} lastOffset: ${child(batch, "lastOffsetDelta").derived}`,
    `count: ${intOf(batch, "recordsCount")} baseSequence: ${baseSequence}`,
    `lastSequence: ${lastSequenceOf(baseSequence, intOf(batch, "lastOffsetDelta"))}`,
    `producerId: ${longOf(batch, "producerId")} producerEpoch: ${intOf(batch, "producerEpoch")}`,
    `partitionLeaderEpoch: ${intOf(batch, "partitionLeaderEpoch")}`,
    `isTransactional: ${attribute(batch, "isTransactional")} isControl: ${attribute(batch, "isControl")}`,
    `deleteHorizonMs: ${horizon}`,
    commonPart(batch, place, longOf(batch, "maxTimestamp")),
  ].join(" ");
}

/** As Java adds 32-bit numbers, for deltas that no producer writes. */
function lastSequenceOf(baseSequence: number, delta: number): number {
  return delta < 0 && baseSequence !== NO_SEQUENCE
    ? (delta - (MAX_SEQUENCE - baseSequence) - 1) | 0
    : addSequence(baseSequence, delta);
}

function legacyLine(message: ByteNode, place: BatchPlace): string {
  const timestamp = intOf(message, "magic") === 0 ? NO_TIMESTAMP : longOf(message, "timestamp");
  return `offset: ${longOf(message, "offset")} ${commonPart(message, place, BigInt(timestamp))}`;
}

function commonPart(node: ByteNode, place: BatchPlace, timestamp: bigint): string {
  if (codecOf(node) >= CODEC_NAMES.length) {
    const text = `Unknown compression type id: ${codecOf(node)}`;
    throw new DumpFailure("java.lang.IllegalArgumentException", text);
  }
  const crc = child(node, "crc");
  return [
    `position: ${place.position} ${attribute(node, "timestampType")}: ${timestamp}`,
    `size: ${place.sizeBytes} magic: ${place.magic} compresscodec: ${attribute(node, "compression")}`,
    `crc: ${crc.value} isvalid: ${crc.isValid === true}`,
  ].join(" ");
}
