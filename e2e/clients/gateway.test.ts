// `samsa gateway` as a program: its arguments, its ends, its admin port, and how it takes what is wrong.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts, isFree } from "../../src/node/net/testing/free-ports.ts";
import { eventually, type GatewayProcess, samsa, startGateway, startThroughNpm } from "./gateway-process.ts";

let folder = "";
let running: GatewayProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "samsa-gateway-"));
  // Short sessions: the successor of a killed broker may register only when the dead one is given up.
  const sessions = ["--set", "broker.session.timeout.ms=2000", "--set", "broker.heartbeat.interval.ms=500"];
  running = await startGateway("--data", join(folder, "in-use"), ...sessions);
});

afterAll(async () => {
  await running.end("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

test.each([
  [[], "a command is missing"],
  [["explode"], 'there is no command "explode"'],
  [["gateway", "--brokers", "0"], "--brokers must be a whole number from 1 to 64"],
  [["gateway", "--brokers", "many"], "--brokers must be a whole number"],
  [["gateway", "--controllers", "10"], "--controllers must be a whole number from 1 to 9"],
  [["gateway", "--port", "99999"], "--port must be"],
  [["gateway", "--set", "no-equals-sign"], "--set needs key=value"],
  [["gateway", "--wrong"], "Unknown option '--wrong'"],
  [["gateway", "extra"], 'what is "extra"?'],
  [["gateway", "--admin-port", "9093"], "is the port of a broker"],
] as const)("samsa %j is wrong usage", async (args, message) => {
  const { code, stdout, stderr } = await samsa(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).toContain("usage: samsa");
});

test("--help is short and no failure", async () => {
  for (const args of [["--help"], ["gateway", "--help"]]) {
    const { code, stdout } = await samsa(...args);
    expect(code).toBe(0);
    expect(stdout).toContain("usage: samsa");
    expect(stdout.split("\n").length).toBeLessThan(25);
  }
});

test("a port that is taken is named", async () => {
  const port = await freePorts(3);
  const other = createServer().listen(port + 1, "127.0.0.1");
  const { code, stderr } = await samsa("gateway", "--port", `${port}`);
  other.close();
  expect(code).toBe(1);
  expect(stderr).toContain(`:${port + 1} is in use by another program`);
});

test("data directories that are none are refused untouched", async () => {
  const foreign = join(folder, "foreign");
  await mkdir(foreign);
  await writeFile(join(foreign, "thesis.txt"), "mine");
  const neither = await samsa("gateway", "--data", foreign);
  expect([neither.code, neither.stderr]).toEqual([
    1,
    `samsa gateway: ${foreign} is neither empty nor a data directory of samsa\n`,
  ]);

  const file = join(foreign, "thesis.txt");
  const noFolder = await samsa("gateway", "--data", file);
  expect(noFolder.code).toBe(1);
  expect(noFolder.stderr).toContain(`cannot use ${file} as data directory`);

  const mixed = join(folder, "mixed");
  await mkdir(join(mixed, "broker-1"), { recursive: true });
  await writeFile(join(mixed, "samsa.properties"), "cluster.id=AAAAAAAAAAAAAAAAAAAAAA\n");
  await writeFile(join(mixed, "broker-1/meta.properties"), "version=1\ncluster.id=BBBBBBBBBBBBBBBBBBBBBA\n");
  const other = await samsa("gateway", "--data", mixed);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain("belongs to cluster BBBBBBBBBBBBBBBBBBBBBA, not to AAAAAAAAAAAAAAAAAAAAAA");

  const twice = await samsa("gateway", "--data", join(folder, "in-use"));
  expect(twice.code).toBe(1);
  expect(twice.stderr).toContain("is in use by another gateway");
});

test("a property that no node can use fails the start with Kafka's words", async () => {
  const { code, stderr } = await samsa(
    "gateway",
    "--port",
    `${await freePorts(3)}`,
    "--set",
    "num.partitions=many",
  );
  expect(code).toBe(1);
  expect(stderr).toContain("num.partitions");
});

test("the admin port shows, breaks, and tells what happened", async () => {
  const status = async (): Promise<string[]> =>
    (await running.inspect()).nodes.map(({ role, status }) => `${role} ${status}`);
  const controllers = ["controller running", "controller running", "controller running"];
  expect(await status()).toEqual([...controllers, "broker running", "broker running", "broker running"]);
  const { events } = await running.inspect();
  expect(await running.fault({ kind: "kill", node: 2 })).toEqual({ status: 200, message: null });
  expect(await status()).toEqual([...controllers, "broker running", "broker killed", "broker running"]);
  expect(await running.fault({ kind: "kill", node: 2 })).toEqual({
    status: 400,
    message: "node 2 does not run",
  });
  await running.fault({ kind: "start", node: 2 });
  await eventually(status, (all) => all.every((one) => one.endsWith(" running")));
  const told = (await running.trace(events)).filter(({ event }) =>
    ["command", "node-ready"].includes(event.kind),
  );
  expect(told.map(({ event }) => event.kind)).toEqual(["command", "command", "node-ready"]);
  expect(told[0]!.n).toBeGreaterThanOrEqual(events);
});

test.each([
  ["POST", "/fault", "{", 400, "not JSON"],
  ["POST", "/fault", "[]", 400, "a command is an object"],
  ["POST", "/fault", '{"kind":"kill","node":99}', 400, "there is no node 99"],
  ["POST", "/fault", `"${"x".repeat(100_000)}"`, 413, "at most"],
  ["GET", "/trace?since=minus", undefined, 400, "since must be"],
  ["GET", "/nothing", undefined, 404, "GET /inspect"],
] as const)("%s %s with nonsense is refused", async (method, path, body, status, message) => {
  const url = `http://127.0.0.1:${running.port + 3}${path}`;
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body }) });
  expect(response.status).toBe(status);
  expect(((await response.json()) as { message: string }).message).toContain(message);
});

test("a page in a browser may not use the admin port", async () => {
  const headers = { origin: "https://example.com" };
  const response = await fetch(`http://127.0.0.1:${running.port + 3}/inspect`, { headers });
  expect(response.status).toBe(403);
});

test.each([
  ["an absurd length", [0x7f, 0xff, 0xff, 0xff]],
  ["a negative length", [0xff, 0xff, 0xff, 0xff]],
  ["an empty frame", [0, 0, 0, 0]],
  ["HTTP", [...Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]],
  ["an unknown API", [0, 0, 0, 10, 0x7f, 0xff, 0, 0, 0, 0, 0, 1, 0xff, 0xff]],
] as const)("%s closes the connection and nothing else", async (_name, bytes) => {
  const socket = connect(running.port, "127.0.0.1");
  const closed = new Promise<number>((done) => {
    let heard = 0;
    socket.on("data", (data) => {
      heard += data.length;
    });
    socket.on("error", () => {});
    socket.on("close", () => done(heard));
  });
  socket.write(Uint8Array.from(bytes));
  expect(await closed).toBe(0);
  expect((await running.inspect()).nodes.map((node) => node.status)).not.toContain("failed");
});

test("SIGTERM is a controlled shutdown: every node says so, and the next start is clean", async () => {
  const data = join(folder, "again");
  const first = await startGateway("--data", data);
  const { clusterId } = await first.inspect();
  expect(await first.end("SIGTERM")).toBe(0);
  const second = await startGateway("--data", data);
  expect((await second.inspect()).clusterId).toBe(clusterId);
  expect(await second.end("SIGTERM")).toBe(0);
  expect(second.stderr()).toBe("");
});

test.each(["SIGTERM", "SIGKILL"] as const)("%s to npm reaches the gateway behind it", async (signal) => {
  const port = await freePorts(3);
  const npm = await startThroughNpm(port);
  const ended = new Promise<number | null>((done) => npm.once("close", (code) => done(code)));
  npm.kill(signal);
  expect(await ended).toBe(signal === "SIGTERM" ? 0 : null);
  await eventually(
    () => isFree(port),
    (free) => free,
  );
});

test("a cluster that comes back at another port is found there, though its log names the old one", async () => {
  const data = join(folder, "moved");
  const size = ["--brokers", "1", "--controllers", "1", "--data", data];
  const first = await startGateway(...size);
  const before = await controllerPortOf(first);
  expect(await first.end("SIGTERM")).toBe(0);
  const second = await startGateway(...size);
  const now = await controllerPortOf(second);
  expect(second.port).not.toBe(first.port);
  expect([before, now]).toEqual([first.port + 1, second.port + 1]);
  expect(await second.end("SIGTERM")).toBe(0);
});

/** As the voter set in the log says. */
async function controllerPortOf(gateway: GatewayProcess): Promise<number | undefined> {
  const { nodes } = await gateway.inspect();
  const controllers = nodes.flatMap(({ detail }) => (detail?.role === "controller" ? [detail] : []));
  return controllers[0]?.voters[0]?.port;
}
