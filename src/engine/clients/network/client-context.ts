// What every part of one client shares: its ports, name and configuration, and where it logs.
import type { ClientPorts } from "../../ports/ports.ts";
import type { ClientConfig } from "../config/client-config.ts";

export type LogLevel = "info" | "warn" | "error";

export interface ClientContext {
  readonly ports: ClientPorts;
  readonly clientId: string;
  readonly config: ClientConfig;
  /** One line of the client's log, as log4j would show it. */
  log(level: LogLevel, text: string): void;
}

/** Resolves after `delayMs` of playground time. */
export function delay(context: Pick<ClientContext, "ports">, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    context.ports.clock.setTimer(delayMs, resolve);
  });
}
