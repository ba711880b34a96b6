// The log of one partition on this node, as replication, the APIs and the cleaner see it. What it does is in files of
// their own (append, truncation, retention, replace-segments, …), on the state that log-core.ts keeps.
import type { Uuid } from "../base/uuid.ts";
import type { BatchSnapshot, SegmentSnapshot } from "../inspect/snapshot.ts";
import type { Disk } from "../ports/disk.ts";
import { activeProducer, lastRecords } from "./active-producers.ts";
import { appendAsFollower, appendAsLeader } from "./append.ts";
import type { EpochEntry } from "./checkpoint-file.ts";
import type { CleanableLog, LastRecord } from "./cleanable-log.ts";
import type { LeaderEpochCache } from "./leader-epoch-cache.ts";
import {
  type ActiveProducer,
  type AppendResult,
  type EpochEnd,
  type Isolation,
  type LogConfig,
  OffsetOutOfRangeError,
  type PartitionLog,
  type TimestampOffset,
} from "./log.ts";
import { type LogContent, LogCore, type LogIdentity } from "./log-core.ts";
import type { LogPorts } from "./log-ports.ts";
import { abortedTransactions, fetchRecords, type PlacedRecords, readWholeBatches } from "./log-read.ts";
import type { AppendOrigin } from "./log-validator.ts";
import { offsetForTimestamp } from "./offset-for-timestamp.ts";
import type { TransactionContext } from "./producer-checks.ts";
import type { ProducerState } from "./producer-state.ts";
import { prepareCodec } from "./recompress.ts";
import { newCleanedSegment, replaceSegments } from "./replace-segments.ts";
import { deleteOldSegments } from "./retention.ts";
import type { Segment } from "./segment.ts";
import { segmentIndexOf } from "./segment-reader.ts";
import { truncateFullyAndStartAt, truncateTo } from "./truncation.ts";
import type { AbortedTxn } from "./txn-index.ts";
import type { VerificationGuard } from "./verification.ts";

export class LocalPartitionLog implements PartitionLog, CleanableLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  recoveredOffset: number | null = null;
  onTruncated: CleanableLog["onTruncated"] = null;
  private readonly core: LogCore;

  constructor(ports: LogPorts, identity: LogIdentity, config: LogConfig, content: LogContent) {
    this.topic = identity.topic;
    this.partition = identity.partition;
    this.topicId = identity.topicId;
    this.core = new LogCore(ports, identity, config, content);
    prepareCodec(config);
  }

  // ---- what there is ----

  get config(): LogConfig {
    return this.core.config;
  }

  get disk(): Disk {
    return this.core.ports.disk;
  }

  get logStartOffset(): number {
    return this.core.logStartOffset;
  }

  get logEndOffset(): number {
    return this.core.logEndOffset;
  }

  get flushedOffset(): number {
    return this.core.durability.recoveryPoint;
  }

  get highWatermark(): number {
    return this.core.highWatermark;
  }

  get lastStableOffset(): number {
    return this.core.lastStableOffset;
  }

  get firstUnstableOffset(): number | null {
    return this.core.firstUnstableOffset;
  }

  get latestEpoch(): number {
    return this.core.epochs.latestEpoch;
  }

  get leaderEpochs(): readonly EpochEntry[] {
    return this.core.epochs.entries;
  }

  get sizeBytes(): number {
    return this.core.sizeBytes;
  }

  get segments(): readonly SegmentSnapshot[] {
    return this.core.segments.map(({ baseOffset, sizeBytes }) => ({ baseOffset, sizeBytes }));
  }

  get segmentList(): readonly Segment[] {
    return this.core.segments;
  }

  get epochs(): LeaderEpochCache {
    return this.core.epochs;
  }

  get producers(): ProducerState {
    return this.core.producers;
  }

  recentBatches(limit: number): readonly BatchSnapshot[] {
    return this.core.recent.newest(limit);
  }

  updateConfig(config: LogConfig): void {
    this.core.config = config;
    prepareCodec(config);
  }

  updateHighWatermark(offset: number): void {
    this.core.updateHighWatermark(offset);
  }

  // ---- writing ----

  appendAsLeader(
    records: Uint8Array,
    leaderEpoch: number,
    origin: AppendOrigin,
    transaction?: TransactionContext,
  ): AppendResult {
    return appendAsLeader(this.core, records, leaderEpoch, origin, transaction);
  }

  appendAsFollower(records: Uint8Array, leaderEpoch?: number): AppendResult {
    return appendAsFollower(this.core, records, leaderEpoch);
  }

  startVerification(
    producerId: bigint,
    sequence: number,
    epoch: number,
    bumpsEpoch: boolean,
  ): VerificationGuard | null {
    const nowMs = this.core.ports.clock.wallMs();
    return this.core.producers.startVerification(producerId, sequence, epoch, bumpsEpoch, nowMs);
  }

  roll(baseOffset = this.logEndOffset): void {
    this.core.roll(baseOffset);
  }

  async findPlace(offset: number): Promise<void> {
    const { segments } = this.core;
    await segments[segmentIndexOf(segments, offset)]!.locate(offset);
  }

  truncateTo(offset: number): boolean {
    const isShorter = truncateTo(this.core, offset);
    if (isShorter) this.truncated(this.core.active.baseOffset);
    return isShorter;
  }

  truncateFullyAndStartAt(offset: number): void {
    truncateFullyAndStartAt(this.core, offset);
    this.truncated(offset);
  }

  private truncated(activeBaseOffset: number): void {
    this.core.durability.changed(this.onTruncated?.(activeBaseOffset) ?? []);
  }

  advanceLogStartOffset(offset: number): boolean {
    return this.core.startsAt(offset);
  }

  deleteRecords(offset: number): boolean {
    if (offset <= this.highWatermark) return this.core.startsAt(offset);
    throw new OffsetOutOfRangeError(
      `Cannot increment the log start offset to ${offset} of partition ${this.core.name} since it is larger than the high watermark ${this.highWatermark}`,
    );
  }

  deleteOldSegments(nowMs: number, highWatermark: number): number {
    return deleteOldSegments(this.core, nowMs, highWatermark);
  }

  expireProducers(nowMs: number, expirationMs: number): void {
    this.core.producers.expire(nowMs, expirationMs);
  }

  // ---- reading ----

  read(
    fromOffset: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): Uint8Array | Promise<Uint8Array> {
    return readWholeBatches(this.core, fromOffset, limitOffset, maxBytes, atLeastOne);
  }

  fetch(
    fromOffset: number,
    maxBytes: number,
    isolation: Isolation,
    atLeastOne: boolean,
  ): PlacedRecords | Promise<PlacedRecords> {
    return fetchRecords(this.core, fromOffset, maxBytes, isolation, atLeastOne);
  }

  async offsetForTimestamp(timestampMs: number): Promise<TimestampOffset | null> {
    return await offsetForTimestamp(this.core, timestampMs);
  }

  endOffsetForEpoch(epoch: number): EpochEnd {
    return this.core.epochs.endOffsetFor(epoch, this.logEndOffset);
  }

  epochForOffset(offset: number): number {
    return this.core.epochs.epochForOffset(offset);
  }

  assignEpochStart(epoch: number, startOffset: number): void {
    this.core.epochs.assign(epoch, startOffset);
  }

  // ---- for the cleaner ----

  newCleanedSegment(baseOffset: number): Segment {
    return newCleanedSegment(this.core, baseOffset);
  }

  replaceSegments(cleaned: readonly Segment[], originals: readonly Segment[]): void {
    replaceSegments(this.core, cleaned, originals);
  }

  async flushReplaced(): Promise<void> {
    await this.core.durability.flushChanged();
  }

  abortedTransactions(fromOffset: number, upperBoundOffset: number): readonly AbortedTxn[] {
    // Those that ended below the log start do not count, though the cleaner still meets their batches.
    return abortedTransactions(this.core, fromOffset, this.logStartOffset, upperBoundOffset);
  }

  activeProducers(): readonly ActiveProducer[] {
    return this.core.producers.producers.map(activeProducer);
  }

  lastRecordsOfActiveProducers(): ReadonlyMap<bigint, LastRecord> {
    return lastRecords(this.core.producers.producers);
  }

  // ---- durability ----

  async flush(): Promise<void> {
    await this.core.durability.flush(this.logEndOffset);
  }

  flushIfDue(): Promise<void> | undefined {
    const isDue = this.logEndOffset - this.flushedOffset >= this.config.flushMessages;
    return isDue ? this.flush() : undefined;
  }

  /** Makes everything below `offset` durable. Rejects with DiskError. */
  async flushUpTo(offset: number): Promise<void> {
    if (offset > this.flushedOffset) await this.core.durability.flush(offset);
  }

  /** Settles when what the log itself began, beside its callers, has ended. */
  async settled(): Promise<void> {
    await this.core.durability.settled();
    await this.core.producers.settled();
  }

  /** `flushed` makes durable what the log holds now. */
  async flushWith(flushed: Promise<void>): Promise<void> {
    await this.core.durability.flushedBy(flushed, this.logEndOffset);
  }

  /** The last thing before a clean stop. */
  async seal(): Promise<void> {
    await this.settled();
    this.core.producers.takeSnapshot();
    this.core.closeSegments();
  }

  get directory(): string {
    return this.core.directory;
  }

  /** The files have moved to `directory`. */
  movedTo(directory: string): void {
    this.core.movedTo(directory);
  }

  /** The files have moved to `directory`, and wait there to be deleted. */
  markDeleted(directory: string): void {
    this.core.markDeleted(directory);
  }
}
