// One log directory of a node: its logs, its checkpoint files, and the marker of a clean stop. When it fails it goes
// offline with all that it holds, for as long as the node runs (KIP-112).
import type { Uuid } from "../base/uuid.ts";
import { ZERO_UUID } from "../base/uuid.ts";
import type { Disk } from "../ports/disk.ts";
import { formatOffsetCheckpoint, type OffsetEntry, parseOffsetCheckpoint } from "./checkpoint-file.ts";
import { formatCleanShutdown, NO_BROKER_EPOCH, parseCleanShutdown } from "./clean-shutdown.ts";
import { asLogDirError, type DirectoryDisk } from "./directory-disk.ts";
import {
  CLEAN_SHUTDOWN,
  deletedDirectory,
  futureDirectory,
  isDeletedDirectory,
  LOG_START_OFFSET_CHECKPOINT,
  LOG_SUFFIX,
  PARTITION_METADATA,
  parseFutureDirectory,
  parsePartitionDirectory,
  partitionDirectory,
  RECOVERY_POINT_CHECKPOINT,
  REPLICATION_OFFSET_CHECKPOINT,
} from "./file-names.ts";
import type { LogConfig, LogDirectory, LogRecovery, PartitionLog } from "./log.ts";
import { DEFAULT_LOG_CONFIG } from "./log-config.ts";
import type { LogIdentity } from "./log-core.ts";
import type { LogPorts } from "./log-ports.ts";
import { LocalPartitionLog } from "./partition-log.ts";
import { formatPartitionMetadata, parsePartitionMetadata } from "./partition-metadata.ts";
import type { ProducerStateOptions } from "./producer-state.ts";
import { newLog, recoverLog } from "./recovery.ts";
import { removeFiles } from "./removed-files.ts";
import { readTextFile, writeTextFile } from "./text-file.ts";

type Offsets = Map<string, number>;

export interface LogDirectoryParts {
  readonly path: string;
  /** With the disk that is this directory alone. */
  readonly ports: LogPorts;
  /** Null when it is the node's only one, and has the disk for itself. */
  readonly view: DirectoryDisk | null;
  readonly producers: ProducerStateOptions;
}

export class LocalLogDirectory implements LogDirectory {
  readonly path: string;
  readonly ports: LogPorts;
  id: Uuid | null = null;
  offline: string | null = null;
  /** Of what is dirty on the node's disk, so much can never be flushed. */
  stuckBytes = 0;
  /** The same of files that were created, renamed, deleted or cut. */
  stuckFiles = 0;
  /** By the name of the partition's directory. */
  readonly byName = new Map<string, LocalPartitionLog>();
  /** Copies of logs of other directories, which are to take their place; by the name of the partition's directory. */
  readonly futures = new Map<string, LocalPartitionLog>();
  /** The marker of the last stop; null when that was none in order. */
  cleanShutdown: { readonly brokerEpoch: number } | null = null;
  private highWatermarks: Offsets = new Map();
  /** What the checkpoint files say, so that they are written only when they change. */
  private readonly written = new Map<string, string>();

  constructor(private readonly parts: LogDirectoryParts) {
    this.path = parts.path;
    this.ports = parts.ports;
  }

  get logs(): readonly LocalPartitionLog[] {
    return [...this.byName.values(), ...this.futures.values()];
  }

  get sizeBytes(): number {
    let size = 0;
    for (const log of this.logs) size += log.sizeBytes;
    return size;
  }

  // ---- opening ----

  /** Recovers every log. Rejects with DiskError, or MalformedFileError when a file that nothing can replace is damaged. */
  async load(configFor: (topic: string) => LogConfig | undefined): Promise<LogRecovery[]> {
    const { ports } = this;
    const { disk } = ports;
    const marker = await readTextFile(disk, CLEAN_SHUTDOWN);
    if (marker !== null) {
      // Durable before anything is appended: the next stop may be a crash.
      disk.remove(CLEAN_SHUTDOWN);
      await disk.flush([CLEAN_SHUTDOWN]);
      this.cleanShutdown = { brokerEpoch: parseCleanShutdown(marker) };
    }
    const recoveryPoints = await readCheckpoint(disk, RECOVERY_POINT_CHECKPOINT);
    const logStartOffsets = await readCheckpoint(disk, LOG_START_OFFSET_CHECKPOINT);
    this.highWatermarks = await readCheckpoint(disk, REPLICATION_OFFSET_CHECKPOINT);
    const recoveries: LogRecovery[] = [];
    for (const directory of directoriesOf(disk)) {
      if (isDeletedDirectory(directory)) removeFiles(ports, disk.list(`${directory}/`));
      const future = parseFutureDirectory(directory);
      const identity = future ?? parsePartitionDirectory(directory);
      if (identity === null || !holdsLog(disk, directory)) continue;
      const { topic, partition } = identity;
      const name = partitionDirectory(topic, partition);
      const metadata = await readTextFile(disk, `${directory}/${PARTITION_METADATA}`);
      const topicId = metadata === null ? ZERO_UUID : parsePartitionMetadata(metadata, PARTITION_METADATA);
      const config = configFor(topic) ?? DEFAULT_LOG_CONFIG;
      const clean = marker !== null;
      const content = await recoverLog(ports, directory, config, {
        clean,
        recoveryPoint: recoveryPoints.get(name) ?? 0,
        logStartOffset: logStartOffsets.get(name) ?? 0,
        producers: this.parts.producers,
      });
      const log = new LocalPartitionLog(ports, { topic, partition, topicId, directory }, config, content);
      const { logEndOffset } = log;
      log.recoveredOffset = logEndOffset;
      if (future !== null) {
        this.futures.set(name, log);
        continue;
      }
      this.byName.set(name, log);
      const { cutBytes } = content;
      recoveries.push({ topic, partition, clean, logEndOffset, cutBytes });
      ports.trace.emit({ kind: "log-recovered", topic, partition, clean, logEndOffset, cutBytes });
    }
    return recoveries;
  }

  // ---- its logs ----

  create(topic: string, partition: number, topicId: Uuid, config: LogConfig): LocalPartitionLog {
    const directory = partitionDirectory(topic, partition);
    const log = this.make({ topic, partition, topicId, directory }, config);
    this.byName.set(directory, log);
    this.highWatermarks.delete(directory);
    return log;
  }

  createFuture(of: LocalPartitionLog): LocalPartitionLog {
    const { topic, partition, topicId, config } = of;
    const directory = futureDirectory(topic, partition, this.uniqueId());
    const log = this.make({ topic, partition, topicId, directory }, config);
    this.futures.set(partitionDirectory(topic, partition), log);
    return log;
  }

  private make(identity: LogIdentity, config: LogConfig): LocalPartitionLog {
    const { ports } = this;
    const { directory, topicId } = identity;
    writeTextFile(ports.disk, `${directory}/${PARTITION_METADATA}`, formatPartitionMetadata(topicId));
    const content = newLog(ports, directory, config, this.parts.producers);
    return new LocalPartitionLog(ports, identity, config, content);
  }

  private uniqueId(): string {
    const { rng } = this.ports;
    return Array.from({ length: 4 }, () => rng.nextUint32().toString(16).padStart(8, "0")).join("");
  }

  /** Deletes the log at once, its files after file.delete.delay.ms. Gives their names until then. */
  remove(log: LocalPartitionLog): string[] {
    const { topic, partition } = log;
    const { disk, clock } = this.ports;
    const grave = deletedDirectory(topic, partition, this.uniqueId());
    this.rename(log, grave);
    log.markDeleted(grave);
    const name = partitionDirectory(topic, partition);
    if (this.futures.get(name) === log) this.futures.delete(name);
    else {
      this.byName.delete(name);
      this.highWatermarks.delete(name);
    }
    const names = disk.list(`${grave}/`);
    clock.setTimer(log.config.fileDeleteDelayMs, () => removeFiles(this.ports, names));
    return names;
  }

  /** The copy is the partition's log from now on; its files keep their place until `settle`. */
  promote(log: LocalPartitionLog, highWatermark: number): void {
    const name = partitionDirectory(log.topic, log.partition);
    this.futures.delete(name);
    this.byName.set(name, log);
    this.highWatermarks.set(name, highWatermark);
  }

  /** Puts the files of a promoted log where the partition's are looked for. */
  settle(log: LocalPartitionLog): void {
    const name = partitionDirectory(log.topic, log.partition);
    if (this.byName.get(name) !== log || log.directory === name) return;
    this.rename(log, name);
    log.movedTo(name);
  }

  private rename({ directory }: LocalPartitionLog, to: string): void {
    const { disk } = this.ports;
    for (const name of disk.list(`${directory}/`)) disk.rename(name, to + name.slice(directory.length));
  }

  // ---- its checkpoints ----

  checkpointedHighWatermark(topic: string, partition: number): number {
    return this.highWatermarks.get(partitionDirectory(topic, partition)) ?? 0;
  }

  checkpoint(highWatermarks: ReadonlyMap<PartitionLog, number>): void {
    for (const [directory, log] of this.byName) {
      const highWatermark = highWatermarks.get(log);
      if (highWatermark !== undefined) this.highWatermarks.set(directory, highWatermark);
    }
    this.writeRecoveryPoints();
    this.write(REPLICATION_OFFSET_CHECKPOINT, (log) => {
      return this.highWatermarks.get(partitionDirectory(log.topic, log.partition)) ?? null;
    });
    // Only where it is not the base of the first segment, from which it is known anyway.
    this.write(LOG_START_OFFSET_CHECKPOINT, (log) => {
      const { logStartOffset } = log;
      return logStartOffset > log.segmentList[0]!.baseOffset ? logStartOffset : null;
    });
  }

  private writeRecoveryPoints(): void {
    this.write(RECOVERY_POINT_CHECKPOINT, (log) => log.flushedOffset);
  }

  private write(name: string, offsetOf: (log: LocalPartitionLog) => number | null): void {
    const entries: OffsetEntry[] = [];
    for (const log of this.logs) {
      const offset = offsetOf(log);
      if (offset !== null) entries.push({ topic: log.topic, partition: log.partition, offset });
    }
    const text = formatOffsetCheckpoint(entries);
    if (this.written.get(name) === text) return;
    writeTextFile(this.ports.disk, name, text);
    this.written.set(name, text);
  }

  async flushAll(): Promise<void> {
    const { disk } = this.ports;
    const flushed = disk.flush();
    await Promise.all([flushed, ...Array.from(this.logs, (log) => log.flushWith(flushed))]);
    this.writeRecoveryPoints();
    await disk.flush([RECOVERY_POINT_CHECKPOINT]);
  }

  // ---- its end ----

  async close(highWatermarks: ReadonlyMap<PartitionLog, number>, brokerEpoch: number): Promise<void> {
    const { disk } = this.ports;
    await Promise.all(Array.from(this.logs, (log) => log.seal()));
    await this.flushAll();
    this.checkpoint(highWatermarks);
    await disk.flush();
    writeTextFile(disk, CLEAN_SHUTDOWN, formatCleanShutdown(brokerEpoch));
    await disk.flush([CLEAN_SHUTDOWN]);
  }

  /** It cannot be used any more. */
  fail(error: Error): void {
    const { view } = this.parts;
    this.offline = error.message;
    if (view === null) return;
    this.stuckBytes = view.dirtyBytes();
    this.stuckFiles = view.changedFiles();
    view.shut(asLogDirError(this.path, error));
  }
}

/** What all directories say of the last stop: nothing unless they say the same. */
export function brokerEpochOf(directories: readonly LocalLogDirectory[]): number {
  const epochs = new Set(
    directories.map(({ cleanShutdown }) => cleanShutdown?.brokerEpoch ?? NO_BROKER_EPOCH),
  );
  return epochs.size === 1 ? [...epochs][0]! : NO_BROKER_EPOCH;
}

function directoriesOf(disk: Disk): Set<string> {
  const directories = new Set<string>();
  for (const name of disk.list()) {
    const slash = name.indexOf("/");
    if (slash > 0) directories.add(name.slice(0, slash));
  }
  return directories;
}

/** The directory may hold other files alone, as quorum-state beside a log that nothing was flushed of. */
function holdsLog(disk: Disk, directory: string): boolean {
  return disk
    .list(`${directory}/`)
    .some((name) => name.endsWith(LOG_SUFFIX) || name === `${directory}/${PARTITION_METADATA}`);
}

/** By partition directory. Rejects with MalformedFileError. */
async function readCheckpoint(disk: Disk, name: string): Promise<Offsets> {
  const text = await readTextFile(disk, name);
  const entries = text === null ? [] : parseOffsetCheckpoint(text, name);
  return new Map(
    entries.map(({ topic, partition, offset }) => [partitionDirectory(topic, partition), offset]),
  );
}
