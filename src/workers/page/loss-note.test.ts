import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SeenNode } from "../../engine/cluster/losses.ts";
import { createLossNote } from "./loss-note.ts";

const seen = (logEndOffset: number): readonly SeenNode[] => [
  {
    node: 1,
    logs: [
      {
        topic: "orders",
        topicId: "4Vx0uQbJTdGk2mYl8oRr1A",
        partition: 0,
        logStartOffset: 0,
        logEndOffset,
        flushedOffset: 0,
        highWatermark: 0,
        leaderEpochs: [],
      },
    ],
  },
];

let present: readonly SeenNode[] = [];
let stored: (readonly SeenNode[])[] = [];
let refuses = false;
const open = () =>
  createLossNote(
    () => present,
    async (note) => {
      if (refuses) throw new Error("full");
      stored.push(note);
    },
  );

beforeEach(() => {
  vi.useFakeTimers();
  present = [];
  stored = [];
  refuses = false;
});
afterEach(() => {
  vi.useRealTimers();
});

test("however often something changes, a note is written now and then, and only when it says something new", async () => {
  const note = open();
  for (let i = 1; i <= 100; i++) {
    present = seen(i);
    note.changed();
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stored.length).toBeGreaterThan(2);
  expect(stored.length).toBeLessThan(7);
  expect(stored.at(-1)).toEqual(seen(100));
  const before = stored.length;
  for (let i = 0; i < 100; i++) {
    note.changed();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(stored.length).toBe(before);
});

test("the note of the tab before is replaced, also by an empty one", async () => {
  const note = open();
  note.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stored).toEqual([[]]);
});

test("what could not be written is tried again at the next change", async () => {
  const note = open();
  refuses = true;
  present = seen(3);
  note.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  refuses = false;
  note.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stored).toEqual([seen(3)]);
});

test("a page that goes away writes at once; after the end nothing is written", async () => {
  const note = open();
  present = seen(5);
  void note.writeNow();
  expect(stored).toEqual([seen(5)]);
  note.changed();
  note.stop();
  present = seen(6);
  await vi.advanceTimersByTimeAsync(1_000);
  await note.writeNow();
  expect(stored).toEqual([seen(5)]);
});
