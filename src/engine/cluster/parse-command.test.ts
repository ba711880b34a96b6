import { expect, test } from "vitest";
import { commandHelp, parseCommand } from "./parse-command.ts";

test.each([
  { kind: "kill", node: 2 },
  { kind: "cutLink", a: 1, b: 2 },
  { kind: "cutLink", a: 1, b: 2, oneWay: true },
  { kind: "holdLink", a: 1, b: 2, oneWay: true },
  { kind: "releaseMessage", id: "m1" },
  { kind: "tear", node: 2 },
  { kind: "slowDisk", node: 1, delayMs: 0.5 },
  { kind: "fullDisk", node: 1, full: false },
  { kind: "failLogDir", node: 1, dir: "/data/1", failed: true },
  { kind: "runCleaner", node: 1 },
  { kind: "step" },
  { kind: "jump", byMs: 604_800_000 },
])("%j is a command", (value) => {
  expect(parseCommand(value)).toEqual(value);
});

test.each([
  [null, "a command is an object"],
  [[], "a command is an object"],
  ["kill", "a command is an object"],
  [{}, "unknown kind of command: none"],
  [{ kind: "explode" }, 'unknown kind of command: "explode"'],
  [{ kind: "toString" }, "unknown kind"],
  [{ kind: "kill" }, 'kill needs "node": a node id'],
  [{ kind: "kill", node: "2" }, 'kill needs "node"'],
  [{ kind: "kill", node: 1.5 }, 'kill needs "node"'],
  [{ kind: "kill", node: 1, extra: 1 }, 'kill takes no "extra"'],
  [{ kind: "fullDisk", node: 1 }, 'fullDisk needs "full": true or false'],
  [{ kind: "cutLink", a: 1, b: 2, oneWay: "yes" }, 'cutLink needs "oneWay"'],
  [{ kind: "dropMessage", id: "" }, 'dropMessage needs "id": the id of a held message'],
  [{ kind: "slowLink", a: 1, b: 2, delayMs: -5 }, 'slowLink needs "delayMs"'],
  [{ kind: "speed", factor: null }, 'speed needs "factor"'],
])("%j is none: %s", (value, message) => {
  expect(() => parseCommand(value)).toThrow(message);
});

test("the help shows every command as it is taken", () => {
  const lines = commandHelp();
  for (const line of lines) expect(parseCommand(JSON.parse(line))).toBeTruthy();
  expect(lines).toContain('{"kind":"holdLink","a":2,"b":2,"oneWay":true}');
});
