import { afterEach, expect, test, vi } from "vitest";
import { openFakeWorkspace } from "../testing/fake-workspace.ts";
import { openSession, type Session } from "./session.ts";

const SPEC = { id: "test", brokers: 3, controllers: 1, properties: {}, seed: 1 } as const;
let session: Session | null = null;

function opened(): Session {
  vi.useFakeTimers();
  session = openSession(openFakeWorkspace, SPEC);
  vi.advanceTimersByTime(200);
  return session;
}

afterEach(async () => {
  await session?.close();
  session = null;
  vi.useRealTimers();
});

test("opens, and shows what the workspace shows", () => {
  const { store } = opened();
  expect(store.getState().lifecycle).toEqual({ kind: "open", restored: false });
  expect(store.getState().view?.brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
});

test("a look at the past stands still while the cluster goes on", () => {
  const { store, lookAt } = opened();
  vi.advanceTimersByTime(2_000);
  lookAt(1_000);
  const past = store.getState().view;
  vi.advanceTimersByTime(2_000);
  expect(store.getState().view).toBe(past);
  expect(past?.nowMs).toBeLessThanOrEqual(1_000);
  expect(store.getState().snapshot?.time.nowMs).toBeGreaterThan(3_000);
  lookAt(null);
  expect(store.getState().view?.nowMs).toBe(store.getState().snapshot?.time.nowMs);
});

test("a refused command is told, not thrown, and gone after the next that works", async () => {
  const { store, command } = opened();
  expect(await command({ kind: "kill", node: 2 })).toBe(true);
  expect(await command({ kind: "kill", node: 2 })).toBe(false);
  expect(store.getState().refusal).toContain("node 2");
  expect(await command({ kind: "start", node: 2 })).toBe(true);
  expect(store.getState().refusal).toBeNull();
});

test("events are kept once each, and a reset forgets them and what was looked at", async () => {
  const one = opened();
  await one.command({ kind: "kill", node: 2 });
  const ids = one.trace.events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(1);
  one.selectEvent(ids[0] ?? null);
  await one.reset();
  expect(one.trace.events).toEqual([]);
  expect(one.store.getState().selectedEvent).toBeNull();
});
