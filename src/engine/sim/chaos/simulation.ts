// One run of a whole cluster under faults: the seed decides on every fault, latency and pause. Faults first, then they
// end, and the cluster has to come to rest: everybody in sync, every send settled, new records acknowledged.
import { randomBelow, seededRandom } from "../../base/random.ts";
import { clusterSpec } from "../../cluster/cluster-spec.ts";
import { Channel } from "../../net/channel.ts";
import type { Rng } from "../../ports/rng.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import type { EngineEvent } from "../../trace/event.ts";
import { acknowledgedIsCommitted } from "../invariants/acknowledged-is-committed.ts";
import { acknowledgedRecords, onceAndInOrder } from "../invariants/acknowledged-records.ts";
import { committedIsKept } from "../invariants/committed-is-kept.ts";
import { committedReads } from "../invariants/committed-reads.ts";
import { deletedRecords } from "../invariants/deleted-records.ts";
import { eligibleLeaders } from "../invariants/eligible-leaders.ts";
import { highWatermark } from "../invariants/high-watermark.ts";
import { hostedReplicas } from "../invariants/hosted-replicas.ts";
import { intactBatches } from "../invariants/intact-batches.ts";
import { isrHasCommitted } from "../invariants/isr-has-committed.ts";
import { keptHighWatermark } from "../invariants/kept-high-watermark.ts";
import { logMatching } from "../invariants/log-matching.ts";
import { metadataImage } from "../invariants/metadata-image.ts";
import { nobodyFails } from "../invariants/nobody-fails.ts";
import { oneLeaderPerEpoch } from "../invariants/one-leader-per-epoch.ts";
import { partitionRecords } from "../invariants/partition-records.ts";
import { raftQuorum } from "../invariants/raft-quorum.ts";
import { topicConfigs } from "../invariants/topic-configs.ts";
import { voterSets } from "../invariants/voter-sets.ts";
import { type SimCluster, type SimClusterOptions, startCluster } from "../start-cluster.ts";
import type { Drain, Turns } from "../turns.ts";
import { untilSettled } from "../until-settled.ts";
import { createWorld } from "../world.ts";
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
  type Misfortunes,
} from "./faults.ts";
import { createOperator } from "./operator.ts";
import type { Profile } from "./profile.ts";
import { recover } from "./recovery.ts";
import { createRot } from "./rot.ts";
import { isTraffic } from "./transcript.ts";
import { createVoterOperator, isVoterRequest } from "./voter-operator.ts";
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
const CLUSTER_ID = "samsa-simulation-AAAAA";
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
    const cluster = await startCluster(world, optionsOf(profile));
    await createTopic(cluster, profile);
    workload = startWorkload(cluster, { ...profile, topic: TOPIC, configs: profile.producerConfigs });
    const consumers = startConsumers(cluster, { ...profile, topic: TOPIC });
    const rng = seededRandom(world.rng.nextUint32());
    const given = options.happenings;
    const misfortunes = { voters: createVoterOperator(cluster), rot: createRot(cluster, TOPIC) };
    const source =
      given === undefined
        ? fromDice(cluster, profile, rng, misfortunes)
        : fromSchedule(cluster, given, misfortunes);
    await play(cluster, { profile, workload, consumers, source, told, misfortunes });
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

/** Those who begin without a vote are controllers like the others, but the first snapshot does not name them. */
function optionsOf({ brokers, controllers, observers, properties }: Profile): SimClusterOptions {
  if (observers === undefined) return { brokers, controllers, properties };
  const size = { clusterId: CLUSTER_ID, brokers, controllers: controllers + observers, properties };
  const { clusterId, nodes } = clusterSpec({ ...size, kraftVersion: 1, host: "localhost", port: 9092 });
  const servers = nodes.flatMap(({ role, host, port }) => (role === "controller" ? [`${host}:${port}`] : []));
  const everybody = { "controller.quorum.bootstrap.servers": servers.join() };
  return {
    spec: {
      clusterId,
      nodes: nodes.map((node) => ({
        ...node,
        voters: node.voters.slice(0, controllers),
        properties: { ...properties, ...everybody },
      })),
    },
  };
}

function fromDice(cluster: SimCluster, profile: Profile, rng: Rng, misfortunes: Misfortunes): Source {
  const roll = createDice(cluster, TOPIC, profile, rng, misfortunes);
  return () => ({ what: roll(), calmMs: randomBelow(rng, profile.longestCalmMs) });
}

const LOOK_EACH_MS = 500;

function fromSchedule(
  cluster: SimCluster,
  happenings: readonly Scheduled[],
  misfortunes: Misfortunes,
): Source {
  const left = [...happenings];
  const { world } = cluster;
  const isFair = createFairness(cluster, misfortunes);
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
  readonly misfortunes: Misfortunes;
}

async function play(cluster: SimCluster, parts: Parts): Promise<void> {
  const { profile, workload, consumers, source, told, misfortunes } = parts;
  const { voters, rot } = misfortunes;
  const { world } = cluster;
  const watch = createWatch(
    cluster,
    [
      oneLeaderPerEpoch(),
      highWatermark(),
      logMatching(),
      metadataImage(),
      acknowledgedRecords(workload.sent),
      committedReads(consumers.read),
      isrHasCommitted(),
      committedIsKept(),
      keptHighWatermark(),
      deletedRecords(Number(profile.topicConfigs["retention.ms"] ?? -1)),
      hostedReplicas(),
      topicConfigs(),
      partitionRecords(),
      eligibleLeaders(profile.minIsr),
      acknowledgedIsCommitted(),
      raftQuorum(),
      voterSets(voters.answers),
      intactBatches(rot.batches, consumers.refusals),
      nobodyFails(),
      ...(profile.exactlyOnce ? [onceAndInOrder()] : []),
    ],
    rot.batches,
  );
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
    if (what.kind === "wipeDisk") {
      voters.diskLost(what.node);
      rot.diskEmptied(what.node);
    }
    const done =
      what.kind === "rot"
        ? rot.give(what)
        : isVoterRequest(what)
          ? voters.give(what)
          : isOperatorRequest(what)
            ? operator.give(what)
            : cluster.command(what);
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
  const heal = (): void => healing(cluster, misfortunes).forEach(give);
  const isHealed = (): boolean => underWay === 0 && everybodyInSync(cluster);
  await recover(cluster, { workload, profile, voters, heal, isHealed });
  consumers.stop();
  await watch.look();
  await watch.end();
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
