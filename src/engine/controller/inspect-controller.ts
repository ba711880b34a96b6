// What is shown of a controller.
import type { ControllerSnapshot, TopicSnapshot } from "../inspect/snapshot.ts";
import type { ServedMetadataLog } from "../raft/single-voter-log.ts";
import { ResourceType } from "./configs/effective-config.ts";
import type { MetadataImage, TopicImage } from "./image.ts";
import type { QuorumController } from "./quorum-controller.ts";

export interface InspectedController {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly controller: QuorumController;
  readonly quorum: ServedMetadataLog;
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
    state: controller.isActive ? "leader" : quorum.leader.leaderId >= 0 ? "follower" : "unattached",
    epoch: quorum.leader.epoch,
    leaderId: quorum.leader.leaderId,
    votedId: quorum.leader.leaderId,
    election: null,
    majority: 1,
    voters: quorum.voters.map((voter) => ({
      id: voter.id,
      directoryId: voter.directoryId,
      host: voter.host,
      port: voter.port,
      logEndOffset: quorum.logEndOffset,
      lag: 0,
      lastFetchMs: null,
      lastCaughtUpMs: null,
    })),
    observers: [],
    snapshot: null,
    logStartOffset: quorum.log.logStartOffset,
    highWatermark: quorum.highWatermark,
    logEndOffset: quorum.logEndOffset,
    brokers,
    topics: topicsOf(image),
    dirtyBytes,
  };
}

function topicsOf(image: MetadataImage): TopicSnapshot[] {
  return [...image.topicsByName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((topic) => topicSnapshot(image, topic));
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
