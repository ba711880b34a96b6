// What a poll hands to the program: takes records from what has arrived, moves positions, makes objects of bytes.
import type { Trace } from "../../ports/trace.ts";
import { ConsumerRecord, ConsumerRecords, OffsetAndMetadata } from "../api/consumer-record.ts";
import { RecordDeserializationException } from "../api/exceptions.ts";
import { headersOf } from "../api/headers.ts";
import type { Deserializer } from "../api/serialization.ts";
import type { TopicPartition } from "../api/topic-partition.ts";
import type { AssignedPartition, Assignment } from "./assignment.ts";
import type { CompletedFetch, FetchedRecord } from "./completed-fetch.ts";
import type { Arrival } from "./fetcher.ts";

export interface Deserializers<K, V> {
  readonly keyDeserializer: Deserializer<K>;
  readonly valueDeserializer: Deserializer<V>;
}

type Collected<K, V> = Map<TopicPartition, ConsumerRecord<K, V>[]>;

export class RecordCollector<K, V> {
  polledRecords = 0;

  constructor(
    private readonly trace: Trace,
    private readonly assignment: Assignment,
    private readonly arrivals: Arrival[],
    private readonly deserializers: Deserializers<K, V>,
    private readonly maxPollRecords: number,
  ) {}

  /**
   * At most max.poll.records of what has arrived; null when nothing has. Throws RecordDeserializationException, or what
   * made the first record unreadable.
   */
  collect(): ConsumerRecords<K, V> | null {
    const collected: Collected<K, V> = new Map();
    const { arrivals } = this;
    let left = this.maxPollRecords;
    for (let i = 0; i < arrivals.length && left > 0; ) {
      const arrival = arrivals[i]!;
      const partition = this.assignment.find(arrival.fetch.partition);
      if (partition === undefined || !isCurrent(partition, arrival.fetch)) {
        arrivals.splice(i, 1);
        continue;
      }
      if (partition.paused) {
        i++;
        continue;
      }
      const taken = this.take(arrival, partition, left, collected);
      left -= taken.count;
      if (!taken.exhausted) break;
      arrivals.splice(i, 1);
    }
    return collected.size === 0 ? null : this.handOut(collected);
  }

  private take(
    { fetch, cause }: Arrival,
    partition: AssignedPartition,
    limit: number,
    collected: Collected<K, V>,
  ): { count: number; exhausted: boolean } {
    const records: ConsumerRecord<K, V>[] = [];
    let exhausted = false;
    try {
      while (records.length < limit) {
        const next = fetch.peek();
        if (next === null) {
          exhausted = true;
          break;
        }
        records.push(this.deserialize(fetch.partition, next));
        fetch.taken();
      }
    } catch (error) {
      // What comes before the bad record is handed out first.
      if (records.length === 0 && collected.size === 0) throw error;
    }
    const { offsetEpoch, leaderEpoch } = partition.position!;
    partition.position = {
      offset: fetch.nextOffset,
      offsetEpoch: fetch.lastEpoch ?? offsetEpoch,
      leaderEpoch,
    };
    if (records.length > 0) {
      const { partition: at } = fetch;
      collected.set(at, [...(collected.get(at) ?? []), ...records]);
      this.polledRecords += records.length;
      const fromOffset = records[0]!.offset();
      const toOffset = records.at(-1)!.offset();
      const place = { topic: at.topic(), partition: at.partition() };
      this.trace.emit(
        { kind: "records-polled", ...place, fromOffset, toOffset, records: records.length },
        cause,
      );
    }
    return { count: records.length, exhausted };
  }

  private deserialize(at: TopicPartition, { record, batch }: FetchedRecord): ConsumerRecord<K, V> {
    const { offset, timestamp, key, value, headers } = record;
    const { keyDeserializer, valueDeserializer } = this.deserializers;
    let keyObject: K | null;
    let valueObject: V | null;
    let part = "KEY";
    try {
      keyObject = key === null ? null : keyDeserializer.deserialize(at.topic(), key);
      part = "VALUE";
      valueObject = value === null ? null : valueDeserializer.deserialize(at.topic(), value);
    } catch (error) {
      throw new RecordDeserializationException(
        `Error deserializing ${part} for partition ${at} at offset ${offset}. If needed, please seek past the record to continue consumption.`,
        error,
      );
    }
    return new ConsumerRecord(
      at.topic(),
      at.partition(),
      offset,
      timestamp,
      batch.timestampType,
      key === null ? -1 : key.length,
      value === null ? -1 : value.length,
      keyObject,
      valueObject,
      headersOf(headers),
      batch.partitionLeaderEpoch < 0 ? null : batch.partitionLeaderEpoch,
    );
  }

  private handOut(collected: Collected<K, V>): ConsumerRecords<K, V> {
    const next = new Map<TopicPartition, OffsetAndMetadata>();
    for (const at of collected.keys()) {
      const position = this.assignment.find(at)?.position;
      if (position != null) next.set(at, new OffsetAndMetadata(position.offset, position.offsetEpoch, ""));
    }
    return new ConsumerRecords(collected, next);
  }
}

/** Whether what was fetched continues where the program stands now. */
function isCurrent({ position, resetTo, unvalidated }: AssignedPartition, fetch: CompletedFetch): boolean {
  return position?.offset === fetch.nextOffset && resetTo === null && !unvalidated;
}
