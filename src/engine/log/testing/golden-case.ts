// Plays a recorded case of Apache Kafka's log layer (e2e/golden/storage/cases) on ours and says where they differ.
import { Buffer as NodeBuffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { AssertionError } from "../../base/assert.ts";
import { seededRandom } from "../../base/random.ts";
import { createMemoryStore } from "../../disk/memory-store.ts";
import { mountDisk } from "../../disk/page-cache.ts";
import type { DiskFile } from "../../ports/disk.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { codecId, loadCodec } from "../../records/compression.ts";
import { transactionMarkerBatch } from "../../records/control.ts";
import { AppendError, type LogConfig, OffsetOutOfRangeError } from "../log.ts";
import { DEFAULT_LOG_CONFIG } from "../log-config.ts";
import type { LogPorts } from "../log-core.ts";
import { LocalPartitionLog } from "../partition-log.ts";
import { formatPartitionMetadata } from "../partition-metadata.ts";
import { firstSequenceOf, type ProducerEntry } from "../producer-entry.ts";
import { PRODUCER_ID_EXPIRATION_MS } from "../producer-state.ts";
import { newLog, recoverLog } from "../recovery.ts";
import { writeTextFile } from "../text-file.ts";

type Json = Record<string, unknown>;

interface GoldenRecord {
  readonly ts: number;
  readonly key?: GoldenBytes;
  readonly value?: GoldenBytes;
  readonly headers?: readonly (readonly [string, GoldenBytes])[];
}

type GoldenBytes = null | string | { b64?: string; fill?: string; lcg?: number; n?: number };

interface GoldenBatch {
  readonly codec?: string;
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
  readonly pid?: number;
  readonly pepoch?: number;
  readonly baseSeq?: number;
  readonly records?: readonly GoldenRecord[];
  readonly raw?: string;
  readonly timestampType?: string;
  readonly logAppendTime?: number;
  readonly corruptAt?: number;
  readonly txn?: boolean;
  readonly marker?: "COMMIT" | "ABORT";
  readonly ts?: number;
  readonly coordinatorEpoch?: number;
}

interface Step {
  readonly do: Json & {
    readonly op: string;
    readonly wire?: string;
    readonly batches?: readonly GoldenBatch[];
  };
  readonly result: Json & { readonly error?: string; readonly invalid?: string };
  readonly state?: Json;
}

interface GoldenCase {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly startMs: number;
  readonly config: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** Kafka's exception for each code that a log answers with. */
const CODES: Readonly<Record<string, number>> = {
  InvalidRecordException: ErrorCode.INVALID_RECORD,
  InvalidTimestampException: ErrorCode.INVALID_TIMESTAMP,
  RecordTooLargeException: ErrorCode.MESSAGE_TOO_LARGE,
  RecordBatchTooLargeException: ErrorCode.RECORD_LIST_TOO_LARGE,
  CorruptRecordException: ErrorCode.CORRUPT_MESSAGE,
  UnexpectedAppendOffsetException: ErrorCode.UNKNOWN_SERVER_ERROR,
  IllegalArgumentException: ErrorCode.UNKNOWN_SERVER_ERROR,
  KafkaException: ErrorCode.UNKNOWN_SERVER_ERROR,
  OutOfOrderSequenceException: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
  InvalidProducerEpochException: ErrorCode.INVALID_PRODUCER_EPOCH,
  InvalidTxnStateException: ErrorCode.INVALID_TXN_STATE,
  TransactionCoordinatorFencedException: ErrorCode.TRANSACTION_COORDINATOR_FENCED,
};

/** What the caller of a log has to see to. */
const ASSERTED: ReadonlySet<string> = new Set(["IllegalArgumentException", "OffsetOutOfRangeException"]);

const GOLDEN = new URL("../../../../e2e/golden/storage/", import.meta.url);

export function goldenText(path: string): string {
  return gunzipSync(readFileSync(new URL(path, GOLDEN))).toString("utf8");
}

function configOf(values: Readonly<Record<string, unknown>>, before: LogConfig): LogConfig {
  const config = { ...before } as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    const key = name
      .replace(/^internal\./, "")
      .replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (key === "cleanupPolicy") config[key] = String(value) === "" ? [] : String(value).split(",");
    else config[key] = Number.isNaN(Number(value)) ? value : Number(value);
  }
  return config as unknown as LogConfig;
}

function bytesOf(value: GoldenBytes | undefined): Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return NodeBuffer.from(value);
  if (value.b64 !== undefined) return NodeBuffer.from(value.b64, "base64");
  const bytes = new Uint8Array(value.n ?? 0);
  if (value.fill !== undefined)
    return NodeBuffer.from(value.fill.repeat(bytes.length)).subarray(0, bytes.length);
  let x = value.lcg ?? 0;
  return bytes.map(() => {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0;
    return (x >>> 16) & 255;
  });
}

function buildBatch(batch: GoldenBatch): Uint8Array {
  if (batch.raw !== undefined) return NodeBuffer.from(batch.raw, "base64");
  if (batch.marker !== undefined) {
    return transactionMarkerBatch({
      commit: batch.marker === "COMMIT",
      producerId: BigInt(batch.pid ?? 0),
      producerEpoch: batch.pepoch ?? 0,
      coordinatorEpoch: batch.coordinatorEpoch ?? 0,
      timestampMs: batch.ts ?? 0,
      baseOffset: batch.baseOffset ?? 0,
      partitionLeaderEpoch: batch.partitionLeaderEpoch ?? -1,
    });
  }
  const producer =
    batch.pid === undefined
      ? {}
      : { producerId: BigInt(batch.pid), producerEpoch: batch.pepoch ?? 0, baseSequence: batch.baseSeq ?? 0 };
  const builder = new BatchBuilder({
    codec: codecId(batch.codec ?? "none") ?? 0,
    baseOffset: batch.baseOffset ?? 0,
    partitionLeaderEpoch: batch.partitionLeaderEpoch ?? -1,
    ...(batch.timestampType === "LogAppendTime" ? { logAppendTimeMs: batch.logAppendTime ?? -1 } : {}),
    ...producer,
    transactional: batch.txn === true,
  });
  for (const { ts, key, value, headers = [] } of batch.records ?? []) {
    const parsed = headers.map(([name, content]) => ({ key: name, value: bytesOf(content) }));
    builder.append(ts, bytesOf(key), bytesOf(value), parsed);
  }
  const bytes = builder.build();
  if (batch.corruptAt !== undefined) bytes[batch.corruptAt]! ^= 0x55;
  return bytes;
}

function shownProducer(entry: ProducerEntry): Json {
  return {
    pid: Number(entry.producerId),
    epoch: entry.epoch,
    coordinatorEpoch: entry.coordinatorEpoch,
    lastTs: entry.lastTimestampMs,
    txnFirst: entry.currentTxnFirstOffset,
    batches: entry.batches.map((batch) => [
      firstSequenceOf(batch),
      batch.lastSequence,
      batch.lastOffset - batch.offsetDelta,
      batch.lastOffset,
      batch.timestampMs,
    ]),
  };
}

/** The differences; none when ours does what Kafka did. */
export async function playCase(path: string): Promise<string[]> {
  for (const codec of [1, 2, 3, 4]) await loadCodec(codec);
  const recorded = JSON.parse(goldenText(`cases/${path}.json.gz`)) as GoldenCase;
  const player = await Player.create(recorded);
  for (const [index, step] of recorded.steps.entries()) await player.play(step, index);
  return player.differences;
}

class Player {
  readonly differences: string[] = [];
  private log: LocalPartitionLog | null = null;
  private config: LogConfig;
  private highWatermark = 0;
  private readonly saved = new Map<string, Map<string, Uint8Array>>();
  private readonly directory: string;

  private constructor(
    private readonly recorded: GoldenCase,
    private readonly ports: LogPorts,
    private readonly time: { nowMs: number },
  ) {
    this.config = configOf(recorded.config, DEFAULT_LOG_CONFIG);
    this.directory = `${recorded.topic}-${recorded.partition}`;
  }

  static async create(recorded: GoldenCase): Promise<Player> {
    const time = { nowMs: recorded.startMs };
    const disk = await mountDisk(createMemoryStore());
    return new Player(
      recorded,
      {
        disk,
        rng: seededRandom(1),
        clock: { monotonicMs: () => time.nowMs, wallMs: () => time.nowMs, setTimer: () => ({ cancel() {} }) },
        trace: { emit: () => "golden:0" },
      },
      time,
    );
  }

  private get opened(): LocalPartitionLog {
    if (this.log === null) throw new Error("the log is not open");
    return this.log;
  }

  async play(step: Step, index: number): Promise<void> {
    const label = `step ${index} ${step.do.op}`;
    const note = (what: string, ours: unknown, theirs: unknown): void => {
      const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
      if (a !== b) this.differences.push(`${label}: ${what} is ${a}, Kafka has ${b}`);
    };
    try {
      await this.run(step, note);
      if (step.result.error !== undefined) note("error", null, step.result.error);
    } catch (error) {
      const { error: expected, invalid } = step.result;
      if (error instanceof AssertionError && ASSERTED.has(expected ?? "")) return;
      if (error instanceof OffsetOutOfRangeError && expected === "OffsetOutOfRangeException") return;
      if (!(error instanceof AppendError)) throw error;
      note("error", error.code, expected === undefined ? null : CODES[invalid ?? expected]);
      if (step.result["recordErrors"] !== undefined) {
        note("recordErrors", error.recordErrors, step.result["recordErrors"]);
      }
    }
    if (this.log !== null && step.state !== undefined) this.compareState(this.log, step.state, note);
  }

  private async run(
    { do: step, result }: Step,
    note: (w: string, a: unknown, b: unknown) => void,
  ): Promise<void> {
    const number = (key: string, fallback: number): number => (step[key] as number | undefined) ?? fallback;
    switch (step.op) {
      case "open":
        await this.open(step["clean"] !== false, number("recoveryPoint", 0), number("logStart", 0));
        return;
      case "append":
      case "appendFollower": {
        const bytes =
          step.wire === undefined
            ? NodeBuffer.concat((step.batches ?? []).map(buildBatch))
            : NodeBuffer.from(step.wire, "base64");
        const origin = (step["origin"] ?? "CLIENT") === "CLIENT" ? "client" : "internal";
        const done =
          step.op === "append"
            ? this.opened.appendAsLeader(bytes, number("leaderEpoch", 0), origin)
            : this.opened.appendAsFollower(bytes);
        this.highWatermark = this.opened.logEndOffset;
        for (const key of ["firstOffset", "lastOffset", "logStartOffset"] as const) {
          note(key, done[key], result[key]);
        }
        note("logAppendTime", done.logAppendTimeMs, result["logAppendTime"]);
        return;
      }
      case "roll":
        this.opened.roll(Math.max(number("expectedNextOffset", 0), this.opened.logEndOffset));
        return;
      case "clock":
        this.time.nowMs = step["to"] === undefined ? this.time.nowMs + number("ms", 0) : number("to", 0);
        return;
      case "config":
        this.config = configOf(step["config"] as Json, this.config);
        this.opened.updateConfig(this.config);
        return;
      case "hw":
        this.highWatermark = step["offset"] === "leo" ? this.opened.logEndOffset : number("offset", 0);
        return;
      case "expireProducers":
        this.opened.expireProducers(this.time.nowMs, PRODUCER_ID_EXPIRATION_MS);
        return;
      case "setLastModified":
        this.opened.segmentList.find(({ baseOffset }) => baseOffset === step["base"])!.modifiedMs = number(
          "ms",
          0,
        );
        return;
      case "truncateTo":
        note("truncated", this.opened.truncateTo(number("offset", 0)), result["truncated"]);
        this.highWatermark = Math.min(this.highWatermark, this.opened.logEndOffset);
        return;
      case "truncateFullyAndStartAt":
        this.opened.truncateFullyAndStartAt(number("offset", 0));
        return;
      case "deleteRecords":
        note("incremented", this.opened.advanceLogStartOffset(number("offset", 0)), result["incremented"]);
        return;
      case "retention":
        note(
          "deleted",
          this.opened.deleteOldSegments(this.time.nowMs, this.highWatermark),
          result["deleted"],
        );
        return;
      case "epochEnd": {
        const { epoch, endOffset } = this.opened.endOffsetForEpoch(number("epoch", 0));
        note("epoch end", [epoch, endOffset], result["cache"]);
        return;
      }
      case "epochForOffset": {
        const epoch = this.opened.epochForOffset(number("offset", 0));
        note("epoch", epoch < 0 ? null : epoch, result["epoch"]);
        return;
      }
      case "offsetForTimestamp":
        await this.offsetForTimestamp(number("ts", 0), result, note);
        return;
      case "flush":
      case "flushUpto":
        await this.opened.flush();
        return;
      case "close":
        await this.opened.seal();
        this.log = null;
        return;
      case "crash":
      case "abandon":
        this.log = null;
        return;
      case "read": {
        const limit = this.opened.logEndOffset;
        await this.opened.read(number("offset", 0), limit, number("maxLength", 0), step["minOne"] === true);
        return;
      }
      case "save":
        this.saved.set(step["name"] as string, await this.content());
        return;
      case "restore":
        for (const name of this.fileNames) this.ports.disk.remove(name);
        for (const [name, bytes] of this.saved.get(step["name"] as string)!) {
          this.ports.disk.open(name).write(0, bytes);
        }
        return;
      case "flipByte": {
        const file = this.fileOf(step);
        const byte = await file.read(number("at", 0), 1);
        file.write(number("at", 0), Uint8Array.of(byte[0]! ^ 0xff));
        return;
      }
      case "writeFile": {
        const file = this.fileOf(step);
        file.truncate(0);
        file.write(0, NodeBuffer.from((step["b64"] as string | undefined) ?? "", "base64"));
        return;
      }
      case "deleteFile":
        this.ports.disk.remove(`${this.directory}/${step["file"] as string}`);
        return;
      case "files":
        await this.compareFiles(result["files"] as readonly Json[], note);
        return;
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  }

  private get fileNames(): readonly string[] {
    return this.ports.disk.list(`${this.directory}/`);
  }

  private fileOf(step: Json): DiskFile {
    return this.ports.disk.open(`${this.directory}/${step["file"] as string}`);
  }

  private async content(): Promise<Map<string, Uint8Array>> {
    const content = new Map<string, Uint8Array>();
    for (const name of this.fileNames) {
      const file = this.ports.disk.open(name);
      content.set(name, (await file.read(0, file.sizeBytes)).slice());
    }
    return content;
  }

  private async open(clean: boolean, recoveryPoint: number, logStartOffset: number): Promise<void> {
    const { disk } = this.ports;
    const { topic, partition, topicId } = this.recorded;
    const found = disk.list(`${this.directory}/`).length > 0 || logStartOffset > 0;
    const metadata = `${this.directory}/partition.metadata`;
    if (!disk.exists(metadata)) writeTextFile(disk, metadata, formatPartitionMetadata(topicId));
    const content = found
      ? await recoverLog(this.ports, this.directory, this.config, { clean, recoveryPoint, logStartOffset })
      : newLog(this.ports, this.directory, this.config);
    const identity = { topic, partition, topicId, directory: this.directory };
    this.log = new LocalPartitionLog(this.ports, identity, this.config, content);
    this.highWatermark = this.log.logEndOffset;
  }

  private async offsetForTimestamp(
    timestamp: number,
    result: Json,
    note: (what: string, ours: unknown, theirs: unknown) => void,
  ): Promise<void> {
    // -1 to -7 other than -3 are questions to the replica, not to the log.
    if (timestamp < 0 && timestamp !== -3) return;
    const found = await (timestamp === -3
      ? this.opened.offsetOfMaxTimestamp()
      : this.opened.offsetForTimestamp(timestamp));
    note("offset", found?.offset ?? null, result["offset"] ?? null);
    if (found !== null) note("timestamp", found.timestamp, result["timestamp"]);
  }

  private compareState(
    log: LocalPartitionLog,
    state: Json,
    note: (what: string, ours: unknown, theirs: unknown) => void,
  ): void {
    const ours: Json = {
      logStart: log.logStartOffset,
      leo: log.logEndOffset,
      size: log.sizeBytes,
      segments: log.segmentList.map((segment) => [
        segment.baseOffset,
        segment.sizeBytes,
        segment.index.entries,
        segment.timeIndex.entries,
        segment.maxTimestamp,
      ]),
      epochs: log.epochs.entries.map(({ epoch, startOffset }) => [epoch, startOffset]),
      producers: log.producers.producers
        .toSorted((a, b) => Number(a.producerId - b.producerId))
        .map(shownProducer),
    };
    for (const [key, value] of Object.entries(ours)) if (key in state) note(key, value, state[key]);
  }

  /** Byte for byte, but for those that wait to be deleted. Of an open log only the snapshots are as they will stay. */
  private async compareFiles(
    files: readonly Json[],
    note: (what: string, ours: unknown, theirs: unknown) => void,
  ): Promise<void> {
    const wanted = this.log === null ? /(?<!\.deleted|\.txnindex)$/ : /\.snapshot$/;
    const relevant = files.filter(({ name }) => wanted.test(name as string));
    const ours = this.fileNames.filter((name) => wanted.test(name));
    note("file names", ours, relevant.map(({ name }) => name).sort());
    for (const { name, size, sha256 } of relevant) {
      if (!this.ports.disk.exists(name as string)) continue;
      const file = this.ports.disk.open(name as string);
      const content = await file.read(0, file.sizeBytes);
      note(`${name as string} size`, content.length, size);
      note(`${name as string} content`, createHash("sha256").update(content).digest("hex"), sha256);
    }
  }
}
