// Looks offsets up until every partition has a final answer, for as long as the caller has time.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { TopicPartition } from "../api/topic-partition.ts";
import type { Backoff } from "../network/backoff.ts";
import { type ClientContext, delay } from "../network/client-context.ts";
import type { Metadata } from "../network/metadata.ts";
import type { FoundOffset, LeaderRequests } from "./leader-requests.ts";

export interface LookupParts {
  readonly context: ClientContext;
  readonly metadata: Metadata;
  readonly requests: LeaderRequests;
  readonly backoff: Backoff;
  readonly requestTimeoutMs: number;
  /** Called before each attempt; may throw to end it. */
  readonly check: () => void;
}

const NOT_FOUND: FoundOffset = { errorCode: ErrorCode.NONE, offset: -1, timestamp: -1, leaderEpoch: null };

/**
 * An answer for each partition: the offset, or an error that no repetition mends. The topics must be among those that
 * the metadata keeps. Rejects with `timedOut()`.
 */
export async function lookUpOffsets(
  parts: LookupParts,
  wanted: ReadonlyMap<TopicPartition, number>,
  timeoutMs: number,
  timedOut: () => Error,
): Promise<Map<TopicPartition, FoundOffset>> {
  const { context, metadata, requests, backoff } = parts;
  const { clock } = context.ports;
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  const result = new Map<TopicPartition, FoundOffset>();
  for (let failures = 0; result.size < wanted.size; failures++) {
    parts.check();
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= 0) throw timedOut();
    const missing = new Map([...wanted].filter(([at]) => !result.has(at)));
    if ([...missing.keys()].some((at) => !metadata.cluster.topics.has(at.topic()))) {
      metadata.requestUpdate(failures === 0);
      await metadata.nextUpdate(leftMs);
      continue;
    }
    const answers = requests.offsets(missing, parts.requestTimeoutMs);
    const found = await Promise.race([answers, delay(context, leftMs)]);
    for (const [at, answer] of found ?? []) {
      if (answer.errorCode === ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT) result.set(at, NOT_FOUND);
      else if (!errorInfo(answer.errorCode).retriable) result.set(at, answer);
    }
    if (result.size === wanted.size) break;
    metadata.requestUpdate();
    await delay(context, Math.min(leftMs, backoff(failures)));
  }
  return result;
}
