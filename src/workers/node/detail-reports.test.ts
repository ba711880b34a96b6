import { expect, test } from "vitest";
import type { Change } from "../../engine/inspect/changes.ts";
import { withChanges } from "../../engine/inspect/changes.ts";
import type { NodeDetail } from "../../engine/inspect/snapshot.ts";
import { createDetailReports } from "./detail-reports.ts";

/** As much of a broker as matters here: partitions, each with what their leader knows of one follower. */
function harness(partitions: number, costMs = 0) {
  let nowMs = 0;
  const timers: { atMs: number; fire: () => void }[] = [];
  const logs = Array.from({ length: partitions }, () => ({
    logEndOffset: 0,
    fetchedOffset: 0,
    fetchedMs: 0,
  }));
  let looks = 0;
  let interruptedMs = 0;
  const inspect = (): NodeDetail => {
    looks++;
    nowMs += costMs + interruptedMs;
    interruptedMs = 0;
    return {
      role: "broker",
      replicas: logs.map(({ logEndOffset, fetchedOffset, fetchedMs }) => ({
        logEndOffset,
        followers: [{ broker: 2, logEndOffset: fetchedOffset, lastFetchMs: fetchedMs }],
        parked: [{ api: "Fetch", sinceMs: fetchedMs }],
      })),
    } as unknown as NodeDetail;
  };
  let heard: NodeDetail | null = null;
  const sent: (readonly Change[])[] = [];
  const reports = createDetailReports(
    (fire, delayMs) => void timers.push({ atMs: nowMs + delayMs, fire }),
    () => nowMs,
    (changes) => {
      sent.push(changes);
      heard = withChanges(heard, structuredClone(changes));
    },
  );
  reports.watch(inspect);
  sent.length = 0;
  function pass(ms: number): void {
    const endMs = nowMs + ms;
    for (;;) {
      const next = timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      timers.splice(timers.indexOf(next), 1);
      nowMs = next.atMs;
      next.fire();
    }
    nowMs = endMs;
  }
  return {
    logs,
    sent,
    pass,
    reports,
    fetched(): void {
      for (const log of logs) log.fetchedMs = nowMs;
      reports.stirred();
    },
    looks: () => looks,
    /** The next look takes so much longer. */
    interrupt(ms: number): void {
      interruptedMs = ms;
    },
    heard: () => heard,
    inspect,
  };
}

test("of a few partitions it is told at once when they were fetched", () => {
  const { fetched, pass, heard, inspect } = harness(4);
  pass(500);
  fetched();
  pass(20);
  expect(heard()).toEqual(inspect());
});

test("thousands that are fetched in vain are told seldom, and in the end as they are", () => {
  const { sent, pass, fetched, heard, inspect } = harness(1_000);
  for (let i = 0; i < 20; i++) {
    pass(500);
    fetched();
  }
  expect(sent.length).toBeLessThanOrEqual(6);
  expect(sent.length).toBeGreaterThanOrEqual(4);
  pass(2_500);
  expect(heard()).toEqual(inspect());
});

test("what is news does not wait for it, and brings all of its partition along", () => {
  const { logs, sent, pass, fetched, reports } = harness(1_000);
  pass(30);
  fetched();
  pass(20);
  sent.length = 0;
  logs[7]!.logEndOffset = 1;
  fetched();
  reports.changed();
  pass(20);
  const paths = sent.flat().map(([path]) => path.join("."));
  expect(paths).toEqual(
    ["logEndOffset", "followers.0.lastFetchMs", "parked.0.sinceMs"].map((field) => `replicas.7.${field}`),
  );
});

test("a follower that lacks something is told at every Fetch, or it would seem late", () => {
  const { logs, sent, pass, fetched } = harness(1_000);
  logs[7]!.logEndOffset = 1;
  pass(30);
  fetched();
  pass(20);
  for (let i = 0; i < 5; i++) {
    sent.length = 0;
    fetched();
    pass(20);
    expect(sent.flat().map(([path]) => path.join("."))).toContain("replicas.7.followers.0.lastFetchMs");
  }
});

test("before a node ends, everything is told", () => {
  const { pass, fetched, reports, heard, inspect } = harness(1_000);
  fetched();
  pass(20);
  pass(30);
  fetched();
  reports.flush();
  expect(heard()).toEqual(inspect());
});

test("one look that took long does not make the next ones late", () => {
  const { logs, pass, reports, heard, interrupt } = harness(4);
  pass(100);
  interrupt(50);
  reports.changed();
  pass(100);
  logs[3]!.logEndOffset = 1;
  reports.stirred();
  pass(40);
  expect(heard()).toMatchObject({ replicas: { 3: { logEndOffset: 1 } } });
});

test("where looking is dear, messages alone make a node look seldom, and what happened soon", () => {
  const { logs, pass, fetched, reports, looks, heard } = harness(1_000, 5);
  for (let i = 0; i < 20; i++) {
    pass(100);
    fetched();
  }
  const before = looks();
  for (let i = 0; i < 30; i++) {
    pass(100);
    fetched();
  }
  expect(looks() - before).toBeLessThanOrEqual(4);
  logs[3]!.logEndOffset = 1;
  reports.changed();
  pass(320);
  expect(heard()).toMatchObject({ replicas: { 3: { logEndOffset: 1 } } });
});
