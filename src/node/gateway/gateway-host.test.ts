// The host below the gateway, with nodes that only count and echo.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Cluster, createCluster } from "../../engine/cluster/cluster.ts";
import { clusterSpec } from "../../engine/cluster/cluster-spec.ts";
import type { RunningNode } from "../../engine/cluster/node.ts";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import type { NodeDetail } from "../../engine/inspect/snapshot.ts";
import type { NodePorts } from "../../engine/ports/ports.ts";
import { freePorts } from "../net/testing/free-ports.ts";
import { openDataDirectory } from "./data-directory.ts";
import { createGatewayHost } from "./gateway-host.ts";

let folder = "";
let port = 0;
const clusters: Cluster[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "samsa-host-"));
  port = await freePorts(3);
});
afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stopAll();
  await rm(folder, { recursive: true, force: true });
});

/** Echoes what it hears over its port; byte 1 also makes it append to its file, byte 2 flush it. */
function startEcho({ host, port: own }: { host: string; port: number }, ports: NodePorts): RunningNode {
  let end: (error: Error | null) => void = () => {};
  let heard = 0;
  const file = ports.disk.open("counter.log");
  const ready = ports.network
    .listen(host, own, (socket) => {
      socket.onData = (bytes) => {
        heard += bytes.length;
        if (bytes[0] === 1) file.append(bytes);
        const answered = bytes[0] === 2 ? ports.disk.flush() : Promise.resolve();
        void answered.then(() => socket.send(bytes.slice()));
      };
    })
    .then(() => {});
  return {
    ready,
    ended: new Promise((resolve) => {
      end = resolve;
    }),
    inspect: () => ({ heard, stored: file.sizeBytes }) as unknown as NodeDetail,
    async stop() {
      await ports.disk.flush();
      end(null);
    },
  };
}

async function start(data: boolean): Promise<Cluster> {
  const directory = data
    ? await openDataDirectory(join(folder, "data"), () => "AAAAAAAAAAAAAAAAAAAAAA")
    : null;
  const spec = clusterSpec({
    clusterId: "AAAAAAAAAAAAAAAAAAAAAA",
    brokers: 2,
    controllers: 1,
    host: "localhost",
    port,
    controllerPort: port + 2,
    properties: {},
  });
  const trace = createTraceLog();
  const host = createGatewayHost({ spec, trace, data: directory, startNode: startEcho });
  const cluster = createCluster({ spec, host, trace });
  clusters.push(cluster);
  await cluster.startAll();
  return cluster;
}

interface Caller {
  say(byte: number): void;
  heard(): number[];
  closed(): boolean;
}

function call(node: number): Promise<Caller> {
  return new Promise((resolve, reject) => {
    const socket = connect(port + node - 1, "127.0.0.1");
    const heard: number[] = [];
    let closed = false;
    socket.on("data", (data) => heard.push(...data));
    socket.on("close", () => {
      closed = true;
    });
    socket.on("error", reject);
    socket.on("connect", () =>
      resolve({
        say: (byte) => void socket.write(Uint8Array.of(byte)),
        heard: () => heard,
        closed: () => closed,
      }),
    );
  });
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2);
}
const detail = (cluster: Cluster, node: number): { heard: number; stored: number } =>
  cluster.snapshot().nodes.find(({ id }) => id === node)!.detail as unknown as {
    heard: number;
    stored: number;
  };

test.each([false, true])(
  "a killed node keeps what it flushed and loses the rest (files: %s)",
  async (data) => {
    const cluster = await start(data);
    const caller = await call(1);
    caller.say(1);
    await until(() => caller.heard().length === 1);
    caller.say(2);
    await until(() => caller.heard().length === 2);
    caller.say(1);
    await until(() => caller.heard().length === 3);
    expect(detail(cluster, 1).stored).toBe(2);
    await cluster.command({ kind: "kill", node: 1 });
    await until(caller.closed);
    await expect(call(1)).rejects.toThrow("ECONNREFUSED");
    await cluster.command({ kind: "start", node: 1 });
    await until(() => cluster.snapshot().nodes.every(({ status }) => status === "running"));
    expect(detail(cluster, 1)).toEqual({ heard: 0, stored: 1 });
    await cluster.command({ kind: "kill", node: 1 });
    await cluster.command({ kind: "wipeDisk", node: 1 });
    await cluster.command({ kind: "start", node: 1 });
    await until(() => cluster.snapshot().nodes.every(({ status }) => status === "running"));
    expect(detail(cluster, 1).stored).toBe(0);
    if (data) expect((await readdir(join(folder, "data"))).sort()).toContain("broker-1");
  },
);

test("a frozen node accepts and answers nobody until it thaws", async () => {
  const cluster = await start(false);
  const caller = await call(1);
  await cluster.command({ kind: "freeze", node: 1 });
  caller.say(7);
  const late = await call(1);
  late.say(8);
  await sleep(60);
  expect([caller.heard(), late.heard(), detail(cluster, 1).heard]).toEqual([[], [], 0]);
  await cluster.command({ kind: "thaw", node: 1 });
  await until(() => caller.heard().length + late.heard().length === 2);
  expect([caller.heard(), late.heard()]).toEqual([[7], [8]]);
});

test("paused time holds what arrives; each step delivers one thing", async () => {
  const cluster = await start(false);
  const [one, two] = [await call(1), await call(2)];
  await sleep(20);
  await cluster.command({ kind: "pause" });
  const before = cluster.snapshot().time;
  one.say(5);
  await sleep(30);
  two.say(6);
  await sleep(30);
  const heard = () => [detail(cluster, 1).heard, detail(cluster, 2).heard];
  expect(heard()).toEqual([0, 0]);
  await cluster.command({ kind: "step" });
  expect(heard()).toEqual([1, 0]);
  await cluster.command({ kind: "step" });
  expect(heard()).toEqual([1, 1]);
  expect(cluster.snapshot().time).toEqual({ ...before, nowMs: cluster.snapshot().time.nowMs });
  expect(cluster.snapshot().time.nowMs).toBe(before.nowMs);
  await cluster.command({ kind: "resume" });
  await until(() => one.heard().length + two.heard().length === 2);
});
