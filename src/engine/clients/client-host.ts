// What all clients of one program share: their way into the world, numbers for their names, and a list for inspection.

import type { ClientSnapshot } from "../inspect/snapshot.ts";
import type { ClientPorts } from "../ports/ports.ts";
import type { Trace } from "../ports/trace.ts";
import { type ClientConfig, type GivenConfigs, givenConfigs } from "./config/client-config.ts";
import type { ClientContext, LogLevel } from "./network/client-context.ts";

export interface HostOptions {
  /** Configs for every client that does not set them itself: bootstrap.servers above all. */
  readonly configs: Readonly<Record<string, unknown>>;
  /** Lines of the clients' logs. */
  readonly log: (level: LogLevel, clientId: string, text: string) => void;
  /** Where a client tells what it does; the program's own trace if left out. */
  readonly traceOf?: (clientId: string) => Trace;
}

export type ClientRole = ClientSnapshot["role"];

interface Inspectable {
  snapshot(): ClientSnapshot;
}

export class ClientHost {
  private readonly numbers = new Map<ClientRole, number>();
  private readonly open = new Set<Inspectable>();

  constructor(
    readonly ports: ClientPorts,
    private readonly options: HostOptions,
  ) {}

  /** What the program gave, with the defaults of this host. */
  given(configs: GivenConfigs): Map<string, unknown> {
    const given = givenConfigs(configs);
    for (const [name, value] of Object.entries(this.options.configs))
      if (!given.has(name)) given.set(name, value);
    return given;
  }

  /** Counts from 1 for each kind of client, for names such as producer-1. */
  nextNumber(role: ClientRole): number {
    const number = (this.numbers.get(role) ?? 0) + 1;
    this.numbers.set(role, number);
    return number;
  }

  context(config: ClientConfig, clientId: string): ClientContext {
    const trace = this.options.traceOf?.(clientId) ?? this.ports.trace;
    const log = (level: LogLevel, text: string): void => this.options.log(level, clientId, text);
    const context = { ports: { ...this.ports, trace }, clientId, config, log };
    const unknown = config.unknown();
    if (unknown.length > 0)
      log("warn", `These configurations '[${unknown.join(", ")}]' were supplied but are not used yet.`);
    return context;
  }

  opened(client: Inspectable): void {
    this.open.add(client);
  }
  closed(client: Inspectable): void {
    this.open.delete(client);
  }

  inspect(): ClientSnapshot[] {
    return [...this.open].map((client) => client.snapshot());
  }
}
