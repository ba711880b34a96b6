// Asks for topics beside what the metadata keep, until there is an answer or the caller has no more time.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import { Metadata as MetadataApi } from "../../protocol/schemas/03-metadata.ts";
import { exceptionOf, TimeoutException } from "../api/exceptions.ts";
import type { Backoff } from "../network/backoff.ts";
import { type ClientContext, delay } from "../network/client-context.ts";
import { type Cluster, NO_CLUSTER, withMetadata } from "../network/cluster.ts";
import type { Metadata } from "../network/metadata.ts";
import type { NetworkClient } from "../network/network-client.ts";

export interface QuestionParts {
  readonly context: ClientContext;
  readonly network: NetworkClient;
  readonly metadata: Metadata;
  readonly backoff: Backoff;
  /** Called before each attempt; may throw to end it. */
  readonly check: () => void;
}

/** The topics of these names, or all with null. Rejects with TimeoutException, and with an error that stays. */
export async function askTopics(
  parts: QuestionParts,
  names: readonly string[] | null,
  timeoutMs: number,
): Promise<Cluster> {
  const { context, backoff } = parts;
  const { clock } = context.ports;
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  for (let failures = 0; ; ) {
    parts.check();
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= 0) throw new TimeoutException("Timeout expired while fetching topic metadata");
    const cluster = await Promise.race([askOnce(parts, names), delay(context, leftMs)]);
    if (cluster) return cluster;
    await delay(context, Math.min(leftMs, backoff(failures++)));
  }
}

/** Null when asking again may help. */
async function askOnce(
  { context, network, metadata }: QuestionParts,
  names: readonly string[] | null,
): Promise<Cluster | null> {
  const connection = network.leastLoaded(metadata.cluster.brokers.values());
  if (connection === null) return null;
  try {
    const { body } = await network.request(connection, MetadataApi, () => ({
      topics: names === null ? null : names.map((name) => ({ name })),
      allowAutoTopicCreation: context.config.flag("allow.auto.create.topics"),
    }));
    for (const { errorCode } of body.topics) {
      if (errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || errorCode === ErrorCode.NONE) continue;
      if (errorInfo(errorCode).retriable) return null;
      throw exceptionOf(errorCode);
    }
    return withMetadata(NO_CLUSTER, body, false);
  } catch (error) {
    if (error instanceof Error && error.name === "ChannelError") return null;
    throw error;
  }
}
