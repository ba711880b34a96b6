// What somebody with admin rights does to a cluster meanwhile. Over the wire, to any broker; an answer that is an error
// is an answer like any other: what has to hold holds without its success.
import { randomBelow } from "../../base/random.ts";
import { Channel } from "../../net/channel.ts";
import type { Rng } from "../../ports/rng.ts";
import type { ApiSchema, RequestInput } from "../../protocol/schema.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../protocol/schemas/20-delete-topics.ts";
import { CreatePartitions } from "../../protocol/schemas/37-create-partitions.ts";
import { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import { IncrementalAlterConfigs } from "../../protocol/schemas/44-incremental-alter-configs.ts";
import { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import type { SimCluster } from "../start-cluster.ts";

export type OperatorRequest =
  | { readonly kind: "createTopic"; readonly topic: string; readonly partitions: number }
  | { readonly kind: "deleteTopic"; readonly topic: string }
  | { readonly kind: "createPartitions"; readonly topic: string; readonly count: number }
  | { readonly kind: "alterConfig"; readonly topic: string; readonly name: string; readonly value: string }
  | { readonly kind: "electLeaders"; readonly topic: string; readonly partitions: readonly number[] }
  | {
      readonly kind: "reassign";
      readonly topic: string;
      readonly partition: number;
      readonly replicas: readonly number[];
    };

const TOPIC_RESOURCE = 2;
const SET = 0;
const PREFERRED = 0;
const REPLICATION = 3;
/** With less, a single power cut may lose records for good. */
const MIN_ISR = "2";
const TIMEOUT_MS = 5000;
const SIDE_TOPICS = 4;
const POLICIES = ["delete", "compact"];

/** A request of that kind that may make sense, drawn from `rng`. */
export function drawRequest(
  kind: OperatorRequest["kind"],
  rng: Rng,
  { topic, partitions, brokers }: { topic: string; partitions: number; brokers: readonly number[] },
): OperatorRequest {
  const side = `side-${randomBelow(rng, SIDE_TOPICS)}`;
  switch (kind) {
    case "createTopic":
      return { kind, topic: side, partitions: 1 + randomBelow(rng, 3) };
    case "deleteTopic":
      return { kind, topic: side };
    case "createPartitions":
      return { kind, topic: side, count: 2 + randomBelow(rng, 5) };
    case "alterConfig":
      if (randomBelow(rng, 2) === 0)
        return { kind, topic: side, name: "cleanup.policy", value: POLICIES[randomBelow(rng, 2)]! };
      return { kind, topic, name: "segment.ms", value: `${1000 + randomBelow(rng, 9000)}` };
    case "electLeaders":
      return { kind, topic, partitions: oneOrAll(partitions, rng) };
    case "reassign":
      return { kind, topic, partition: randomBelow(rng, partitions), replicas: someOf(brokers, rng) };
  }
}

function oneOrAll(partitions: number, rng: Rng): number[] {
  if (randomBelow(rng, 2) === 0) return [randomBelow(rng, partitions)];
  return Array.from({ length: partitions }, (_, partition) => partition);
}

function someOf(brokers: readonly number[], rng: Rng): number[] {
  const left = [...brokers];
  const replicas: number[] = [];
  while (replicas.length < Math.min(REPLICATION, brokers.length))
    replicas.push(...left.splice(randomBelow(rng, left.length), 1));
  return replicas;
}

export interface Operator {
  /** Gives the request to some broker; resolves when it is answered, or when nobody answers. */
  give(request: OperatorRequest): Promise<void>;
}

export function createOperator(cluster: SimCluster): Operator {
  const ports = cluster.world.ports("operator");
  const addresses = cluster.spec.nodes.filter(({ role }) => role === "broker");

  async function ask<A extends ApiSchema>(api: A, version: number, body: RequestInput<A>): Promise<void> {
    const { host, port } = addresses[randomBelow(ports.rng, addresses.length)]!;
    const channel = await Channel.open(ports, host, port, "operator");
    try {
      await channel.request(api, version, body, TIMEOUT_MS);
    } finally {
      channel.close();
    }
  }

  function send(request: OperatorRequest): Promise<void> {
    const timeoutMs = TIMEOUT_MS;
    switch (request.kind) {
      case "createTopic": {
        const { topic: name, partitions: numPartitions } = request;
        const configs = [{ name: "min.insync.replicas", value: MIN_ISR }];
        const row = { name, numPartitions, replicationFactor: REPLICATION, assignments: [], configs };
        return ask(CreateTopics, 7, { topics: [row], timeoutMs, validateOnly: false });
      }
      case "deleteTopic":
        return ask(DeleteTopics, 6, { topics: [{ name: request.topic }], timeoutMs });
      case "createPartitions": {
        const { topic: name, count } = request;
        const topics = [{ name, count, assignments: null }];
        return ask(CreatePartitions, 3, { topics, timeoutMs, validateOnly: false });
      }
      case "alterConfig": {
        const { topic: resourceName, name, value } = request;
        const configs = [{ name, configOperation: SET, value }];
        const resources = [{ resourceType: TOPIC_RESOURCE, resourceName, configs }];
        return ask(IncrementalAlterConfigs, 1, { resources, validateOnly: false });
      }
      case "electLeaders": {
        const { topic, partitions } = request;
        const topicPartitions = [{ topic, partitions: [...partitions] }];
        return ask(ElectLeaders, 2, { electionType: PREFERRED, topicPartitions, timeoutMs });
      }
      case "reassign": {
        const { topic: name, partition: partitionIndex, replicas } = request;
        const topics = [{ name, partitions: [{ partitionIndex, replicas: [...replicas] }] }];
        return ask(AlterPartitionReassignments, 0, { topics, timeoutMs });
      }
    }
  }

  return {
    // Nobody listens, or the connection broke: that is what this cluster is made to suffer.
    give: (request) => send(request).catch(() => undefined),
  };
}
