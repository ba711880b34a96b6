// The batches of one partition that wait to be sent, oldest first.
import type { CompressionRatio } from "./compression-ratio.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export interface PartitionQueue {
  /** `orders-0` */
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  /** Of the topic. */
  readonly ratio: CompressionRatio;
  readonly batches: ProducerBatch[];
  /** Batches sent and not answered. */
  inFlight: number;
  /** Sends nothing while true: a batch failed and those behind it are still under way. */
  muted: boolean;
}

export function partitionQueue(topic: string, partition: number, ratio: CompressionRatio): PartitionQueue {
  return { key: `${topic}-${partition}`, topic, partition, ratio, batches: [], inFlight: 0, muted: false };
}

/**
 * Puts a batch that has to be sent again back. In order: before those that were made after it. Otherwise to the front,
 * where a batch that failed earlier may stand already: without idempotence Kafka does not keep the order either.
 */
export function putBack(queue: PartitionQueue, batch: ProducerBatch, inOrder: boolean): void {
  const at = inOrder ? queue.batches.findIndex((other) => other.ordinal > batch.ordinal) : 0;
  queue.batches.splice(at < 0 ? queue.batches.length : at, 0, batch);
}
