// A controller as a process: opens its log directory, becomes leader of the metadata quorum, registers itself and
// serves the controller listener. That it starts, is ready and stops is told by the cluster (cluster/node-host.ts).
import { randomUuid } from "../base/uuid.ts";
import type { NodeConfig } from "../cluster/cluster-config.ts";
import type { RunningNode } from "../cluster/node.ts";
import type { ControllerSnapshot, NodeDetail } from "../inspect/snapshot.ts";
import type { LogManager } from "../log/log.ts";
import { openLogManager } from "../log/log-manager.ts";
import { SUPPORTED_FEATURES } from "../net/api-versions.ts";
import { RequestServer } from "../net/server.ts";
import type { NodePorts } from "../ports/ports.ts";
import { createFetchService, type FetchService } from "../raft/fetch-service.ts";
import { CONTROLLER_LISTENER } from "../raft/metadata-batch.ts";
import { openMetadataLog } from "../raft/metadata-topic.ts";
import { createSingleVoterLog, type ServedMetadataLog } from "../raft/single-voter-log.ts";
import { controllerApis } from "./apis/registry.ts";
import { registerController } from "./cluster/registration.ts";
import { controllerSettings } from "./controller-settings.ts";
import { traceCommitted } from "./controller-trace.ts";
import { ControllerError } from "./decision.ts";
import { inspectController } from "./inspect-controller.ts";
import { QuorumController } from "./quorum-controller.ts";

/** The quorum begins as a dynamic one (KIP-853). */
const KRAFT_VERSION_LEVEL = 1;
const DEFAULT_MAX_REQUEST_BYTES = 104_857_600;
/** securityProtocol of a plain listener. */
const PLAINTEXT = 0;

interface Running {
  readonly logs: LogManager;
  readonly quorum: ServedMetadataLog;
  readonly controller: QuorumController;
  readonly fetches: FetchService;
  readonly server: RequestServer;
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
    const logs = await openLogManager({ nodeId: node.id, clusterId: node.clusterId, ports });
    if (this.over) return;
    const running = this.compose(logs);
    this.running = running;
    await running.server.start();
    await running.quorum.start(running.controller);
    await this.register(running.controller);
  }

  private compose(logs: LogManager): Running {
    const { node, ports } = this;
    const { id, host, port, clusterId } = node;
    const settings = controllerSettings(node);
    const log = openMetadataLog(logs);
    const voter = { id, host, port, directoryId: logs.directoryId };
    const quorum = createSingleVoterLog({ voter, log, ports });
    const fetches = createFetchService(quorum, clusterId, ports.clock);
    const kraftVersion = KRAFT_VERSION_LEVEL;
    const controller = new QuorumController({
      settings,
      log: quorum,
      ports,
      kraftVersion,
      onCommitted: (batch, before, after, cause) => traceCommitted(ports.trace, batch, before, after, cause),
      onLeader: ({ leaderId, epoch }) => {
        if (leaderId === id) ports.trace.emit({ kind: "controller-elected", epoch });
      },
      onFailure: (error) => this.finish(error),
    });
    const { clock } = ports;
    const registry = controllerApis({
      nodeId: id,
      clusterId,
      clock,
      controller,
      quorum,
      fetches,
      kraftVersion,
    });
    const maxRequestBytes = Number(node.properties["socket.request.max.bytes"] ?? DEFAULT_MAX_REQUEST_BYTES);
    const server = new RequestServer(ports, { host, port, maxRequestBytes, registry });
    return { logs, quorum, controller, fetches, server };
  }

  /** Controllers are registered like brokers, so that others know what they support (KIP-919). */
  private async register(controller: QuorumController): Promise<void> {
    const { node, ports } = this;
    const request = {
      controllerId: node.id,
      incarnationId: randomUuid(() => ports.rng.nextUint32()),
      zkMigrationReady: false,
      listeners: [
        { name: CONTROLLER_LISTENER, host: node.host, port: node.port, securityProtocol: PLAINTEXT },
      ],
      features: SUPPORTED_FEATURES.map(({ name, minVersion, maxVersion }) => ({
        name,
        minSupportedVersion: minVersion,
        maxSupportedVersion: maxVersion,
      })),
    };
    try {
      await controller.submit((state) => registerController(state, request));
    } catch (error) {
      // The node was stopped meanwhile.
      if (!(error instanceof ControllerError)) throw error;
    }
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
      running.controller.stop();
      running.fetches.close();
      running.server.stop();
      try {
        await running.quorum.stop();
        const { log, highWatermark } = running.quorum;
        await running.logs.close(new Map([[log, Math.max(highWatermark, 0)]]));
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
      this.running.controller.stop();
      this.running.fetches.close();
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
    state: "unattached",
    epoch: -1,
    leaderId: -1,
    votedId: -1,
    election: null,
    majority: 0,
    voters: [],
    observers: [],
    snapshot: null,
    logStartOffset: 0,
    highWatermark: -1,
    logEndOffset: 0,
    brokers: [],
    topics: [],
    dirtyBytes: 0,
  };
}
