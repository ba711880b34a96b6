// What is shown of a controller.
import type { ControllerSnapshot, TopicSnapshot } from "../inspect/snapshot.ts";
import type { RaftNode } from "../raft/raft-node.ts";
import { ResourceType } from "./configs/effective-config.ts";
import type { MetadataImage, TopicImage } from "./image.ts";
import { inspectQuorum } from "./inspect-quorum.ts";
import type { QuorumController } from "./quorum-controller.ts";

export interface InspectedController {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly controller: QuorumController;
  readonly quorum: RaftNode;
  readonly dirtyBytes: number;
}

export function inspectController(node: InspectedController): ControllerSnapshot {
  const { id, host, port, controller, quorum, dirtyBytes } = node;
  const { image, sessions } = controller;
  const brokers = [...image.brokers.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id: broker, epoch, fenced, inControlledShutdown, rack }) => ({
      id: broker,
      epoch,
      fenced,
      inControlledShutdown,
      rack,
      lastHeartbeatMs: sessions?.lastHeartbeatMs(broker) ?? null,
    }));
  return {
    role: "controller",
    id,
    host,
    port,
    ...inspectQuorum(quorum.raft),
    highWatermark: quorum.highWatermark,
    logEndOffset: quorum.logEndOffset,
    brokers,
    topics: topicsOf(image),
    dirtyBytes,
  };
}

/** Images never change, and somebody looks at the same one again and again. */
const knownTopics = new WeakMap<MetadataImage, readonly TopicSnapshot[]>();

function topicsOf(image: MetadataImage): readonly TopicSnapshot[] {
  const known = knownTopics.get(image);
  if (known !== undefined) return known;
  const topics = [...image.topicsByName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((topic) => topicSnapshot(image, topic));
  knownTopics.set(image, topics);
  return topics;
}

function topicSnapshot(image: MetadataImage, { name, id, partitions }: TopicImage): TopicSnapshot {
  return {
    name,
    topicId: id,
    configs: Object.fromEntries(image.configs({ type: ResourceType.TOPIC, name })),
    partitions: [...partitions.values()]
      .sort((a, b) => a.partition - b.partition)
      .map(({ partition, leader, leaderEpoch, partitionEpoch, replicas, isr, elr, lastKnownElr }) => ({
        partition,
        leader,
        leaderEpoch,
        partitionEpoch,
        replicas,
        isr,
        elr,
        lastKnownElr,
      })),
  };
}
