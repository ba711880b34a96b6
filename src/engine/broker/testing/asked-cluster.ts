// A whole cluster in virtual time, and one client that asks it things.
import { setImmediate } from "node:timers";
import { Channel } from "../../net/channel.ts";
import type { ClientPorts } from "../../ports/ports.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../../protocol/schema.ts";
import { type SimCluster, startCluster } from "../../sim/start-cluster.ts";
import { untilSettled } from "../../sim/until-settled.ts";
import { createWorld, type World } from "../../sim/world.ts";

export interface AskedCluster {
  readonly world: World;
  readonly cluster: SimCluster;
  ask<A extends ApiSchema>(
    broker: number,
    api: A,
    version: number,
    body: RequestInput<A>,
  ): Promise<ResponseOf<A>>;
}

export async function askedCluster(
  options: { readonly brokers?: number; readonly properties?: Record<string, string> } = {},
): Promise<AskedCluster> {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const { brokers = 2, properties = {} } = options;
  const cluster = await startCluster(world, { brokers, controllers: 1, properties });
  const ports = world.ports("client");
  return {
    world,
    cluster,
    async ask(broker, api, version, body) {
      const answer = await untilSettled(world, askOnce(ports, broker, api, version, body), 60_000);
      // What is committed has reached the brokers a little later.
      await world.run(500);
      return answer;
    },
  };
}

/** Over a connection of its own. */
export async function askOnce<A extends ApiSchema>(
  ports: ClientPorts,
  broker: number,
  api: A,
  version: number,
  body: RequestInput<A>,
): Promise<ResponseOf<A>> {
  const channel = await Channel.open(ports, "localhost", 9091 + broker, "test");
  const answer = await channel.request(api, version, body, 50_000);
  channel.close();
  return answer.body;
}
