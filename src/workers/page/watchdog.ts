// Asks a program again and again whether it is still there. An endless loop never answers.
import { UNRESPONSIVE_MS } from "./workspace.ts";

const PING_MS = 500;
/** When the page itself did not run for this long (a debugger, a sleeping computer), the silence proves nothing. */
const PAGE_SLEPT_MS = 3 * PING_MS;

export interface Watchdog {
  answered(number: number): void;
  stop(): void;
}

export function startWatchdog(
  ping: (number: number) => void,
  onSilence: () => void,
  limitMs = UNRESPONSIVE_MS,
): Watchdog {
  let asked = 0;
  let answered = 0;
  let silentMs = 0;
  let lastMs = performance.now();
  const interval = setInterval(() => {
    const now = performance.now();
    const passedMs = now - lastMs;
    lastMs = now;
    if (answered === asked) {
      silentMs = 0;
      ping(++asked);
      return;
    }
    if (passedMs < PAGE_SLEPT_MS) silentMs += passedMs;
    if (silentMs < limitMs) return;
    clearInterval(interval);
    onSilence();
  }, PING_MS);
  return {
    answered(number) {
      answered = Math.max(answered, number);
    },
    stop: () => clearInterval(interval),
  };
}
