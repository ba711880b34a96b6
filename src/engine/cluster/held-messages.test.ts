// Links that hold: whole frames, in the order of their connection, released or dropped one by one.
import { expect, test } from "vitest";
import type { Socket } from "../ports/network.ts";
import { ALL_APIS } from "../protocol/schemas/all.ts";
import { createWorld } from "../sim/world.ts";
import { apiName } from "./api-names.ts";
import { createFaultPlane, faultyNetwork } from "./faults.ts";

const FETCH = 1;
const VOTE = 52;

/** A frame as its size says, with `sizeBytes` behind the size. */
function frame(sizeBytes: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(4 + sizeBytes);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, sizeBytes);
  write(view);
  return bytes;
}
const request = (api: number, correlationId: number, sizeBytes = 12): Uint8Array =>
  frame(sizeBytes, (view) => {
    view.setInt16(4, api);
    view.setInt32(8, correlationId);
  });
const response = (correlationId: number): Uint8Array => frame(4, (view) => view.setInt32(4, correlationId));

async function connected() {
  const world = createWorld({ seed: 3, drain: () => new Promise((done) => setImmediate(done)) });
  const faults = createFaultPlane();
  // The wires cut what they carry anywhere: only the sums count.
  let heardBytes = 0;
  let replyBytes = 0;
  const over: string[] = [];
  let server: Socket | null = null;
  await world.network("server").listen("server", 1, (socket) => {
    server = socket;
    socket.onData = (bytes) => {
      heardBytes += bytes.length;
    };
    socket.onClose = () => over.push("server");
  });
  const network = faultyNetwork(world.network("client"), faults, 1, () => 2, world.clock("world"));
  const connecting = network.connect("server", 1);
  await world.run(10);
  const client = await connecting;
  client.onData = (bytes) => {
    replyBytes += bytes.length;
  };
  client.onClose = () => over.push("client");
  const hold = (...ways: (readonly [from: number, to: number, cut?: boolean])[]): void =>
    faults.apply({
      links: ways.map(([from, to, cut = false]) => ({ from, to, cut, delayMs: 0, hold: true })),
      disks: [],
    });
  const held = () => faults.held.list().map(({ api, correlationId, isNext }) => [api, correlationId, isNext]);
  const id = (index: number): string => faults.held.list()[index]!.id;
  return {
    world,
    faults,
    client,
    server: server! as Socket,
    heard: () => heardBytes,
    replies: () => replyBytes,
    over,
    hold,
    held,
    id,
  };
}

test("every API of the schemas has its name", () => {
  for (const { key, name } of ALL_APIS) expect(apiName(key)).toBe(name);
  expect(apiName(999)).toBe("API 999");
});

test("a holding link names what it holds, and lets go one message at a time, in order", async () => {
  const { world, faults, client, server, heard, replies, hold, held, id } = await connected();
  hold([1, 2], [2, 1]);
  client.send(request(VOTE, 7));
  client.send(request(FETCH, 8, 100));
  await world.run(60_000);
  expect([heard(), held()]).toEqual([
    0,
    [
      ["Vote", 7, true],
      ["Fetch", 8, false],
    ],
  ]);
  expect(faults.held.list()[0]).toMatchObject({ from: 1, to: 2, isResponse: false, sizeBytes: 16 });
  faults.held.decide(id(1), "release");
  await world.run(10);
  expect(heard()).toBe(0);
  faults.held.decide(id(0), "release");
  await world.run(10);
  expect([heard(), held()]).toEqual([16, [["Fetch", 8, true]]]);
  server.send(response(7));
  await world.run(10);
  expect([replies(), held()]).toEqual([
    0,
    [
      ["Fetch", 8, true],
      ["Vote", 7, true],
    ],
  ]);
  faults.apply({ links: [], disks: [] });
  await world.run(10);
  expect([heard(), replies(), held()]).toEqual([16 + 104, 8, []]);
});

test("frames are held whole, however their bytes come; one that had begun passes", async () => {
  const { world, client, heard, hold, held } = await connected();
  const [first, second, third] = [request(FETCH, 1, 40), request(FETCH, 2, 40), request(VOTE, 3, 40)];
  client.send(first.slice(0, 20));
  await world.run(10);
  hold([1, 2]);
  client.send(Uint8Array.of(...first.slice(20), ...second.slice(0, 3)));
  client.send(Uint8Array.of(...second.slice(3), ...third.slice(0, 5)));
  await world.run(10);
  expect(held()).toEqual([["Fetch", 2, true]]);
  client.send(third.slice(5));
  await world.run(10);
  expect(heard()).toBe(first.length);
  expect(held()).toEqual([
    ["Fetch", 2, true],
    ["Vote", 3, false],
  ]);
});

test("a dropped message breaks its connection: both ends hear of it, nothing behind it arrives", async () => {
  const { world, faults, client, heard, over, hold, held, id } = await connected();
  hold([1, 2]);
  client.send(request(VOTE, 7));
  client.send(request(FETCH, 8));
  faults.held.decide(id(0), "drop");
  await world.run(10);
  expect([heard(), held(), over.sort()]).toEqual([0, [], ["client", "server"]]);
});

test("a released message still waits while the link is cut, and a closing end comes behind what is held", async () => {
  const { world, faults, client, heard, over, hold, id } = await connected();
  hold([1, 2, true]);
  client.send(request(VOTE, 7));
  client.send(request(VOTE, 8));
  client.close();
  faults.held.decide(id(0), "release");
  await world.run(10);
  expect(heard()).toBe(0);
  hold([1, 2]);
  await world.run(10);
  expect([heard(), over]).toEqual([16, []]);
  faults.held.decide(id(0), "release");
  await world.run(10);
  expect([heard(), over]).toEqual([32, ["server"]]);
});
