// What every Clock must do, whatever drives it.
import type { Clock } from "../clock.ts";

export interface ClockBench {
  readonly clock: Clock;
  /** Lets at least this much of the clock's time pass. */
  pass(ms: number): Promise<void>;
}

export interface ClockCase {
  readonly name: string;
  run(bench: ClockBench): Promise<void>;
}

export function clockCases(): readonly ClockCase[] {
  return CASES;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const CASES: readonly ClockCase[] = [
  {
    name: "both times go on, wall time in whole milliseconds",
    async run({ clock, pass }) {
      const [monotonic, wall] = [clock.monotonicMs(), clock.wallMs()];
      await pass(20);
      check(clock.monotonicMs() - monotonic >= 20, "monotonic time went on by 20 ms at least");
      check(clock.wallMs() - wall >= 19, "wall time went on alike");
      check(Number.isInteger(clock.wallMs()), "wall time is a whole number");
    },
  },
  {
    name: "timers fire once, never early, in the order of their times",
    async run({ clock, pass }) {
      const fired: number[] = [];
      const start = clock.monotonicMs();
      for (const delayMs of [15, 5, 10, 0]) {
        clock.setTimer(delayMs, () => {
          fired.push(delayMs);
          check(clock.monotonicMs() - start >= delayMs, `the timer of ${delayMs} ms fired early`);
        });
      }
      check(fired.length === 0, "no timer fires while it is set");
      await pass(60);
      check(fired.join() === "0,5,10,15", `fired ${fired.join()}`);
    },
  },
  {
    name: "timers of one time fire in the order they were set; a negative delay is none",
    async run({ clock, pass }) {
      const fired: string[] = [];
      for (const name of ["a", "b", "c", "d"]) clock.setTimer(-1, () => fired.push(name));
      await pass(10);
      check(fired.join("") === "abcd", `fired ${fired.join("")}`);
    },
  },
  {
    name: "a cancelled timer does not fire; cancelling is harmless later",
    async run({ clock, pass }) {
      let fired = 0;
      const first = clock.setTimer(5, () => fired++);
      const second = clock.setTimer(5, () => fired++);
      first.cancel();
      first.cancel();
      await pass(30);
      second.cancel();
      check(fired === 1, `${fired} fired`);
    },
  },
  {
    name: "a promise settles between two timers of one time",
    async run({ clock, pass }) {
      const told: string[] = [];
      clock.setTimer(1, () => void Promise.resolve().then(() => told.push("promise")));
      clock.setTimer(1, () => told.push("second timer"));
      await pass(30);
      check(told.join() === "promise,second timer", told.join());
    },
  },
];
