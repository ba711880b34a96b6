// All partition logs of a node in its one log directory: opening them with recovery, the checkpoint files, and the
// marker of a clean stop.
import { randomUuid, type Uuid, ZERO_UUID } from "../base/uuid.ts";
import type { Disk } from "../ports/disk.ts";
import { formatOffsetCheckpoint, type OffsetEntry, parseOffsetCheckpoint } from "./checkpoint-file.ts";
import { formatCleanShutdown, NO_BROKER_EPOCH, parseCleanShutdown } from "./clean-shutdown.ts";
import { LogCleaner } from "./cleaner/log-cleaner.ts";
import {
  CLEAN_SHUTDOWN,
  deletedDirectory,
  isDeletedDirectory,
  LOG_START_OFFSET_CHECKPOINT,
  LOG_SUFFIX,
  META_PROPERTIES,
  PARTITION_METADATA,
  parsePartitionDirectory,
  partitionDirectory,
  RECOVERY_POINT_CHECKPOINT,
  REPLICATION_OFFSET_CHECKPOINT,
} from "./file-names.ts";
import type { LogConfig, LogManager, LogRecovery, PartitionLog } from "./log.ts";
import { DEFAULT_LOG_CONFIG } from "./log-config.ts";
import { type LogPorts, removeFiles } from "./log-core.ts";
import { formatMetaProperties, parseMetaProperties } from "./meta-properties.ts";
import { LocalPartitionLog } from "./partition-log.ts";
import { formatPartitionMetadata, parsePartitionMetadata } from "./partition-metadata.ts";
import type { ProducerStateOptions } from "./producer-state.ts";
import { newLog, recoverLog } from "./recovery.ts";
import { MalformedFileError, readTextFile, writeTextFile } from "./text-file.ts";

export interface LogManagerOptions {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly ports: LogPorts;
  /** For the logs found on disk, until their own configs are known (updateConfig). */
  readonly configFor?: (topic: string) => LogConfig;
  /** Kafka's default when left out. */
  readonly producerIdExpirationMs?: number;
  /** The first batch of a transaction needs a guard (transaction.partition.verification.enable); no when left out. */
  readonly verifiesTransactions?: boolean;
}

/** The log directory is another node's or another cluster's, or the partition another topic's. */
export class ForeignLogError extends Error {
  override readonly name = "ForeignLogError";
}

/**
 * Opens the log directory on `ports.disk` and recovers every log in it. Rejects with DiskError, ForeignLogError, or
 * MalformedFileError when a file that recovery cannot replace is damaged.
 */
export async function openLogManager(options: LogManagerOptions): Promise<LogManager> {
  const { ports } = options;
  const producers = producerOptions(options);
  const { disk } = ports;
  const directoryId = await openDirectory(options);
  const marker = await readTextFile(disk, CLEAN_SHUTDOWN);
  if (marker !== null) {
    // Durable before anything is appended: the next stop may be a crash.
    disk.remove(CLEAN_SHUTDOWN);
    await disk.flush([CLEAN_SHUTDOWN]);
  }
  const checkpoints = {
    recoveryPoints: await readCheckpoint(disk, RECOVERY_POINT_CHECKPOINT),
    highWatermarks: await readCheckpoint(disk, REPLICATION_OFFSET_CHECKPOINT),
    logStartOffsets: await readCheckpoint(disk, LOG_START_OFFSET_CHECKPOINT),
  };
  const logs = new Map<string, LocalPartitionLog>();
  const recoveries: LogRecovery[] = [];
  for (const directory of directoriesOf(disk)) {
    if (isDeletedDirectory(directory)) removeFiles(ports, disk.list(`${directory}/`));
    const identity = parsePartitionDirectory(directory);
    if (identity === null || !holdsLog(disk, directory)) continue;
    const { topic, partition } = identity;
    const metadata = await readTextFile(disk, `${directory}/${PARTITION_METADATA}`);
    const topicId = metadata === null ? ZERO_UUID : parsePartitionMetadata(metadata, PARTITION_METADATA);
    const config = options.configFor?.(topic) ?? DEFAULT_LOG_CONFIG;
    const clean = marker !== null;
    const content = await recoverLog(ports, directory, config, {
      clean,
      recoveryPoint: checkpoints.recoveryPoints.get(directory) ?? 0,
      logStartOffset: checkpoints.logStartOffsets.get(directory) ?? 0,
      producers,
    });
    const log = new LocalPartitionLog(ports, { topic, partition, topicId, directory }, config, content);
    logs.set(directory, log);
    const { logEndOffset } = log;
    const { cutBytes } = content;
    log.recoveredOffset = logEndOffset;
    recoveries.push({ topic, partition, clean, logEndOffset, cutBytes });
    ports.trace.emit({ kind: "log-recovered", topic, partition, clean, logEndOffset, cutBytes });
  }
  const previousBrokerEpoch = marker === null ? NO_BROKER_EPOCH : parseCleanShutdown(marker);
  const manager = new LocalLogManager(ports, directoryId, previousBrokerEpoch, recoveries, logs, {
    ...checkpoints,
    producers,
  });
  await manager.cleaner.load();
  await manager.flushAll();
  return manager;
}

function producerOptions(options: LogManagerOptions): ProducerStateOptions {
  const { producerIdExpirationMs: expirationMs, verifiesTransactions: verifies } = options;
  return {
    ...(expirationMs === undefined ? {} : { expirationMs }),
    ...(verifies === undefined ? {} : { verifies }),
  };
}

type Offsets = Map<string, number>;

class LocalLogManager implements LogManager {
  readonly cleaner: LogCleaner;
  private readonly highWatermarks: Offsets;
  /** What the checkpoint files say, so that they are written only when they change. */
  private readonly written = new Map<string, string>();

  constructor(
    private readonly ports: LogPorts,
    readonly directoryId: Uuid,
    readonly previousBrokerEpoch: number,
    readonly recoveries: readonly LogRecovery[],
    private readonly logs: Map<string, LocalPartitionLog>,
    private readonly found: { readonly highWatermarks: Offsets; readonly producers: ProducerStateOptions },
  ) {
    this.highWatermarks = found.highWatermarks;
    this.cleaner = new LogCleaner(ports, {
      all: () => logs.values(),
      get: (topic, partition) => logs.get(partitionDirectory(topic, partition)),
    });
    for (const log of logs.values()) this.cleaner.added(log);
  }

  get(topic: string, partition: number): PartitionLog | undefined {
    return this.logs.get(partitionDirectory(topic, partition));
  }

  all(): readonly PartitionLog[] {
    return [...this.logs.values()];
  }

  create(topic: string, partition: number, topicId: Uuid, config: LogConfig): PartitionLog {
    const directory = partitionDirectory(topic, partition);
    const present = this.logs.get(directory);
    if (present !== undefined) {
      if (present.topicId !== topicId) {
        throw new ForeignLogError(`${directory} is the log of topic id ${present.topicId}, not ${topicId}`);
      }
      present.updateConfig(config);
      return present;
    }
    const { ports } = this;
    writeTextFile(ports.disk, `${directory}/${PARTITION_METADATA}`, formatPartitionMetadata(topicId));
    const identity = { topic, partition, topicId, directory };
    const log = new LocalPartitionLog(
      ports,
      identity,
      config,
      newLog(ports, directory, config, this.found.producers),
    );
    this.logs.set(directory, log);
    this.cleaner.added(log);
    this.highWatermarks.delete(directory);
    return log;
  }

  remove(topic: string, partition: number): void {
    const directory = partitionDirectory(topic, partition);
    const log = this.logs.get(directory);
    if (log === undefined) return;
    this.cleaner.removed(log);
    const { disk, clock, rng } = this.ports;
    const hex = Array.from({ length: 4 }, () => rng.nextUint32().toString(16).padStart(8, "0")).join("");
    const grave = deletedDirectory(topic, partition, hex);
    for (const name of disk.list(`${directory}/`)) disk.rename(name, grave + name.slice(directory.length));
    log.markDeleted(grave);
    this.logs.delete(directory);
    this.highWatermarks.delete(directory);
    const names = disk.list(`${grave}/`);
    clock.setTimer(log.config.fileDeleteDelayMs, () => removeFiles(this.ports, names));
  }

  checkpointedHighWatermark(topic: string, partition: number): number {
    return this.highWatermarks.get(partitionDirectory(topic, partition)) ?? 0;
  }

  checkpoint(highWatermarks: ReadonlyMap<PartitionLog, number>): void {
    for (const [log, highWatermark] of highWatermarks) {
      const directory = partitionDirectory(log.topic, log.partition);
      if (this.logs.get(directory) === log) this.highWatermarks.set(directory, highWatermark);
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
    for (const log of this.logs.values()) {
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
    await Promise.all([flushed, ...Array.from(this.logs.values(), (log) => log.flushWith(flushed))]);
    this.writeRecoveryPoints();
    await disk.flush([RECOVERY_POINT_CHECKPOINT]);
  }

  async close(
    highWatermarks: ReadonlyMap<PartitionLog, number>,
    brokerEpoch = NO_BROKER_EPOCH,
  ): Promise<void> {
    const { disk } = this.ports;
    await this.cleaner.stop();
    await Promise.all(Array.from(this.logs.values(), (log) => log.seal()));
    await this.flushAll();
    this.checkpoint(highWatermarks);
    await disk.flush();
    writeTextFile(disk, CLEAN_SHUTDOWN, formatCleanShutdown(brokerEpoch));
    await disk.flush([CLEAN_SHUTDOWN]);
  }
}

// ---- the log directory ----

/** Checks whose directory it is, and makes it this node's when it is new. Its id. */
async function openDirectory({ nodeId, clusterId, ports }: LogManagerOptions): Promise<Uuid> {
  const { disk, rng, clock } = ports;
  const text = await readTextFile(disk, META_PROPERTIES);
  const meta = text === null ? null : parseMetaProperties(text);
  if (meta !== null && (meta.clusterId ?? clusterId) !== clusterId) {
    throw new ForeignLogError(
      `The Cluster ID ${clusterId} doesn't match stored clusterId ${meta.clusterId} in meta.properties.`,
    );
  }
  if (meta !== null && (meta.nodeId ?? nodeId) !== nodeId) {
    throw new ForeignLogError(
      `Stored node id ${meta.nodeId} doesn't match previous node id ${nodeId} in meta.properties.`,
    );
  }
  if (meta?.directoryId != null) return meta.directoryId;
  const directoryId = randomUuid(() => rng.nextUint32());
  writeTextFile(
    disk,
    META_PROPERTIES,
    formatMetaProperties({ clusterId, nodeId, directoryId }, clock.wallMs()),
  );
  return directoryId;
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

/** By partition directory. A checkpoint that is damaged counts as missing: recovery then checks everything. */
async function readCheckpoint(disk: Disk, name: string): Promise<Offsets> {
  const text = await readTextFile(disk, name);
  if (text === null) return new Map();
  try {
    const entries = parseOffsetCheckpoint(text, name);
    return new Map(
      entries.map(({ topic, partition, offset }) => [partitionDirectory(topic, partition), offset]),
    );
  } catch (error) {
    if (error instanceof MalformedFileError) return new Map();
    throw error;
  }
}
