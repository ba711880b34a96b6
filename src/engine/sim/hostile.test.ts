// Requests that no honest client sends, at a whole cluster: it refuses them as Kafka does, soon and without growing,
// and serves on.
import { expect, test } from "vitest";
import { Channel } from "../net/channel.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { Metadata } from "../protocol/schemas/03-metadata.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { CreatePartitions } from "../protocol/schemas/37-create-partitions.ts";
import { startCluster } from "./start-cluster.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld, type World } from "./world.ts";

const MAX_INT32 = 0x7fff_ffff;

async function cluster() {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  await startCluster(world);
  const channel = await wait(world, Channel.open(world.ports("client"), "localhost", 9092, "hostile"));
  const ask = async <A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
  ): Promise<ResponseOf<A>> => (await wait(world, channel.request(api, version, body, 30_000))).body;
  const create = async (...topics: { name: string; numPartitions?: number }[]) => {
    const rows = topics.map((topic) => ({ numPartitions: 1, replicationFactor: 3, ...topic }));
    const answer = await ask(CreateTopics, 7, { topics: rows, timeoutMs: 10_000, validateOnly: false });
    return answer.topics.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]);
  };
  return { world, ask, create };
}

function wait<T>(world: World, promise: Promise<T>): Promise<T> {
  return untilSettled(world, promise, 60_000);
}

test("an absurd number of partitions is refused, for a new topic and for an old one", async () => {
  const { ask, create } = await cluster();
  const tooMany = [44, "Excessively large number of partitions per request."];
  expect(await create({ name: "huge", numPartitions: MAX_INT32 })).toEqual([tooMany]);
  expect(await create({ name: "small" })).toEqual([[0, null]]);
  const grown = await ask(CreatePartitions, 3, {
    topics: [{ name: "small", count: MAX_INT32, assignments: null }],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  expect(grown.results).toMatchObject([{ name: "small", errorCode: -1 }]);
  const { topics } = await ask(Metadata, 12, { topics: null });
  expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([["small", 1]]);
});

test("a request that would write too many records at once is refused as a whole", async () => {
  const { ask, create } = await cluster();
  const names = Array.from({ length: 5001 }, (_, i) => ({ name: `many-${i}` }));
  const answers = await create(...names);
  expect(new Set(answers.map(([code, message]) => `${code} ${message}`))).toEqual(
    new Set(["44 Unable to perform excessively large batch operation."]),
  );
  expect((await ask(Metadata, 12, { topics: null })).topics).toEqual([]);
});
