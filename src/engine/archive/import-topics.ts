// Topics of another cluster: each is created here with its own id and a leader epoch beyond those in its log, so that
// the files can be taken over byte for byte. Then the brokers that got its replicas rest while their empty logs are
// replaced. They check the new ones as after a crash when they start again.
import type { StoreOp } from "../disk/store.ts";
import { CLEAN_SHUTDOWN, PARTITION_METADATA, partitionDirectory } from "../log/file-names.ts";
import { formatPartitionMetadata } from "../log/partition-metadata.ts";
import { type ArchiveHost, type OpenedStore, until } from "./archive-host.ts";
import { atRest } from "./at-rest.ts";
import { type CreatedTopic, createTopic, deleteTopic } from "./create-topic.ts";
import type { Archive } from "./import-archive.ts";
import { isPartitionFile, logDirOfPartition } from "./log-files.ts";
import { withCheckpoints } from "./partition-checkpoints.ts";
import type { PlannedTopic } from "./plan.ts";
import { stagingDirectory } from "./staging.ts";
import { StoreWriter } from "./store-writer.ts";
import type { FoundPartition } from "./survey.ts";
import { type Destination, unpack } from "./unpack.ts";

const BACK_PATIENCE_MS = 60_000;

export async function importTopics(
  host: ArchiveHost,
  topics: readonly PlannedTopic[],
  archive: Archive,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const created: CreatedTopic[] = [];
  try {
    for (const topic of topics) created.push(await createTopic(host, topic));
    const brokers = [...new Set(created.flatMap(({ replicas }) => replicas.flat()))];
    await atRest(host, brokers, () => takeOver(host, topics, created, archive, onProgress));
    await until(host, BACK_PATIENCE_MS, () => brokers.every((id) => isBack(host, id)));
  } catch (error) {
    for (const { name } of created) await deleteTopic(host, name);
    throw error;
  }
}

/** Also one that failed is waited for no longer: the page shows it. */
function isBack({ cluster }: ArchiveHost, broker: number): boolean {
  return cluster.snapshot().nodes.find(({ id }) => id === broker)?.status !== "starting";
}

/** A partition on its way into the disk of one broker. */
interface Placing {
  readonly copy: FoundPartition;
  readonly topicId: string;
  /** Where the broker has put the partition: one of its log directories, "" for the root. */
  readonly logDir: string;
  readonly staging: string;
  readonly files: string[];
}

interface Receiver {
  readonly opened: OpenedStore;
  readonly writer: StoreWriter;
  readonly placings: Map<string, Placing>;
}

async function takeOver(
  host: ArchiveHost,
  topics: readonly PlannedTopic[],
  created: readonly CreatedTopic[],
  archive: Archive,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const receivers = new Map<number, Receiver>();
  try {
    for (const [i, { copies }] of topics.entries()) {
      const { topicId, replicas } = created[i]!;
      for (const copy of copies) {
        for (const broker of replicas[copy.partition] ?? []) {
          const receiver = receivers.get(broker) ?? (await openReceiver(host, broker));
          receivers.set(broker, receiver);
          const names = receiver.opened.files.map(({ name }) => name);
          const logDir = logDirOfPartition(names, partitionDirectory(copy.topic, copy.partition));
          const staging = logDir + stagingDirectory(copy.topic, copy.partition, host.ports.rng);
          receiver.placings.set(copy.path, { copy, topicId, logDir, staging, files: [] });
        }
      }
    }
    const route = (name: string): Destination[] => {
      const slash = name.lastIndexOf("/");
      const [path, file] = [name.slice(0, Math.max(0, slash)), name.slice(slash + 1)];
      // The id may be another one here.
      if (!isPartitionFile(file) || file === PARTITION_METADATA) return [];
      return [...receivers.values()].flatMap(({ writer, placings }) => {
        const placing = placings.get(path);
        if (placing === undefined) return [];
        placing.files.push(file);
        return [{ writer, name: `${placing.staging}/${file}` }];
      });
    };
    await unpack(archive.open(), route, onProgress);
    for (const receiver of receivers.values()) await receiver.writer.commit();
    for (const receiver of receivers.values()) await putInPlace(receiver);
  } catch (error) {
    await giveUp(receivers.values());
    throw error;
  } finally {
    for (const { opened } of receivers.values()) opened.close();
  }
}

async function openReceiver(host: ArchiveHost, broker: number): Promise<Receiver> {
  const opened = await host.openStore(broker);
  return { opened, writer: new StoreWriter(opened.store), placings: new Map() };
}

/** The one commit that counts. */
async function putInPlace({ opened, writer, placings }: Receiver): Promise<void> {
  const { store, files } = opened;
  const byLogDir = new Map<string, FoundPartition[]>();
  for (const { copy, topicId, logDir, staging, files: staged } of placings.values()) {
    const directory = logDir + partitionDirectory(copy.topic, copy.partition);
    for (const { name } of files)
      if (name.startsWith(`${directory}/`)) writer.change({ kind: "remove", name });
    for (const file of staged) {
      writer.change({ kind: "rename", from: `${staging}/${file}`, to: `${directory}/${file}` });
    }
    await writer.text(`${directory}/${PARTITION_METADATA}`, formatPartitionMetadata(topicId));
    byLogDir.set(logDir, [...(byLogDir.get(logDir) ?? []), copy]);
  }
  for (const [logDir, copies] of byLogDir) {
    for (const { name, text } of await withCheckpoints(store, files, logDir, copies)) {
      await writer.text(name, text);
    }
    const marker = logDir + CLEAN_SHUTDOWN;
    if (files.some(({ name }) => name === marker)) writer.change({ kind: "remove", name: marker });
  }
  await writer.commit();
}

/** What was staged goes; what cannot be removed now goes when the broker starts. */
async function giveUp(receivers: Iterable<Receiver>): Promise<void> {
  for (const { opened, placings } of receivers) {
    const stored = await opened.store.load().catch(() => []);
    const names = new Set(stored.map(({ name }) => name));
    const ops: StoreOp[] = [];
    for (const { staging, files } of placings.values()) {
      for (const file of files) {
        if (names.has(`${staging}/${file}`)) ops.push({ kind: "remove", name: `${staging}/${file}` });
      }
    }
    if (ops.length > 0) await opened.store.commit(ops).catch(() => {});
  }
}
