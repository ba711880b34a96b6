// What the handlers of a broker's APIs know of their broker.

import type { BrokerConfig } from "../config/broker-config.ts";
import type { MetadataImage, TopicImage } from "../controller/image.ts";
import type { NodePorts } from "../ports/ports.ts";
import type { ErrorName } from "../protocol/errors.ts";
import type { ControllerLink } from "./lifecycle/controller-link.ts";
import type { Partition } from "./replication/partition.ts";
import type { ReplicaManager } from "./replication/replica-manager.ts";

export interface BrokerContext {
  readonly brokerId: number;
  readonly clusterId: string;
  readonly ports: NodePorts;
  readonly config: BrokerConfig;
  readonly replicas: ReplicaManager;
  readonly link: Pick<ControllerLink, "request" | "requestUntil" | "forget">;
  /** As far as this broker has applied the metadata log. */
  image(): MetadataImage;
  /** Of the quorum, as the metadata log tells; 0 when left out. */
  kraftVersion?(): number;
  brokerEpoch(): number;
}

/** The partition that a request names, or why there is none here. */
export function findPartition(context: BrokerContext, topic: string, index: number): Partition | ErrorName {
  const { replicas } = context;
  const partition = replicas.partition(topic, index);
  if (partition !== undefined) return partition;
  const known = context.image().topicsByName.get(topic)?.partitions.get(index);
  if (known === undefined) return "UNKNOWN_TOPIC_OR_PARTITION";
  if (replicas.hasOfflineDirectory && known.replicas.includes(context.brokerId)) return "KAFKA_STORAGE_ERROR";
  return "NOT_LEADER_OR_FOLLOWER";
}

export interface CurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/** Whom a client that asked the wrong broker should ask instead (KIP-951). */
export function currentLeaderOf(context: BrokerContext, topic: string, index: number): CurrentLeader {
  const here = context.replicas.partition(topic, index);
  if (here !== undefined) return { leaderId: here.leader, leaderEpoch: here.leaderEpoch };
  const known = context.image().topicsByName.get(topic)?.partitions.get(index);
  return { leaderId: known?.leader ?? -1, leaderEpoch: known?.leaderEpoch ?? -1 };
}

export interface NodeEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/** Where the brokers of `ids` listen; those that are not registered are left out. */
export function endpointsOf(context: BrokerContext, ids: Iterable<number>): NodeEndpoint[] {
  const { brokers } = context.image();
  const endpoints: NodeEndpoint[] = [];
  for (const id of new Set(ids)) {
    const broker = brokers.get(id);
    if (broker === undefined) continue;
    endpoints.push({ nodeId: id, host: broker.host, port: broker.port, rack: broker.rack });
  }
  return endpoints;
}

const INTERNAL_TOPICS = new Set(["__consumer_offsets", "__transaction_state", "__share_group_state"]);

export function isInternalTopic({ name }: Pick<TopicImage, "name">): boolean {
  return INTERNAL_TOPICS.has(name);
}

/** All operations on a topic and on the cluster: without an authorizer everybody may do everything. */
export const TOPIC_OPERATIONS = 3576;
export const CLUSTER_OPERATIONS = 8096;
