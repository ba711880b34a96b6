// One connection to one broker: opened when first wanted, its API versions asked for at once (KIP-35, KIP-511), opened
// again after a loss no sooner than the backoff allows.
import { type Answer, Channel, ChannelError } from "../../net/channel.ts";
import type { Timer } from "../../ports/clock.ts";
import type { ClientPorts } from "../../ports/ports.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { type ApiSchema, type RequestInput, versionBounds } from "../../protocol/schema.ts";
import { ApiVersions } from "../../protocol/schemas/18-api-versions.ts";
import type { EventId } from "../../trace/event.ts";
import { UnsupportedVersionException } from "../api/exceptions.ts";
import type { Backoff } from "./backoff.ts";

export const CLIENT_SOFTWARE_NAME = "samsa";
export const CLIENT_SOFTWARE_VERSION = "4.3.1";

export interface ConnectionSettings {
  readonly clientId: string;
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly reconnectBackoff: Backoff;
}

interface VersionRange {
  readonly min: number;
  readonly max: number;
}

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "connecting" }
  | {
      readonly kind: "ready";
      readonly channel: Channel;
      readonly versions: ReadonlyMap<number, VersionRange>;
    }
  | { readonly kind: "closed" };

export class Connection {
  private state: State = { kind: "idle" };
  private failures = 0;
  private notBeforeMs = Number.NEGATIVE_INFINITY;
  private attempt: Promise<void> | null = null;

  constructor(
    readonly host: string,
    readonly port: number,
    private readonly ports: ClientPorts,
    private readonly settings: ConnectionSettings,
    /** Called when the connection became ready, failed to, or was lost. */
    private readonly onChange: (connection: Connection, lost: boolean) => void,
  ) {}

  get address(): string {
    return `${this.host}:${this.port}`;
  }
  get isReady(): boolean {
    return this.state.kind === "ready" && this.state.channel.isOpen;
  }
  get inFlight(): number {
    return this.state.kind === "ready" ? this.state.channel.inFlight : 0;
  }
  /** Whether the last attempt failed and the next has to wait. */
  get isBackingOff(): boolean {
    return this.state.kind === "idle" && this.ports.clock.monotonicMs() < this.notBeforeMs;
  }
  /** Until an attempt may begin; 0 if it may now. */
  get waitMs(): number {
    return this.state.kind === "idle" ? Math.max(0, this.notBeforeMs - this.ports.clock.monotonicMs()) : 0;
  }

  /** Begins to connect unless that is under way, done, or too early. */
  prepare(): void {
    if (this.state.kind !== "idle" || this.isBackingOff) return;
    this.state = { kind: "connecting" };
    this.attempt = this.connect();
  }

  /** Resolves when it is ready; rejects with ChannelError when it cannot be now. */
  async ready(): Promise<void> {
    this.prepare();
    await this.attempt;
    if (!this.isReady) throw new ChannelError("disconnected", `${this.address} is not connected`);
  }

  /** The newest version that both know, at most `limit`. Throws UnsupportedVersionException when there is none. */
  versionOf(api: ApiSchema, limit = Number.POSITIVE_INFINITY): number {
    const version = this.versionOrNull(api, limit);
    if (version === null)
      throw new UnsupportedVersionException(`The node at ${this.address} does not support ${api.name}`);
    return version;
  }

  /** As versionOf, with null for an API that the broker does not offer. */
  versionOrNull(api: ApiSchema, limit = Number.POSITIVE_INFINITY): number | null {
    const range = this.state.kind === "ready" ? this.state.versions.get(api.key) : undefined;
    if (range === undefined) return null;
    const [first, last] = versionBounds(api.request.versions);
    const stableLast = api.latestVersionUnstable === true ? last - 1 : last;
    const version = Math.min(stableLast, range.max, limit);
    return version < Math.max(first, range.min) ? null : version;
  }

  request<A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
    timeoutMs = this.settings.requestTimeoutMs,
    cause: EventId | null = null,
  ): Promise<Answer<A>> {
    return this.channel().request(api, version, body, timeoutMs, cause);
  }

  /** A request without an answer. */
  send<A extends ApiSchema>(api: A, version: number, body: RequestInput<A>, cause: EventId | null): void {
    this.channel().send(api, version, body, cause);
  }

  close(): void {
    if (this.state.kind === "ready") this.state.channel.close();
    this.state = { kind: "closed" };
  }

  private channel(): Channel {
    if (this.state.kind !== "ready")
      throw new ChannelError("disconnected", `${this.address} is not connected`);
    return this.state.channel;
  }

  private async connect(): Promise<void> {
    let channel: Channel | null = null;
    let timer: Timer | null = null;
    try {
      const { clock } = this.ports;
      const opening = Channel.open(this.ports, this.host, this.port, this.settings.clientId);
      const late = new Promise<never>((_, reject) => {
        timer = clock.setTimer(this.settings.connectTimeoutMs, () =>
          reject(new ChannelError("timeout", `${this.address} did not accept the connection in time`)),
        );
      });
      // A connection that opens after the timeout is of no use any more.
      opening.then(
        (opened) => {
          if (channel === null && this.state.kind !== "connecting") opened.close();
        },
        () => undefined,
      );
      channel = await Promise.race([opening, late]);
      if (this.isClosed()) return channel.close();
      const opened = channel;
      opened.onDisconnect = () => this.lost();
      const versions = await this.negotiate(opened);
      if (this.isClosed()) return opened.close();
      this.state = { kind: "ready", channel: opened, versions };
      this.failures = 0;
      this.onChange(this, false);
    } catch {
      if (channel !== null) (channel as Channel).onDisconnect = null;
      (channel as Channel | null)?.close();
      this.lost();
    } finally {
      (timer as Timer | null)?.cancel();
    }
  }

  private isClosed(): boolean {
    return this.state.kind === "closed";
  }

  private async negotiate(channel: Channel): Promise<ReadonlyMap<number, VersionRange>> {
    const ask = (version: number): Promise<Answer<typeof ApiVersions>> => {
      const who = {
        clientSoftwareName: CLIENT_SOFTWARE_NAME,
        clientSoftwareVersion: CLIENT_SOFTWARE_VERSION,
      };
      return channel.request(ApiVersions, version, version >= 3 ? who : {}, this.settings.requestTimeoutMs);
    };
    const [, newest] = versionBounds(ApiVersions.request.versions);
    let { body } = await ask(newest);
    if (body.errorCode === ErrorCode.UNSUPPORTED_VERSION) {
      const offered = body.apiKeys.find(({ apiKey }) => apiKey === ApiVersions.key)?.maxVersion ?? 0;
      ({ body } = await ask(Math.min(offered, newest)));
    }
    if (body.errorCode !== ErrorCode.NONE)
      throw new ChannelError("malformed", `${this.address} refused ApiVersions with error ${body.errorCode}`);
    return new Map(
      body.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [
        apiKey,
        { min: minVersion, max: maxVersion },
      ]),
    );
  }

  private lost(): void {
    if (this.isClosed()) return;
    const wasReady = this.state.kind === "ready";
    this.state = { kind: "idle" };
    this.attempt = null;
    this.notBeforeMs = this.ports.clock.monotonicMs() + this.settings.reconnectBackoff(this.failures);
    this.failures += wasReady ? 0 : 1;
    this.onChange(this, true);
  }
}
