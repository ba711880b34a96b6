import { setImmediate } from "node:timers";
import { describe, expect, test } from "vitest";
import { apiHandler, RequestServer, registryOf } from "../../net/server.ts";
import { decodeRequestBody, decodeRequestHeader, encodeResponse } from "../../protocol/frames.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { Envelope } from "../../protocol/schemas/58-envelope.ts";
import { createWorld } from "../../sim/world.ts";
import { forwardedApis } from "../apis/forwarded.ts";
import { answer } from "../testing/test-broker.ts";
import { type ControllerAddress, ControllerLink } from "./controller-link.ts";
import { principalBytes } from "./forwarding.ts";

const body = { topics: [{ name: "t", numPartitions: 3, replicationFactor: 1 }], timeoutMs: 1000 };

/** Two controllers on the wire; the first is not the active one when `moved`. */
async function controllers() {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const asked: { at: number; principal: Uint8Array | null; topic: string }[] = [];
  const state = { active: 3001, known: 3001 as number | null };
  for (const id of [3001, 3002]) {
    const envelope = apiHandler<typeof Envelope>({
      api: Envelope,
      handle({ requestData, requestPrincipal }) {
        if (state.active !== id) {
          state.known = state.active;
          return { errorCode: 41 };
        }
        const header = decodeRequestHeader(requestData, () => CreateTopics)!;
        const request = decodeRequestBody(CreateTopics, header.apiVersion, header.body);
        asked.push({ at: id, principal: requestPrincipal, topic: request.topics[0]!.name });
        const topics = [{ name: "t", numPartitions: 3, errorCode: 36, errorMessage: "there already" }];
        const frame = encodeResponse(CreateTopics, header.apiVersion, header.correlationId, { topics });
        return { errorCode: 0, responseData: frame.subarray(4) };
      },
    });
    const options = { host: "localhost", port: 9000 + id, maxRequestBytes: 1_000_000 };
    const server = new RequestServer(world.ports(`${id}`), { ...options, registry: registryOf([envelope]) });
    await server.start();
  }
  const active = (): ControllerAddress | null =>
    state.known === null ? null : { id: state.known, host: "localhost", port: 9000 + state.known };
  const link = new ControllerLink(world.ports("1"), active, "broker-1");
  const create = forwardedApis({ link }).find(({ api }) => api.key === CreateTopics.key)!;
  return { world, asked, state, create };
}

describe("a request for the controller", () => {
  test("goes there in an envelope with its principal, and its answer comes back", async () => {
    const { world, asked, create } = await controllers();
    const answered = answer(create, CreateTopics, 7, body);
    await world.run(100);
    expect((await answered).topics).toMatchObject([
      { name: "t", numPartitions: 3, errorCode: 36, errorMessage: "there already" },
    ]);
    expect(asked).toMatchObject([{ at: 3001, topic: "t" }]);
    expect([...asked[0]!.principal!]).toEqual([...principalBytes("User:ANONYMOUS")]);
  });

  test("finds the controller again when it has moved", async () => {
    const { world, asked, state, create } = await controllers();
    state.active = 3002;
    const answered = answer(create, CreateTopics, 2, body);
    await world.run(500);
    expect((await answered).topics[0]!.errorCode).toBe(36);
    expect(asked).toMatchObject([{ at: 3002 }]);
  });

  test("waits for one to be elected, and times out without", async () => {
    const { world, state, create } = await controllers();
    state.known = null;
    const late = answer(create, CreateTopics, 7, body);
    world.after(2000, () => {
      state.known = 3001;
    });
    await world.run(2500);
    expect((await late).topics[0]!.errorCode).toBe(36);
    state.known = null;
    const never = answer(create, CreateTopics, 7, body);
    await world.run(61_000);
    expect((await never).topics).toMatchObject([{ name: "t", errorCode: 7 }]);
  });
});

test("a principal is a version, its type and its name", () => {
  expect([...principalBytes("User:bob")]).toEqual([0, 0, 5, 85, 115, 101, 114, 4, 98, 111, 98, 0, 0]);
});
