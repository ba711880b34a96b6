import { expect, test } from "vitest";
import { asked, created, type Happened, killed, starting, stateOf } from "../testing/controllers.ts";
import { quorumPhases, topicsAskedFor, topicsCreated } from "./observe-quorum.ts";

test("of four controllers one may be down, of five two", () => {
  const events: readonly Happened[] = [
    [1_000, "3001", killed],
    [5_000, "3004", killed],
    [9_000, "3001", starting],
  ];
  const told = (controllers: number) =>
    quorumPhases(stateOf(controllers, events)).map(({ down, quorum }) => [down, quorum]);
  const down = [[], [3001], [3001, 3004], [3004]];
  expect(told(4)).toEqual([
    [down[0], true],
    [down[1], true],
    [down[2], false],
    [down[3], true],
  ]);
  expect(told(5).every(([, quorum]) => quorum)).toBe(true);
});

test("a broker is no controller; a frozen controller is down until it is thawed", () => {
  const freeze = { kind: "command", command: { kind: "freeze", node: 3002 } } as const;
  const thaw = { kind: "command", command: { kind: "thaw", node: 3002 } } as const;
  const state = stateOf(3, [
    [1_000, "1", killed],
    [2_000, "you", freeze],
    [3_000, "you", thaw],
  ]);
  expect(quorumPhases(state)).toEqual([
    { fromMs: 0, toMs: 2_000, down: [], quorum: true },
    { fromMs: 2_000, toMs: 3_000, down: [3002], quorum: true },
    { fromMs: 3_000, toMs: 60_000, down: [], quorum: true },
  ]);
});

test("topics and requests belong to the phase they fall in; what brokers pass on is not asked twice", () => {
  const state = stateOf(3, [
    [1_000, "3001", killed],
    [1_050, "3002", created],
    [2_000, "program", asked],
    [2_001, "1", asked],
    [2_100, "3002", created],
  ]);
  const phase = quorumPhases(state)[1]!;
  expect(topicsCreated(state, phase)).toEqual(["t"]);
  expect(topicsAskedFor(state, phase)).toBe(1);
});
