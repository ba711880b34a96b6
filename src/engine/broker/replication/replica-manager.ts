// All partitions of this broker: makes and removes them as the metadata log says, lets each follow or lead, and wakes
// the requests that wait for them.

import type { Uuid } from "../../base/uuid.ts";
import { type BrokerConfig, DIRTY_PROPERTY, WRITEBACK_PROPERTY } from "../../config/broker-config.ts";
import type { MetadataDelta, MetadataImage, PartitionImage, TopicImage } from "../../controller/image.ts";
import { DirectoryId } from "../../controller/image-partition.ts";
import type { LogManager, PartitionLog } from "../../log/log.ts";
import type { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";
import type { Trace } from "../../ports/trace.ts";
import type { EventId } from "../../trace/event.ts";
import type { ControllerLink } from "../lifecycle/controller-link.ts";
import { Purgatory } from "../purgatory/purgatory.ts";
import { DirectoryAssignments } from "./directory-assignments.ts";
import { HostedPartitions } from "./hosted-partitions.ts";
import { IsrProposals } from "./isr-proposals.ts";
import { Partition, type PartitionHost } from "./partition.ts";
import { ReplicaFetchers } from "./replica-fetchers.ts";
import { ReplicaMover } from "./replica-mover.ts";
import { ReplicaPlaces } from "./replica-places.ts";
import { ReplicationQuota } from "./replication-quota.ts";
import { TopicSettings } from "./topic-settings.ts";
import { Writeback } from "./writeback.ts";

export interface ReplicaEnvironment {
  readonly brokerId: number;
  readonly ports: NodePorts;
  readonly config: BrokerConfig;
  readonly logs: LogManager;
  readonly link: Pick<ControllerLink, "request" | "forget">;
  brokerEpoch(): number;
  /** Something that cannot happen has happened: the broker has to end. */
  crashed(error: unknown): void;
  /** Of logs beside the partitions: the copy of the metadata log. */
  otherHighWatermarks?(): readonly (readonly [PartitionLog, number])[];
}

export class ReplicaManager implements PartitionHost {
  readonly brokerId: number;
  readonly trace: Trace;
  readonly purgatory: Purgatory<Partition>;
  /** Why nothing works any more: no log directory does, or that of the metadata log does not. Null otherwise. */
  offline: string | null = null;
  /** Called when a log directory has failed. */
  onOffline: (() => void) | null = null;
  private image: MetadataImage | null = null;
  private readonly hosted = new HostedPartitions();
  private readonly settings: TopicSettings;
  private readonly fetchers: ReplicaFetchers;
  private readonly proposals: IsrProposals;
  private readonly directories: DirectoryAssignments;
  private readonly writeback: Writeback;
  /** Moves replicas between log directories. */
  readonly mover: ReplicaMover;
  private readonly places: ReplicaPlaces;
  /** Of what this broker gives to followers, and of what it takes as one. */
  readonly leaderQuota: ReplicationQuota;
  readonly followerQuota: ReplicationQuota;
  private stopped = false;

  constructor(private readonly environment: ReplicaEnvironment) {
    const { brokerId, ports, link } = environment;
    this.brokerId = brokerId;
    this.trace = ports.trace;
    this.settings = new TopicSettings(environment.config, () => this.image);
    this.places = new ReplicaPlaces(brokerId, environment.logs);
    this.purgatory = new Purgatory(ports.clock, ports.trace);
    this.proposals = new IsrProposals({
      brokerId,
      clock: ports.clock,
      link,
      brokerEpoch: () => environment.brokerEpoch(),
      crashed: (error) => environment.crashed(error),
      epochOfBroker: (id) => this.image?.brokers.get(id)?.epoch ?? -1,
    });
    this.directories = new DirectoryAssignments({
      brokerId,
      clock: ports.clock,
      link,
      directoryOf: (partition) =>
        this.mover.destinationOf(partition) ?? environment.logs.directoryOf(partition.log).id,
      brokerEpoch: () => environment.brokerEpoch(),
      crashed: (error) => environment.crashed(error),
    });
    this.mover = new ReplicaMover({
      ports,
      logs: environment.logs,
      maxBytesPerSecond: () => environment.config.number("replica.alter.log.dirs.io.max.bytes.per.second"),
      room: (bytes) => this.room(bytes),
      written: () => this.writeback.dirty(),
      moving: (partition) => this.directories.check(partition, this.assignedDirectory(partition)),
      assigned: (partition) => this.assignedDirectory(partition),
      diskFailed: (error) => this.diskFailed(error),
      crashed: (error) => environment.crashed(error),
    });
    const quotaHost = {
      brokerId,
      clock: ports.clock,
      config: environment.config,
      topicConfig: (topic: string, name: string) => this.settings.of(topic).get(name),
    };
    this.leaderQuota = new ReplicationQuota("leader", quotaHost);
    this.followerQuota = new ReplicationQuota("follower", quotaHost);
    const { config, brokerEpoch } = environment;
    this.fetchers = new ReplicaFetchers({
      brokerId,
      ports,
      config,
      brokerEpoch,
      endpointOf: (id) => this.image?.brokers.get(id) ?? null,
      diskFailed: (error) => this.diskFailed(error),
      crashed: (error) => environment.crashed(error),
      flushed: (partition) => this.written(partition),
      quota: this.followerQuota,
      room: () => this.room(config.number("replica.fetch.max.bytes")),
    });
    this.writeback = new Writeback({
      ports,
      logs: environment.logs,
      delayMs: () => environment.config.number(WRITEBACK_PROPERTY),
      dirtyBoundBytes: () => environment.config.number(DIRTY_PROPERTY),
      highWatermarks: () => this.highWatermarks(),
      diskFailed: (error) => this.diskFailed(error),
      crashed: (error) => environment.crashed(error),
    });
  }

  get logs(): LogManager {
    return this.environment.logs;
  }

  /** Starts the periodic work. */
  start(): void {
    this.every(
      () => this.replicaLagTimeMaxMs() / 2,
      () => {
        for (const partition of this.partitions()) partition.shrinkIsr();
      },
    );
    this.every(
      () => this.environment.config.number("replica.high.watermark.checkpoint.interval.ms"),
      () => this.writeback.checkpoint(),
    );
  }

  stop(): void {
    this.stopped = true;
    this.mover.close();
    this.proposals.close();
    this.directories.close();
    this.writeback.stop();
    this.purgatory.clear();
    this.fetchers.close();
  }

  every(intervalMs: () => number, work: () => void): void {
    const again = (): void => {
      this.environment.ports.clock.setTimer(intervalMs(), () => {
        if (this.stopped) return;
        work();
        again();
      });
    };
    again();
  }

  partition(topic: string, index: number): Partition | undefined {
    return this.hosted.get(topic, index);
  }

  partitions(): Iterable<Partition> {
    return this.hosted.all();
  }

  highWatermarks(): ReadonlyMap<PartitionLog, number> {
    const others = this.environment.otherHighWatermarks?.() ?? [];
    return new Map([
      ...[...this.partitions()].map(({ log, highWatermark }) => [log, highWatermark] as const),
      ...others,
    ]);
  }

  // ---- what the metadata log says ----

  /** The first image that is complete: everything on disk that it does not know of was deleted while the broker was away. */
  begin(image: MetadataImage): void {
    this.image = image;
    for (const log of this.places.removeStrays(image)) this.logRemoved(log.topic, log.partition);
    const moved = [...image.topicsById.values()].flatMap((topic) => this.applyTopic(topic, null));
    for (const partition of moved) this.fetchers.assign(partition);
  }

  apply(image: MetadataImage, delta: MetadataDelta, cause: EventId | null = null): void {
    this.image = image;
    for (const topic of delta.deletedTopics) this.removeTopic(topic);
    const moved: Partition[] = [];
    for (const topicId of delta.changedTopics) {
      const topic = image.topicsById.get(topicId);
      if (topic !== undefined) moved.push(...this.applyTopic(topic, cause));
    }
    if (delta.changedConfigs.length > 0) this.settings.changed(delta, this.hosted.byTopic());
    for (const partition of moved) this.fetchers.assign(partition);
  }

  /** The partitions that have another leader, or another epoch, now. */
  private applyTopic(topic: TopicImage, cause: EventId | null): Partition[] {
    const moved: Partition[] = [];
    for (const [index, image] of topic.partitions) {
      const known = this.partition(topic.name, index);
      if (!image.replicas.includes(this.brokerId)) {
        if (known !== undefined) this.removePartition(known);
        continue;
      }
      if (known !== undefined && known.topicId !== topic.id) this.removePartition(known);
      const assigned = image.directories[image.replicas.indexOf(this.brokerId)];
      const partition = this.partition(topic.name, index) ?? this.addPartition(topic, image, assigned);
      if (partition !== undefined) {
        this.directories.check(partition, assigned);
        this.mover.wake(partition);
      }
      if (partition?.apply(image, cause) === true) {
        // Whoever waits here waited for a leader, or an epoch, that is gone.
        this.purgatory.check(partition);
        moved.push(partition);
      }
    }
    return moved;
  }

  private addPartition(
    topic: TopicImage,
    image: PartitionImage,
    assigned: Uuid = DirectoryId.UNASSIGNED,
  ): Partition | undefined {
    if (this.offline !== null) return undefined;
    const { logs } = this;
    const { partition: index } = image;
    const log = this.places.openLog(topic, image, assigned, this.settings.logConfig(topic.name));
    if (log === null) return undefined;
    const checkpointed = logs.checkpointedHighWatermark(topic.name, index);
    const partition = new Partition(topic.name, topic.id, index, log, checkpointed, this);
    partition.configureMinIsr(this.settings.minIsr(topic.name));
    this.hosted.add(partition);
    this.writeback.dirty();
    this.mover.resume(partition);
    return partition;
  }

  /** As the metadata has it; undefined when it says nothing. */
  private assignedDirectory({ topicId, index }: Partition): Uuid | undefined {
    const image = this.image?.topicsById.get(topicId)?.partitions.get(index);
    return image?.directories[image.replicas.indexOf(this.brokerId)];
  }

  /** A replica that is made here later goes into this directory. */
  preferDirectory(topic: string, index: number, directory: Uuid): void {
    this.places.prefer(topic, index, directory);
  }

  get hasOfflineDirectory(): boolean {
    return this.places.hasOfflineDirectory;
  }

  private removeTopic(topic: TopicImage): void {
    for (const partition of this.hosted.ofTopic(topic.name))
      if (partition.topicId === topic.id) this.removePartition(partition);
  }

  private removePartition(partition: Partition): void {
    const { topic, index } = partition;
    this.hosted.remove(partition);
    this.fetchers.remove(partition);
    this.mover.cancel(partition);
    partition.remove();
    this.purgatory.check(partition);
    if (this.logs.directoryOf(partition.log).offline !== null) return;
    this.logs.remove(topic, index);
    this.logRemoved(topic, index);
  }

  private logRemoved(topic: string, partition: number): void {
    this.trace.emit({ kind: "log-deleted", topic, partition });
    this.writeback.dirty();
  }

  // ---- writing ----

  /** Resolves when the page cache takes `bytes` more; undefined when it does now. A disk that is slow has writers wait. */
  room(bytes: number): Promise<void> | undefined {
    return this.writeback.room(bytes);
  }

  get waitingWrites(): number {
    return this.writeback.waitingWrites;
  }

  /**
   * Something was appended to `partition`. A promise when its topic wants it flushed before anyone is answered
   * (flush.messages); rejects with DiskError.
   */
  written(partition: Partition): Promise<void> | undefined {
    const { log } = partition;
    this.writeback.dirty(log.config.flushMs);
    if (log.logEndOffset - log.flushedOffset < log.config.flushMessages) return undefined;
    return log.flush();
  }

  /** The log of `partition` changed in another way than by an append. */
  changed(partition: Partition): void {
    this.writeback.dirty();
    this.purgatory.check(partition);
  }

  /**
   * A log directory is gone, as the error says, or all of them: what is in it can be read and written no more, until the
   * node starts again. The others go on, unless the metadata log is lost; even then the node itself lives.
   */
  diskFailed(error: DiskError): void {
    if (error.kind === "closed") return;
    const failed = this.logs.failed(error);
    if (failed.length === 0) return;
    this.trace.emit({ kind: "disk-failed", reason: error.kind, message: error.message });
    if (!this.logs.isUsable) this.nothingWorks(error);
    this.mover.directoriesFailed();
    for (const partition of this.partitions()) {
      if (this.offline === null && this.logs.directoryOf(partition.log).offline === null) continue;
      if (partition.role === "offline") continue;
      this.fetchers.remove(partition);
      partition.goOffline();
      this.purgatory.check(partition);
    }
    this.onOffline?.();
  }

  private nothingWorks(error: DiskError): void {
    this.offline = error.message;
    this.writeback.stop();
    this.fetchers.stopAll();
  }

  // ---- what partitions ask ----

  nowMs(): number {
    return this.environment.ports.clock.monotonicMs();
  }

  replicaLagTimeMaxMs(): number {
    return this.environment.config.number("replica.lag.time.max.ms");
  }

  eligibleBrokerEpoch(brokerId: number): number | null {
    const broker = this.image?.brokers.get(brokerId);
    if (broker === undefined || broker.fenced || broker.inControlledShutdown) return null;
    return broker.epoch;
  }

  proposeIsr(partition: Partition): void {
    this.proposals.propose(partition);
  }

  committedMore(partition: Partition): void {
    this.purgatory.check(partition);
  }
}
