import { expect, test } from "vitest";
import { FindCoordinator } from "../../../protocol/schemas/10-find-coordinator.ts";
import { answer } from "../../testing/test-broker.ts";
import { findCoordinatorHandler } from "./handler.ts";

test("nobody coordinates yet: 15 for one key and for several", async () => {
  const one = await answer(findCoordinatorHandler(), FindCoordinator, 2, { key: "g", keyType: 0 });
  expect(one).toMatchObject({ errorCode: 15, nodeId: -1, host: "", port: -1 });
  const several = await answer(findCoordinatorHandler(), FindCoordinator, 6, { coordinatorKeys: ["g", "h"] });
  expect(several.coordinators).toMatchObject([
    { key: "g", errorCode: 15 },
    { key: "h", errorCode: 15 },
  ]);
});

test("an unknown kind of key is an invalid request", async () => {
  const response = await answer(findCoordinatorHandler(), FindCoordinator, 3, { key: "g", keyType: 9 });
  expect(response.errorCode).toBe(42);
});
