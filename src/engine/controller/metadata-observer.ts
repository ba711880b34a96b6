// A broker's way to the metadata: an observer of the quorum. It fetches `__cluster_metadata` from the leading controller,
// keeps a copy and snapshots on its own disk, and turns what is committed into images.
//
//   const observer = createMetadataObserver({ … });
//   observer.onMetadata((image, delta, cause) => …);   // before start(), so that nothing is missed
//   await observer.start();                            // reads the local copy; then follows the leader until stop()
import type { Uuid } from "../base/uuid.ts";
import type { PartitionLog } from "../log/log.ts";
import type { DiskError } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import type { RaftNodeAddress } from "../raft/connections.ts";
import type { LeaderAndEpoch } from "../raft/metadata-log.ts";
import { type QuorumLayout, quorumLayout } from "../raft/quorum-layout.ts";
import { createRaftNode, type RaftNode } from "../raft/raft-node.ts";
import type { EventId } from "../trace/event.ts";
import type { MetadataDelta, MetadataImage, MetadataListener } from "./image.ts";
import { ImageLoader } from "./image-loader.ts";
import { createSnapshotGenerator } from "./snapshot/snapshot-generator.ts";

export interface ObserverOptions extends QuorumLayout {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly ports: NodePorts;
  /** This node's copy of the metadata log: METADATA_TOPIC, partition 0 (see raft/metadata-topic.ts). */
  readonly log: PartitionLog;
  readonly directoryId: Uuid;
  readonly properties: Readonly<Record<string, string>>;
  /** The copy cannot be read or written, or contradicts what was committed: the broker has to end. */
  readonly onFailure: (error: Error) => void;
  /** The copy cannot be made durable any more. The observer follows on from memory: the leader has everything. */
  readonly onDiskFailure: (error: DiskError) => void;
}

export interface MetadataObserver {
  /** All that is committed as far as this node knows. */
  readonly image: MetadataImage;
  readonly highWatermark: number;
  readonly leader: LeaderAndEpoch;
  /** As the newest record says. */
  readonly kraftVersion: number;
  /** Where the active controller listens, null while nobody is known to lead: where to send what is forwarded. */
  readonly activeController: RaftNodeAddress | null;
  /** Called for every step, in order. A listener that comes late is told of the whole image at once. */
  onMetadata(listener: MetadataListener): void;
  /** Resolves when the local copy is read; following begins then. */
  start(): Promise<void>;
  /** Flushes the copy. */
  stop(): Promise<void>;
}

export function createMetadataObserver(options: ObserverOptions): MetadataObserver {
  const { nodeId, clusterId, directoryId, log, ports, properties, onFailure } = options;
  const loader = new ImageLoader();
  const listeners: MetadataListener[] = [];
  const node: RaftNode = createRaftNode({
    ...quorumLayout(options, properties),
    nodeId,
    clusterId,
    directoryId,
    listensAt: null,
    log,
    ports,
    onDiskFailure: options.onDiskFailure,
  });
  const generator = createSnapshotGenerator(properties, ports.clock, (input) => node.writeSnapshot(input));

  function tell(cause: EventId | null): void {
    const loaded = loader.take();
    if (loaded === null) return;
    for (const listener of listeners) listener(loaded.image, loaded.delta, cause);
  }

  return {
    get image() {
      return loader.image;
    },
    get highWatermark() {
      return Math.max(node.highWatermark, 0);
    },
    get leader() {
      return node.leader;
    },
    get kraftVersion() {
      return node.kraftVersion;
    },
    get activeController() {
      return node.leaderAddress;
    },
    onMetadata(listener) {
      listeners.push(listener);
      const { image } = loader;
      if (image.offset >= 0) listener(image, wholeDelta(image), null);
    },
    start: () =>
      node.start({
        onCommit(batch, cause = null) {
          loader.load(batch);
          tell(cause);
          generator.committed(batch, loader.image);
        },
        onSnapshot({ id, records }, cause = null) {
          loader.loadSnapshot(records, id.endOffset - 1, id.epoch);
          tell(cause);
          generator.loaded();
        },
        onLeaderChange() {},
        onFailure,
      }),
    stop: () => node.stop(),
  };
}

/** As if nothing had been known before. */
function wholeDelta(image: MetadataImage): MetadataDelta {
  return {
    changedTopics: new Set(image.topicsById.keys()),
    deletedTopics: [],
    changedBrokers: new Set(image.brokers.keys()),
    changedConfigs: [...image.configsByResource.keys()].map((key) => {
      const colon = key.indexOf(":");
      return { type: Number(key.slice(0, colon)), name: key.slice(colon + 1) };
    }),
  };
}
