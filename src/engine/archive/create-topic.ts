// Makes room for an imported topic, as any client would: CreateTopics, with two configs that only imports have (see
// controller/topics/import-origin.ts).
import { Channel, isConnectionFailure } from "../net/channel.ts";
import { ErrorCode, errorInfo } from "../protocol/errors.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../protocol/schemas/20-delete-topics.ts";
import { ArchiveError } from "./archive-error.ts";
import { type ArchiveHost, until } from "./archive-host.ts";
import type { PlannedTopic } from "./plan.ts";

export interface CreatedTopic {
  readonly name: string;
  readonly topicId: string;
  /** By partition. */
  readonly replicas: readonly (readonly number[])[];
}

const CREATE_VERSION = 7;
const DELETE_VERSION = 6;
const REQUEST_TIMEOUT_MS = 30_000;
const LARGEST_FACTOR = 3;
const SEEN_PATIENCE_MS = 30_000;
const DELETE_ATTEMPTS = 10;

export async function createTopic(host: ArchiveHost, topic: PlannedTopic): Promise<CreatedTopic> {
  const brokers = host.cluster.spec.nodes.filter(({ role }) => role === "broker");
  const configs = {
    ...topic.configs,
    "samsa.import.leader.epoch": String(topic.leaderEpoch),
    ...(topic.topicId === null ? {} : { "samsa.import.topic.id": topic.topicId }),
  };
  const { topics } = await ask(host, CreateTopics, CREATE_VERSION, {
    topics: [
      {
        name: topic.name,
        numPartitions: topic.partitions,
        replicationFactor: Math.min(LARGEST_FACTOR, brokers.length),
        assignments: [],
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      },
    ],
    timeoutMs: REQUEST_TIMEOUT_MS,
    validateOnly: false,
  });
  const [answer] = topics;
  if (answer === undefined || answer.errorCode !== ErrorCode.NONE) {
    const code = answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR;
    throw new ArchiveError("refused", `${topic.name}: ${answer?.errorMessage ?? errorInfo(code).name}`);
  }
  const seen = await until(host, SEEN_PATIENCE_MS, () => replicasOf(host, topic.name) !== null);
  if (!seen) throw new ArchiveError("refused", `${topic.name} was created, and is not to be seen`);
  return { name: topic.name, topicId: answer.topicId, replicas: replicasOf(host, topic.name)! };
}

/** Undoes createTopic. The brokers may just be starting again, so it tries until the topic is gone. */
export async function deleteTopic(host: ArchiveHost, name: string): Promise<void> {
  for (let attempt = 0; attempt < DELETE_ATTEMPTS && replicasOf(host, name) !== null; attempt++) {
    await tryDelete(host, name);
    await until(host, SEEN_PATIENCE_MS / DELETE_ATTEMPTS, () => replicasOf(host, name) === null);
  }
}

async function tryDelete(host: ArchiveHost, name: string): Promise<void> {
  const request = { topics: [{ name }], timeoutMs: REQUEST_TIMEOUT_MS };
  await ask(host, DeleteTopics, DELETE_VERSION, request).catch((error: unknown) => {
    if (!(error instanceof ArchiveError)) throw error;
  });
}

function replicasOf({ cluster }: ArchiveHost, name: string): readonly (readonly number[])[] | null {
  for (const { detail } of cluster.snapshot().nodes) {
    if (detail?.role !== "controller") continue;
    const topic = detail.topics.find((known) => known.name === name);
    if (topic !== undefined) {
      return topic.partitions.toSorted((a, b) => a.partition - b.partition).map(({ replicas }) => replicas);
    }
  }
  return null;
}

/** Asks the first broker that answers. */
async function ask<A extends ApiSchema>(
  { cluster, ports }: ArchiveHost,
  api: A,
  version: number,
  request: RequestInput<A>,
): Promise<ResponseOf<A>> {
  const running = new Set(
    cluster
      .snapshot()
      .nodes.filter(
        ({ role, status }) => role === "broker" && (status === "running" || status === "starting"),
      )
      .map(({ id }) => id),
  );
  let failure = "no broker runs";
  for (const { id, host, port } of cluster.spec.nodes) {
    if (!running.has(id)) continue;
    try {
      const channel = await Channel.open(ports, host, port, "samsa-import");
      try {
        const { body } = await channel.request(api, version, request, REQUEST_TIMEOUT_MS);
        return body;
      } finally {
        channel.close();
      }
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      failure = (error as Error).message;
    }
  }
  throw new ArchiveError("refused", failure);
}
