// The log of one partition on this node: a row of segments, the epochs of its leaders, and where it begins and ends.
import { assert } from "../base/assert.ts";
import { randomBelow } from "../base/random.ts";
import type { Uuid } from "../base/uuid.ts";
import type { BatchSnapshot, SegmentSnapshot } from "../inspect/snapshot.ts";
import { DiskError } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import { ErrorCode } from "../protocol/errors.ts";
import {
  type BatchHeader,
  readBatchHeader,
  setBaseOffset,
  setMaxTimestamp,
  setPartitionLeaderEpoch,
} from "../records/batch.ts";
import { fetchedBatches } from "./fetched-batches.ts";
import { PARTITION_METADATA } from "./file-names.ts";
import type { LeaderEpochCache } from "./leader-epoch-cache.ts";
import {
  AppendError,
  type AppendResult,
  type EpochEnd,
  type LogConfig,
  OffsetOutOfRangeError,
  type PartitionLog,
  type TimestampOffset,
} from "./log.ts";
import { type AppendOrigin, validateLeaderBatch } from "./log-validator.ts";
import { rebuildProducers } from "./producer-rebuild.ts";
import type { ProducerState } from "./producer-state.ts";
import type { RecentBatches } from "./recent-batches.ts";
import { prepareCodec, recompress, targetCodec } from "./recompress.ts";
import { beforeLogStart, beyondRetentionBytes, beyondRetentionMs } from "./retention.ts";
import { type BatchPlace, Segment } from "./segment.ts";
import { SegmentReader, segmentIndexOf } from "./segment-reader.ts";
import { firstRecordSince, recordOfMaxTimestamp } from "./timestamp-search.ts";

export type LogPorts = Pick<NodePorts, "clock" | "disk" | "rng" | "trace">;

export interface LogIdentity {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly directory: string;
}

/** What a log is when it is opened: made new, or found on disk. */
export interface LogContent {
  /** At least one; the last is the active one. */
  readonly segments: Segment[];
  readonly epochs: LeaderEpochCache;
  readonly recent: RecentBatches;
  readonly producers: ProducerState;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly flushedOffset: number;
}

const NOTHING = new Uint8Array(0);
const NO_APPEND_TIME = -1;

export function newSegment(
  ports: LogPorts,
  directory: string,
  baseOffset: number,
  config: LogConfig,
): Segment {
  const jitter = Math.min(config.segmentJitterMs, config.segmentMs);
  const rollJitterMs = jitter > 0 ? randomBelow(ports.rng, jitter) : 0;
  return new Segment(ports.disk, directory, baseOffset, config, ports.clock.wallMs(), rollJitterMs);
}

export class LocalPartitionLog implements PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly epochs: LeaderEpochCache;
  readonly producers: ProducerState;
  logStartOffset: number;
  logEndOffset: number;
  flushedOffset: number;
  private directory: string;
  private readonly list: Segment[];
  private readonly recent: RecentBatches;
  private readonly reader: SegmentReader;
  /** Ends of the flushes that run; a truncation lowers them. */
  private readonly flushing = new Set<{ endOffset: number }>();
  /**
   * Files below flushedOffset that changed since the last flush: deleted, cut or rolled. They belong to the next one, or
   * a crash would bring back what a truncation took.
   */
  private changedNames: string[] = [];
  private deleted = false;

  constructor(
    private readonly ports: LogPorts,
    identity: LogIdentity,
    public config: LogConfig,
    content: LogContent,
  ) {
    assert(content.segments.length > 0, "a log has an active segment");
    this.topic = identity.topic;
    this.partition = identity.partition;
    this.topicId = identity.topicId;
    this.directory = identity.directory;
    this.list = content.segments;
    this.reader = new SegmentReader(content.segments);
    this.epochs = content.epochs;
    this.recent = content.recent;
    this.producers = content.producers;
    this.producers.onFileChange = (name) => this.changedNames.push(name);
    this.logStartOffset = content.logStartOffset;
    this.logEndOffset = content.logEndOffset;
    this.flushedOffset = content.flushedOffset;
    prepareCodec(config);
  }

  get latestEpoch(): number {
    return this.epochs.latestEpoch;
  }

  get sizeBytes(): number {
    let size = 0;
    for (const segment of this.list) size += segment.sizeBytes;
    return size;
  }

  get segments(): readonly SegmentSnapshot[] {
    return this.list.map(({ baseOffset, sizeBytes }) => ({ baseOffset, sizeBytes }));
  }

  get segmentList(): readonly Segment[] {
    return this.list;
  }

  recentBatches(limit: number): readonly BatchSnapshot[] {
    return this.recent.newest(limit);
  }

  updateConfig(config: LogConfig): void {
    this.config = config;
    prepareCodec(config);
  }

  private get active(): Segment {
    return this.list[this.list.length - 1]!;
  }

  // ---- append ----

  appendAsLeader(records: Uint8Array, leaderEpoch: number, origin: AppendOrigin): AppendResult {
    this.assertNotDeleted();
    const { config } = this;
    const nowMs = this.ports.clock.wallMs();
    const name = `${this.topic}-${this.partition}`;
    const { header: sent, maxTimestamp } = validateLeaderBatch(records, name, config, origin, nowMs);
    let batch = records;
    let header = sent;
    const codec = targetCodec(config);
    if (codec !== null && codec !== sent.codec) {
      const other = recompress(records, sent, codec);
      if (other !== null) {
        batch = other;
        header = readBatchHeader(other);
      }
    }
    const firstOffset = this.logEndOffset;
    const lastOffset = firstOffset + header.lastOffsetDelta;
    const byAppendTime = config.messageTimestampType === "LogAppendTime";
    const place: BatchPlace = {
      lastOffset,
      maxTimestamp: byAppendTime ? nowMs : maxTimestamp,
      sizeBytes: header.sizeBytes,
    };
    this.checkFitsSegment(batch.length);
    setBaseOffset(batch, 0, firstOffset);
    setPartitionLeaderEpoch(batch, 0, leaderEpoch);
    if (byAppendTime) setMaxTimestamp(batch, 0, "LogAppendTime", nowMs);
    else if (maxTimestamp !== header.maxTimestamp || header.timestampType !== "CreateTime") {
      // What a client said wrong is put right.
      setMaxTimestamp(batch, 0, "CreateTime", maxTimestamp);
    }
    if (leaderEpoch > this.latestEpoch) this.epochs.assign(leaderEpoch, firstOffset);
    this.rollIfNeeded(place, firstOffset, nowMs);
    const earlier = this.producers.check(header, batch, firstOffset, origin);
    if (earlier !== undefined) {
      const { lastOffset, offsetDelta, timestampMs } = earlier;
      return this.result(lastOffset - offsetDelta, lastOffset, timestampMs, 0, 0, true);
    }
    this.active.append(batch, place, config.indexIntervalBytes, nowMs);
    this.appended(header, batch, firstOffset, place.maxTimestamp);
    const appendTimeMs = byAppendTime ? nowMs : NO_APPEND_TIME;
    return this.result(firstOffset, lastOffset, appendTimeMs, header.recordCount, batch.length, false);
  }

  appendAsFollower(records: Uint8Array): AppendResult {
    this.assertNotDeleted();
    const headers = fetchedBatches(records, `${this.topic}-${this.partition}`, this.logEndOffset);
    const first = headers[0];
    const last = headers[headers.length - 1];
    if (first === undefined || last === undefined) {
      return this.result(this.logEndOffset, this.logEndOffset - 1, NO_APPEND_TIME, 0, 0, false);
    }
    const nowMs = this.ports.clock.wallMs();
    const sizeBytes = last.position + last.sizeBytes;
    let maxTimestamp = -1;
    let count = 0;
    for (const header of headers) {
      maxTimestamp = Math.max(maxTimestamp, header.maxTimestamp);
      count += header.recordCount;
      if (header.partitionLeaderEpoch >= 0)
        this.epochs.assign(header.partitionLeaderEpoch, header.baseOffset);
    }
    this.checkFitsSegment(sizeBytes);
    // All of them go into one segment.
    this.rollIfNeeded({ lastOffset: last.lastOffset, maxTimestamp, sizeBytes }, first.baseOffset, nowMs);
    for (const header of headers) {
      const { position } = header;
      const bytes = records.subarray(position, position + header.sizeBytes);
      this.active.append(bytes, header, this.config.indexIntervalBytes, nowMs);
      this.appended(header, bytes, header.baseOffset, header.maxTimestamp);
    }
    return this.result(first.baseOffset, last.lastOffset, NO_APPEND_TIME, count, sizeBytes, false);
  }

  private checkFitsSegment(sizeBytes: number): void {
    if (sizeBytes <= this.config.segmentBytes) return;
    throw new AppendError(
      ErrorCode.RECORD_LIST_TOO_LARGE,
      `Message batch size is ${sizeBytes} bytes in append to partition ${this.topic}-${this.partition}, which exceeds the maximum configured segment size of ${this.config.segmentBytes}.`,
    );
  }

  private appended(header: BatchHeader, batch: Uint8Array, firstOffset: number, maxTimestamp: number): void {
    this.logEndOffset = firstOffset + header.lastOffsetDelta + 1;
    this.recent.add(header, firstOffset);
    this.producers.appended(header, batch, firstOffset, maxTimestamp);
  }

  private result(
    firstOffset: number,
    lastOffset: number,
    logAppendTimeMs: number,
    records: number,
    sizeBytes: number,
    duplicate: boolean,
  ): AppendResult {
    const { logStartOffset } = this;
    return { firstOffset, lastOffset, logAppendTimeMs, logStartOffset, records, sizeBytes, duplicate };
  }

  private rollIfNeeded(place: BatchPlace, firstOffset: number, nowMs: number): void {
    if (this.active.shouldRoll(place, nowMs, this.config))
      this.roll(Math.max(firstOffset, this.logEndOffset));
  }

  /** Begins a new segment. An active one that is empty and begins there already will do. */
  roll(baseOffset = this.logEndOffset): void {
    const { active } = this;
    if (active.sizeBytes === 0 && active.baseOffset === baseOffset) return;
    active.sealTimeIndex();
    this.changedNames.push(...active.fileNames);
    this.list.push(newSegment(this.ports, this.directory, baseOffset, this.config));
    this.producers.rolled(baseOffset);
    const { topic, partition } = this;
    this.ports.trace.emit({ kind: "segment-rolled", topic, partition, baseOffset });
  }

  private assertNotDeleted(): void {
    if (!this.deleted) return;
    throw new AppendError(
      ErrorCode.KAFKA_STORAGE_ERROR,
      `The log of ${this.topic}-${this.partition} was deleted`,
    );
  }

  // ---- read ----

  read(
    fromOffset: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): Uint8Array | Promise<Uint8Array> {
    if (fromOffset < this.logStartOffset || fromOffset > this.logEndOffset) {
      throw new OffsetOutOfRangeError(
        `Received request for offset ${fromOffset} for partition ${this.topic}-${this.partition}, but we only have log segments in the range ${this.logStartOffset} to ${this.logEndOffset}.`,
      );
    }
    const limit = Math.min(limitOffset, this.logEndOffset);
    if (fromOffset >= limit) return NOTHING;
    return this.reader.read(fromOffset, limit, maxBytes, atLeastOne);
  }

  async offsetForTimestamp(timestampMs: number): Promise<TimestampOffset | null> {
    for (const segment of [...this.list]) {
      if (segment.maxTimestamp < timestampMs) continue;
      const found = await firstRecordSince(segment, timestampMs, this.logStartOffset);
      if (found !== null) return found;
    }
    return null;
  }

  async offsetOfMaxTimestamp(): Promise<TimestampOffset | null> {
    let newest: Segment | null = null;
    for (const segment of this.list) {
      if (segment.sizeBytes > 0 && segment.maxTimestamp > (newest?.maxTimestamp ?? -2)) newest = segment;
    }
    return newest === null ? null : await recordOfMaxTimestamp(newest);
  }

  // ---- leader epochs ----

  endOffsetForEpoch(epoch: number): EpochEnd {
    return this.epochs.endOffsetFor(epoch, this.logEndOffset);
  }

  epochForOffset(offset: number): number {
    return this.epochs.epochForOffset(offset);
  }

  assignEpochStart(epoch: number, startOffset: number): void {
    this.epochs.assign(epoch, startOffset);
  }

  // ---- truncation ----

  truncateTo(offset: number): boolean {
    assert(offset >= 0, "a log is not truncated to a negative offset");
    if (offset >= this.logEndOffset) {
      // An epoch that began at the end of the log, without records yet, may be one that the leader never had.
      this.epochs.truncateFromEnd(offset);
      return false;
    }
    if (offset < this.list[0]!.baseOffset) {
      this.truncateFullyAndStartAt(offset);
      return true;
    }
    const doomed = this.list.splice(segmentIndexOf(this.list, offset) + 1);
    const { active } = this;
    const removedBytes = this.recent.bytesFrom(offset);
    const doomedBytes = doomed.reduce((sum, segment) => sum + segment.sizeBytes, 0);
    // The last one first, so that a crash in between leaves no hole.
    for (const segment of doomed.reverse()) this.dropSegment(segment);
    let end = offset;
    let position =
      removedBytes === null ? active.locate(offset) : active.sizeBytes - (removedBytes - doomedBytes);
    if (position instanceof Promise) {
      // Nobody listens any more: the answer would come too late.
      position.catch(() => {});
      end = active.baseOffset;
      position = 0;
    }
    active.truncate(Math.min(position, active.sizeBytes), end);
    this.changedNames.push(...active.fileNames);
    this.endsAt(end);
    this.logStartOffset = Math.min(this.logStartOffset, end);
    this.epochs.truncateFromEnd(end);
    const range = { logStartOffset: this.logStartOffset, endOffset: end, nowMs: this.ports.clock.wallMs() };
    this.producers.rebuild(rebuildProducers(this.producers, [...this.list], { ...range, clean: false }));
    return true;
  }

  /** What no flush has carried yet goes at once: the disk should never see it behind what comes in its place. */
  private dropSegment(segment: Segment): void {
    if (segment.baseOffset < this.flushedOffset) {
      this.deleteFiles(segment);
      return;
    }
    const names = segment.allFileNames();
    this.changedNames.push(...names);
    removeFiles(this.ports, names);
  }

  truncateFullyAndStartAt(offset: number): void {
    for (const segment of this.list.splice(0).reverse()) this.dropSegment(segment);
    this.list.push(newSegment(this.ports, this.directory, offset, this.config));
    this.endsAt(offset);
    this.logStartOffset = offset;
    this.epochs.clear();
    this.producers.truncateFullyAndStartAt(offset);
  }

  private endsAt(offset: number): void {
    this.logEndOffset = offset;
    this.flushedOffset = Math.min(this.flushedOffset, offset);
    for (const flush of this.flushing) flush.endOffset = Math.min(flush.endOffset, offset);
    this.recent.truncateTo(offset);
    this.reader.forgetHints();
  }

  // ---- retention ----

  advanceLogStartOffset(offset: number): boolean {
    if (offset <= this.logStartOffset) return false;
    assert(offset <= this.logEndOffset, "a log starts before its end");
    this.logStartOffset = offset;
    this.epochs.truncateFromStart(offset);
    this.producers.logStartMoved(offset);
    return true;
  }

  deleteOldSegments(nowMs: number, highWatermark: number): number {
    let count = this.deleteFirst(beforeLogStart(this.retained(), highWatermark));
    if (!this.config.cleanupPolicy.includes("delete")) return count;
    count += this.deleteFirst(beyondRetentionBytes(this.retained(), highWatermark));
    count += this.deleteFirst(beyondRetentionMs(this.retained(), highWatermark, nowMs));
    return count;
  }

  private retained() {
    const { list: segments, config, logStartOffset, logEndOffset, sizeBytes } = this;
    return { segments, config, logStartOffset, logEndOffset, sizeBytes };
  }

  private deleteFirst(count: number): number {
    if (count === 0) return 0;
    if (count === this.list.length) this.roll();
    for (const segment of this.list.splice(0, count)) this.deleteFiles(segment);
    this.advanceLogStartOffset(this.list[0]!.baseOffset);
    return count;
  }

  /** Out of the way at once; gone after the delay, within which a read that has begun can end. */
  private deleteFiles(segment: Segment): void {
    this.changedNames.push(...segment.allFileNames());
    this.reader.forgetHints();
    const names = segment.markDeleted();
    this.ports.clock.setTimer(this.config.fileDeleteDelayMs, () => removeFiles(this.ports, names));
  }

  // ---- durability ----

  private get dirtyFileNames(): string[] {
    const first = Math.max(0, segmentIndexOf(this.list, this.flushedOffset));
    const names = this.list.slice(first).flatMap((segment) => segment.fileNames);
    return [...names, ...this.changedNames, this.epochs.fileName, `${this.directory}/${PARTITION_METADATA}`];
  }

  async flush(): Promise<void> {
    await this.flushWith(this.ports.disk.flush(this.dirtyFileNames));
  }

  /** `flushed` makes durable what the log holds now. */
  async flushWith(flushed: Promise<void>): Promise<void> {
    const flush = { endOffset: this.logEndOffset };
    const { changedNames } = this;
    this.changedNames = [];
    this.flushing.add(flush);
    try {
      await flushed.catch((error: unknown) => {
        this.changedNames.push(...changedNames);
        throw error;
      });
      this.flushedOffset = Math.max(this.flushedOffset, flush.endOffset);
    } finally {
      this.flushing.delete(flush);
    }
  }

  /** The last thing before a clean stop. */
  async seal(): Promise<void> {
    this.active.sealTimeIndex();
    await this.producers.settled();
    this.producers.takeSnapshot();
  }

  expireProducers(nowMs: number, expirationMs: number): void {
    this.producers.expire(nowMs, expirationMs);
  }

  /** The files have moved to `directory`, and wait there to be deleted. */
  markDeleted(directory: string): void {
    this.deleted = true;
    this.directory = directory;
    this.epochs.movedTo(directory);
    this.producers.movedTo(directory);
    for (const segment of this.list) segment.movedTo(directory);
  }
}

/** Deletes what is still there; on a dead disk nothing. */
export function removeFiles(ports: LogPorts, names: readonly string[]): void {
  try {
    for (const name of names) ports.disk.remove(name);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}
