// Exports the whole cluster, a node or a topic as a tar file, piece by piece. Cluster and node are at rest meanwhile. A
// topic is taken from the living cluster, from the disks of its leaders: what is flushed, as a power cut would leave it;
// so it goes without the indexes of the segment that is being written, which recovery builds.
import type { StoredFile } from "../disk/store.ts";
import type { BrokerSnapshot, ControllerSnapshot, TopicSnapshot } from "../inspect/snapshot.ts";
import {
  baseOffsetOf,
  INDEX_SUFFIX,
  LOG_SUFFIX,
  partitionDirectory,
  TIME_INDEX_SUFFIX,
} from "../log/file-names.ts";
import { ArchiveError } from "./archive-error.ts";
import { type ArchiveHost, type OnProgress, type OpenedStore, until } from "./archive-host.ts";
import { atRest } from "./at-rest.ts";
import { isPartitionFile, logDirOfPartition } from "./log-files.ts";
import { formatManifest, MANIFEST, type Manifest } from "./manifest.ts";
import { assertUnchanged, storedFile, textFile } from "./pack.ts";
import { filesOfNodes, type RestingNode } from "./resting-files.ts";
import { type TarSource, tarBytes, writeTar } from "./tar-writer.ts";

export type ExportRequest =
  | { readonly kind: "workspace" }
  | { readonly kind: "node"; readonly node: number }
  | { readonly kind: "topic"; readonly topic: string };

/** Takes the archive's bytes, and the next ones only when it has dealt with these. */
export type Sink = (bytes: Uint8Array) => void | Promise<void>;

/** How long to wait for what was written before to be flushed. */
const FLUSH_PATIENCE_MS = 5_000;

/** Rejects with ArchiveError, DiskError, or what the sink throws. */
export async function exportArchive(
  host: ArchiveHost,
  request: ExportRequest,
  sink: Sink,
  onProgress: OnProgress = () => {},
): Promise<void> {
  if (request.kind === "topic") return exportTopic(host, request.topic, sink, onProgress);
  const { nodes, clusterId } = host.cluster.spec;
  const wanted = request.kind === "node" ? nodes.filter(({ id }) => id === request.node) : nodes;
  if (wanted.length === 0) throw new ArchiveError("not-there", `node ${(request as { node: number }).node}`);
  const manifest: Manifest =
    request.kind === "node"
      ? { kind: "node", clusterId, node: request.node }
      : { kind: "workspace", clusterId };
  await atRest(
    host,
    wanted.map(({ id }) => id),
    async () => {
      const stores: OpenedStore[] = [];
      try {
        const resting: RestingNode[] = [];
        for (const { role, id } of wanted) {
          const opened = await host.openStore(id);
          stores.push(opened);
          resting.push({ role, id, opened });
        }
        const files = [textFile(MANIFEST, formatManifest(manifest)), ...filesOfNodes(resting)];
        await send(host, files, sink, onProgress);
      } finally {
        for (const opened of stores) opened.close();
      }
    },
  );
}

async function exportTopic(
  host: ArchiveHost,
  name: string,
  sink: Sink,
  onProgress: OnProgress,
): Promise<void> {
  const topic = findTopic(host, name);
  const ends = topic.partitions.map(({ partition }) => logEndOf(host, name, partition));
  await until(host, FLUSH_PATIENCE_MS, () =>
    topic.partitions.every(({ partition }, i) => flushedOf(host, name, partition) >= ends[i]!),
  );
  const { clusterId } = host.cluster.spec;
  const { topicId, configs } = topic;
  const stores = new Map<number, OpenedStore>();
  const exported = new Map<number, StoredFile[]>();
  const sources = [
    textFile(MANIFEST, formatManifest({ kind: "topic", clusterId, topic: name, topicId, configs })),
  ];
  try {
    for (const { partition, leader, replicas } of topic.partitions) {
      const node = leader >= 0 ? leader : replicas[0]!;
      let opened = stores.get(node);
      if (opened === undefined) {
        opened = await host.openStore(node);
        stores.set(node, opened);
      }
      const directory = partitionDirectory(name, partition);
      const names = opened.files.map((file) => file.name);
      const logDir = logDirOfPartition(names, directory);
      const files = liveFiles(opened.files, logDir + directory);
      exported.set(node, [...(exported.get(node) ?? []), ...files]);
      for (const file of files) {
        sources.push(storedFile(opened.store, file, file.name.slice(logDir.length)));
      }
    }
    await send(host, sources, async (bytes) => await sink(bytes), onProgress);
    for (const [node, files] of exported) {
      const now = await host.openStore(node);
      now.close();
      assertUnchanged(files, now.files);
    }
  } finally {
    for (const opened of stores.values()) opened.close();
  }
}

function liveFiles(files: readonly StoredFile[], directory: string): StoredFile[] {
  const own = files.filter(({ name }) => name.startsWith(`${directory}/`));
  const active = Math.max(-1, ...own.map(({ name }) => baseOffsetOf(name, LOG_SUFFIX) ?? -1));
  return own.filter(({ name }) => {
    if (!isPartitionFile(name.slice(directory.length + 1))) return false;
    return ![INDEX_SUFFIX, TIME_INDEX_SUFFIX].some((suffix) => baseOffsetOf(name, suffix) === active);
  });
}

async function send(
  { ports }: ArchiveHost,
  files: readonly TarSource[],
  sink: Sink,
  onProgress: OnProgress,
): Promise<void> {
  const totalBytes = tarBytes(files);
  let doneBytes = 0;
  onProgress({ doneBytes, totalBytes });
  for await (const bytes of writeTar(files, ports.clock.wallMs())) {
    await sink(bytes);
    doneBytes += bytes.length;
    onProgress({ doneBytes, totalBytes });
  }
}

function findTopic({ cluster }: ArchiveHost, name: string): TopicSnapshot {
  const controllers = cluster
    .snapshot()
    .nodes.flatMap(({ detail }) => (detail?.role === "controller" ? [detail] : []));
  const newest = controllers.reduce<ControllerSnapshot | null>(
    (best, controller) =>
      best === null || controller.highWatermark > best.highWatermark ? controller : best,
    null,
  );
  const topic = newest?.topics.find((known) => known.name === name);
  if (topic === undefined) throw new ArchiveError("not-there", `topic ${name}`);
  return topic;
}

function leaderReplica({ cluster }: ArchiveHost, topic: string, partition: number) {
  return cluster
    .snapshot()
    .nodes.flatMap(({ detail }) => (detail?.role === "broker" ? (detail as BrokerSnapshot).replicas : []))
    .find(
      (replica) => replica.topic === topic && replica.partition === partition && replica.role === "leader",
    );
}

const logEndOf = (host: ArchiveHost, topic: string, partition: number): number =>
  leaderReplica(host, topic, partition)?.logEndOffset ?? 0;

const flushedOf = (host: ArchiveHost, topic: string, partition: number): number =>
  leaderReplica(host, topic, partition)?.flushedOffset ?? Number.POSITIVE_INFINITY;
