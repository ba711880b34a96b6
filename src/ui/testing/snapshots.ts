// Small snapshots for tests: a cluster of three brokers and one controller, one topic, to be changed by the test.
import type {
  BrokerSnapshot,
  ClusterSnapshot,
  ControllerSnapshot,
  NodeSnapshot,
  NodeStatus,
  ReplicaSnapshot,
} from "../../engine/inspect/snapshot.ts";

export interface TestReplica {
  readonly leo: number;
  readonly hw?: number;
  readonly start?: number;
  readonly caughtUpMs?: number;
}

export interface TestCluster {
  readonly nowMs?: number;
  readonly leader?: number;
  readonly isr?: readonly number[];
  readonly minIsr?: number;
  /** By broker id; brokers without one hold no replica. */
  readonly replicas?: Readonly<Record<number, TestReplica>>;
  readonly status?: Readonly<Record<number, NodeStatus>>;
  readonly controllerStates?: readonly ("leader" | "follower" | "candidate" | "unattached")[];
  readonly links?: ClusterSnapshot["links"];
  readonly disks?: ClusterSnapshot["disks"];
  readonly topics?: boolean;
  readonly topic?: string;
}

export function testSnapshot(cluster: TestCluster = {}): ClusterSnapshot {
  const nowMs = cluster.nowMs ?? 60_000;
  const leader = cluster.leader ?? 1;
  const replicas = cluster.replicas ?? { 1: { leo: 12 }, 2: { leo: 12 }, 3: { leo: 12 } };
  const ids = Object.keys(replicas).map(Number);
  const isr = cluster.isr ?? ids;
  const minIsr = cluster.minIsr ?? 2;
  const topic = cluster.topic ?? "orders";
  const hasTopics = cluster.topics ?? true;
  const statusOf = (id: number): NodeStatus => cluster.status?.[id] ?? "running";

  const replica = (id: number): ReplicaSnapshot => ({
    topic,
    topicId: "4Vx0uQbJTdGk2mYl8oRr1A",
    partition: 0,
    role: id === leader ? "leader" : "follower",
    leader,
    leaderEpoch: 3,
    replicas: ids,
    isr,
    minIsr,
    logStartOffset: replicas[id]?.start ?? 0,
    highWatermark: replicas[id]?.hw ?? replicas[id]?.leo ?? 0,
    logEndOffset: replicas[id]?.leo ?? 0,
    flushedOffset: 0,
    recoveredOffset: null,
    leaderEpochs: [{ epoch: 3, startOffset: 0 }],
    segments: [],
    cleaner: null,
    recentBatches: [],
    followers:
      id === leader
        ? ids
            .filter((other) => other !== id)
            .map((other) => ({
              broker: other,
              logEndOffset: replicas[other]?.leo ?? 0,
              lastFetchMs: replicas[other]?.caughtUpMs ?? nowMs,
              lastCaughtUpMs: replicas[other]?.caughtUpMs ?? nowMs,
              inSync: isr.includes(other),
            }))
        : [],
    parked: [],
  });

  const broker = (id: number): NodeSnapshot => {
    const detail: BrokerSnapshot = {
      role: "broker",
      id,
      host: `broker${id}`,
      port: 9092,
      rack: null,
      brokerEpoch: 1,
      fenced: false,
      metadataOffset: 10,
      activeController: 3001,
      dynamicConfigs: [],
      replicas: hasTopics && ids.includes(id) ? [replica(id)] : [],
      connections: 0,
      dirtyBytes: 0,
      pageCache: {
        residentBytes: 0,
        boundBytes: 2 ** 27,
        dirtyBytes: 0,
        dirtyBoundBytes: 2 ** 25,
        waitingWrites: 0,
      },
      offlineLogDir: null,
      logDirs: [{ path: "/tmp/kafka-logs", id: "AAAAABERAAEAAAAAAAAiIg", offline: null, sizeBytes: 0 }],
    };
    return { id, role: "broker", status: statusOf(id), sinceMs: nowMs - 5_000, error: null, detail };
  };

  const controller = (state: ControllerSnapshot["state"], index: number): NodeSnapshot => ({
    id: 3001 + index,
    role: "controller",
    status: statusOf(3001 + index),
    sinceMs: 0,
    error: null,
    detail: {
      role: "controller",
      id: 3001 + index,
      host: `controller${index + 1}`,
      port: 9093,
      state,
      epoch: 7,
      leaderId: 3001,
      votedId: 3001,
      election: null,
      majority: 2,
      voters: [0, 1, 2].map((i) => ({
        id: 3001 + i,
        directoryId: "AAAAABERAAEAAAAAAAAiIg",
        host: `controller${i + 1}`,
        port: 9093,
        logEndOffset: state === "leader" ? 204 : null,
        lag: state === "leader" ? 0 : null,
        lastFetchMs: state === "leader" ? nowMs : null,
        lastCaughtUpMs: state === "leader" ? nowMs : null,
      })),
      observers: [],
      snapshot: null,
      logStartOffset: 0,
      leaderEpochs: [{ epoch: 7, startOffset: 0 }],
      highWatermark: 204,
      logEndOffset: 204,
      brokers: [1, 2, 3].map((id) => ({
        id,
        epoch: 1,
        fenced: false,
        inControlledShutdown: false,
        rack: null,
        lastHeartbeatMs: nowMs,
      })),
      topics: hasTopics
        ? [
            {
              name: topic,
              topicId: "4Vx0uQbJTdGk2mYl8oRr1A",
              configs: {},
              partitions: [
                {
                  partition: 0,
                  leader,
                  leaderEpoch: 3,
                  partitionEpoch: 3,
                  replicas: ids,
                  isr,
                  elr: [],
                  lastKnownElr: [],
                },
              ],
            },
          ]
        : [],
      dirtyBytes: 0,
    },
  });

  return {
    clusterId: "test",
    time: { nowMs, wallMs: nowMs, speed: 1, paused: false },
    nodes: [...[1, 2, 3].map(broker), ...(cluster.controllerStates ?? ["leader"]).map(controller)],
    links: cluster.links ?? [],
    disks: cluster.disks ?? [],
    clients: [],
    heldMessages: [],
    losses: [],
    events: 0,
    droppedEvents: 0,
  };
}

export function cutBetween(a: number, b: number): ClusterSnapshot["links"] {
  return [
    { from: a, to: b, cut: true, delayMs: 0, held: null, sinceMs: 50_000 },
    { from: b, to: a, cut: true, delayMs: 0, held: null, sinceMs: 50_000 },
  ];
}
