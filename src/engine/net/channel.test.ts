import { expect, test } from "vitest";
import type { Socket } from "../ports/network.ts";
import { encodeResponse } from "../protocol/frames.ts";
import { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import { createWorld } from "../sim/world.ts";
import { Channel, type ChannelError } from "./channel.ts";

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Two questions on one connection, with the correlation ids 0 and 1. */
function twoQuestions() {
  const state = { closed: false };
  const socket: Socket = {
    peer: "broker:9092",
    send() {},
    close() {
      state.closed = true;
    },
    pause() {},
    resume() {},
    onData: null,
    onClose: null,
  };
  const { clock, trace } = createWorld({ seed: 1, drain }).ports("client");
  const channel = new Channel(socket, { clock, trace }, "c");
  const ask = (): Promise<number | string> =>
    channel.request(ApiVersions, 0, {}, 1000).then(
      ({ body }) => body.errorCode,
      (error: ChannelError) => error.message,
    );
  const answer = (correlationId: number, errorCode: number): void =>
    socket.onData!(encodeResponse(ApiVersions, 0, correlationId, { errorCode }), null);
  return { state, channel, questions: [ask(), ask()], answer };
}

test("answers go to the questions in their order", async () => {
  const { channel, questions, answer } = twoQuestions();
  answer(0, 35);
  answer(1, 36);
  expect(await Promise.all(questions)).toEqual([35, 36]);
  expect(channel.inFlight).toBe(0);
});

test("an answer out of its turn ends the connection, as in Kafka's clients: nobody knows what it is of", async () => {
  const { state, questions, answer } = twoQuestions();
  answer(1, 36);
  const said = "broker:9092 answered with correlation id 1; the next answer due is 0";
  expect(await Promise.all(questions)).toEqual([said, said]);
  expect(state.closed).toBe(true);
});
