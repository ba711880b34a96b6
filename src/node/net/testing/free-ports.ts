// Ports for tests that listen, close and listen again.
import { createServer } from "node:net";

/** Systems give outgoing connections their own ports from 32,768 (Linux) or 49,152 (others) on: never one of these. */
const LOWEST = 10_000;
const HIGHEST = 32_767;

/** The first of `count` successive ports on which nobody listens. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} successive ports are free`);
}

/** Whether nobody listens on this port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}
