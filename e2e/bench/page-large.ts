// The largest cluster that the page offers, nine brokers, five controllers and 2,000 partitions with three replicas: how
// long it takes to start and to be created, and how smooth the page is while the cluster has nothing to do. Sixty frames a
// second are 16.7 ms apart. The peer is a page with nothing on it, in the same browser just before: what is late there is the
// machine's doing.
import { readFileSync } from "node:fs";
import type { Browser, CDPSession, Page } from "@playwright/test";
import { createPartitions, startLarge, untilReplicated } from "../browser/large-cluster.ts";
import { expectBroker, learnerOn } from "../browser/learner.ts";
import { type BenchResult, median, result } from "./bench.ts";
import { withFreshPage, withTab } from "./page.ts";

const SETTLED_MS = 5_000;
const WATCHED_MS = 10_000;
const LATE_FRAME_MS = 20;

interface Cpu {
  readonly processSeconds: number;
  readonly mainThreadSeconds: number;
}

interface Renderer {
  readonly pid: number;
  cpu(): Promise<Cpu>;
}

/** The process of the page: that which has used most since it was opened. */
async function rendererOf(browser: Browser, session: CDPSession): Promise<Renderer> {
  const whole = await browser.newBrowserCDPSession();
  const processes = async (): Promise<readonly { id: number; type: string; cpuTime: number }[]> =>
    (await whole.send("SystemInfo.getProcessInfo")).processInfo;
  // Of the thread itself: on a busy machine the clock on the wall says something else.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const renderers = (await processes()).filter(({ type }) => type === "renderer");
  const pid = renderers.reduce((most, each) => (each.cpuTime > most.cpuTime ? each : most)).id;
  return {
    pid,
    async cpu() {
      const { metrics } = await session.send("Performance.getMetrics");
      return {
        processSeconds: (await processes()).find(({ id }) => id === pid)?.cpuTime ?? 0,
        mainThreadSeconds: metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0,
      };
    },
  };
}

/** Resident, where the system tells. */
function residentMb(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}

/** The times between animation frames of a page that is left alone. */
function frameIntervals(forMs: number): Promise<number[]> {
  return new Promise((resolve) => {
    const intervals: number[] = [];
    const begunMs = performance.now();
    let lastMs = begunMs;
    const frame = (): void => {
      const nowMs = performance.now();
      intervals.push(nowMs - lastMs);
      lastMs = nowMs;
      if (nowMs - begunMs < forMs) requestAnimationFrame(frame);
      else resolve(intervals);
    };
    requestAnimationFrame(frame);
  });
}

interface Frames {
  readonly median: number;
  readonly p95: number;
  /** A part of all. */
  readonly late: number;
  readonly said: string;
}

async function framesOf(page: Page): Promise<Frames> {
  const all = (await page.evaluate(frameIntervals, WATCHED_MS)).sort((a, b) => a - b);
  const p95 = all[Math.floor(all.length * 0.95)]!;
  const late = all.filter((ms) => ms > LATE_FRAME_MS).length / all.length;
  const said = `${all.length} frames in ${WATCHED_MS / 1_000} s, median ${median(all).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${all.at(-1)!.toFixed(1)} ms, ${(late * 100).toFixed(1)} % above ${LATE_FRAME_MS} ms`;
  return { median: median(all), p95, late, said };
}

export function pageLarge(): Promise<BenchResult> {
  return withTab(async ({ browser, appUrl }) => {
    const empty = await withFreshPage(browser, async (page) => {
      await page.goto(new URL("icon.svg", appUrl).href);
      return framesOf(page);
    });
    return withFreshPage(browser, async (page) => {
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const me = learnerOn(page, "en");
      await page.goto(new URL("#/playground", appUrl).href);
      await expectBroker(me, 3, me.words.cluster.nodeStatus.running);
      const timed = async (task: () => Promise<void>): Promise<number> => {
        const before = performance.now();
        await task();
        return Math.round(performance.now() - before);
      };
      const startedMs = await timed(() => startLarge(me));
      const createdMs = await timed(() => createPartitions(me));
      const replicatedMs = await timed(() => untilReplicated(me));
      await page.waitForTimeout(SETTLED_MS);

      const renderer = await rendererOf(browser, await page.context().newCDPSession(page));
      const before = await renderer.cpu();
      const frames = await framesOf(page);
      const after = await renderer.cpu();
      const perSecond = (key: keyof Cpu): number => ((after[key] - before[key]) * 1_000) / WATCHED_MS;
      const mainThread = perSecond("mainThreadSeconds");
      console.error(
        [
          `page-large: started in ${startedMs} ms, 2,000 partitions in ${createdMs} ms, all led and fetched ${replicatedMs} ms later`,
          `empty page: ${empty.said}`,
          `idle: ${frames.said}`,
          `CPU a second: main thread ${mainThread.toFixed(2)} s, workers and the rest ${(perSecond("processSeconds") - mainThread).toFixed(2)} s`,
          `resident: ${residentMb(renderer.pid) ?? "?"} MB`,
        ].join("\n"),
      );
      return result("page-large", frames.median, "ms between frames", {
        name: "an empty page",
        value: empty.median,
      });
    });
  });
}
