// The bytes of all logs as they lie on the disks of the nodes that run, read past the engine: an invariant must not
// believe what it checks. What was read once and has not been touched since is not read again.
import type { ClusterSnapshot } from "../../inspect/snapshot.ts";
import type { Disk } from "../../ports/disk.ts";
import { batchHeaders, checkCrc } from "../../records/batch.ts";
import type { DiskChanges } from "../disk-changes.ts";
import type { ReplicaLog, RottenBatch, StoredBatch } from "../invariants/checker.ts";
import type { SimCluster } from "../start-cluster.ts";
import { untilSettled } from "../until-settled.ts";

const METADATA = { topic: "__cluster_metadata", partition: 0 };
const LONGEST_READ_MS = 10_000;

export interface LogReader {
  /** The logs of the nodes that run. */
  read(snapshot: ClusterSnapshot): Promise<readonly ReplicaLog[]>;
  /** The folders of partitions that lie on the disks of the brokers that run. */
  folders(snapshot: ClusterSnapshot): ReadonlyMap<number, readonly string[]>;
}

/** One log as it was read so far. */
interface KnownLog extends ReplicaLog {
  highWatermark: number;
  startOffset: number;
  /** Where its first file begins. */
  readonly filesFrom: number;
  readonly batches: StoredBatch[];
  /** The file that the log ends in, and how far it was read. */
  lastFile: string;
  readTo: number;
  /** Files that have grown or are new, with what lies before untouched. */
  readonly grown: Set<string>;
}

/** What its node says of a log. */
type Told = Pick<ReplicaLog, "highWatermark" | "startOffset">;

function takeTold(log: KnownLog, { highWatermark, startOffset }: Told): KnownLog {
  log.highWatermark = highWatermark;
  log.startOffset = Math.max(startOffset, log.filesFrom);
  return log;
}

interface KnownDisk {
  /** Of one incarnation of the node: the next finds another disk. */
  readonly changes: DiskChanges;
  /** By folder. */
  readonly logs: Map<string, KnownLog>;
  /** In which partitions lie; null when files have come or gone since. */
  folders: readonly string[] | null;
}

export function createLogReader({ world }: SimCluster, rotten: readonly RottenBatch[]): LogReader {
  const disks = new Map<number, KnownDisk>();

  function diskOf(node: number): KnownDisk {
    const changes = world.changes(`${node}`);
    let known = disks.get(node);
    if (known?.changes !== changes) {
      known = { changes, logs: new Map(), folders: null };
      disks.set(node, known);
    }
    return known;
  }

  /** A disk may have to be waited for, and meanwhile its node may end. */
  const isStill = (node: number, { changes }: KnownDisk): boolean =>
    world.isAlive(`${node}`) && world.changes(`${node}`) === changes;

  /** Forgets what has changed in another way than by growing. */
  function noteChanges(disk: KnownDisk): void {
    const { changes, logs } = disk;
    for (const [name, from] of changes.take()) {
      if (from === 0) disk.folders = null;
      if (!name.endsWith(".log")) continue;
      const folder = name.slice(0, name.lastIndexOf("/"));
      const log = logs.get(folder);
      if (log === undefined) continue;
      const hasGrown = name > log.lastFile || (name === log.lastFile && from >= log.readTo);
      if (hasGrown) log.grown.add(name);
      else logs.delete(folder);
    }
  }

  async function readLog(
    { logs }: KnownDisk,
    node: number,
    { topic, partition }: { readonly topic: string; readonly partition: number },
    told: Told,
  ): Promise<ReplicaLog> {
    const disk = world.disk(`${node}`);
    const folder = `${topic}-${partition}`;
    let log = logs.get(folder);
    if (log !== undefined && log.grown.size === 0) return takeTold(log, told);
    if (log === undefined || [...log.grown].some((name) => !disk.exists(name))) {
      const files = disk.list(`${folder}/`).filter((name) => name.endsWith(".log"));
      const filesFrom = Number(files[0]?.slice(folder.length + 1, -".log".length) ?? 0);
      const grown = new Set(files);
      log = {
        node,
        topic,
        partition,
        ...told,
        filesFrom,
        batches: [],
        lastFile: "",
        readTo: 0,
        grown,
      };
      logs.set(folder, log);
    }
    for (const name of [...log.grown].sort()) {
      // While the one before was waited for, retention may have taken it.
      if (disk.exists(name)) await readOn(disk, log, name);
    }
    log.grown.clear();
    return takeTold(log, told);
  }

  async function readOn(disk: Disk, log: KnownLog, name: string): Promise<void> {
    const file = disk.open(name);
    const from = name === log.lastFile ? log.readTo : 0;
    const reading = file.read(from, file.sizeBytes - from);
    const bytes =
      reading instanceof Uint8Array ? reading : await untilSettled(world, reading, LONGEST_READ_MS);
    log.lastFile = name;
    log.readTo = from;
    for (const header of batchHeaders(bytes)) {
      const { position, sizeBytes } = header;
      const batch = bytes.subarray(position, position + sizeBytes);
      log.batches.push({ header, bytes: batch, isRotten: isRotten(log, header.baseOffset, batch) });
      log.readTo += sizeBytes;
    }
  }

  /** Unless it was written anew since. */
  function isRotten({ node, topic, partition }: KnownLog, baseOffset: number, batch: Uint8Array): boolean {
    const isKnown = rotten.some(
      (one) =>
        one.node === node &&
        one.topic === topic &&
        one.partition === partition &&
        one.baseOffset === baseOffset,
    );
    return isKnown && !checkCrc(batch);
  }

  return {
    folders({ nodes }) {
      const folders = new Map<number, readonly string[]>();
      for (const { id, role, status } of nodes) {
        if (role !== "broker" || status !== "running" || !world.isAlive(`${id}`)) continue;
        const disk = diskOf(id);
        noteChanges(disk);
        disk.folders ??= partitionFolders(world.disk(`${id}`));
        folders.set(id, disk.folders);
      }
      return folders;
    },
    async read({ nodes }) {
      const logs: ReplicaLog[] = [];
      for (const { id, status, detail } of nodes) {
        if (status !== "running" || detail === null || !world.isAlive(`${id}`)) continue;
        const disk = diskOf(id);
        noteChanges(disk);
        const isBroker = detail.role === "broker";
        const committed = isBroker ? detail.metadataOffset + 1 : detail.highWatermark;
        logs.push(await readLog(disk, id, METADATA, { highWatermark: committed, startOffset: 0 }));
        if (!isBroker) continue;
        for (const replica of detail.replicas) {
          if (!isStill(id, disk)) break;
          const { highWatermark, logStartOffset: startOffset } = replica;
          logs.push(await readLog(disk, id, replica, { highWatermark, startOffset }));
        }
      }
      return logs;
    },
  };
}

/** What is on its way out, or a copy that is being made, has a longer name. */
const PARTITION_FOLDER = /^[^/]+-\d+(?=\/)/;

function partitionFolders(disk: Disk): string[] {
  const folders = new Set(disk.list().map((name) => PARTITION_FOLDER.exec(name)?.[0] ?? ""));
  return [...folders].filter((folder) => folder !== "" && !folder.startsWith("__cluster_metadata"));
}
