// What a producer sends, and what it learns of it.
import { IllegalArgumentException } from "./exceptions.ts";
import { type Header, type Headers, RecordHeaders } from "./headers.ts";

type GivenHeaders = Headers | Iterable<Header>;

/** A record to send. Without a partition the producer chooses one: by the key if there is one. */
export class ProducerRecord<K = null, V = null> {
  private readonly topicName: string;
  private readonly partitionIndex: number | null;
  private readonly timestampMs: number | null;
  private readonly keyObject: K | null;
  private readonly valueObject: V | null;
  private givenHeaders: Headers | null;

  constructor(topic: string, value: V | null);
  constructor(topic: string, key: K | null, value: V | null);
  constructor(topic: string, partition: number | null, key: K | null, value: V | null);
  constructor(topic: string, partition: number | null, key: K | null, value: V | null, headers: GivenHeaders);
  /** `timestamp` in milliseconds since 1970; null for now. */
  constructor(
    topic: string,
    partition: number | null,
    timestamp: number | null,
    key: K | null,
    value: V | null,
  );
  constructor(
    topic: string,
    partition: number | null,
    timestamp: number | null,
    key: K | null,
    value: V | null,
    headers: GivenHeaders | null,
  );
  constructor(topic: string, ...rest: unknown[]) {
    let partition: unknown = null;
    let timestamp: unknown = null;
    let key: unknown = null;
    let headers: unknown = null;
    let value: unknown;
    switch (rest.length) {
      case 1:
        value = rest[0];
        break;
      case 2:
        key = rest[0];
        value = rest[1];
        break;
      case 3:
        [partition, key, value] = rest;
        break;
      case 4:
        if (looksLikeHeaders(rest[3])) [partition, key, value, headers] = rest;
        else [partition, timestamp, key, value] = rest;
        break;
      default:
        [partition, timestamp, key, value, headers] = rest;
    }
    if (topic === null || topic === undefined) throw new IllegalArgumentException("Topic cannot be null.");
    if (typeof timestamp === "number" && timestamp < 0)
      throw new IllegalArgumentException(
        `Invalid timestamp: ${timestamp}. Timestamp should always be non-negative or null.`,
      );
    if (typeof partition === "number" && partition < 0)
      throw new IllegalArgumentException(
        `Invalid partition: ${partition}. Partition number should always be non-negative or null.`,
      );
    this.topicName = topic;
    this.partitionIndex = partition as number | null;
    this.timestampMs = timestamp as number | null;
    this.keyObject = (key ?? null) as K | null;
    this.valueObject = (value ?? null) as V | null;
    this.givenHeaders = headers === null ? null : new RecordHeaders(headers as Iterable<Header>);
  }

  topic(): string {
    return this.topicName;
  }
  /** Null unless it was given. */
  partition(): number | null {
    return this.partitionIndex;
  }
  /** Null unless it was given. */
  timestamp(): number | null {
    return this.timestampMs;
  }
  key(): K | null {
    return this.keyObject;
  }
  value(): V | null {
    return this.valueObject;
  }
  headers(): Headers {
    this.givenHeaders ??= new RecordHeaders();
    return this.givenHeaders;
  }
  /** @internal Null when nobody has asked for headers. */
  headersOrNull(): Headers | null {
    return this.givenHeaders;
  }
  toString(): string {
    const { topicName, partitionIndex, timestampMs } = this;
    return (
      `ProducerRecord(topic=${topicName}, partition=${partitionIndex}, headers=${this.headers()}, ` +
      `key=${this.keyObject}, value=${this.valueObject}, timestamp=${timestampMs})`
    );
  }
}

function looksLikeHeaders(value: unknown): boolean {
  if (value instanceof RecordHeaders) return true;
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry?.key === "function");
}

/** Where a record went. */
export class RecordMetadata {
  constructor(
    private readonly topicName: string,
    private readonly partitionIndex: number,
    private readonly recordOffset: number,
    private readonly timestampMs: number,
    private readonly keySizeBytes: number,
    private readonly valueSizeBytes: number,
  ) {}

  topic(): string {
    return this.topicName;
  }
  /** -1 when it was never chosen. */
  partition(): number {
    return this.partitionIndex;
  }
  /** -1 when the broker did not tell: with acks=0, or after a failure. */
  offset(): number {
    return this.recordOffset;
  }
  hasOffset(): boolean {
    return this.recordOffset !== -1;
  }
  /** In milliseconds since 1970, or -1. */
  timestamp(): number {
    return this.timestampMs;
  }
  hasTimestamp(): boolean {
    return this.timestampMs !== -1;
  }
  /** In bytes; -1 for a null key. */
  serializedKeySize(): number {
    return this.keySizeBytes;
  }
  /** In bytes; -1 for a null value. */
  serializedValueSize(): number {
    return this.valueSizeBytes;
  }
  /** `orders-0@5` */
  toString(): string {
    return `${this.topicName}-${this.partitionIndex}@${this.recordOffset}`;
  }
}

/** Called once the record is written, or can never be: `exception` is null or says why. */
export type Callback = (metadata: RecordMetadata, exception: Error | null) => void;
