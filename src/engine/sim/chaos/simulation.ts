// One run of a whole cluster under faults: the seed decides on every fault, latency and pause. Faults first, then they
// end, and the cluster has to come to rest: everybody in sync, every send settled, new records acknowledged.
import { randomBelow, seededRandom } from "../../base/random.ts";
import { Channel } from "../../net/channel.ts";
import type { Rng } from "../../ports/rng.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import type { EngineEvent } from "../../trace/event.ts";
import { acknowledgedIsCommitted } from "../invariants/acknowledged-is-committed.ts";
import { acknowledgedRecords, onceAndInOrder } from "../invariants/acknowledged-records.ts";
import { InvariantViolation } from "../invariants/checker.ts";
import { committedIsKept } from "../invariants/committed-is-kept.ts";
import { committedReads } from "../invariants/committed-reads.ts";
import { highWatermark } from "../invariants/high-watermark.ts";
import { isrHasCommitted } from "../invariants/isr-has-committed.ts";
import { logMatching } from "../invariants/log-matching.ts";
import { metadataImage } from "../invariants/metadata-image.ts";
import { nobodyFails } from "../invariants/nobody-fails.ts";
import { oneLeaderPerEpoch } from "../invariants/one-leader-per-epoch.ts";
import { partitionRecords } from "../invariants/partition-records.ts";
import { raftQuorum } from "../invariants/raft-quorum.ts";
import { type SimCluster, startCluster } from "../start-cluster.ts";
import type { Drain, Turns } from "../turns.ts";
import { untilSettled } from "../until-settled.ts";
import { createWorld, type World } from "../world.ts";
import { type Consumers, startConsumers } from "./consumers.ts";
import {
  createDice,
  createFairness,
  everybodyInSync,
  giveClockFault,
  type Happening,
  healing,
  isClockFault,
  isOperatorRequest,
} from "./faults.ts";
import { createOperator } from "./operator.ts";
import type { Profile } from "./profile.ts";
import { isTraffic } from "./transcript.ts";
import { createWatch } from "./watch.ts";
import { startWorkload, type Workload } from "./workload.ts";

/** What happened when, in virtual ms: together with the seed it gives the same run again. */
export interface Scheduled {
  readonly atMs: number;
  readonly what: Happening;
}

export interface Outcome {
  readonly seed: number;
  readonly profile: Profile;
  readonly virtualMs: number;
  readonly acknowledged: number;
  readonly sent: number;
  readonly happenings: readonly Scheduled[];
  /** How many events were told. */
  readonly told: number;
  /** Those that are not traffic. */
  readonly events: readonly EngineEvent[];
  readonly violation: Error | null;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly profile: Profile;
  /** As of the world. */
  readonly drain: Drain;
  readonly turns?: Turns;
  /** Instead of the dice: this, and nothing else, goes wrong. */
  readonly happenings?: readonly Scheduled[];
}

const TOPIC = "chaos";
const REPLICATION = 3;

export async function runSimulation(options: SimulationOptions): Promise<Outcome> {
  const { seed, profile, drain, turns } = options;
  const world = createWorld({
    seed,
    drain,
    ...(turns && { turns }),
    ...(profile.latency && { latency: profile.latency }),
  });
  const told: Scheduled[] = [];
  let workload: Workload | null = null;
  let violation: Error | null = null;
  try {
    const { brokers, controllers, properties } = profile;
    const cluster = await startCluster(world, { brokers, controllers, properties });
    await createTopic(cluster, profile);
    workload = startWorkload(cluster, { ...profile, topic: TOPIC, configs: profile.producerConfigs });
    const consumers = startConsumers(cluster, { ...profile, topic: TOPIC });
    const rng = seededRandom(world.rng.nextUint32());
    const given = options.happenings;
    const source = given === undefined ? fromDice(cluster, profile, rng) : fromSchedule(cluster, given);
    await play(cluster, { profile, workload, consumers, source, told });
  } catch (error) {
    violation = error as Error;
  }
  return {
    seed,
    profile,
    virtualMs: world.nowMs(),
    acknowledged: workload?.acknowledged() ?? 0,
    sent: workload?.sent.length ?? 0,
    happenings: told,
    told: world.traceLog.count(),
    events: world.events.filter((event) => !isTraffic(event)),
    violation,
  };
}

/** What happens now, and how long nothing does thereafter. */
type Source = () => { readonly what: readonly Happening[]; readonly calmMs: number };

function fromDice(cluster: SimCluster, profile: Profile, rng: Rng): Source {
  const roll = createDice(cluster, TOPIC, profile, rng);
  return () => ({ what: roll(), calmMs: randomBelow(rng, profile.longestCalmMs) });
}

const LOOK_EACH_MS = 500;

function fromSchedule(cluster: SimCluster, happenings: readonly Scheduled[]): Source {
  const left = [...happenings];
  const { world } = cluster;
  const isFair = createFairness(cluster);
  return () => {
    const due: Happening[] = [];
    while (left[0] !== undefined && left[0].atMs <= world.nowMs()) due.push(left.shift()!.what);
    const nextMs = (left[0]?.atMs ?? Number.POSITIVE_INFINITY) - world.nowMs();
    // Without the others it may have become one that no replication survives.
    const what = due.filter(isFair);
    return { what, calmMs: Math.max(0, Math.min(nextMs, LOOK_EACH_MS)) };
  };
}

interface Parts {
  readonly profile: Profile;
  readonly workload: Workload;
  readonly consumers: Consumers;
  readonly source: Source;
  readonly told: Scheduled[];
}

async function play(cluster: SimCluster, parts: Parts): Promise<void> {
  const { profile, workload, consumers, source, told } = parts;
  const { world } = cluster;
  const watch = createWatch(cluster, [
    oneLeaderPerEpoch(),
    highWatermark(),
    logMatching(),
    metadataImage(),
    acknowledgedRecords(workload.sent),
    committedReads(consumers.read),
    isrHasCommitted(),
    committedIsKept(),
    partitionRecords(),
    acknowledgedIsCommitted(),
    raftQuorum(),
    nobodyFails(),
    ...(profile.exactlyOnce ? [onceAndInOrder()] : []),
  ]);
  world.keepOnly((event) => !isTraffic(event));
  const operator = createOperator(cluster);
  const endMs = world.nowMs() + profile.faultsMs;
  /** A controlled shutdown takes its time; meanwhile the next fault may come. */
  let underWay = 0;
  const give = (what: Happening): void => {
    if (isClockFault(what)) return giveClockFault(cluster, what);
    underWay++;
    const over = (): void => {
      underWay--;
    };
    const done = isOperatorRequest(what) ? operator.give(what) : cluster.command(what);
    done.then(over, over);
  };
  while (world.nowMs() < endMs) {
    const { what, calmMs } = source();
    for (const happening of what) {
      told.push({ atMs: world.nowMs(), what: happening });
      give(happening);
    }
    await world.run(calmMs);
    await watch.look();
  }
  const slowed = new Set(told.flatMap(({ what }) => (what.kind === "slowDisk" ? [what.node] : [])));
  const heal = (): void => healing(cluster, slowed).forEach(give);
  const isHealed = (): boolean => underWay === 0 && everybodyInSync(cluster);
  await recover(cluster, workload, profile, heal, isHealed);
  consumers.stop();
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

async function createTopic(
  cluster: SimCluster,
  { partitions, minIsr, topicConfigs }: Profile,
): Promise<void> {
  const { world } = cluster;
  const wait = <T>(promise: Promise<T>): Promise<T> => untilSettled(world, promise, 30_000);
  const channel = await wait(Channel.open(world.ports("setup"), "localhost", 9092, "setup"));
  const topic = {
    name: TOPIC,
    numPartitions: partitions,
    replicationFactor: REPLICATION,
    assignments: [],
    configs: [
      { name: "min.insync.replicas", value: `${minIsr}` },
      ...Object.entries(topicConfigs).map(([name, value]) => ({ name, value })),
    ],
  };
  await wait(
    channel.request(CreateTopics, 7, { topics: [topic], timeoutMs: 10_000, validateOnly: false }, 30_000),
  );
  channel.close();
}
