// The logs of a node while it runs: where each is, which directory a new one goes to, copies that move from one directory
// to another, and what is left when a directory fails.
import { assert } from "../base/assert.ts";
import { METADATA_TOPIC_ID, type Uuid } from "../base/uuid.ts";
import type { Disk, DiskError } from "../ports/disk.ts";
import { NO_BROKER_EPOCH } from "./clean-shutdown.ts";
import { LogCleaner } from "./cleaner/log-cleaner.ts";
import { LogDirError } from "./directory-disk.ts";
import { ForeignLogError } from "./directory-identity.ts";
import { partitionDirectory } from "./file-names.ts";
import type { LogConfig, LogDirectory, LogManager, LogRecovery, PartitionLog } from "./log.ts";
import { brokerEpochOf, type LocalLogDirectory } from "./log-directory.ts";
import type { LogPorts } from "./log-ports.ts";
import type { LocalPartitionLog } from "./partition-log.ts";

interface Found {
  readonly directory: LocalLogDirectory;
  readonly log: LocalPartitionLog;
}

export class LocalLogManager implements LogManager {
  readonly cleaner: LogCleaner;

  constructor(
    ports: LogPorts,
    readonly directories: readonly LocalLogDirectory[],
    private readonly metadata: LocalLogDirectory,
    readonly recoveries: readonly LogRecovery[],
  ) {
    this.cleaner = new LogCleaner(ports, {
      all: () => this.local(),
      get: (topic, partition) => this.find(topic, partition)?.log,
    });
  }

  get directoryId(): Uuid {
    return this.metadata.id!;
  }

  get metadataDisk(): Disk {
    return this.metadata.ports.disk;
  }

  get isUsable(): boolean {
    return this.metadata.offline === null;
  }

  get previousBrokerEpoch(): number {
    return brokerEpochOf(this.directories);
  }

  private get online(): LocalLogDirectory[] {
    return this.directories.filter(({ offline }) => offline === null);
  }

  *local(): IterableIterator<LocalPartitionLog> {
    for (const { byName } of this.online) yield* byName.values();
  }

  private find(topic: string, partition: number): Found | undefined {
    const name = partitionDirectory(topic, partition);
    for (const directory of this.online) {
      const log = directory.byName.get(name);
      if (log !== undefined) return { directory, log };
    }
    return undefined;
  }

  get(topic: string, partition: number): PartitionLog | undefined {
    return this.find(topic, partition)?.log;
  }

  all(): readonly PartitionLog[] {
    return [...this.local()];
  }

  directoryOf(log: PartitionLog): LogDirectory {
    const name = partitionDirectory(log.topic, log.partition);
    return (
      this.directories.find(({ byName, futures }) => byName.get(name) === log || futures.get(name) === log) ??
      this.metadata
    );
  }

  create(
    topic: string,
    partition: number,
    topicId: Uuid,
    config: LogConfig,
    directoryId: Uuid | null = null,
  ): PartitionLog {
    const present = this.find(topic, partition)?.log;
    if (present !== undefined) {
      if (present.topicId !== topicId) {
        const directory = partitionDirectory(topic, partition);
        throw new ForeignLogError(`${directory} is the log of topic id ${present.topicId}, not ${topicId}`);
      }
      present.updateConfig(config);
      return present;
    }
    const place = topicId === METADATA_TOPIC_ID ? this.metadata : this.placeFor(directoryId);
    const log = place.create(topic, partition, topicId, config);
    this.cleaner.added(log);
    return log;
  }

  /** The directory that is asked for, if it works; else the one with the fewest logs. */
  private placeFor(directoryId: Uuid | null): LocalLogDirectory {
    const { online } = this;
    const asked = directoryId === null ? undefined : online.find(({ id }) => id === directoryId);
    if (asked !== undefined) return asked;
    const count = ({ logs }: LocalLogDirectory): number =>
      logs.filter(({ topicId }) => topicId !== METADATA_TOPIC_ID).length;
    return online.toSorted((a, b) => count(a) - count(b))[0] ?? this.metadata;
  }

  remove(topic: string, partition: number): void {
    const found = this.find(topic, partition);
    if (found === undefined) return;
    this.removeFuture(topic, partition);
    this.cleaner.removed(found.log);
    found.directory.remove(found.log);
  }

  // ---- copies in other directories ----

  futureOf(topic: string, partition: number): PartitionLog | undefined {
    return this.findFuture(topic, partition)?.log;
  }

  private findFuture(topic: string, partition: number): Found | undefined {
    const name = partitionDirectory(topic, partition);
    for (const directory of this.online) {
      const log = directory.futures.get(name);
      if (log !== undefined) return { directory, log };
    }
    return undefined;
  }

  createFuture(log: PartitionLog, directory: LogDirectory): PartitionLog {
    const { topic, partition } = log;
    const current = this.find(topic, partition);
    const place = this.online.find((known) => known === directory);
    assert(
      current !== undefined && place !== undefined,
      "a log that works is copied into a directory that does",
    );
    assert(place !== current.directory, "a log is copied into another directory");
    this.removeFuture(topic, partition);
    this.cleaner.pause(current.log);
    return place.createFuture(current.log);
  }

  removeFuture(topic: string, partition: number): void {
    const future = this.findFuture(topic, partition);
    if (future === undefined) return;
    future.directory.remove(future.log);
    const current = this.find(topic, partition);
    if (current !== undefined) this.cleaner.resume(current.log);
  }

  abandonFuture({ topic, partition }: PartitionLog): void {
    const current = this.find(topic, partition);
    if (current !== undefined) this.cleaner.resume(current.log);
  }

  async replaceByFuture(topic: string, partition: number): Promise<void> {
    const current = this.find(topic, partition);
    const future = this.findFuture(topic, partition);
    assert(current !== undefined && future !== undefined, "a log is replaced by its copy");
    this.cleaner.replaced(current.log, future.log);
    future.directory.promote(future.log, current.log.highWatermark);
    const names = current.directory.remove(current.log);
    // Only when the old one is gone for good the new one gets its name: after a power cut there is never one too many,
    // and a copy without its original is promoted.
    await current.directory.ports.disk.flush(names);
    future.directory.settle(future.log);
    await future.directory.ports.disk.flush();
  }

  promoteFuture(topic: string, partition: number): void {
    const future = this.findFuture(topic, partition);
    assert(future !== undefined && this.find(topic, partition) === undefined, "a copy without its original");
    const { directory, log } = future;
    directory.promote(log, directory.checkpointedHighWatermark(topic, partition));
    directory.settle(log);
    this.cleaner.added(log);
  }

  checkpointedHighWatermark(topic: string, partition: number): number {
    return this.find(topic, partition)?.directory.checkpointedHighWatermark(topic, partition) ?? 0;
  }

  failed(error: DiskError): readonly LogDirectory[] {
    const path = error instanceof LogDirError ? error.path : null;
    const failed = this.online.filter((directory) => path === null || directory.path === path);
    for (const directory of failed) {
      for (const log of directory.logs) this.cleaner.lost(log);
      directory.fail(error);
    }
    return failed;
  }

  get stuckBytes(): number {
    return this.directories.reduce((sum, { stuckBytes }) => sum + stuckBytes, 0);
  }

  get stuckFiles(): number {
    return this.directories.reduce((sum, { stuckFiles }) => sum + stuckFiles, 0);
  }

  checkpoint(highWatermarks: ReadonlyMap<PartitionLog, number>): void {
    for (const directory of this.online) directory.checkpoint(highWatermarks);
  }

  async flushAll(): Promise<void> {
    await allOf(this.online, (directory) => directory.flushAll());
  }

  async flushFiles(): Promise<void> {
    await allOf(this.online, ({ ports }) => ports.disk.flush());
  }

  async close(
    highWatermarks: ReadonlyMap<PartitionLog, number>,
    brokerEpoch = NO_BROKER_EPOCH,
  ): Promise<void> {
    await this.cleaner.stop();
    await allOf(this.online, (directory) => directory.close(highWatermarks, brokerEpoch));
  }
}

/** Each gets its turn, whatever becomes of the others. Rejects with the first error of all. */
async function allOf(
  directories: readonly LocalLogDirectory[],
  work: (directory: LocalLogDirectory) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(directories.map(work));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
