// What a consumer gets: records, grouped by partition, and offsets with what belongs to them.
import { IllegalArgumentException } from "./exceptions.ts";
import type { Headers } from "./headers.ts";
import { type TopicPartition, topicPartition } from "./topic-partition.ts";

/** Who set the timestamp of a record. */
export type TimestampType = "NoTimestampType" | "CreateTime" | "LogAppendTime";

/** One record as it was read. */
export class ConsumerRecord<K = unknown, V = unknown> {
  constructor(
    private readonly topicName: string,
    private readonly partitionIndex: number,
    private readonly recordOffset: number,
    private readonly timestampMs: number,
    private readonly typeOfTimestamp: TimestampType,
    private readonly keySizeBytes: number,
    private readonly valueSizeBytes: number,
    private readonly keyObject: K | null,
    private readonly valueObject: V | null,
    private readonly recordHeaders: Headers,
    private readonly epoch: number | null,
  ) {}

  topic(): string {
    return this.topicName;
  }
  partition(): number {
    return this.partitionIndex;
  }
  offset(): number {
    return this.recordOffset;
  }
  /** In milliseconds since 1970. */
  timestamp(): number {
    return this.timestampMs;
  }
  timestampType(): TimestampType {
    return this.typeOfTimestamp;
  }
  // A key or value is typed as never null for brevity's sake, as in Java: a tombstone's value is null all the same.
  key(): K {
    return this.keyObject as K;
  }
  value(): V {
    return this.valueObject as V;
  }
  headers(): Headers {
    return this.recordHeaders;
  }
  /** In bytes; -1 for a null key. */
  serializedKeySize(): number {
    return this.keySizeBytes;
  }
  /** In bytes; -1 for a null value. */
  serializedValueSize(): number {
    return this.valueSizeBytes;
  }
  /** Of the leader that wrote it, or null if it is not known. */
  leaderEpoch(): number | null {
    return this.epoch;
  }
  toString(): string {
    return (
      `ConsumerRecord(topic = ${this.topicName}, partition = ${this.partitionIndex}, leaderEpoch = ${this.epoch}, ` +
      `offset = ${this.recordOffset}, ${this.typeOfTimestamp} = ${this.timestampMs}, ` +
      `serialized key size = ${this.keySizeBytes}, serialized value size = ${this.valueSizeBytes}, ` +
      `headers = ${this.recordHeaders}, key = ${this.keyObject}, value = ${this.valueObject})`
    );
  }
}

/** What one poll brought: iterate over it, or ask for a partition's or a topic's part. */
export class ConsumerRecords<K = unknown, V = unknown> implements Iterable<ConsumerRecord<K, V>> {
  constructor(
    private readonly byPartition: ReadonlyMap<TopicPartition, readonly ConsumerRecord<K, V>[]>,
    private readonly next: ReadonlyMap<TopicPartition, OffsetAndMetadata> = new Map(),
  ) {}

  count(): number {
    let count = 0;
    for (const records of this.byPartition.values()) count += records.length;
    return count;
  }
  isEmpty(): boolean {
    return this.byPartition.size === 0;
  }
  partitions(): ReadonlySet<TopicPartition> {
    return new Set(this.byPartition.keys());
  }
  records(partition: TopicPartition): readonly ConsumerRecord<K, V>[];
  records(topic: string): Iterable<ConsumerRecord<K, V>>;
  records(of: TopicPartition | string): readonly ConsumerRecord<K, V>[] {
    if (typeof of !== "string") return this.byPartition.get(topicPartition(of.topic(), of.partition())) ?? [];
    return [...this.byPartition].filter(([at]) => at.topic() === of).flatMap(([, records]) => records);
  }
  /** The offsets that the next poll begins at. */
  nextOffsets(): ReadonlyMap<TopicPartition, OffsetAndMetadata> {
    return this.next;
  }
  *[Symbol.iterator](): Iterator<ConsumerRecord<K, V>> {
    for (const records of this.byPartition.values()) yield* records;
  }
}

/** A position to commit or to seek to. */
export class OffsetAndMetadata {
  private readonly position: number;
  private readonly epoch: number | null;
  private readonly text: string;
  constructor(offset: number, metadata?: string);
  constructor(offset: number, leaderEpoch: number | null, metadata: string);
  constructor(offset: number, epochOrMetadata: number | string | null = null, metadata = "") {
    if (offset < 0) throw new IllegalArgumentException("Invalid negative offset");
    this.position = offset;
    this.epoch = typeof epochOrMetadata === "number" ? epochOrMetadata : null;
    this.text = typeof epochOrMetadata === "string" ? epochOrMetadata : metadata;
  }
  offset(): number {
    return this.position;
  }
  metadata(): string {
    return this.text;
  }
  leaderEpoch(): number | null {
    return this.epoch;
  }
  toString(): string {
    return `OffsetAndMetadata{offset=${this.position}, leaderEpoch=${this.epoch}, metadata='${this.text}'}`;
  }
}

/** The first record at or after a time. */
export class OffsetAndTimestamp {
  constructor(
    private readonly position: number,
    private readonly timestampMs: number,
    private readonly epoch: number | null = null,
  ) {}
  offset(): number {
    return this.position;
  }
  /** In milliseconds since 1970. */
  timestamp(): number {
    return this.timestampMs;
  }
  leaderEpoch(): number | null {
    return this.epoch;
  }
  toString(): string {
    return `(timestamp=${this.timestampMs}, leaderEpoch=${this.epoch}, offset=${this.position})`;
  }
}
