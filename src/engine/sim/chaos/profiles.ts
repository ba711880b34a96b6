// The profiles that `samsa sim` knows: each a workload with its own kind of misfortune.
import type { FaultWeights, Profile } from "./profile.ts";

const PRODUCER = { "delivery.timeout.ms": 10_000, "request.timeout.ms": 3000, "max.block.ms": 10_000 };

/** Short timeouts, so that much happens in little time. */
const SHORT_TIMEOUTS = {
  "broker.session.timeout.ms": "2500",
  "broker.heartbeat.interval.ms": "500",
  "replica.lag.time.max.ms": "3000",
  "replica.socket.timeout.ms": "3000",
  "samsa.page.cache.writeback.ms": "800",
};

const EVERYTHING: FaultWeights = {
  kill: 4,
  stop: 2,
  start: 10,
  freeze: 3,
  thaw: 6,
  cutLink: 4,
  healLink: 8,
  slowLink: 3,
  slowDisk: 3,
};

export const POWER_CUTS_AND_CUT_LINKS: Profile = {
  name: "storm",
  about: "power cuts, halts, cut and slow links, slow disks, shutdowns, all mixed",
  brokers: 3,
  controllers: 1,
  partitions: 3,
  minIsr: 2,
  producers: 2,
  consumers: 1,
  exactlyOnce: false,
  longestPauseMs: 120,
  producerConfigs: PRODUCER,
  properties: SHORT_TIMEOUTS,
  topicConfigs: { "segment.ms": "4000", "retention.ms": "-1" },
  weights: EVERYTHING,
  faultsMs: 20_000,
  longestCalmMs: 900,
  recoveryMs: 60_000,
};

export const ONE_IN_FLIGHT: Profile = {
  ...POWER_CUTS_AND_CUT_LINKS,
  name: "exactly-once",
  about: "the storm, with one request in flight: each record is there once, in the order of sending",
  exactlyOnce: true,
  producerConfigs: { ...PRODUCER, "max.in.flight.requests.per.connection": 1 },
};

/** Snapshots, too, come often. */
const SHORT_SNAPSHOTS = {
  "metadata.log.max.record.bytes.between.snapshots": "2000",
  "metadata.max.retention.bytes": "6000",
};

export const QUORUM: Profile = {
  ...POWER_CUTS_AND_CUT_LINKS,
  name: "quorum",
  about: "the storm, over three controllers with snapshots every few records",
  controllers: 3,
  newProducerEachMs: 4000,
  properties: { ...SHORT_TIMEOUTS, ...SHORT_SNAPSHOTS },
};

const OF_STORM = POWER_CUTS_AND_CUT_LINKS;

/** Brokers look for what is old all the time. */
const SHORT_RETENTION = {
  "log.initial.task.delay.ms": "500",
  "log.retention.check.interval.ms": "1000",
};

export const PROFILES: readonly Profile[] = [
  OF_STORM,
  ONE_IN_FLIGHT,
  QUORUM,
  {
    ...OF_STORM,
    name: "calm",
    about: "no faults: whatever goes wrong here is wrong without anybody's help",
    weights: { jump: 1 },
    faultsMs: 10_000,
  },
  {
    ...OF_STORM,
    name: "power-cuts",
    about: "nodes die and come back, leaders and controllers above all",
    weights: { kill: 6, start: 10 },
  },
  {
    ...OF_STORM,
    name: "partitions",
    about: "links are cut, one way and both ways, and healed",
    weights: { cutLink: 6, healLink: 6, slowLink: 2 },
  },
  {
    ...OF_STORM,
    name: "isolation",
    about:
      "a node is cut off from all others, goes on writing for its clients, and comes back; then power cuts",
    weights: { isolate: 5, rejoin: 5, kill: 3, tear: 2, start: 9, electLeaders: 3 },
    topicConfigs: { "segment.ms": "1000", "retention.ms": "-1" },
    longestCalmMs: 2500,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "handover",
    about:
      "leaders change quickly, back and forth, while producers halt: what they send again comes long after",
    longestHaltMs: 9000,
    weights: { isolate: 5, rejoin: 8, electLeaders: 8, stop: 3, start: 8 },
    producerConfigs: { ...PRODUCER, "retry.backoff.ms": 1500, "retry.backoff.max.ms": 1500 },
    longestPauseMs: 60,
    longestCalmMs: 1500,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "in-flight",
    about: "five requests in flight, and no restarts: each record is there once, in the order of sending",
    exactlyOnce: true,
    longestPauseMs: 30,
    topicConfigs: { "retention.ms": "-1" },
    weights: { isolate: 4, rejoin: 6, freeze: 3, thaw: 6, slowLink: 3, electLeaders: 6 },
    longestCalmMs: 1500,
    faultsMs: 30_000,
  },
  {
    ...QUORUM,
    name: "elections",
    about:
      "three controllers far from each other elect leaders again and again while topics and configs change",
    partitions: 2,
    latency: { minMs: 5, maxMs: 150 },
    weights: {
      isolate: 3,
      rejoin: 4,
      kill: 2,
      blink: 6,
      stop: 4,
      start: 12,
      slowLink: 3,
      healLink: 3,
      createTopic: 4,
      deleteTopic: 3,
      alterConfig: 8,
    },
    longestCalmMs: 400,
    faultsMs: 30_000,
  },
  {
    ...QUORUM,
    name: "voters",
    about:
      "three voters and two controllers without a vote: voters are added and removed while controllers die, are cut off and lose their disks",
    observers: 2,
    partitions: 2,
    weights: {
      addVoter: 9,
      removeVoter: 9,
      loseDisk: 6,
      blink: 3,
      kill: 2,
      stop: 2,
      start: 12,
      isolate: 3,
      rejoin: 5,
      freeze: 1,
      thaw: 3,
      slowLink: 1,
      healLink: 2,
    },
    longestCalmMs: 800,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "rot",
    about:
      "bits of flushed batches turn over on disks; replicas are made anew meanwhile, and rotten disks emptied",
    brokers: 4,
    weights: { rot: 8, emptyRotten: 1, kill: 2, stop: 2, start: 12, reassign: 10, electLeaders: 8 },
    topicConfigs: { "segment.ms": "2000", "retention.ms": "-1" },
    longestCalmMs: 1500,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "eligible",
    about: "the ISR falls below its minimum again and again: eligible leader replicas take over (KIP-966)",
    weights: { isolate: 3, rejoin: 3, cutLink: 2, freeze: 4, thaw: 3, stop: 4, start: 6, kill: 3 },
    longestCalmMs: 2000,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "zombies",
    about: "processes halt for longer than their sessions and come back believing in their epochs",
    weights: { freeze: 6, thaw: 5, slowDisk: 2 },
    longestCalmMs: 2500,
    faultsMs: 30_000,
  },
  {
    ...OF_STORM,
    name: "rolling",
    about: "controlled shutdowns and starts, one after another",
    weights: { stop: 6, start: 10, slowLink: 1 },
  },
  {
    ...OF_STORM,
    name: "operator",
    about: "topics, partitions, configs, elections and reassignments change while brokers come and go",
    weights: {
      kill: 1,
      stop: 2,
      start: 8,
      createTopic: 4,
      deleteTopic: 2,
      alterConfig: 3,
      createPartitions: 1,
      electLeaders: 2,
      reassign: 3,
    },
    brokers: 4,
  },
  {
    ...OF_STORM,
    name: "drift",
    about: "the nodes' clocks disagree: some run fast, some slow, some are set to another hour",
    controllers: 3,
    weights: {
      driftClock: 6,
      setClock: 4,
      kill: 2,
      start: 6,
      stop: 1,
      isolate: 2,
      rejoin: 3,
      freeze: 1,
      thaw: 2,
    },
    longestCalmMs: 1500,
    faultsMs: 30_000,
  },
  {
    ...OF_STORM,
    name: "clocks",
    about: "wall clocks jump while segments roll by time and are deleted by age",
    weights: { jump: 5, kill: 1, start: 4 },
    properties: { ...SHORT_TIMEOUTS, ...SHORT_RETENTION },
    topicConfigs: { "segment.ms": "4000", "retention.ms": "1800000" },
  },
  {
    ...OF_STORM,
    name: "late",
    about:
      "what nodes say to each other waits for seconds, then comes, or is lost, while nodes die and come back at once",
    controllers: 3,
    weights: {
      holdLink: 6,
      releaseLink: 5,
      releaseMessage: 6,
      dropMessage: 2,
      blink: 3,
      start: 4,
      freeze: 1,
      thaw: 3,
      electLeaders: 1,
    },
    longestCalmMs: 1500,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "disks",
    about: "disks fill up: a broker whose disk takes no more goes on without it, until somebody makes room",
    weights: { fullDisk: 6, makeRoom: 6, kill: 2, stop: 1, start: 8, slowDisk: 2, electLeaders: 3 },
    longestCalmMs: 2500,
    faultsMs: 40_000,
  },
  {
    ...OF_STORM,
    name: "retention",
    about:
      "old segments are deleted all the time: who was away comes back behind the start of its leader's log",
    weights: {
      kill: 2,
      stop: 2,
      start: 5,
      freeze: 2,
      thaw: 3,
      isolate: 3,
      rejoin: 4,
      electLeaders: 3,
      slowLink: 1,
    },
    properties: { ...SHORT_TIMEOUTS, ...SHORT_RETENTION },
    topicConfigs: { "segment.ms": "1000", "retention.ms": "5000" },
    longestCalmMs: 3000,
    faultsMs: 40_000,
  },
];

export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}
