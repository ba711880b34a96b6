import { setImmediate } from "node:timers";
import { describe, expect, test } from "vitest";
import { BrokerConfig } from "../../config/broker-config.ts";
import { ChannelError } from "../../net/channel.ts";
import type { ApiSchema } from "../../protocol/schema.ts";
import { createWorld } from "../../sim/world.ts";
import { BrokerLifecycle } from "./broker-lifecycle.ts";

interface Asked {
  readonly api: string;
  readonly atMs: number;
  readonly body: Record<string, unknown>;
}
type Controller = (asked: Asked) => Record<string, unknown> | "unreachable";

const FENCED = { errorCode: 0, isCaughtUp: true, isFenced: true, shouldShutDown: false };
const RUNNING = { ...FENCED, isFenced: false };

/** Registers everybody, and lets everybody run that wants to. */
const kind: Controller = ({ api, body }) =>
  api === "BrokerRegistration" ? { errorCode: 0, brokerEpoch: 42n } : body["wantFence"] ? FENCED : RUNNING;

function life(controller: Controller, properties: Record<string, string> = {}) {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const asked: Asked[] = [];
  let forgotten = 0;
  const lifecycle = new BrokerLifecycle({
    node: {
      id: 1,
      role: "broker",
      host: "localhost",
      port: 9092,
      rack: "r1",
      clusterId: "c",
      voters: [],
      properties: {},
    },
    config: new BrokerConfig(properties),
    ports: world.ports("1"),
    link: {
      request: (async (api: ApiSchema, _version: number, body: Record<string, unknown>) => {
        const one = { api: api.name, atMs: world.nowMs(), body };
        asked.push(one);
        const answer = controller(one);
        if (answer === "unreachable") throw new ChannelError("disconnected", "nobody there");
        return { body: answer, event: "controller:1" };
      }) as never,
      forget() {
        forgotten++;
      },
    },
    incarnationId: "IncarnationAAAAAAAAAAA",
    directories: [{ id: "DirectoryAAAAAAAAAAAAA", offline: null }],
    previousBrokerEpoch: 7,
    metadataOffset: () => 99,
    isOffline: () => false,
    crashed(error) {
      throw error;
    },
  });
  return { world, lifecycle, asked, forgotten: () => forgotten };
}

describe("registration", () => {
  test("says who it is, and takes the epoch", async () => {
    const { world, lifecycle, asked } = life(kind);
    const registered = lifecycle.register();
    await world.settle();
    await registered;
    expect(lifecycle.brokerEpoch).toBe(42);
    expect(asked[0]!.body).toMatchObject({
      brokerId: 1,
      clusterId: "c",
      incarnationId: "IncarnationAAAAAAAAAAA",
      listeners: [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }],
      rack: "r1",
      logDirs: ["DirectoryAAAAAAAAAAAAA"],
      previousBrokerEpoch: 7n,
    });
  });

  test("is tried again while no controller is there, one is not active, or another life still counts", async () => {
    const answers: ReturnType<Controller>[] = [
      "unreachable",
      { errorCode: 41, brokerEpoch: -1n },
      { errorCode: 101, brokerEpoch: -1n },
      { errorCode: 0, brokerEpoch: 42n },
    ];
    const { world, lifecycle, forgotten } = life(() => answers.shift()!);
    const registered = lifecycle.register();
    await world.run(3000);
    await registered;
    expect([lifecycle.brokerEpoch, forgotten()]).toEqual([42, 1]);
  });

  test("is given up after a minute", async () => {
    const { world, lifecycle } = life(() => "unreachable");
    const registered = lifecycle.register();
    const refused = expect(registered).rejects.toThrow(/Unable to register.*nobody there/);
    await world.run(61_000);
    await refused;
  });
});

async function running(controller: Controller = kind) {
  const made = life(controller);
  const registered = made.lifecycle.register();
  await made.world.settle();
  await registered;
  made.lifecycle.beat();
  await made.world.run(50);
  const unfenced = made.lifecycle.unfence();
  await made.world.run(50);
  await unfenced;
  return made;
}

describe("heartbeats", () => {
  test("ask to stay fenced until the broker can serve, then every two seconds", async () => {
    const { world, lifecycle, asked } = await running();
    expect(lifecycle.state).toBe("running");
    const beats = asked.filter(({ api }) => api === "BrokerHeartbeat");
    expect(beats[0]!.body).toMatchObject({ wantFence: true, currentMetadataOffset: 99n, brokerEpoch: 42n });
    expect(beats.at(-1)!.body).toMatchObject({ wantFence: false, wantShutDown: false });
    const before = beats.length;
    await world.run(10_000);
    expect(asked.filter(({ api }) => api === "BrokerHeartbeat")).toHaveLength(before + 5);
  });

  test("go on when the controller is away, and tell when the broker is fenced", async () => {
    let away = false;
    const { world, lifecycle, asked } = await running((one) =>
      away ? "unreachable" : one.atMs > 5000 && one.atMs < 8000 ? FENCED : kind(one),
    );
    away = true;
    await world.run(3000);
    const tries = asked.length;
    await world.run(1000);
    expect(asked.length).toBeGreaterThan(tries);
    away = false;
    await world.run(2500);
    expect(lifecycle.fenced).toBe(true);
    await world.run(3000);
    expect(lifecycle.fenced).toBe(false);
  });
});

describe("leaving", () => {
  test("lasts until the controller lets the broker go", async () => {
    let letGo = false;
    const { world, lifecycle, asked } = await running((one) =>
      one.body["wantShutDown"] === true ? { ...RUNNING, shouldShutDown: letGo } : kind(one),
    );
    let left = false;
    void lifecycle.leave(30_000).then(() => {
      left = true;
    });
    await world.run(3000);
    expect(left).toBe(false);
    expect(asked.at(-1)!.body).toMatchObject({ wantShutDown: true });
    letGo = true;
    await world.run(2000);
    expect(left).toBe(true);
    const beats = asked.length;
    await world.run(10_000);
    expect(asked).toHaveLength(beats);
  });

  test("or until patience ends", async () => {
    const { world, lifecycle } = await running((one) =>
      one.body["wantShutDown"] ? "unreachable" : kind(one),
    );
    let left = false;
    void lifecycle.leave(30_000).then(() => {
      left = true;
    });
    await world.run(29_000);
    expect(left).toBe(false);
    await world.run(1500);
    expect(left).toBe(true);
  });
});
