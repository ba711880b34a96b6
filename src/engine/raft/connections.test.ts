import { expect, test } from "vitest";
import { Connections } from "./connections.ts";
import { DEFAULT_RAFT_SETTINGS } from "./settings.ts";

test("a leader that does not answer where it was is asked where the configuration has it", () => {
  const was = { id: 3, host: "localhost", port: 9093 };
  const is = { ...was, port: 9193 };
  const connections = new Connections([is], DEFAULT_RAFT_SETTINGS, () => 0);
  connections.sent(was, 7, 0);
  expect(connections.readyBootstrap(0)).toBeNull();
  connections.answered(was, 7, false, 0);
  expect(connections.isBackingOff(was, 1)).toBe(true);
  expect(connections.readyBootstrap(1)).toBe(is);
  connections.sent(is, 8, 1);
  expect(connections.isExpected(is, 8)).toBe(true);
  expect(connections.isExpected(was, 8)).toBe(false);
});
