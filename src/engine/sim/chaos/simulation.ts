// One run of a whole cluster under faults: the seed decides on every fault, latency and pause. Faults first, then they
// end, and the cluster has to come to rest: everybody in sync, every send settled, new records acknowledged.
import { randomBelow, seededRandom } from "../../base/random.ts";
import type { ClusterCommand } from "../../cluster/command.ts";
import { Channel } from "../../net/channel.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { acknowledgedRecords, onceAndInOrder } from "../invariants/acknowledged-records.ts";
import { type Checker, InvariantViolation, type Moment } from "../invariants/checker.ts";
import { highWatermark } from "../invariants/high-watermark.ts";
import { logMatching } from "../invariants/log-matching.ts";
import { metadataImage } from "../invariants/metadata-image.ts";
import { oneLeaderPerEpoch } from "../invariants/one-leader-per-epoch.ts";
import { type SimCluster, startCluster } from "../start-cluster.ts";
import { createWorld, type World } from "../world.ts";
import { createFaults, everybodyInSync, type FaultWeights } from "./faults.ts";
import { readLogs } from "./read-logs.ts";
import { startWorkload, type Workload } from "./workload.ts";

export interface Profile {
  readonly brokers: number;
  readonly partitions: number;
  readonly minIsr: number;
  readonly producers: number;
  /**
   * Every record is to be there once. That needs one request in flight at a time: with more, a broker that stopped and
   * started again knows only the last batch of each producer, as in Kafka, and takes a retry of an earlier one for a
   * gap, whereupon the producer begins anew with another epoch.
   */
  readonly exactlyOnce: boolean;
  readonly longestPauseMs: number;
  readonly producerConfigs: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly weights: FaultWeights;
  /** Faults come for so long, each within `longestCalmMs` of the one before. */
  readonly faultsMs: number;
  readonly longestCalmMs: number;
  /** After the last fault everything must be well within this. */
  readonly recoveryMs: number;
}

/** Short timeouts, so that much happens in little time. */
export const POWER_CUTS_AND_CUT_LINKS: Profile = {
  brokers: 3,
  partitions: 3,
  minIsr: 2,
  producers: 2,
  exactlyOnce: false,
  longestPauseMs: 120,
  producerConfigs: { "delivery.timeout.ms": 10_000, "request.timeout.ms": 3000, "max.block.ms": 10_000 },
  properties: {
    "broker.session.timeout.ms": "2500",
    "broker.heartbeat.interval.ms": "500",
    "replica.lag.time.max.ms": "3000",
    "replica.socket.timeout.ms": "3000",
    "samsa.page.cache.writeback.ms": "800",
  },
  weights: {
    kill: 4,
    stop: 2,
    start: 10,
    freeze: 3,
    thaw: 6,
    cutLink: 4,
    healLink: 8,
    slowLink: 3,
    slowDisk: 3,
  },
  faultsMs: 20_000,
  longestCalmMs: 900,
  recoveryMs: 60_000,
};

export const ONE_IN_FLIGHT: Profile = {
  ...POWER_CUTS_AND_CUT_LINKS,
  exactlyOnce: true,
  producerConfigs: {
    ...POWER_CUTS_AND_CUT_LINKS.producerConfigs,
    "max.in.flight.requests.per.connection": 1,
  },
};

export interface Outcome {
  readonly seed: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly acknowledged: number;
  readonly sent: number;
  readonly faults: readonly string[];
  readonly violation: Error | null;
}

const TOPIC = "chaos";

export async function runSimulation(
  seed: number,
  profile: Profile,
  drain: () => Promise<void>,
): Promise<Outcome> {
  const world = createWorld({ seed, drain });
  const faults: string[] = [];
  let workload: Workload | null = null;
  let violation: Error | null = null;
  try {
    const cluster = await startCluster(world, { brokers: profile.brokers, properties: profile.properties });
    await createTopic(cluster, profile);
    workload = startWorkload(cluster, { ...profile, topic: TOPIC, configs: profile.producerConfigs });
    await play(cluster, workload, profile, seededRandom(world.rng.nextUint32()), faults);
  } catch (error) {
    violation = error as Error;
  }
  return {
    seed,
    events: world.events.length,
    virtualMs: world.nowMs(),
    acknowledged: workload?.acknowledged() ?? 0,
    sent: workload?.sent.length ?? 0,
    faults,
    violation,
  };
}

async function play(
  cluster: SimCluster,
  workload: Workload,
  profile: Profile,
  rng: ReturnType<typeof seededRandom>,
  told: string[],
): Promise<void> {
  const { world } = cluster;
  const watch = createWatch(cluster, [
    oneLeaderPerEpoch(),
    highWatermark(),
    logMatching(),
    metadataImage(),
    acknowledgedRecords(workload.sent),
    ...(profile.exactlyOnce ? [onceAndInOrder()] : []),
  ]);
  const faults = createFaults(cluster, profile.weights, rng);
  const endMs = world.nowMs() + profile.faultsMs;
  /** A controlled shutdown takes its time; meanwhile the next fault may come. */
  let underWay = 0;
  const give = (command: ClusterCommand): void => {
    underWay++;
    const over = (): void => {
      underWay--;
    };
    cluster.command(command).then(over, over);
  };
  while (world.nowMs() < endMs) {
    const fault = faults.next();
    if (fault !== null) {
      told.push(`${Math.round(world.nowMs())} ms: ${JSON.stringify(fault)}`);
      give(fault);
    }
    await world.run(randomBelow(rng, profile.longestCalmMs));
    await watch.look();
  }
  told.push(`${Math.round(world.nowMs())} ms: everything is healed`);
  const heal = (): void => faults.healAll().forEach(give);
  const isHealed = (): boolean => underWay === 0 && everybodyInSync(cluster);
  await recover(cluster, workload, profile, heal, isHealed);
  await watch.look();
  await watch.end();
}

/** Liveness: once the faults end, all comes right, by itself. */
async function recover(
  cluster: SimCluster,
  workload: Workload,
  profile: Profile,
  heal: () => void,
  isHealed: () => boolean,
): Promise<void> {
  const { world } = cluster;
  heal();
  await within(
    world,
    profile,
    "everybody in sync",
    () => {
      // What a shutdown that was under way leaves behind must be started, too.
      if (!isHealed()) heal();
      return isHealed();
    },
    cluster,
  );
  workload.pause();
  await within(world, profile, "every send settled", () => workload.open() === 0, cluster);
  const before = workload.acknowledged();
  const sentBefore = workload.sent.length;
  workload.sendOneEach();
  await within(world, profile, "new records answered", () => workload.open() === 0, cluster);
  if (workload.acknowledged() - before !== workload.sent.length - sentBefore)
    throw new InvariantViolation("liveness", "a record was not acknowledged although nothing is broken");
  await within(world, profile, "all replicas equal", () => allEqual(cluster), cluster);
}

function allEqual(cluster: SimCluster): boolean {
  const ends = new Map<string, string>();
  return cluster.snapshot().nodes.every(({ detail }) => {
    if (detail?.role !== "broker") return true;
    return detail.replicas.every(({ topic, partition, logEndOffset, highWatermark: committed }) => {
      const own = `${logEndOffset} ${committed}`;
      const first = ends.get(`${topic}-${partition}`) ?? own;
      ends.set(`${topic}-${partition}`, first);
      return first === own && committed === logEndOffset;
    });
  });
}

async function within(
  world: World,
  { recoveryMs }: Profile,
  what: string,
  holds: () => boolean,
  cluster: SimCluster,
): Promise<void> {
  const untilMs = world.nowMs() + recoveryMs;
  while (!holds()) {
    if (world.nowMs() > untilMs) {
      throw new InvariantViolation("liveness", `not ${what} within ${recoveryMs} ms; ${stateOf(cluster)}`);
    }
    await world.run(100);
  }
}

/** Every node, and every partition as its leaders and the controller see it. */
function stateOf(cluster: SimCluster): string {
  const lines = cluster.snapshot().nodes.flatMap(({ id, status, error, detail }) => {
    const partitions =
      detail?.role === "broker"
        ? detail.replicas.map(
            ({ topic, partition, role, leaderEpoch, isr, logEndOffset, highWatermark: committed }) =>
              `  ${role} of ${topic}-${partition} in epoch ${leaderEpoch}, isr ${isr}, end ${logEndOffset}, committed ${committed}`,
          )
        : (detail?.topics ?? []).flatMap(({ name, partitions: list }) =>
            list.map(
              ({ partition, leader, leaderEpoch, isr, elr }) =>
                `  ${name}-${partition} led by ${leader} in epoch ${leaderEpoch}, isr ${isr}, elr ${elr}`,
            ),
          );
    return [`${id} ${status} ${error ?? ""}`, ...partitions];
  });
  return lines.join("\n");
}

function createWatch(cluster: SimCluster, checkers: readonly Checker[]) {
  const { world } = cluster;
  let seen = 0;
  const events = (): void => {
    for (; seen < world.events.length; seen++)
      for (const checker of checkers) checker.onEvent?.(world.events[seen]!);
  };
  const moment = async (): Promise<Moment> => {
    const logs = await readLogs(cluster);
    return { atMs: world.nowMs(), snapshot: cluster.snapshot(), logs };
  };
  return {
    async look() {
      events();
      const now = await moment();
      events();
      for (const checker of checkers) checker.onMoment?.(now);
    },
    async end() {
      const now = await moment();
      for (const checker of checkers) checker.onEnd?.(now);
    },
  };
}

async function createTopic(cluster: SimCluster, { partitions, minIsr, brokers }: Profile): Promise<void> {
  const { world } = cluster;
  const wait = async <T>(promise: Promise<T>): Promise<T> => {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await world.runUntil(() => settled, 30_000);
    return promise;
  };
  const channel = await wait(Channel.open(world.ports("setup"), "localhost", 9092, "setup"));
  const topic = {
    name: TOPIC,
    numPartitions: partitions,
    replicationFactor: brokers,
    assignments: [],
    configs: [
      { name: "min.insync.replicas", value: `${minIsr}` },
      { name: "segment.ms", value: "4000" },
    ],
  };
  await wait(
    channel.request(CreateTopics, 7, { topics: [topic], timeoutMs: 10_000, validateOnly: false }, 30_000),
  );
  channel.close();
}
