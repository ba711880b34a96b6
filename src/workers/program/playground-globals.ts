// Timers and dates of a program follow playground time, so that a sleep stands still with the cluster.
import type { Clock, Timer } from "../../engine/ports/clock.ts";

export interface PlaygroundGlobals {
  /** To be set on the global scope, by name. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Timers of the program that are still to fire. */
  pendingTimers(): number;
}

export function playgroundGlobals(
  clock: Clock,
  onIdle: () => void,
  onThrown: (reason: unknown) => void,
): PlaygroundGlobals {
  const timers = new Map<number, Timer>();
  let nextHandle = 1;

  function start(callback: unknown, delayMs: unknown, args: readonly unknown[], repeat: boolean): number {
    if (typeof callback !== "function") throw new TypeError("a timer needs a function to call");
    const handle = nextHandle++;
    const delay = Math.max(repeat ? 1 : 0, Number(delayMs) || 0);
    const arm = (): void => {
      const timer = clock.setTimer(delay, () => {
        if (repeat) arm();
        else timers.delete(handle);
        try {
          callback(...args);
        } catch (reason) {
          onThrown(reason);
        }
        if (timers.size === 0) onIdle();
      });
      timers.set(handle, timer);
    };
    arm();
    return handle;
  }

  function stop(handle: unknown): void {
    timers.get(handle as number)?.cancel();
    if (timers.delete(handle as number) && timers.size === 0) onIdle();
  }

  const now = (): number => clock.wallMs();
  const values = {
    setTimeout: (callback: unknown, delayMs?: unknown, ...args: unknown[]) =>
      start(callback, delayMs, args, false),
    setInterval: (callback: unknown, delayMs?: unknown, ...args: unknown[]) =>
      start(callback, delayMs, args, true),
    clearTimeout: stop,
    clearInterval: stop,
    performance: Object.freeze({ now: () => clock.monotonicMs() }),
    Date: new Proxy(Date, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
      apply: (target) => new target(now()).toString(),
      get: (target, key, receiver) => (key === "now" ? now : (Reflect.get(target, key, receiver) as unknown)),
    }),
  };
  return { values, pendingTimers: () => timers.size };
}
