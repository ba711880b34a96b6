import fc from "fast-check";
import { expect, test } from "vitest";
import { type Activity, NO_ACTIVITY, type WireCount } from "./activity.ts";
import {
  extended,
  FREE_SPEED,
  GRANT_MS,
  paused,
  playAt,
  resumed,
  startOfTime,
  steppedTo,
  type TimeState,
  withSpeed,
} from "./playground-time.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
import { createSpeedometer } from "./speedometer.ts";
import { type HandClock, handClock } from "./testing/hand-clock.ts";
import { createTimeGrants, type GrantParty, PROGRAM_PATIENCE_MS, type TimeGrants } from "./time-grants.ts";

interface Thread {
  readonly schedule: Schedule;
  /** As a worker that is terminated. */
  kill(): void;
  /** Of each of its ends of wires. */
  readonly counts: Map<number, { sent: number; received: number }>;
}

interface Playground {
  readonly real: HandClock;
  readonly grants: TimeGrants;
  state(): TimeState;
  change(to: (state: TimeState, realMs: number) => TimeState): void;
  setSpeed(factor: number): void;
  /** A thread that answers `answerMs` late; its timers fire with the hand clock's lateness. */
  thread(answerMs: number): Thread;
  /** Both ends of a wire on which a frame takes `flightMs`. */
  wire(a: Thread, b: Thread, flightMs: () => number): readonly [ab: Send, ba: Send];
  /** A party that never answers. */
  silent(patienceMs: number): () => void;
  /** Every grant: from where time was to the new horizon. */
  readonly given: { readonly atMs: number; readonly horizonMs: number }[];
}

type Send = (happening: () => void) => void;

function playground(lateMs = 0): Playground {
  const real = handClock(lateMs);
  const threads: Thread[] = [];
  const given: { atMs: number; horizonMs: number }[] = [];
  let state = startOfTime(real.nowMs(), 0);
  let wires = 0;

  const spread = (next: TimeState): void => {
    state = next;
    for (const { schedule } of threads) schedule.apply(state);
  };
  const later = (ms: number): Promise<void> => new Promise((done) => void real.setTimer(ms, done));
  const grants = createTimeGrants(
    real,
    () => state,
    (doneMs) => {
      spread(extended(state, real.nowMs(), doneMs));
      given.push({ atMs: playAt(state, real.nowMs()), horizonMs: state.horizonMs! });
    },
  );

  function change(to: (state: TimeState, realMs: number) => TimeState): void {
    spread(to(state, real.nowMs()));
    grants.changed();
  }

  return {
    real,
    grants,
    given,
    state: () => state,
    change,
    setSpeed: (factor) => change((present, realMs) => withSpeed(present, realMs, factor)),
    thread(answerMs) {
      const schedule = createSchedule(real, 0, { slipMs: null });
      schedule.apply(state);
      let leave = (): void => {};
      const thread: Thread = {
        schedule,
        counts: new Map(),
        kill() {
          threads.splice(threads.indexOf(thread), 1);
          schedule.pause();
          leave();
        },
      };
      threads.push(thread);
      const party: GrantParty = {
        patienceMs: 60_000,
        async catchUp(): Promise<Activity> {
          await new Promise<void>((done) => schedule.whenCaughtUp(done));
          const wires = [...thread.counts].map(
            ([end, { sent, received }]): WireCount => [end, sent, received],
          );
          await later(answerMs);
          return { idle: true, wires };
        },
      };
      leave = grants.join(party);
      return thread;
    },
    wire(a, b, flightMs) {
      const end = 2 * wires++;
      const near = { sent: 0, received: 0 };
      const far = { sent: 0, received: 0 };
      a.counts.set(end, near);
      b.counts.set(end + 1, far);
      const lane =
        (from: typeof near, to: typeof near): Send =>
        (happening) => {
          from.sent++;
          real.setTimer(flightMs(), () => {
            to.received++;
            happening();
          });
        };
      return [lane(near, far), lane(far, near)];
    },
    silent: (patienceMs) => grants.join({ patienceMs, catchUp: () => new Promise(() => {}) }),
  };
}

const HEARTBEAT_MS = 2_000;
const SESSION_MS = 9_000;

/** A broker that keeps its session at a controller alive, as Kafka's does. */
function heartbeats(world: Playground, broker: Thread, controller: Thread, flightMs: () => number) {
  const [ask, answer] = world.wire(broker, controller, flightMs);
  const seen = { beats: 0, expired: 0 };
  const expire = (): void => void seen.expired++;
  let session = controller.schedule.clock.setTimer(SESSION_MS, expire);
  const beat = (): void =>
    ask(() => {
      session.cancel();
      session = controller.schedule.clock.setTimer(SESSION_MS, expire);
      seen.beats++;
      answer(() => void broker.schedule.clock.setTimer(HEARTBEAT_MS, beat));
    });
  beat();
  return seen;
}

test("a machine that keeps up reaches the speed that was asked for", async () => {
  const world = playground();
  world.thread(0.1);
  world.thread(0.2);
  const speedometer = createSpeedometer(world.state);
  world.setSpeed(300);
  expect(speedometer.read(world.real.nowMs())).toBe(300);
  for (let i = 0; i < 10; i++) {
    await world.real.run(100);
    speedometer.read(world.real.nowMs());
  }
  expect(playAt(world.state(), world.real.nowMs())).toBe(300_000);
  expect(speedometer.read(world.real.nowMs())).toBe(300);
});

for (const speed of [30, 1_000, 10_000]) {
  test(`a slow machine makes time slow, and no session expires at ${speed}×`, async () => {
    // Frames take 20 ms of real time: at 1,000× that would be 20 s of playground time, two sessions.
    const world = playground(2);
    const controller = world.thread(3);
    const brokers = [1, 2, 3].map(() => world.thread(3));
    const seen = brokers.map((broker) => heartbeats(world, broker, controller, () => 20));
    const speedometer = createSpeedometer(world.state);
    world.setSpeed(speed);
    for (let i = 0; i < 100; i++) {
      await world.real.run(50);
      speedometer.read(world.real.nowMs());
    }
    const playMs = playAt(world.state(), world.real.nowMs());
    for (const { beats, expired } of seen) {
      expect(expired).toBe(0);
      expect(beats).toBeGreaterThanOrEqual(Math.floor(playMs / (HEARTBEAT_MS + 3 * GRANT_MS)));
    }
    // It does go on, and tells how fast.
    expect(playMs).toBeGreaterThan(2 * SESSION_MS);
    const reached = speedometer.read(world.real.nowMs());
    expect(reached).toBeLessThanOrEqual(speed);
    expect(reached).toBeGreaterThan(1);
    if (speed > 30) expect(reached).toBeLessThan(speed);
  });
}

test("a broker that is gone does not hold time up, and its session expires", async () => {
  const world = playground();
  const controller = world.thread(0.1);
  const broker = world.thread(0.1);
  const { clock } = controller.schedule;
  const seen = heartbeats(world, broker, controller, () => 0.1);
  world.setSpeed(10_000);
  await world.real.run(100);
  expect(seen.expired).toBe(0);
  const killedMs = clock.monotonicMs();
  broker.kill();
  await world.real.run(100);
  expect(seen.expired).toBe(1);
  expect(clock.monotonicMs() - killedMs).toBeGreaterThan(SESSION_MS);
});

test("who never answers is waited for once, so long as its patience", async () => {
  const world = playground();
  world.thread(0.1);
  world.setSpeed(1_000);
  await world.real.run(100);
  const leave = world.silent(PROGRAM_PATIENCE_MS);
  const before = playAt(world.state(), world.real.nowMs());
  await world.real.run(PROGRAM_PATIENCE_MS - 10);
  expect(playAt(world.state(), world.real.nowMs()) - before).toBeLessThanOrEqual(GRANT_MS);
  await world.real.run(100);
  expect(playAt(world.state(), world.real.nowMs()) - before).toBeGreaterThan(10 * GRANT_MS);
  leave();
  // Who leaves while it is waited for lets time go on at once.
  const other = world.silent(60_000);
  await world.real.run(1_000);
  const held = playAt(world.state(), world.real.nowMs());
  other();
  await world.real.run(100);
  expect(playAt(world.state(), world.real.nowMs()) - held).toBeGreaterThan(10 * GRANT_MS);
});

test("threads that never come to rest make time no slower than where it is free", async () => {
  const world = playground();
  const a = world.thread(1);
  const b = world.thread(1);
  const [there, back] = world.wire(a, b, () => 3);
  const forever = (): void => there(() => back(forever));
  for (let i = 0; i < 5; i++) forever();
  world.setSpeed(1_000);
  await world.real.run(10_000);
  expect(playAt(world.state(), world.real.nowMs())).toBeGreaterThanOrEqual((FREE_SPEED * 10_000) / 2);
});

test("pause holds the grants; a step, a jump and a resume go on from where time stands", async () => {
  const world = playground();
  const { schedule } = world.thread(0.1);
  world.setSpeed(10_000);
  await world.real.run(50);
  world.change(paused);
  const standsMs = schedule.clock.monotonicMs();
  let fired = false;
  schedule.clock.setTimer(3_000, () => {
    fired = true;
  });
  await world.real.run(1_000);
  expect(schedule.clock.monotonicMs()).toBe(standsMs);
  expect(schedule.step()).toBe(true);
  expect([fired, schedule.clock.monotonicMs()]).toEqual([true, standsMs + 3_000]);
  world.change((state) => steppedTo(state, standsMs + 3_000));
  world.change(resumed);
  // The step went further than the horizon: the next grant begins there.
  await world.real.run(1_000);
  expect(schedule.clock.monotonicMs()).toBeGreaterThanOrEqual(standsMs + 3_000);
});

test("free time asks nobody", async () => {
  const world = playground();
  let asked = 0;
  world.grants.join({
    patienceMs: 10,
    async catchUp() {
      asked++;
      return NO_ACTIVITY;
    },
  });
  world.setSpeed(FREE_SPEED);
  await world.real.run(1_000);
  expect(asked).toBe(0);
  expect(playAt(world.state(), world.real.nowMs())).toBe(1_000 * FREE_SPEED);
});

test("time never goes back, and never beyond what was granted, whatever the threads and the person do", async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant("run" as const), ms: fc.double({ min: 0.01, max: 40, noNaN: true }) }),
    fc.record({ kind: fc.constant("speed" as const), ms: fc.constantFrom(1, 10, 11, 100, 10_000) }),
    fc.record({ kind: fc.constant("timer" as const), ms: fc.nat(3_000) }),
    fc.record({ kind: fc.constant("frame" as const), ms: fc.nat(30) }),
    fc.record({ kind: fc.constant("silent" as const), ms: fc.integer({ min: 1, max: 100 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(8), fc.array(act, { maxLength: 40 }), async (lateMs, acts) => {
      const world = playground(lateMs);
      const threads = [world.thread(0.3), world.thread(4)] as const;
      let flightMs = 1;
      const [there] = world.wire(threads[0], threads[1], () => flightMs);
      const last = [0, 0];
      const look = (): void =>
        threads.forEach(({ schedule }, at) => {
          const now = schedule.clock.monotonicMs();
          expect(now).toBeGreaterThanOrEqual(last[at]!);
          expect(now).toBeLessThanOrEqual(world.state().horizonMs ?? Number.POSITIVE_INFINITY);
          last[at] = now;
        });
      for (const { kind, ms } of acts) {
        look();
        if (kind === "run") await world.real.run(ms);
        else if (kind === "speed") world.setSpeed(ms);
        else if (kind === "silent") world.silent(ms);
        else if (kind === "timer") for (const { schedule } of threads) schedule.clock.setTimer(ms, look);
        else {
          flightMs = ms;
          there(look);
        }
      }
      look();
      for (const { atMs, horizonMs } of world.given) expect(horizonMs - atMs).toBeLessThanOrEqual(GRANT_MS);
    }),
    { numRuns: 150 },
  );
});
