import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import { apiHandler, RequestServer, registryOf } from "../../net/server.ts";
import { BrokerHeartbeat } from "../../protocol/schemas/63-broker-heartbeat.ts";
import { createWorld } from "../../sim/world.ts";
import { ControllerLink } from "./controller-link.ts";

const PORT = 9093;
const heartbeat = { brokerId: 1, brokerEpoch: 5n, currentMetadataOffset: 9n };

async function linked() {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const api = apiHandler<typeof BrokerHeartbeat>({ api: BrokerHeartbeat, handle: () => ({ errorCode: 0 }) });
  const startController = async (): Promise<RequestServer> => {
    const options = { host: "localhost", port: PORT, maxRequestBytes: 1000, registry: registryOf([api]) };
    const server = new RequestServer(world.ports("3001"), options);
    await server.start();
    return server;
  };
  // A fresh object each time, as after each answer that names the leader's endpoint.
  const active = () => ({ id: 3001, host: "localhost", port: PORT });
  const link = new ControllerLink(world.ports("1"), active, "broker-1");
  const beat = (): Promise<string> =>
    link.request(BrokerHeartbeat, 1, heartbeat, 1000).then(
      () => "answered",
      (error: Error) => error.message,
    );
  return { world, link, startController, beat };
}

test("two requests share a connection; when it is lost the next request opens another", async () => {
  const { world, startController, beat } = await linked();
  const first = await startController();
  const both = Promise.all([beat(), beat()]);
  await world.run(100);
  expect(await both).toEqual(["answered", "answered"]);
  expect(first.connectionCount).toBe(1);

  first.stop();
  await world.run(100);
  const second = await startController();
  const again = beat();
  await world.run(100);
  expect(await again).toBe("answered");
  expect(second.connectionCount).toBe(1);
});

test("a connection that is forgotten while it opens is not left behind", async () => {
  const { world, link, startController, beat } = await linked();
  const controller = await startController();
  const lost = beat();
  link.forget();
  await world.run(100);
  expect(await lost).not.toBe("answered");
  expect(controller.connectionCount).toBe(0);
});
