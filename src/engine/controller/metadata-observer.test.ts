// An observer against a controller, over wires and disks of the virtual world.
import { describe, expect, test } from "vitest";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
import { openLogManager } from "../log/log-manager.ts";
import { metadataRecord } from "../raft/metadata-record.ts";
import { openMetadataLog } from "../raft/metadata-topic.ts";
import { BatchBuilder } from "../records/builder.ts";
import { createWorld, type World } from "../sim/world.ts";
import { startController } from "./controller-node.ts";
import type { MetadataImage } from "./image.ts";
import { createMetadataObserver, type MetadataObserver } from "./metadata-observer.ts";

const CLUSTER_ID = "cluster-0000000000000w";
const voters = [{ id: 3001, host: "localhost", port: 19092 }];
const newWorld = (seed: number): World =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

function startVoter(world: World, clusterId = CLUSTER_ID): { inspect(): ControllerSnapshot } {
  const { ports } = world.spawn("3001");
  const role = "controller" as const;
  const config = {
    id: 3001,
    role,
    host: "localhost",
    port: 19092,
    rack: null,
    clusterId,
    voters,
    properties: {},
  };
  const node = startController(config, ports);
  return { inspect: () => node.inspect() as ControllerSnapshot };
}

interface Observed {
  observer: MetadataObserver;
  readonly images: MetadataImage[];
  readonly failures: Error[];
}

async function startObserver(world: World): Promise<Observed> {
  const { ports } = world.spawn("1");
  let observed: Observed | undefined;
  const open = async (): Promise<void> => {
    const logs = await openLogManager({ nodeId: 1, clusterId: CLUSTER_ID, ports });
    const images: MetadataImage[] = [];
    const failures: Error[] = [];
    const observer = createMetadataObserver({
      nodeId: 1,
      clusterId: CLUSTER_ID,
      voters,
      ports,
      log: openMetadataLog(logs),
      directoryId: logs.directoryId,
      properties: {},
      onFailure: (error) => failures.push(error),
      onDiskFailure: (error) => failures.push(error),
    });
    observer.onMetadata((image) => images.push(image));
    await observer.start();
    observed = { observer, images, failures };
  };
  void open();
  await world.runUntil(() => observed !== undefined, 1000);
  return observed!;
}

/** The voter writes its bootstrap records and its registration in the first 500 ms. */
const hasMetadata = ({ image, leader }: MetadataObserver): boolean =>
  image.offset > 0 && leader.leaderId >= 0;

describe("an observer of the quorum", () => {
  test("it finds the leader and has all that is committed", async () => {
    const world = newWorld(1);
    const voter = startVoter(world);
    const { observer, images } = await startObserver(world);
    await world.runUntil(() => hasMetadata(observer), 2000);
    await world.run(50);
    expect(observer.highWatermark).toBe(voter.inspect().highWatermark);
    expect(observer.leader).toEqual({ leaderId: 3001, epoch: 1 });
    expect(observer.activeController).toMatchObject({ id: 3001, port: 19092 });
    expect(images.at(-1)?.features.get("metadata.version")).toBe(30);
    expect(images.at(-1)?.controllers.has(3001)).toBe(true);
  });

  test("it waits for a controller that comes late, and goes on after its restart in a new epoch", async () => {
    const world = newWorld(2);
    const { observer } = await startObserver(world);
    await world.run(3000);
    expect(observer.activeController).toBeNull();
    startVoter(world);
    await world.runUntil(() => hasMetadata(observer), 3000);
    world.kill("3001");
    await world.run(1000);
    startVoter(world);
    await world.runUntil(() => observer.leader.epoch === 2, 5000);
    expect(observer.leader).toEqual({ leaderId: 3001, epoch: 2 });
  });

  test("after a restart its own copy is read as soon as a leader says how much of it is committed", async () => {
    const world = newWorld(3);
    startVoter(world);
    const first = await startObserver(world);
    await world.runUntil(() => hasMetadata(first.observer), 2000);
    await world.run(500);
    const { highWatermark } = first.observer;
    world.kill("3001");
    world.kill("1");
    const second = await startObserver(world);
    await world.run(3000);
    expect(second.images).toEqual([]);
    const voter = startVoter(world);
    await world.runUntil(() => hasMetadata(second.observer), 3000);
    expect(second.observer.highWatermark).toBeGreaterThanOrEqual(highWatermark);
    await world.run(500);
    expect(second.observer.highWatermark).toBe(voter.inspect().highWatermark);
    expect(second.images.at(-1)?.features).toEqual(first.images.at(-1)?.features);
  });

  test("what it has and its leader lost is cut off", async () => {
    const world = newWorld(4);
    startVoter(world);
    const first = await startObserver(world);
    await world.runUntil(() => hasMetadata(first.observer), 2000);
    await world.run(500);
    const { highWatermark } = first.observer;
    world.kill("1");
    // A record that the leader had sent and lost in a power cut.
    const { ports } = world.spawn("1");
    let planted = false;
    const plant = async (): Promise<void> => {
      const logs = await openLogManager({ nodeId: 1, clusterId: CLUSTER_ID, ports });
      const log = openMetadataLog(logs);
      const lost = metadataRecord("FeatureLevelRecord", 0, { name: "group.version", featureLevel: 0 });
      const batch = new BatchBuilder({ partitionLeaderEpoch: 1 });
      batch.append(ports.clock.wallMs(), null, lost.value);
      log.appendAsLeader(batch.build(), 1, "internal");
      await log.flush();
      planted = true;
    };
    void plant();
    await world.runUntil(() => planted, 1000);
    world.kill("1");
    world.kill("3001");
    startVoter(world);
    await world.run(1000);
    const second = await startObserver(world);
    await world.runUntil(() => hasMetadata(second.observer), 3000);
    await world.run(100);
    expect(second.failures).toEqual([]);
    expect(second.images.at(-1)?.features.get("group.version")).toBe(1);
    const cut = world.events.flatMap(({ event }) => (event.kind === "log-truncated" ? [event] : []));
    expect(cut).toMatchObject([{ fromOffset: highWatermark + 1, toOffset: highWatermark }]);
  });

  test("a controller that lost its disk is not followed: what was committed stays", async () => {
    const world = newWorld(5);
    startVoter(world);
    await world.run(1000);
    world.kill("3001");
    startVoter(world);
    const first = await startObserver(world);
    await world.runUntil(() => hasMetadata(first.observer), 2000);
    await world.run(500);
    expect(first.observer.leader.epoch).toBe(2);
    world.kill("1");
    world.kill("3001");
    world.wipeDisk("3001");
    startVoter(world);
    await world.run(1000);
    const second = await startObserver(world);
    await world.run(3000);
    expect(second.images).toEqual([]);
  });

  test("the controller of another cluster ends it", async () => {
    const world = newWorld(6);
    startVoter(world, "another-00000000000000");
    const { failures } = await startObserver(world);
    await world.run(2000);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.message).toContain("belongs to another cluster");
  });
});
