// A controller as a process: opens its log directory, takes part in the metadata quorum, registers itself and serves the
// controller listener. Where it leads the quorum, it is the active controller. That it starts, is ready and stops is told by the cluster (cluster/node-host.ts).
import type { NodeConfig } from "../cluster/cluster-config.ts";
import type { RunningNode } from "../cluster/node.ts";
import { BrokerConfig } from "../config/broker-config.ts";
import { ConfigResourceType } from "../config/resource-type.ts";
import type { ControllerSnapshot, NodeDetail } from "../inspect/snapshot.ts";
import type { LogManager, PartitionLog } from "../log/log.ts";
import { openLogManager } from "../log/log-manager.ts";
import { RequestServer } from "../net/server.ts";
import type { NodePorts } from "../ports/ports.ts";
import { openMetadataLog } from "../raft/metadata-topic.ts";
import { quorumLayout } from "../raft/quorum-layout.ts";
import { createRaftNode, type RaftNode } from "../raft/raft-node.ts";
import { controllerApis } from "./apis/registry.ts";
import { createRegistration, type Registration } from "./controller-registration.ts";
import { controllerSettings } from "./controller-settings.ts";
import { traceCommitted } from "./controller-trace.ts";
import { formatDirectory } from "./format-directory.ts";
import { inspectController } from "./inspect-controller.ts";
import { inspectQuorum } from "./inspect-quorum.ts";
import { QuorumController } from "./quorum-controller.ts";
import { createSnapshotGenerator } from "./snapshot/snapshot-generator.ts";

const DEFAULT_MAX_REQUEST_BYTES = 104_857_600;
/** Longer than an election takes when nothing is wrong. */
const LEADERLESS_PATIENCE_MS = 5000;

interface Running {
  readonly logs: LogManager;
  readonly log: PartitionLog;
  readonly quorum: RaftNode;
  readonly controller: QuorumController;
  readonly server: RequestServer;
  readonly registration: Registration;
}

export function startController(node: NodeConfig, ports: NodePorts): RunningNode {
  return new ControllerNode(node, ports);
}

class ControllerNode implements RunningNode {
  readonly ready: Promise<void>;
  readonly ended: Promise<Error | null>;
  private end: (error: Error | null) => void = () => undefined;
  private over = false;
  private running: Running | null = null;
  private onLed: (() => void) | null = null;

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
    formatDirectory(node, ports);
    const logs = await openLogManager({ nodeId: node.id, clusterId: node.clusterId, ports });
    if (this.over) return;
    const running = this.compose(logs);
    this.running = running;
    await running.server.start();
    await running.quorum.start(running.controller);
    if (this.over) return;
    await this.untilLed();
    running.registration.begin();
  }

  private compose(logs: LogManager): Running {
    const { node, ports } = this;
    const { id, host, port, clusterId, properties } = node;
    const settings = controllerSettings(node);
    const log = openMetadataLog(logs);
    const quorum = createRaftNode({
      ...quorumLayout(node, properties),
      nodeId: id,
      clusterId,
      directoryId: logs.directoryId,
      listensAt: { host, port },
      log,
      ports,
    });
    const generator = createSnapshotGenerator(properties, ports.clock, (input) =>
      quorum.writeSnapshot(input),
    );
    const controller = new QuorumController({
      settings,
      log: quorum,
      ports,
      kraft: {
        version: () => quorum.kraftVersion,
        refusal: (level) => quorum.kraftUpgradeRefusal(level),
        upgrade: (epoch, level) => quorum.upgradeKraftVersion(epoch, level),
      },
      onCommitted: (batch, before, after, cause) => {
        // One node tells what happened to the cluster: the one that decides.
        if (quorum.isLeader) traceCommitted(ports.trace, batch, before, after, cause, controller.sessions);
      },
      onBatchCommitted: (batch, image) => generator.committed(batch, image),
      onSnapshotLoaded: () => generator.loaded(),
      onLeader: ({ leaderId, epoch }) => {
        if (leaderId === id) ports.trace.emit({ kind: "controller-elected", epoch });
        if (leaderId >= 0) this.onLed?.();
        running.registration.look();
      },
      onFailure: (error) => this.finish(error),
    });
    const { clock } = ports;
    const config = new BrokerConfig(properties);
    const registry = controllerApis({
      nodeId: id,
      clusterId,
      get config() {
        const texts = (name: string) => controller.image.configs({ type: ConfigResourceType.BROKER, name });
        config.updateDynamic(texts(""), texts(`${id}`));
        return config;
      },
      image: () => controller.image,
      clock,
      controller,
      quorum,
      get kraftVersion() {
        return quorum.kraftVersion;
      },
    });
    const maxRequestBytes = Number(properties["socket.request.max.bytes"] ?? DEFAULT_MAX_REQUEST_BYTES);
    const server = new RequestServer(ports, { host, port, maxRequestBytes, registry });
    const registration = createRegistration(node, ports, controller, quorum);
    const running = { logs, log, quorum, controller, server, registration };
    return running;
  }

  /** It is ready when it knows who leads. Where nobody can be elected, it is as ready as it will be. */
  private async untilLed(): Promise<void> {
    if ((this.running?.quorum.leader.leaderId ?? -1) >= 0) return;
    const { clock } = this.ports;
    await new Promise<void>((resume) => {
      this.onLed = resume;
      clock.setTimer(LEADERLESS_PATIENCE_MS, resume);
    });
    this.onLed = null;
  }

  inspect(): NodeDetail {
    const { node, ports, running } = this;
    const { id, host, port } = node;
    if (running === null) return notYetRunning(node);
    const { controller, quorum } = running;
    return inspectController({ id, host, port, controller, quorum, dirtyBytes: ports.disk.dirtyBytes() });
  }

  async stop(): Promise<void> {
    if (this.over) return;
    const { running } = this;
    let error: Error | null = null;
    if (running !== null) {
      running.registration.end();
      running.controller.stop();
      try {
        // It goes on answering until another one leads, or the others could not be asked for votes in time.
        await running.quorum.stop();
        running.server.stop();
        await running.logs.close(new Map([[running.log, Math.max(running.quorum.highWatermark, 0)]]));
      } catch (failure) {
        error = failure as Error;
      }
    }
    this.finish(error);
  }

  private finish(error: Error | null): void {
    if (this.over) return;
    this.over = true;
    if (this.running !== null) {
      this.running.registration.end();
      this.running.controller.stop();
      this.running.server.stop();
    }
    this.end(error);
  }
}

function notYetRunning({ id, host, port }: NodeConfig): ControllerSnapshot {
  return {
    role: "controller",
    id,
    host,
    port,
    ...inspectQuorum(null),
    highWatermark: -1,
    logEndOffset: 0,
    brokers: [],
    topics: [],
    dirtyBytes: 0,
  };
}
