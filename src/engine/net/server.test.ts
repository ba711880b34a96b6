import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import type { Socket } from "../ports/network.ts";
import { encodeRequest } from "../protocol/frames.ts";
import { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import { createWorld } from "../sim/world.ts";
import { apiHandler, RequestServer, registryOf } from "./server.ts";

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A server, and one connection to it whose far end takes answers when it wants. */
async function connection(handled: () => void) {
  const world = createWorld({ seed: 1, drain });
  let accept: (socket: Socket) => void = () => undefined;
  const ports = {
    ...world.ports("1"),
    network: {
      listen: async (_host: string, _port: number, given: typeof accept) => {
        accept = given;
        return { close() {} };
      },
      connect: () => Promise.reject(new Error("not here")),
    },
  };
  const api = apiHandler<typeof ApiVersions>({
    api: ApiVersions,
    handle() {
      handled();
      return { errorCode: 0 };
    },
  });
  const options = { host: "", port: 0, maxRequestBytes: 10_000_000, registry: registryOf([api]) };
  await new RequestServer(ports, options).start();
  const state = { paused: false, answers: 0, drained: undefined as Promise<void> | undefined };
  const socket: Socket = {
    peer: "client:1",
    send() {
      state.answers++;
    },
    close() {},
    pause() {
      state.paused = true;
    },
    resume() {
      state.paused = false;
    },
    drained: () => state.drained,
    onData: null,
    onClose: null,
  };
  accept(socket);
  return { socket, state };
}

const request = (): Uint8Array => encodeRequest(ApiVersions, 0, 1, "c", {});

test("a client that does not take its answers is not served further until it does", async () => {
  let handled = 0;
  const { socket, state } = await connection(() => handled++);
  let caughtUp: () => void = () => undefined;
  state.drained = new Promise((resolve) => {
    caughtUp = resolve;
  });
  for (let i = 0; i < 3; i++) socket.onData!(request(), null);
  await drain();
  expect(handled).toBe(1);
  state.drained = undefined;
  caughtUp();
  await drain();
  expect(handled).toBe(3);
});

test("few but large requests that wait pause the connection", async () => {
  const { socket, state } = await connection(() => undefined);
  let caughtUp: () => void = () => undefined;
  state.drained = new Promise((resolve) => {
    caughtUp = resolve;
  });
  socket.onData!(request(), null);
  // Bytes behind a body are ignored, so this is a large request, too.
  const small = request();
  const large = new Uint8Array(2_000_000);
  large.set(small);
  new DataView(large.buffer).setInt32(0, large.length - 4);
  socket.onData!(large, null);
  expect(state.paused).toBe(true);
  state.drained = undefined;
  caughtUp();
  await drain();
  expect(state.paused).toBe(false);
});
