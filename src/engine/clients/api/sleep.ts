// Waiting in the playground's own time: it stands still when the cluster does.
import type { ClientHost } from "../client-host.ts";
import { IllegalStateException } from "./exceptions.ts";

/** Resolves after `ms` milliseconds of playground time, as Thread.sleep waits in Java. */
export function sleep(ms: number): Promise<void>;
/** @internal */
export function sleep(ms: number, host: ClientHost): Promise<void>;
export function sleep(ms: number, host?: ClientHost): Promise<void> {
  if (host === undefined) throw new IllegalStateException("There is no playground to sleep in");
  return new Promise((resolve) => {
    host.ports.clock.setTimer(ms, resolve);
  });
}
