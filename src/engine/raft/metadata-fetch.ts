// The one Fetch that replicas of the metadata log send (KIP-595): a single partition, no session.
import { METADATA_TOPIC_ID, type Uuid } from "../base/uuid.ts";
import type { RequestInput, ResponseOf } from "../protocol/schema.ts";
import { Fetch } from "../protocol/schemas/01-fetch.ts";

const METADATA_FETCH_VERSION = 18;
const MAX_WAIT_MS = 500;
const MAX_BYTES = 1024 * 1024;

export type MetadataPartition = ResponseOf<typeof Fetch>["responses"][number]["partitions"][number];

export interface MetadataFetchInput {
  readonly clusterId: string;
  readonly replicaId: number;
  readonly directoryId: Uuid;
  readonly leaderEpoch: number;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  /** -1 while unknown. */
  readonly highWatermark: number;
}

export function fetchRequest(input: MetadataFetchInput): {
  readonly api: typeof Fetch;
  readonly version: number;
  readonly body: RequestInput<typeof Fetch>;
} {
  const partition = {
    partition: 0,
    currentLeaderEpoch: input.leaderEpoch,
    fetchOffset: BigInt(input.fetchOffset),
    lastFetchedEpoch: input.lastFetchedEpoch,
    partitionMaxBytes: 0,
    replicaDirectoryId: input.directoryId,
    highWatermark: BigInt(input.highWatermark),
  };
  const body = {
    clusterId: input.clusterId,
    replicaState: { replicaId: input.replicaId, replicaEpoch: -1n },
    maxWaitMs: MAX_WAIT_MS,
    minBytes: 0,
    maxBytes: MAX_BYTES,
    topics: [{ topicId: METADATA_TOPIC_ID, partitions: [partition] }],
  };
  return { api: Fetch, version: METADATA_FETCH_VERSION, body };
}

/** The metadata partition of an answer; null when it has none, as with a top-level error. */
export function partitionOfResponse(body: ResponseOf<typeof Fetch>): MetadataPartition | null {
  const topic = body.responses.find(({ topicId }) => topicId === METADATA_TOPIC_ID);
  return topic?.partitions[0] ?? null;
}
