import { expect, test } from "vitest";
import type { MountedDisk } from "../disk/page-cache.ts";
import { clockCases } from "../ports/testing/clock-suite.ts";
import { diskCases } from "../ports/testing/disk-suite.ts";
import { networkCases } from "../ports/testing/network-suite.ts";
import { checkRng } from "../ports/testing/rng-suite.ts";
import { checkTrace } from "../ports/testing/trace-suite.ts";
import { createPlatter } from "./platter.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld, type World } from "./world.ts";

const newWorld = (): World =>
  createWorld({ seed: 5, drain: () => new Promise((done) => setImmediate(done)) });

/** Lets virtual time pass until the promise settles. */
function wait<T>(world: World, promise: Promise<T>): Promise<T> {
  return untilSettled(world, promise, 600_000);
}

test.each(networkCases().map((one) => [one.name, one] as const))("network: %s", async (_name, { run }) => {
  const world = newWorld();
  let port = 1000;
  await run({
    server: world.network("server"),
    client: world.network("client"),
    host: "server",
    freePort: async () => port++,
    wait: (promise) => wait(world, promise),
    until: (holds) => world.runUntil(holds, 600_000),
    quiet: () => world.run(1000),
  });
});

test.each(clockCases().map((one) => [one.name, one] as const))("clock: %s", async (_name, { run }) => {
  const world = newWorld();
  await run({ clock: world.clock("a"), pass: (ms) => world.run(ms) });
});

test("rng and trace", async () => {
  const world = newWorld();
  checkRng(world.ports("a").rng);
  checkRng(world.rng);
  await checkTrace(world.trace("a"), async () => world.events);
  expect(world.events.map(({ source }) => source)).toEqual(["a", "a"]);
});

test.each(diskCases().map((one) => [one.name, one] as const))("disk: %s", async (_name, { run }) => {
  const world = newWorld();
  const platter = createPlatter();
  let disk: MountedDisk | null = null;
  const bench = {
    mount: async () => {
      disk = platter.mount((done) => world.after(1, done));
      return disk;
    },
    crash: async () => disk?.kill(),
  };
  await wait(world, run(bench));
});
