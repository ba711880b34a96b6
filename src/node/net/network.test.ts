import { expect, test } from "vitest";
import { createSchedule } from "../../engine/cluster/schedule.ts";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import type { Network, Socket } from "../../engine/ports/network.ts";
import { clockCases } from "../../engine/ports/testing/clock-suite.ts";
import { type NetworkBench, networkCases } from "../../engine/ports/testing/network-suite.ts";
import { checkRng } from "../../engine/ports/testing/rng-suite.ts";
import { checkTrace } from "../../engine/ports/testing/trace-suite.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { nodeRealTime } from "../time/real-time.ts";
import { createLocalNetwork } from "./local-network.ts";
import { createTcpNetwork } from "./tcp-network.ts";
import { freePorts } from "./testing/free-ports.ts";

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function bench(server: Network, client: Network): NetworkBench {
  return {
    server,
    client,
    host: "localhost",
    freePort: () => freePorts(1),
    wait: (promise) => promise,
    async until(holds) {
      while (!holds()) await sleep(1);
    },
    quiet: () => sleep(50),
  };
}

const cases = networkCases().map((one) => [one.name, one] as const);

test.each(cases)("TCP: %s", async (_name, { run }) => {
  await run({ ...bench(createTcpNetwork(), createTcpNetwork()), pushesBack: true });
});

test("TCP: a socket tells when the other end does not keep up, and when it does again", async () => {
  const port = await freePorts(1);
  const accepted: Socket[] = [];
  const listener = await createTcpNetwork().listen("127.0.0.1", port, (socket) => accepted.push(socket));
  const reader = await createTcpNetwork().connect("127.0.0.1", port);
  reader.pause();
  while (accepted.length === 0) await sleep(1);
  const [sender] = accepted as [Socket];
  expect(sender.drained?.()).toBeUndefined();
  while (sender.drained?.() === undefined) sender.send(new Uint8Array(1 << 20));
  const drained = sender.drained!()!;
  reader.resume();
  await drained;
  expect(sender.drained?.()).toBeUndefined();
  sender.close();
  reader.close();
  listener.close();
});

test.each(cases)("inside a gateway: %s", async (_name, { run }) => {
  const { inner } = createLocalNetwork(createTcpNetwork());
  await run(bench(inner, inner));
});

test.each(cases)("from outside into a gateway: %s", async (_name, { run }) => {
  await run(bench(createLocalNetwork(createTcpNetwork()).open, createTcpNetwork()));
});

test.each(clockCases().map((one) => [one.name, one] as const))("clock: %s", async (_name, { run }) => {
  const { clock } = createSchedule(nodeRealTime(), Date.now());
  await run({
    clock,
    async pass(ms) {
      const start = clock.monotonicMs();
      while (clock.monotonicMs() < start + ms) await sleep(ms);
      await sleep(5);
    },
  });
});

test("rng and trace", async () => {
  checkRng(createCryptoRng());
  const log = createTraceLog();
  await checkTrace(
    log.traceOf("1", () => 0),
    async () => log.since(0).events,
  );
  expect(log.count()).toBe(2);
});
