import { expect, test } from "vitest";
import { randomBelow } from "../base/random.ts";
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import { createWorld, type World } from "./world.ts";

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));
const newWorld = (seed = 1): World => createWorld({ seed, drain });

test("time passes only when the world runs, and timers fire in order", async () => {
  const world = newWorld();
  const fired: string[] = [];
  const clock = world.clock("a");
  clock.setTimer(20, () => fired.push(`late ${clock.monotonicMs()}`));
  clock.setTimer(10, () => fired.push(`early ${clock.monotonicMs()}`));
  const cancelled = clock.setTimer(15, () => fired.push("cancelled"));
  cancelled.cancel();
  await world.run(10);
  expect(fired).toEqual(["early 10"]);
  await world.run(100);
  expect(fired).toEqual(["early 10", "late 20"]);
  expect(clock.monotonicMs()).toBe(110);
});

test("a jump moves wall time and no timeout", async () => {
  const world = newWorld();
  const clock = world.clock("a");
  const before = clock.wallMs();
  let fired = false;
  clock.setTimer(1000, () => {
    fired = true;
  });
  world.jump(7 * 86_400_000);
  await world.run(10);
  expect(clock.wallMs() - before).toBe(7 * 86_400_000 + 10);
  expect(fired).toBe(false);
});

test("runUntil stops at the event that made it true, and throws when nothing does", async () => {
  const world = newWorld();
  let count = 0;
  const tick = (): void => {
    count++;
    world.clock("a").setTimer(5, tick);
  };
  tick();
  await world.runUntil(() => count === 4, 1000);
  expect(world.nowMs()).toBe(15);
  await expect(world.runUntil(() => count === 1000, 100)).rejects.toThrow("not so within 100 ms");
});

test("a loop that never lets time pass is found out", async () => {
  const world = createWorld({ seed: 1, drain: () => Promise.resolve() });
  const spin = (): void => {
    world.clock("a").setTimer(0, spin);
  };
  spin();
  await expect(world.run(1)).rejects.toThrow("endless loop");
});

test("a killed incarnation is inert: no timer, no data, no promise; the next one finds what was flushed", async () => {
  const world = newWorld();
  const heard: string[] = [];
  const old = world.spawn("a");
  old.ports.disk.open("kept").append(utf8Encode("kept"));
  const flushed = old.ports.disk.flush();
  await world.run(10);
  await flushed;
  old.ports.disk.open("lost").append(utf8Encode("lost"));
  old.ports.clock.setTimer(5, () => heard.push("timer"));
  void old.ports.disk.flush().then(() => heard.push("flush"));
  void old.ports.network.connect("nowhere", 1).catch(() => heard.push("connect"));
  old.kill();
  old.ports.trace.emit({ kind: "node-ready", role: "broker" });
  await world.run(100);
  expect(heard).toEqual([]);
  expect(world.events).toEqual([]);
  const next = world.spawn("a").ports.disk;
  expect(next.list()).toEqual(["kept"]);
  const bytes = next.open("kept").read(0, 99);
  await world.run(10);
  expect(utf8Decode(await bytes)).toBe("kept");
});

test("a kill closes what the dead had open; its port is free again", async () => {
  const world = newWorld();
  const heard: string[] = [];
  await world.network("server").listen("server", 9092, () => {});
  const connected = world.network("client").connect("server", 9092);
  await world.run(10);
  (await connected).onClose = () => heard.push("closed");
  world.kill("server");
  await world.run(10);
  expect(heard).toEqual(["closed"]);
  const refused = world.network("client").connect("server", 9092);
  const outcome = expect(refused).rejects.toThrow("nobody listens on server:9092");
  await world.run(10);
  await outcome;
  await world.network("server").listen("server", 9092, () => {});
});

test("a frozen node hears nothing until it thaws, then everything in order", async () => {
  const world = newWorld();
  const server = world.spawn("server");
  const heard: string[] = [];
  await server.ports.network.listen("server", 1, (socket) => {
    socket.onData = (bytes) => heard.push(...utf8Decode(bytes));
    socket.onClose = () => heard.push("closed");
  });
  const connected = world.network("client").connect("server", 1);
  await world.run(10);
  const socket = await connected;
  server.ports.clock.setTimer(5, () => heard.push("timer"));
  server.freeze();
  await world.run(10);
  socket.send(utf8Encode("x"));
  socket.close();
  await world.run(10);
  expect(heard).toEqual([]);
  server.thaw();
  await world.run(10);
  expect(heard).toEqual(["timer", "x", "closed"]);
});

test("bytes that were given away are spoilt for the giver", async () => {
  const world = newWorld();
  await world.network("server").listen("server", 1, () => {});
  const connected = world.network("client").connect("server", 1);
  await world.run(10);
  const bytes = utf8Encode("mine");
  (await connected).send(bytes);
  expect(utf8Decode(bytes.slice())).not.toBe("mine");
});

/** A small conversation with chance in it, told through the trace. */
async function story(seed: number): Promise<string> {
  const world = newWorld(seed);
  const { network, trace, rng } = world.ports("server");
  await network.listen("server", 1, (socket) => {
    socket.onData = (bytes) => {
      trace.emit({ kind: "disk-flushed", bytes: bytes.length });
      socket.send(new Uint8Array(randomBelow(rng, 50) + 1));
    };
  });
  for (const name of ["a", "b", "c"]) {
    const client = world.ports(name);
    void client.network.connect("server", 1).then((socket) => {
      socket.onData = (bytes) => {
        client.trace.emit({ kind: "disk-flushed", bytes: bytes.length });
        client.clock.setTimer(randomBelow(client.rng, 10), () => socket.send(new Uint8Array(10)));
      };
      socket.send(new Uint8Array(10));
    });
  }
  await world.run(60);
  return JSON.stringify(world.events);
}

test("the same seed tells the same story, another seed another one", async () => {
  const first = await story(7);
  expect(first.length).toBeGreaterThan(1000);
  expect(await story(7)).toBe(first);
  expect(await story(8)).not.toBe(first);
});
