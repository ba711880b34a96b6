// A broker as a process: opens its log directory, follows the metadata, registers, serves, and at the end leaves in
// order. Everything else of the broker hangs on what is composed here. That it starts, is ready and stops is told by
// the cluster (cluster/node-host.ts), which also knows when it is killed.
import { randomUuid } from "../base/uuid.ts";
import type { NodeConfig } from "../cluster/cluster-config.ts";
import type { BrokerTask } from "../cluster/command.ts";
import type { RunningNode } from "../cluster/node.ts";
import { BrokerConfig, CACHE_PROPERTY, DIRTY_PROPERTY } from "../config/broker-config.ts";
import { logDirsOf } from "../config/log-dirs.ts";
import { ConfigResourceType } from "../config/resource-type.ts";
import type { MetadataDelta, MetadataImage } from "../controller/image.ts";
import { createMetadataObserver, type MetadataObserver } from "../controller/metadata-observer.ts";
import type { DynamicConfigSnapshot, NodeDetail, PageCacheSnapshot } from "../inspect/snapshot.ts";
import type { LogManager } from "../log/log.ts";
import { openLogManager } from "../log/log-manager.ts";
import { RequestServer } from "../net/server.ts";
import { DiskError } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import { openMetadataLog } from "../raft/metadata-topic.ts";
import type { EventId } from "../trace/event.ts";
import { brokerApis } from "./apis/registry.ts";
import type { BrokerContext } from "./broker-context.ts";
import { dynamicConfigs, inspectBroker } from "./inspect-broker.ts";
import { BrokerLifecycle } from "./lifecycle/broker-lifecycle.ts";
import { ControllerLink } from "./lifecycle/controller-link.ts";
import { startLogCleaner } from "./replication/log-cleaning.ts";
import { startProducerExpiry } from "./replication/producer-expiry.ts";
import { ReplicaManager } from "./replication/replica-manager.ts";
import { deleteOldSegments, startRetention } from "./replication/retention.ts";

/** How long a broker that is told to stop waits for the controller to move its partitions. */
const LEAVING_PATIENCE_MS = 30_000;

interface Running {
  readonly logs: LogManager;
  readonly observer: MetadataObserver;
  readonly link: ControllerLink;
  readonly lifecycle: BrokerLifecycle;
  readonly replicas: ReplicaManager;
  readonly server: RequestServer;
}

export function startBroker(node: NodeConfig, ports: NodePorts): RunningNode {
  return new BrokerNode(node, ports);
}

class BrokerNode implements RunningNode {
  readonly ready: Promise<void>;
  readonly ended: Promise<Error | null>;
  private end: (error: Error | null) => void = () => undefined;
  private over = false;
  private config: BrokerConfig | null = null;
  /** Its dynamic ones, for who looks: put together when they change. */
  private shownConfigs: readonly DynamicConfigSnapshot[] = [];
  private running: Running | null = null;
  /** The replica manager has got its first, complete image. */
  private begun = false;
  private onProgress: (() => void) | null = null;

  constructor(
    private readonly node: NodeConfig,
    private readonly ports: NodePorts,
  ) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    this.ready = this.start().catch((error: Error) => {
      this.finish(error);
      throw error;
    });
    // Whoever waits for `ended` alone hears of a failed start there.
    this.ready.catch(() => undefined);
  }

  private async start(): Promise<void> {
    const { node, ports } = this;
    const config = new BrokerConfig(node.properties);
    this.config = config;
    ports.disk.limitCache(config.number(CACHE_PROPERTY));
    const logs = await openLogManager({
      nodeId: node.id,
      clusterId: node.clusterId,
      ports,
      logDirs: logDirsOf(config),
      metadataLogDir: config.value("metadata.log.dir") as string | null,
      producerIdExpirationMs: config.number("producer.id.expiration.ms"),
    });
    if (this.over) return;
    const running = this.compose(config, logs);
    this.running = running;
    const { observer, lifecycle, replicas, server } = running;
    observer.onMetadata((image, delta, cause) => this.metadata(running, config, image, delta, cause));
    await observer.start();
    await lifecycle.register();
    lifecycle.beat();
    await this.untilBegun(running);
    if (this.over) return;
    replicas.start();
    startRetention(replicas, config, ports);
    startLogCleaner(replicas, config, (error) => this.crashed(error));
    startProducerExpiry(replicas, config, ports);
    await server.start();
    await lifecycle.unfence();
  }

  private compose(config: BrokerConfig, logs: LogManager): Running {
    const { node, ports } = this;
    const observer = createMetadataObserver({
      nodeId: node.id,
      clusterId: node.clusterId,
      voters: node.voters,
      ports: { ...ports, disk: logs.metadataDisk },
      log: openMetadataLog(logs),
      directoryId: logs.directoryId,
      properties: node.properties,
      onFailure: (error) => {
        if (error instanceof DiskError) replicas.diskFailed(error);
        else this.finish(error);
      },
      onDiskFailure: (error) => replicas.diskFailed(error),
    });
    const crashed = (error: unknown): void => this.crashed(error);
    const link = new ControllerLink(ports, () => observer.activeController, `broker-${node.id}`);
    const lifecycle: BrokerLifecycle = new BrokerLifecycle({
      node,
      config,
      ports,
      link,
      incarnationId: randomUuid(() => ports.rng.nextUint32()),
      directories: logs.directories,
      previousBrokerEpoch: logs.previousBrokerEpoch,
      metadataOffset: () => observer.image.offset,
      isOffline: () => replicas.offline !== null,
      crashed,
    });
    const brokerEpoch = (): number => lifecycle.brokerEpoch;
    const replicas: ReplicaManager = new ReplicaManager({
      brokerId: node.id,
      ports,
      config,
      logs,
      link,
      brokerEpoch,
      crashed,
      otherHighWatermarks: () => [[openMetadataLog(logs), observer.highWatermark]],
    });
    replicas.onOffline = () => lifecycle.tellSoon();
    const context: BrokerContext = {
      brokerId: node.id,
      clusterId: node.clusterId,
      ports,
      config,
      replicas,
      link,
      image: () => observer.image,
      kraftVersion: () => observer.kraftVersion,
      brokerEpoch,
    };
    const server = new RequestServer(ports, {
      host: node.host,
      port: node.port,
      maxRequestBytes: config.number("socket.request.max.bytes"),
      registry: brokerApis(context),
    });
    return { logs, observer, link, lifecycle, replicas, server };
  }

  /** One step of the metadata log. Until the broker has caught up with its own registration it only listens. */
  private metadata(
    { replicas, lifecycle }: Running,
    config: BrokerConfig,
    image: MetadataImage,
    delta: MetadataDelta,
    cause: EventId | null,
  ): void {
    if (this.over) return;
    if (delta.changedConfigs.some(({ type }) => type === ConfigResourceType.BROKER)) {
      const texts = (name: string) => image.configs({ type: ConfigResourceType.BROKER, name });
      config.updateDynamic(texts(""), texts(`${this.node.id}`));
      this.shownConfigs = dynamicConfigs(config);
      this.ports.disk.limitCache(config.number(CACHE_PROPERTY));
    }
    if (this.begun) {
      replicas.apply(image, delta, cause);
    } else if (lifecycle.brokerEpoch >= 0 && image.offset >= lifecycle.brokerEpoch) {
      this.begin(replicas, image);
    }
    if (lifecycle.state === "leaving") lifecycle.tellSoon();
  }

  private begin(replicas: ReplicaManager, image: MetadataImage): void {
    this.begun = true;
    replicas.begin(image);
    this.onProgress?.();
  }

  private async untilBegun({ replicas, observer, lifecycle }: Running): Promise<void> {
    if (!this.begun && observer.image.offset >= lifecycle.brokerEpoch) this.begin(replicas, observer.image);
    if (this.begun) return;
    await new Promise<void>((resume) => {
      this.onProgress = resume;
    });
  }

  inspect(): NodeDetail {
    const { node, ports, running } = this;
    return inspectBroker(
      node,
      {
        brokerEpoch: running?.lifecycle.brokerEpoch ?? -1,
        fenced: running?.lifecycle.fenced ?? true,
        metadataOffset: running?.observer.image.offset ?? -1,
        activeController: running?.observer.activeController?.id ?? -1,
        dynamicConfigs: this.shownConfigs,
        connections: running?.server.connectionCount ?? 0,
        dirtyBytes: ports.disk.dirtyBytes(),
        pageCache: this.pageCache(),
      },
      running?.replicas ?? null,
    );
  }

  private pageCache(): PageCacheSnapshot {
    const { disk } = this.ports;
    return {
      residentBytes: disk.residentBytes(),
      boundBytes: this.config?.number(CACHE_PROPERTY) ?? 0,
      dirtyBytes: disk.dirtyBytes(),
      dirtyBoundBytes: this.config?.number(DIRTY_PROPERTY) ?? 0,
      waitingWrites: this.running?.replicas.waitingWrites ?? 0,
    };
  }

  run(task: BrokerTask): void {
    const { running } = this;
    if (running === null || this.over) return;
    if (task === "runCleaner") running.logs.cleaner.wake();
    else deleteOldSegments(running.replicas, this.ports.clock.wallMs());
  }

  async stop(): Promise<void> {
    const { running } = this;
    if (this.over) return;
    if (running === null) return this.finish(null);
    const { logs, observer, link, lifecycle, replicas, server } = running;
    await lifecycle.leave(LEAVING_PATIENCE_MS);
    if (this.over) return;
    server.stop();
    lifecycle.stop();
    replicas.stop();
    await observer.stop();
    link.close();
    // Directories that failed cannot be closed cleanly; recovery will look at them.
    if (replicas.offline === null) await logs.close(replicas.highWatermarks(), lifecycle.brokerEpoch);
    this.finish(null);
  }

  private crashed(error: unknown): void {
    this.finish(error instanceof Error ? error : new Error(String(error)));
  }

  private finish(error: Error | null): void {
    if (this.over) return;
    this.over = true;
    const { running } = this;
    running?.server.stop();
    running?.lifecycle.stop();
    running?.replicas.stop();
    void running?.logs.cleaner.stop();
    running?.link.close();
    if (error !== null) void running?.observer.stop().catch(() => undefined);
    this.end(error);
  }
}
