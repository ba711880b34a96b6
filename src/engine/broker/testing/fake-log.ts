// A log in memory, as simple as the interface allows: what the tests of handlers and of replication need.
import type { LogConfig, LogManager, PartitionLog } from "../../log/log.ts";
import { OffsetOutOfRangeError } from "../../log/log.ts";
import type { Disk } from "../../ports/disk.ts";
import { readBatchHeader, setBaseOffset, setPartitionLeaderEpoch } from "../../records/batch.ts";

interface Batch {
  readonly bytes: Uint8Array;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
}

export interface FakeLog extends PartitionLog {
  /** Thrown by the next append. */
  refuseWith: Error | null;
  /** Moves the start, as retention would. */
  startAt(offset: number): void;
}

export function fakeLog(topic: string, partition: number, topicId: string, config: LogConfig): FakeLog {
  let batches: Batch[] = [];
  let start = 0;
  let end = 0;
  let flushed = 0;
  let committed = 0;
  let epochs: { epoch: number; startOffset: number }[] = [];
  const noteEpoch = (epoch: number, startOffset: number): void => {
    if (epoch > (epochs.at(-1)?.epoch ?? -1)) epochs.push({ epoch, startOffset });
  };
  const add = (bytes: Uint8Array): void => {
    const header = readBatchHeader(bytes);
    const baseOffset = Number(header.baseOffset);
    const lastOffset = baseOffset + header.lastOffsetDelta;
    noteEpoch(header.partitionLeaderEpoch, baseOffset);
    batches.push({ bytes: bytes.slice(), baseOffset, lastOffset, maxTimestamp: header.maxTimestamp });
    end = lastOffset + 1;
  };
  const log: FakeLog = {
    topic,
    partition,
    topicId,
    config,
    refuseWith: null,
    startAt(offset) {
      start = offset;
      batches = batches.filter(({ lastOffset }) => lastOffset >= offset);
    },
    get logStartOffset() {
      return start;
    },
    get logEndOffset() {
      return end;
    },
    get flushedOffset() {
      return flushed;
    },
    recoveredOffset: null,
    get latestEpoch() {
      return epochs.at(-1)?.epoch ?? -1;
    },
    get leaderEpochs() {
      return epochs;
    },
    get sizeBytes() {
      return batches.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
    segments: [],
    recentBatches: () => [],
    updateConfig() {},
    updateHighWatermark(offset) {
      committed = offset;
    },
    get highWatermark() {
      return committed;
    },
    get lastStableOffset() {
      return committed;
    },
    advanceLogStartOffset(offset) {
      if (offset <= start) return false;
      start = offset;
      return true;
    },
    appendAsLeader(records, leaderEpoch) {
      if (this.refuseWith !== null) {
        const error = this.refuseWith;
        this.refuseWith = null;
        throw error;
      }
      const firstOffset = end;
      setBaseOffset(records, 0, end);
      setPartitionLeaderEpoch(records, 0, leaderEpoch);
      add(records);
      return {
        firstOffset,
        lastOffset: end - 1,
        logAppendTimeMs: -1,
        logStartOffset: start,
        records: end - firstOffset,
        sizeBytes: records.length,
        duplicate: false,
      };
    },
    appendAsFollower(records) {
      const firstOffset = end;
      for (let at = 0; at < records.length; ) {
        const size = 12 + new DataView(records.buffer, records.byteOffset).getInt32(at + 8);
        add(records.subarray(at, at + size));
        at += size;
      }
      return {
        firstOffset,
        lastOffset: end - 1,
        logAppendTimeMs: -1,
        logStartOffset: start,
        records: end - firstOffset,
        sizeBytes: records.length,
        duplicate: false,
      };
    },
    read(fromOffset, limitOffset, maxBytes, atLeastOne) {
      if (fromOffset < start || fromOffset > end) throw new OffsetOutOfRangeError("out of range");
      const chosen: Uint8Array[] = [];
      let size = 0;
      for (const batch of batches) {
        if (batch.lastOffset < fromOffset) continue;
        if (batch.lastOffset >= limitOffset) break;
        if (size + batch.bytes.length > maxBytes && !(atLeastOne && size === 0)) break;
        chosen.push(batch.bytes);
        size += batch.bytes.length;
      }
      const bytes = new Uint8Array(size);
      let at = 0;
      for (const one of chosen) {
        bytes.set(one, at);
        at += one.length;
      }
      return bytes;
    },
    fetch(fromOffset, maxBytes, isolation, atLeastOne) {
      const limit = isolation === "log-end" ? end : committed;
      const bytes = log.read(fromOffset, limit, maxBytes, atLeastOne) as Uint8Array;
      const abortedTransactions = isolation === "committed-transactions" ? [] : null;
      return { bytes, isFirstBatchCut: false, abortedTransactions };
    },
    deleteRecords: (offset) => log.advanceLogStartOffset(offset),
    startVerification: () => null,
    flushIfDue: () => undefined,
    async offsetForTimestamp(timestampMs) {
      const newest = batches.toSorted((a, b) => b.maxTimestamp - a.maxTimestamp)[0];
      const found =
        timestampMs === -3 ? newest : batches.find(({ maxTimestamp }) => maxTimestamp >= timestampMs);
      if (found === undefined) return null;
      return { timestamp: found.maxTimestamp, offset: found.baseOffset, leaderEpoch: 0 };
    },
    endOffsetForEpoch(epoch) {
      const latest = epochs.at(-1);
      if (latest === undefined || epoch < 0) return { epoch: -1, endOffset: -1 };
      if (epoch === latest.epoch) return { epoch, endOffset: end };
      const above = epochs.find((one) => one.epoch > epoch);
      if (above === undefined) return { epoch: -1, endOffset: -1 };
      const floor = epochs.findLast((one) => one.epoch <= epoch);
      return { epoch: floor?.epoch ?? epoch, endOffset: above.startOffset };
    },
    epochForOffset: (offset) => epochs.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? -1,
    assignEpochStart: noteEpoch,
    truncateTo(offset) {
      epochs = epochs.filter(({ startOffset }) => startOffset < offset);
      if (offset >= end) return false;
      batches = batches.filter(({ lastOffset }) => lastOffset < offset);
      end = batches.at(-1) === undefined ? Math.min(start, offset) : batches.at(-1)!.lastOffset + 1;
      return true;
    },
    truncateFullyAndStartAt(offset) {
      batches = [];
      epochs = [];
      start = offset;
      end = offset;
    },
    activeProducers: () => [],
    expireProducers() {},
    async flush() {
      flushed = end;
    },
  } as Partial<FakeLog> as FakeLog;
  return log;
}

export function fakeLogManager(disk: Disk): LogManager {
  const directory = {
    path: "/tmp/kafka-logs",
    id: "AAAAAAAAAAAAAAAAAAAAAg",
    offline: null as string | null,
    logs: [],
    sizeBytes: 0,
  };
  const logs = new Map<string, FakeLog>();
  const key = (topic: string, partition: number): string => `${topic}-${partition}`;
  return {
    directories: [directory],
    directoryId: directory.id,
    get isUsable() {
      return directory.offline === null;
    },
    directoryOf: () => directory,
    failed(error) {
      if (directory.offline !== null) return [];
      directory.offline = error.message;
      return [directory];
    },
    stuckBytes: 0,
    stuckFiles: 0,
    futureOf: () => undefined,
    removeFuture() {},
    recoveries: [],
    get: (topic, partition) => logs.get(key(topic, partition)),
    all: () => [...logs.values()],
    create(topic, partition, topicId, config) {
      const log = logs.get(key(topic, partition)) ?? fakeLog(topic, partition, topicId, config);
      logs.set(key(topic, partition), log);
      return log;
    },
    remove(topic, partition) {
      logs.delete(key(topic, partition));
    },
    checkpointedHighWatermark: () => 0,
    checkpoint() {},
    async close() {},
    async flushAll() {},
    flushFiles: () => disk.flush(),
  } as Partial<LogManager> as LogManager;
}
