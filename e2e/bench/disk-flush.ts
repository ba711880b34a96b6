// Flushing a node's disk into IndexedDB, in the browser. The peer is the same browser taking the same records beside it,
// put into an object store by nothing but a loop.
import { type BenchResult, median, result } from "./bench.ts";
import { withFreshPage, withTab } from "./page.ts";

const FLUSHES = 40;
const FLUSH_BYTES = 4 * 1024 * 1024;

export function diskFlush(): Promise<BenchResult> {
  return withTab(({ browser, hostUrl }) =>
    withFreshPage(browser, async (page) => {
      await page.goto(hostUrl);
      const { oursMs, rawMs } = await page.evaluate(
        ([flushes, bytes]) => window.host.diskRates(flushes, bytes),
        [FLUSHES, FLUSH_BYTES] as const,
      );
      const value = FLUSH_BYTES / (median(oursMs) / 1000);
      // Pair by pair, since what else the machine does comes and goes.
      const ratio = median(oursMs.map((ms, i) => rawMs[i]! / ms));
      const peer = { name: "IndexedDB put of the same records", value: value / ratio };
      return result("disk-flush", value, "bytes/s", peer);
    }),
  );
}
