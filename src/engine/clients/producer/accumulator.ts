// Gathers records into batches, partition by partition, and says which are due (linger.ms, batch.size). Memory beyond
// buffer.memory is not refused at once: a send that would block in Java goes into a batch that is not admitted yet, and
// fails when no room was made within max.block.ms.
import { utf8Length } from "../../base/utf8.ts";
import { readBatchHeader } from "../../records/batch.ts";
import { streamRecords } from "../../records/record.ts";
import type { RecordHeader } from "../../records/record-cursor.ts";
import type { TopicMetadata } from "../network/cluster.ts";
import { CompressionRatio } from "./compression-ratio.ts";
import { type PartitionQueue, partitionQueue, putBack } from "./partition-queue.ts";
import { ProducerBatch } from "./producer-batch.ts";
import { StickyPartitioner } from "./sticky-partitioner.ts";

export interface AccumulatorSettings {
  readonly batchBytes: number;
  readonly bufferBytes: number;
  readonly codec: number;
  readonly level: number | undefined;
  readonly adaptive: boolean;
}

export interface ProducerTopic {
  readonly name: string;
  metadata: TopicMetadata;
  /** False while the cluster says that there is no such topic. */
  exists: boolean;
  /** Monotonic; when a batch of it was last begun. */
  lastUsedMs: number;
  readonly queues: PartitionQueue[];
  readonly sticky: StickyPartitioner;
  readonly ratio: CompressionRatio;
}

/** Batch header and record overhead: what a record takes at most beside its key, value and headers. */
const LARGEST_OVERHEAD_BYTES = 61 + 21;
/** Parts of a split batch are numbered between their neighbours. */
const LARGEST_BATCH_RECORDS = 2 ** 31;

export class Accumulator {
  readonly topics = new Map<string, ProducerTopic>();
  /** Queues with batches in them. */
  readonly waiting = new Set<PartitionQueue>();
  /** Every batch that is not finished, in the order of creation. */
  readonly unfinished = new Set<ProducerBatch>();
  /** In the order in which they ask for memory. */
  private notAdmitted: ProducerBatch[] = [];
  private freeBytes: number;
  private nextOrdinal = 0;
  bufferedRecords = 0;

  constructor(
    private readonly settings: AccumulatorSettings,
    private readonly nowMs: () => number,
    private readonly random: () => number,
  ) {
    this.freeBytes = settings.bufferBytes;
  }

  get availableBytes(): number {
    return this.freeBytes;
  }
  get hasBlocked(): boolean {
    return this.notAdmitted.length > 0;
  }

  topic(metadata: TopicMetadata): ProducerTopic {
    let topic = this.topics.get(metadata.name);
    if (topic === undefined) {
      const sticky = new StickyPartitioner(Math.max(1, this.settings.batchBytes), this.random);
      const ratio = new CompressionRatio();
      const lastUsedMs = this.nowMs();
      topic = { name: metadata.name, metadata, exists: true, lastUsedMs, queues: [], sticky, ratio };
      this.topics.set(metadata.name, topic);
    }
    topic.metadata = metadata;
    topic.exists = true;
    while (topic.queues.length < metadata.partitions.length)
      topic.queues.push(partitionQueue(metadata.name, topic.queues.length, topic.ratio));
    return topic;
  }

  /**
   * Appends a record; `partition` null leaves the choice to the sticky partitioner. Returns its batch, in which it is
   * the last record. `becameDue` tells afterwards whether the sender has something to look at.
   */
  append(
    topic: ProducerTopic,
    partition: number | null,
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[],
  ): ProducerBatch {
    const queue = topic.queues[partition ?? topic.sticky.partition(topic.metadata)]!;
    const { batches } = queue;
    let batch = batches.at(-1);
    let grownBytes = batch === undefined ? -1 : batch.tryAppend(timestampMs, key, value, headers);
    if (batch === undefined || grownBytes < 0) {
      topic.lastUsedMs = this.nowMs();
      batch = this.begin(queue, key, value, headers);
      batch.tryAppend(timestampMs, key, value, headers);
      grownBytes = batch.sizeBytes;
      batches.push(batch);
      batch.queued = true;
      this.waiting.add(queue);
      this.becameDue = true;
    }
    if (batch.isFull) this.becameDue = true;
    if (partition === null) topic.sticky.appended(grownBytes, batch.isFull, topic.metadata);
    this.bufferedRecords++;
    return batch;
  }
  /** Set when a batch was begun or filled: the sender should look. */
  becameDue = false;

  /** Takes a batch off the front of its queue. */
  take(queue: PartitionQueue): ProducerBatch {
    const batch = queue.batches.shift()!;
    batch.queued = false;
    if (queue.batches.length === 0) this.waiting.delete(queue);
    return batch;
  }

  putBack(batch: ProducerBatch, inOrder: boolean): void {
    putBack(batch.queue, batch, inOrder);
    batch.queued = true;
    this.waiting.add(batch.queue);
  }

  /** The batch is finished: its memory is free for those that wait. */
  release(batch: ProducerBatch): void {
    if (!this.unfinished.delete(batch)) return;
    this.bufferedRecords -= batch.recordCount;
    if (batch.queued) {
      const { batches } = batch.queue;
      batches.splice(batches.indexOf(batch), 1);
      batch.queued = false;
      if (batches.length === 0) this.waiting.delete(batch.queue);
    }
    if (!batch.admitted) {
      this.notAdmitted = this.notAdmitted.filter((other) => other !== batch);
      return;
    }
    this.freeBytes += batch.reservedBytes;
    let admitted = 0;
    while (
      admitted < this.notAdmitted.length &&
      this.notAdmitted[admitted]!.reservedBytes <= this.freeBytes
    ) {
      const next = this.notAdmitted[admitted++]!;
      next.admitted = true;
      this.freeBytes -= next.reservedBytes;
    }
    if (admitted > 0) this.notAdmitted.splice(0, admitted);
  }

  /** Batches that have waited for memory too long. */
  blockedLongerThan(limitMs: number, nowMs: number): ProducerBatch[] {
    const young = this.notAdmitted.findIndex((batch) => batch.createdMs + limitMs > nowMs);
    return young === 0 ? [] : this.notAdmitted.slice(0, young < 0 ? undefined : young);
  }
  get firstBlockedMs(): number | null {
    return this.notAdmitted[0]?.createdMs ?? null;
  }

  /** Puts two batches, or more where they would be too large again, in the place of one that the broker refused. */
  split(batch: ProducerBatch): void {
    const bytes = batch.wireBytes();
    batch.disappoint();
    const half = Math.ceil(batch.recordCount / 2);
    const parts: ProducerBatch[] = [];
    let index = 0;
    const begin = (): ProducerBatch => {
      const ordinal = batch.ordinal + index / LARGEST_BATCH_RECORDS;
      const part = this.batchFor(batch.queue, batch.createdMs, batch.sizeBytes, ordinal, true);
      part.attempts = batch.attempts;
      parts.push(part);
      return part;
    };
    for (const { timestamp, key, value, headers } of streamRecords(bytes, readBatchHeader(bytes))) {
      const part = index === 0 || index === half ? begin() : parts.at(-1)!;
      if (part.tryAppend(timestamp, key, value, headers) < 0) {
        begin().tryAppend(timestamp, key, value, headers);
      }
      index++;
    }
    for (const part of parts) part.closed = true;
    batch.replaceBy(parts);
    for (const part of parts) this.bufferedRecords += part.recordCount;
    this.release(batch);
    for (const part of parts) this.putBack(part, true);
  }

  /** Tells the sticky partitioners how long the queues are. `excluded` are partitions of brokers that do not keep up. */
  updateLoad(isExcluded: (leader: number) => boolean): void {
    if (!this.settings.adaptive) return;
    for (const { metadata, queues, sticky } of this.topics.values()) {
      const led = metadata.partitions.filter(({ leader }) => leader >= 0 && !isExcluded(leader));
      const lengths = led.map(({ partition }) => queues[partition]?.batches.length ?? 0);
      sticky.setLoad(
        lengths,
        led.map(({ partition }) => partition),
        metadata.partitions.length,
      );
    }
  }

  /** What a record takes at most in a batch of its own. */
  largestSizeBytes(
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[],
  ): number {
    let size = LARGEST_OVERHEAD_BYTES + nullableSize(key) + nullableSize(value) + varintSize(headers.length);
    for (const header of headers) {
      const nameBytes = utf8Length(header.key);
      size += varintSize(nameBytes) + nameBytes + nullableSize(header.value);
    }
    return size;
  }

  private begin(
    queue: PartitionQueue,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[],
  ): ProducerBatch {
    const reserved = Math.max(this.settings.batchBytes, this.largestSizeBytes(key, value, headers));
    return this.batchFor(queue, this.nowMs(), reserved, this.nextOrdinal++);
  }

  private batchFor(
    queue: PartitionQueue,
    createdMs: number,
    reserved: number,
    ordinal: number,
    atOnce = false,
  ): ProducerBatch {
    const { codec, level, batchBytes } = this.settings;
    const hasRoom = this.notAdmitted.length === 0 && reserved <= this.freeBytes;
    const admitted = atOnce || hasRoom;
    const batch = new ProducerBatch(queue, ordinal, createdMs, reserved, admitted, codec, level, batchBytes);
    if (admitted) this.freeBytes -= reserved;
    else this.notAdmitted.push(batch);
    this.unfinished.add(batch);
    return batch;
  }
}

function varintSize(value: number): number {
  const raw = value * 2;
  if (raw < 0x80) return 1;
  if (raw < 0x4000) return 2;
  if (raw < 0x20_0000) return 3;
  return raw < 0x1000_0000 ? 4 : 5;
}

function nullableSize(part: Uint8Array | null): number {
  return part === null ? 1 : varintSize(part.length) + part.length;
}
