// The page's one voice: at most a sentence every two seconds, the newest of what may be missed, all of what may not.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let say: typeof import("./announce.ts");
let spoken: string[] = [];

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  say = await import("./announce.ts");
  spoken = [];
  say.voice.subscribe(({ text }) => void spoken.push(text));
});
afterEach(() => {
  vi.useRealTimers();
});

test("of what may be missed the newest is said, not more often than every two seconds", () => {
  say.announce("first");
  vi.advanceTimersByTime(0);
  for (const text of ["a", "b", "c"]) say.announce(text);
  vi.advanceTimersByTime(1_999);
  expect(spoken).toEqual(["first"]);
  vi.advanceTimersByTime(1);
  expect(spoken).toEqual(["first", "c"]);
  vi.advanceTimersByTime(60_000);
  expect(spoken).toEqual(["first", "c"]);
});

test("what must not be missed is said in turn, before what may be", () => {
  say.announce("calm");
  say.announceSurely("check 1");
  say.announceSurely("check 2");
  say.announce("newer");
  vi.advanceTimersByTime(0);
  expect(spoken).toEqual(["check 1"]);
  vi.advanceTimersByTime(2_000);
  expect(spoken).toEqual(["check 1", "check 2"]);
  vi.advanceTimersByTime(2_000);
  expect(spoken).toEqual(["check 1", "check 2", "newer"]);
  vi.advanceTimersByTime(10_000);
  expect(spoken).toHaveLength(3);
});
