// log.cleaner.io.max.bytes.per.second: how long the cleaner should rest, so that over each interval it reads and writes no
// more than that.
const CHECK_INTERVAL_MS = 300;

export class Throttle {
  private startMs: number | null = null;
  private bytes = 0;

  /** Takes note of work that was done, and says how long to rest now. */
  did(bytes: number, bytesPerSecond: number, nowMs: number): number {
    this.startMs ??= nowMs;
    this.bytes += bytes;
    const elapsedMs = nowMs - this.startMs;
    const isDue = elapsedMs >= CHECK_INTERVAL_MS || this.bytes >= (bytesPerSecond * CHECK_INTERVAL_MS) / 1000;
    if (!isDue) return 0;
    const restMs = Math.max(0, (this.bytes / bytesPerSecond) * 1000 - elapsedMs);
    this.startMs = nowMs + restMs;
    this.bytes = 0;
    return restMs;
  }
}
