// Real time as all threads of one page share it: `performance.timeOrigin` differs per worker, their sum does not.
import type { RealTime } from "./timeline.ts";

export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}

export function workerRealTime(): RealTime {
  // A message to oneself comes at once; setTimeout(0) takes 4 ms when nested.
  const { port1, port2 } = new MessageChannel();
  const asked: (() => void)[] = [];
  port1.onmessage = () => asked.shift()?.();
  const { setTimeout, clearTimeout } = globalThis;
  return {
    nowMs: sharedNowMs,
    setTimeout: (fire, delayMs) => setTimeout(fire, delayMs),
    clearTimeout: (handle) => clearTimeout(handle),
    soon(fire) {
      asked.push(fire);
      port2.postMessage(null);
    },
  };
}
