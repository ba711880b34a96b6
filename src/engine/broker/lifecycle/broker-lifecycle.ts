// A broker's life in the eyes of the controller: registered under a fresh epoch, fenced until it has caught up with the
// metadata, alive as long as its heartbeats come, and at the end asking to be let go (KIP-631).
import { toLong, toNumber } from "../../base/long.ts";
import { compareUuids, type Uuid } from "../../base/uuid.ts";
import type { NodeConfig } from "../../cluster/cluster-config.ts";
import type { BrokerConfig } from "../../config/broker-config.ts";
import type { LogDirectory } from "../../log/log.ts";
import { SUPPORTED_FEATURES } from "../../net/api-versions.ts";
import { isConnectionFailure } from "../../net/channel.ts";
import type { Timer } from "../../ports/clock.ts";
import type { NodePorts } from "../../ports/ports.ts";
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import { BrokerRegistration } from "../../protocol/schemas/62-broker-registration.ts";
import { BrokerHeartbeat } from "../../protocol/schemas/63-broker-heartbeat.ts";
import type { ControllerLink } from "./controller-link.ts";

const REGISTRATION_VERSION = 4;
const HEARTBEAT_VERSION = 2;
const FIRST_BACKOFF_MS = 100;
/** While the broker starts, the next heartbeat follows at once: the last one said that it may go on. */
const SOON_MS = 10;

export interface LifecycleHost {
  readonly node: NodeConfig;
  readonly config: BrokerConfig;
  readonly ports: NodePorts;
  readonly link: Pick<ControllerLink, "request" | "forget">;
  readonly incarnationId: Uuid;
  readonly directories: readonly Pick<LogDirectory, "id" | "offline">[];
  /** Of the life before this one, if it ended cleanly; else -1. */
  readonly previousBrokerEpoch: number;
  /** How far this broker has applied the metadata log. */
  metadataOffset(): number;
  /** No log directory works, or that of the metadata log does not. */
  isOffline(): boolean;
  crashed(error: unknown): void;
}

/** `registering` → `catching-up` → `recovering` → `running` → `leaving` → `left`, never back. */
export type LifecycleState = "registering" | "catching-up" | "recovering" | "running" | "leaving" | "left";

export class BrokerLifecycle {
  state: LifecycleState = "registering";
  /** -1 before registration. */
  brokerEpoch = -1;
  fenced = true;
  private readyToUnfence = false;
  private timer: Timer | null = null;
  private inFlight = false;
  private askAgain = false;
  private failures = 0;
  private stopped = false;
  private readonly unfenced = promise<void>();
  private readonly released = promise<void>();

  constructor(private readonly host: LifecycleHost) {}

  /** Resolves when the controller has given a broker epoch; rejects when none does in time. */
  async register(): Promise<void> {
    const { config, ports } = this.host;
    const deadlineMs = ports.clock.monotonicMs() + config.number("initial.broker.registration.timeout.ms");
    let lastProblem = "no controller was found";
    while (!this.stopped) {
      const leftMs = deadlineMs - ports.clock.monotonicMs();
      if (leftMs <= 0)
        throw new Error(`Unable to register with the controller quorum in time: ${lastProblem}`);
      const problem = await this.tryToRegister(
        Math.min(leftMs, config.number("controller.socket.timeout.ms")),
      );
      if (problem === null) return;
      lastProblem = problem;
      await new Promise<void>((resume) => ports.clock.setTimer(this.backoffMs(), resume));
    }
    throw new Error("The broker was stopped before it was registered");
  }

  private async tryToRegister(timeoutMs: number): Promise<string | null> {
    const { node, link, incarnationId, previousBrokerEpoch } = this.host;
    const listener = { name: "PLAINTEXT", host: node.host, port: node.port, securityProtocol: 0 };
    const body = {
      brokerId: node.id,
      clusterId: node.clusterId,
      incarnationId,
      listeners: [listener],
      features: SUPPORTED_FEATURES.map(({ name, minVersion, maxVersion }) => ({
        name,
        minSupportedVersion: minVersion,
        maxSupportedVersion: maxVersion,
      })),
      rack: node.rack ?? (this.host.config.value("broker.rack") as string | null),
      logDirs: this.directoryIds((offline) => offline === null).sort(compareUuids),
      previousBrokerEpoch: toLong(previousBrokerEpoch),
    };
    try {
      const answer = await link.request(BrokerRegistration, REGISTRATION_VERSION, body, timeoutMs);
      const { errorCode, brokerEpoch } = answer.body;
      if (errorCode === ErrorCode.NOT_CONTROLLER) link.forget();
      if (errorCode !== ErrorCode.NONE) {
        this.failures++;
        return errorInfo(errorCode).name;
      }
      this.failures = 0;
      this.brokerEpoch = toNumber(brokerEpoch);
      this.state = "catching-up";
      return null;
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      // Nothing was refused: a controller is being elected, or starts.
      this.failures = 0;
      return (error as Error).message;
    }
  }

  private directoryIds(isWanted: (offline: string | null) => boolean): Uuid[] {
    return this.host.directories.flatMap(({ id, offline }) => (id !== null && isWanted(offline) ? [id] : []));
  }

  /** Begins the heartbeats: to be called once registered. */
  beat(): void {
    this.schedule(0);
  }

  /** The broker has all the metadata up to its registration, and can serve: resolves when the controller lets it. */
  async unfence(): Promise<void> {
    this.readyToUnfence = true;
    this.schedule(0);
    await this.unfenced.promise;
  }

  /** Hands leadership over; resolves when the controller lets the broker go, or after `patienceMs` without it. */
  async leave(patienceMs: number): Promise<void> {
    if (this.state !== "running" || this.stopped) return;
    this.state = "leaving";
    const timer = this.host.ports.clock.setTimer(patienceMs, () => this.release());
    this.schedule(0);
    await this.released.promise;
    timer.cancel();
  }

  private release(): void {
    this.state = "left";
    this.timer?.cancel();
    this.released.resolve();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  /** Something changed that the controller should hear of soon. */
  tellSoon(): void {
    if (this.state !== "registering") this.schedule(0);
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    if (this.inFlight) {
      this.askAgain ||= delayMs === 0;
      return;
    }
    this.timer?.cancel();
    this.timer = this.host.ports.clock.setTimer(delayMs, () => {
      void this.heartbeat().catch((error: unknown) => this.host.crashed(error));
    });
  }

  private async heartbeat(): Promise<void> {
    const { link, node, config } = this.host;
    this.inFlight = true;
    this.askAgain = false;
    let nextMs = this.backoffMs();
    try {
      const body = {
        brokerId: node.id,
        brokerEpoch: toLong(this.brokerEpoch),
        currentMetadataOffset: toLong(this.host.metadataOffset()),
        // Without any log directory a broker cannot serve: another must lead. (Kafka's broker would end here.)
        wantFence: !this.readyToUnfence || this.host.isOffline(),
        wantShutDown: this.state === "leaving",
        offlineLogDirs: this.directoryIds((offline) => offline !== null),
      };
      const timeoutMs = config.number("broker.session.timeout.ms") / 2;
      const answer = await link.request(BrokerHeartbeat, HEARTBEAT_VERSION, body, timeoutMs);
      const { errorCode } = answer.body;
      if (errorCode === ErrorCode.NOT_CONTROLLER) link.forget();
      if (errorCode === ErrorCode.NONE) {
        this.failures = 0;
        nextMs = this.answered(answer.body);
      } else {
        this.failures++;
        nextMs = this.backoffMs();
      }
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      nextMs = this.backoffMs();
    } finally {
      this.inFlight = false;
    }
    if (this.state !== "left") this.schedule(this.askAgain ? 0 : nextMs);
  }

  /** Says when the next heartbeat is due. */
  private answered(answer: {
    readonly isCaughtUp: boolean;
    readonly isFenced: boolean;
    readonly shouldShutDown: boolean;
  }): number {
    this.fenced = answer.isFenced;
    const intervalMs = this.host.config.number("broker.heartbeat.interval.ms");
    switch (this.state) {
      case "catching-up":
        if (answer.isCaughtUp) this.state = "recovering";
        return SOON_MS;
      case "recovering":
        if (answer.isFenced) return this.readyToUnfence ? SOON_MS : intervalMs;
        this.state = "running";
        this.unfenced.resolve();
        return intervalMs;
      case "leaving":
        if (answer.shouldShutDown) this.release();
        return intervalMs;
      default:
        return intervalMs;
    }
  }

  private backoffMs(): number {
    const most = this.host.config.number("broker.session.timeout.ms");
    return Math.min(most, FIRST_BACKOFF_MS * 2 ** Math.min(this.failures, 10));
  }
}

interface Settled<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

function promise<T>(): Settled<T> {
  let resolve: (value: T) => void = () => undefined;
  const made = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise: made, resolve };
}
