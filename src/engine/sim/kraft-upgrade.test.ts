// A static quorum becomes a dynamic one (KIP-853, kraft.version 0 to 1): UpdateFeatures through a broker, and then a quorum
// whose voters change.
import { expect, test } from "vitest";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
import { Channel } from "../net/channel.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import { UpdateFeatures } from "../protocol/schemas/57-update-features.ts";
import { AddRaftVoter } from "../protocol/schemas/80-add-raft-voter.ts";
import { RemoveRaftVoter } from "../protocol/schemas/81-remove-raft-voter.ts";
import { startCluster } from "./start-cluster.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld } from "./world.ts";

const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;
/** A voter tells its leader who it is after so long. */
const TOLD_MS = 3000;

async function staticQuorum(seed: number) {
  const world = createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world, { controllers: 3, kraftVersion: 0 });
  const exchange = async <A extends ApiSchema>(api: A, version: number, body: RequestInput<A>) => {
    const channel = await Channel.open(world.ports("admin"), "localhost", 9092, "admin");
    const answer = await channel.request(api, version, body, 30_000);
    channel.close();
    return answer.body as ResponseOf<A>;
  };
  const ask = <A extends ApiSchema>(api: A, version: number, body: RequestInput<A>) =>
    untilSettled(world, exchange(api, version, body), 40_000);
  const controllers = (): ControllerSnapshot[] =>
    cluster
      .snapshot()
      .nodes.flatMap(({ status, detail }) =>
        status === "running" && detail?.role === "controller" ? [detail] : [],
      );
  return {
    world,
    cluster,
    ask,
    controllers,
    leader: () => controllers().find(({ state }) => state === "leader"),
    async upgrade(maxVersionLevel: number, upgradeType = UPGRADE, validateOnly = false) {
      const featureUpdates = [{ feature: "kraft.version", maxVersionLevel, upgradeType }];
      const { errorCode, errorMessage } = await ask(UpdateFeatures, 2, {
        timeoutMs: 10_000,
        featureUpdates,
        validateOnly,
      });
      return [errorCode, errorMessage];
    },
    async finalized(): Promise<number | undefined> {
      const software = { clientSoftwareName: "test", clientSoftwareVersion: "1" };
      const { finalizedFeatures } = await ask(ApiVersions, 4, software);
      return finalizedFeatures?.find(({ name }) => name === "kraft.version")?.maxVersionLevel;
    },
  };
}

const refused = (why: string) => [
  ErrorCode.INVALID_UPDATE_VERSION,
  `The update failed for all features since the following feature had an error: ${why}`,
];

test("as long as not all voters have told what they support, it is refused", async () => {
  const { cluster, world, upgrade, leader, finalized } = await staticQuorum(1);
  const silent = [3001, 3002, 3003].find((id) => id !== leader()!.id)!;
  await cluster.do({ kind: "kill", node: silent });
  await world.run(TOLD_MS);
  expect(await upgrade(1)).toEqual(
    refused("Invalid upgrade of kraft.version to KRAFT_VERSION_1 because not all of the voters support it"),
  );
  expect(await finalized()).toBe(undefined);
  await cluster.do({ kind: "start", node: silent });
  await world.run(TOLD_MS);
  expect(await upgrade(1, UPGRADE, true)).toEqual([ErrorCode.NONE, null]);
  expect(await finalized()).toBe(undefined);
  expect(await upgrade(1)).toEqual([ErrorCode.NONE, null]);
  await world.run(1000);
  expect(await finalized()).toBe(1);
});

test("there is no way back, and a second upgrade changes nothing", async () => {
  const { world, upgrade, leader } = await staticQuorum(2);
  await world.run(TOLD_MS);
  expect(await upgrade(1)).toEqual([ErrorCode.NONE, null]);
  await world.run(1000);
  const before = leader()!.logEndOffset;
  expect(await upgrade(1)).toEqual([ErrorCode.NONE, null]);
  // The record that shows that it was heard.
  expect(leader()!.logEndOffset).toBe(before + 1);
  const problem =
    "Invalid update version 0 for feature kraft.version. Can't downgrade the version of this feature";
  expect(await upgrade(0)).toEqual(
    refused(`${problem} without setting the upgrade type to either safe or unsafe downgrade.`),
  );
  expect(await upgrade(0, SAFE_DOWNGRADE)).toEqual(refused(`${problem}.`));
  expect(await upgrade(2)).toEqual(
    refused(
      `Invalid update version 2 for feature kraft.version. Local controller ${leader()!.id} only supports versions 0-1`,
    ),
  );
});

test("from then on the log tells who votes: voters go and come, through power cuts of all", async () => {
  const { world, cluster, ask, upgrade, leader, controllers, finalized } = await staticQuorum(3);
  await world.run(TOLD_MS);
  const key = (id: number) => {
    const { directoryId } = leader()!.voters.find((voter) => voter.id === id)!;
    return { clusterId: null, voterId: id, voterDirectoryId: directoryId };
  };
  const leaving = [3001, 3002, 3003].find((id) => id !== leader()!.id)!;
  expect(await upgrade(1)).toEqual([ErrorCode.NONE, null]);
  await world.run(1000);
  const gone = key(leaving);
  const { nodes } = cluster.spec;
  expect((await ask(RemoveRaftVoter, 0, gone)).errorCode).toBe(ErrorCode.NONE);
  for (const { id } of nodes) await cluster.do({ kind: "kill", node: id });
  for (const { id } of nodes) await cluster.do({ kind: "start", node: id });
  // The sessions from before the power cut have to expire first.
  const serving = () => cluster.snapshot().nodes.filter(({ status }) => status === "running");
  await world.runUntil(() => serving().length === nodes.length && leader() !== undefined, 40_000);
  expect(await finalized()).toBe(1);
  for (const { voters } of controllers()) expect(voters.map(({ id }) => id)).not.toContain(leaving);
  expect(cluster.controller(leaving)).toMatchObject({ state: "observer" });
  const { port } = cluster.spec.nodes.find(({ id }) => id === leaving)!;
  const listeners = [{ name: "CONTROLLER", host: "localhost", port }];
  const added = await ask(AddRaftVoter, 1, { ...gone, timeoutMs: 10_000, listeners, ackWhenCommitted: true });
  expect(added).toMatchObject({ errorCode: ErrorCode.NONE });
  await world.run(1000);
  for (const { voters } of controllers()) {
    expect(voters).toHaveLength(3);
    expect(new Set(voters.map(({ directoryId }) => directoryId)).size).toBe(3);
  }
});
