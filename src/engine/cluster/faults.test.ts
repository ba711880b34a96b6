import { expect, test } from "vitest";
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import type { Network, Socket } from "../ports/network.ts";
import { networkCases } from "../ports/testing/network-suite.ts";
import { untilSettled } from "../sim/until-settled.ts";
import { createWorld, type World } from "../sim/world.ts";
import { CONNECT_TIMEOUT_MS, createFaultPlane, faultyDisk, faultyNetwork, type LinkFault } from "./faults.ts";

const newWorld = (): World =>
  createWorld({ seed: 3, drain: () => new Promise((done) => setImmediate(done)) });

/** Node 1 connects to node 2, which listens on server:1. */
async function connected() {
  const world = newWorld();
  const faults = createFaultPlane();
  const clock = world.clock("world");
  const heard: string[] = [];
  const replies: string[] = [];
  let server: Socket | null = null;
  await world.network("server").listen("server", 1, (socket) => {
    server = socket;
    socket.onData = (bytes) => heard.push(utf8Decode(bytes));
    socket.onClose = () => heard.push("closed");
  });
  const network = faultyNetwork(world.network("client"), faults, 1, () => 2, clock);
  const connecting = network.connect("server", 1);
  await world.run(10);
  const client = await connecting;
  client.onData = (bytes) => replies.push(utf8Decode(bytes));
  client.onClose = () => replies.push("closed");
  const say = (socket: Socket, words: string): void => socket.send(utf8Encode(words));
  const links = (...list: Partial<LinkFault>[]): void =>
    faults.apply({
      links: list.map((link) => ({ from: 1, to: 2, cut: false, delayMs: 0, hold: false, ...link })),
      disks: [],
    });
  return { world, faults, network, client, server: server! as Socket, heard, replies, say, links };
}

test("a cut link carries nothing until it heals, then everything in order", async () => {
  const { world, client, server, heard, replies, say, links } = await connected();
  links({ cut: true }, { from: 2, to: 1, cut: true });
  say(client, "a");
  say(server, "x");
  await world.run(60_000);
  say(client, "b");
  client.close();
  await world.run(100);
  expect([heard, replies]).toEqual([[], []]);
  links();
  await world.run(10);
  expect([heard.join(" "), replies]).toEqual(["a b closed", []]);
});

test("a link cut one way still carries the other", async () => {
  const { world, client, server, heard, replies, say, links } = await connected();
  links({ cut: true });
  say(client, "a");
  say(server, "x");
  await world.run(100);
  expect([heard, replies]).toEqual([[], ["x"]]);
  server.close();
  await world.run(10);
  expect(replies).toEqual(["x", "closed"]);
});

test("a slow link delays, and lets nothing overtake when it gets faster", async () => {
  const { world, client, heard, say, links } = await connected();
  links({ delayMs: 500 });
  say(client, "a");
  await world.run(400);
  links();
  say(client, "b");
  await world.run(50);
  expect(heard).toEqual([]);
  await world.run(100);
  expect(heard.join(" ")).toBe("a b");
});

test("connecting over a cut link waits for the healing, or times out", async () => {
  const { world, network, links } = await connected();
  links({ from: 2, to: 1, cut: true });
  const startMs = world.nowMs();
  const failed = expect(network.connect("server", 1)).rejects.toThrow("server:1 does not answer");
  await world.run(CONNECT_TIMEOUT_MS + 1);
  await failed;
  let connectedAtMs = 0;
  void network.connect("server", 1).then(() => {
    connectedAtMs = world.nowMs();
  });
  world.after(3000, () => links());
  await world.run(5000);
  expect(connectedAtMs - startMs).toBeGreaterThan(CONNECT_TIMEOUT_MS + 3000);
});

test("who is not in the address book is left alone", async () => {
  const { world, faults, links } = await connected();
  links({ cut: true }, { from: 2, to: 1, cut: true });
  const network: Network = faultyNetwork(world.network("other"), faults, 1, () => null, world.clock("world"));
  let isConnected = false;
  void network.connect("server", 1).then(() => {
    isConnected = true;
  });
  await world.run(10);
  expect(isConnected).toBe(true);
});

test("a slow disk takes its time, a full one refuses and recovers", async () => {
  const world = newWorld();
  const faults = createFaultPlane();
  const raw = world.disk("a");
  const disk = faultyDisk(raw, faults, 1, world.clock("world"));
  const outcome: string[] = [];
  const flush = (): void =>
    void disk.flush().then(
      () => outcome.push("flushed"),
      (error: Error) => outcome.push(`${(error as { kind?: string }).kind}`),
    );
  faults.apply({ links: [], disks: [{ node: 1, delayMs: 1000, full: false, failedDirs: [] }] });
  disk.open("f").append(utf8Encode("x"));
  flush();
  await world.run(900);
  expect(outcome).toEqual([]);
  await world.run(200);
  expect(outcome).toEqual(["flushed"]);
  faults.apply({ links: [], disks: [{ node: 1, delayMs: 0, full: true, failedDirs: [] }] });
  disk.open("f").append(utf8Encode("y"));
  flush();
  await world.run(10);
  expect([outcome.at(-1), disk.dirtyBytes() > 0]).toEqual(["full", true]);
  faults.apply({ links: [], disks: [] });
  flush();
  await world.run(10);
  expect([outcome.at(-1), disk.dirtyBytes()]).toEqual(["flushed", 0]);
});

test.each([
  ["healthy", 0],
  ["slow", 40],
] as const)("a %s link keeps what a network promises", async (_name, delayMs) => {
  for (const { name, run } of networkCases()) {
    const world = newWorld();
    const faults = createFaultPlane();
    faults.apply({
      links: [
        { from: 1, to: 2, cut: false, delayMs, hold: false },
        { from: 2, to: 1, cut: false, delayMs, hold: false },
      ],
      disks: [],
    });
    let port = 1;
    let over = false;
    const bench = {
      server: world.network("server"),
      client: faultyNetwork(world.network("client"), faults, 1, () => 2, world.clock("world")),
      host: "server",
      freePort: async () => port++,
      wait: <T>(promise: Promise<T>): Promise<T> => untilSettled(world, promise, 600_000),
      until: (holds: () => boolean) => world.runUntil(holds, 600_000),
      quiet: () => world.run(1000),
    };
    await run(bench).then(() => {
      over = true;
    });
    expect(over, name).toBe(true);
  }
});

test("a log directory that failed can be used no more, the others can", async () => {
  const world = newWorld();
  const faults = createFaultPlane();
  const disk = faultyDisk(world.disk("a"), faults, 1, world.clock("world"));
  for (const name of ["meta.properties", "b/meta.properties", "t-0/log", "b/t-1/log"]) disk.open(name);
  const fail = (...failedDirs: string[]): void =>
    faults.apply({ links: [], disks: [{ node: 1, delayMs: 0, full: false, failedDirs }] });
  const flushed = async (names?: string[]): Promise<string> => {
    let outcome = "";
    disk.flush(names).then(
      () => {
        outcome = "flushed";
      },
      (error: Error) => {
        outcome = error.message;
      },
    );
    await world.run(10);
    return outcome;
  };
  fail("/b");
  expect(() => disk.open("b/t-1/log")).toThrow("/b of node 1 does not answer");
  expect(() => disk.remove("b/t-1/log")).toThrow("/b of node 1 does not answer");
  expect(await flushed(["b/t-1/log"])).toBe("/b of node 1 does not answer");
  expect(await flushed(["t-0/log"])).toBe("flushed");
  // What has no place of its own lies at the root.
  fail("/a");
  expect(() => disk.rename("t-0/log", "t-0/new")).toThrow("/a of node 1 does not answer");
  expect(await flushed(["b/t-1/log"])).toBe("flushed");
  expect(await flushed()).toBe("/a of node 1 does not answer");
  fail();
  expect(await flushed()).toBe("flushed");
});
