// A scripted workspace for component tests and for looking at the page without a cluster: snapshots and events made by
// a small clockwork of its own. Nothing in production imports it.
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type {
  BrokerSnapshot,
  ClusterSnapshot,
  ControllerSnapshot,
  NodeSnapshot,
  NodeStatus,
  ReplicaSnapshot,
} from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import type {
  OpenWorkspace,
  ProgramOutcome,
  ProgramOutput,
  Workspace,
  WorkspaceSpec,
  WorkspaceState,
} from "../../workers/page/workspace.ts";

interface FakePartition {
  topic: string;
  partition: number;
  replicas: number[];
  leader: number;
  isr: number[];
  epoch: number;
  minIsr: number;
  leo: Map<number, number>;
  hw: Map<number, number>;
}

function topic<T>() {
  const listeners = new Set<(value: T) => void>();
  let present: T | null = null;
  return {
    set(value: T): void {
      present = value;
      for (const listener of listeners) listener(value);
    },
    subscribe(listener: (value: T) => void): () => void {
      listeners.add(listener);
      if (present !== null) listener(present);
      return () => listeners.delete(listener);
    },
  };
}

export const openFakeWorkspace: OpenWorkspace = (spec: WorkspaceSpec): Workspace => {
  const state = topic<WorkspaceState>();
  const snapshots = topic<ClusterSnapshot>();
  const eventListeners = new Set<(events: readonly EngineEvent[]) => void>();
  const kept: EngineEvent[] = [];
  let fresh: EngineEvent[] = [];
  let nowMs = 0;
  let speed = 1;
  let paused = false;
  let serial = 0;
  let produced = 0;
  let producerSinceMs = -1;
  let acked = 0;
  let correlation = 0;
  const brokers = Array.from({ length: spec.brokers }, (_, index) => index + 1);
  const controllers = Array.from({ length: spec.controllers }, (_, index) => 3001 + index);
  const status = new Map<number, { status: NodeStatus; sinceMs: number }>();
  for (const id of [...brokers, ...controllers]) status.set(id, { status: "running", sinceMs: 0 });
  const cuts = new Map<string, number>();
  const slow = new Map<string, number>();
  const fetched = new Map<string, number>();
  const partitions: FakePartition[] = [];

  const emit = (source: string, event: TraceEvent, cause: string | null = null): string => {
    serial += 1;
    const id = `${source}:${serial}`;
    fresh.push({ id, source, atMs: nowMs, cause, event });
    return id;
  };
  const running = (id: number): boolean => status.get(id)?.status === "running";
  const pair = (a: number, b: number): string => `${Math.min(a, b)}-${Math.max(a, b)}`;
  const addTopic = (name: string, replicas: readonly (readonly number[])[], minIsr: number): void => {
    replicas.forEach((list, partition) => {
      partitions.push({
        topic: name,
        partition,
        replicas: [...list],
        leader: list[0] ?? -1,
        isr: [...list],
        epoch: 0,
        minIsr,
        leo: new Map(list.map((id) => [id, 0])),
        hw: new Map(list.map((id) => [id, 0])),
      });
    });
    emit("3001", { kind: "topic-created", topic: name, partitions: replicas.length, replicas: 3 });
  };

  let lastProduceCause: string | null = null;
  function produce(at: FakePartition, records: number): void {
    if (at.leader < 0 || !running(at.leader)) return;
    correlation += 1;
    const sent = emit("producer-1", {
      kind: "batch-sent",
      topic: at.topic,
      partition: at.partition,
      records,
      bytes: 92 * records,
      acks: -1,
    });
    emit(
      "producer-1",
      {
        kind: "request-sent",
        peer: `broker${at.leader}:9092`,
        api: "Produce",
        version: 13,
        correlationId: correlation,
        bytes: 300,
      },
      sent,
    );
    const received = emit(
      String(at.leader),
      {
        kind: "request-received",
        peer: "producer-1",
        clientId: "producer-1",
        api: "Produce",
        version: 13,
        correlationId: correlation,
        bytes: 300,
      },
      sent,
    );
    const from = at.leo.get(at.leader) ?? 0;
    at.leo.set(at.leader, from + records);
    const appended = emit(
      String(at.leader),
      {
        kind: "records-appended",
        topic: at.topic,
        partition: at.partition,
        role: "leader",
        baseOffset: from,
        lastOffset: from + records - 1,
        bytes: 92 * records,
      },
      received,
    );
    emit(
      String(at.leader),
      {
        kind: "request-parked",
        api: "Produce",
        correlationId: correlation,
        waitsFor: `HW ${from + records}`,
      },
      appended,
    );
    lastProduceCause = appended;
    produced += records;
  }

  function replicate(): void {
    for (const at of partitions) {
      const leaderLeo = at.leo.get(at.leader) ?? 0;
      for (const id of at.replicas) {
        if (id === at.leader || !running(id) || at.leader < 0 || !running(at.leader)) continue;
        if (cuts.has(pair(id, at.leader))) continue;
        const key = `${at.topic}-${at.partition}-${id}`;
        fetched.set(key, nowMs);
        if ((at.leo.get(id) ?? 0) < leaderLeo) {
          correlation += 1;
          emit(String(id), {
            kind: "request-sent",
            peer: `broker${at.leader}:9092`,
            api: "Fetch",
            version: 17,
            correlationId: correlation,
            bytes: 80,
          });
          emit(String(at.leader), {
            kind: "response-sent",
            peer: String(id),
            api: "Fetch",
            correlationId: correlation,
            bytes: 400,
          });
          at.leo.set(id, leaderLeo);
          emit(
            String(id),
            {
              kind: "records-appended",
              topic: at.topic,
              partition: at.partition,
              role: "follower",
              baseOffset: leaderLeo - 1,
              lastOffset: leaderLeo - 1,
              bytes: 92,
            },
            lastProduceCause,
          );
        }
        at.hw.set(id, at.hw.get(at.leader) ?? 0);
        if (!at.isr.includes(id)) {
          const from = [...at.isr];
          at.isr = [...at.isr, id];
          emit(String(at.leader), {
            kind: "isr-changed",
            topic: at.topic,
            partition: at.partition,
            from,
            to: at.isr,
            leader: at.leader,
            epoch: at.epoch,
          });
        }
      }
      for (const id of [...at.isr]) {
        const key = `${at.topic}-${at.partition}-${id}`;
        if (id === at.leader || at.leader < 0) continue;
        if ((at.leo.get(id) ?? 0) < leaderLeo && nowMs - (fetched.get(key) ?? 0) > 30_000) {
          const from = [...at.isr];
          at.isr = at.isr.filter((other) => other !== id);
          emit(String(at.leader), {
            kind: "isr-changed",
            topic: at.topic,
            partition: at.partition,
            from,
            to: at.isr,
            leader: at.leader,
            epoch: at.epoch,
          });
        }
      }
      if (at.leader >= 0 && running(at.leader)) {
        const hw = Math.min(...at.isr.map((id) => at.leo.get(id) ?? 0));
        const before = at.hw.get(at.leader) ?? 0;
        if (hw > before) {
          at.hw.set(at.leader, hw);
          const cause = emit(
            String(at.leader),
            {
              kind: "high-watermark-advanced",
              topic: at.topic,
              partition: at.partition,
              from: before,
              to: hw,
            },
            lastProduceCause,
          );
          emit(
            String(at.leader),
            { kind: "request-unparked", api: "Produce", correlationId: correlation, timedOut: false },
            cause,
          );
          emit(
            String(at.leader),
            {
              kind: "response-sent",
              peer: "producer-1",
              api: "Produce",
              correlationId: correlation,
              bytes: 60,
            },
            cause,
          );
          emit(
            "producer-1",
            {
              kind: "batch-acked",
              topic: at.topic,
              partition: at.partition,
              baseOffset: before,
              records: hw - before,
              acks: -1,
            },
            cause,
          );
          acked += hw - before;
        }
      }
    }
  }

  function lose(id: number, how: NodeStatus, cause: string): void {
    status.set(id, { status: how, sinceMs: nowMs });
    emit(
      String(id),
      { kind: "node-stopped", reason: how === "stopped" ? "controlled" : "killed", error: null },
      cause,
    );
    const fenced = emit(
      "3001",
      { kind: "broker-fenced", broker: id, reason: how === "stopped" ? "shutdown" : "session" },
      cause,
    );
    for (const at of partitions) {
      if (at.isr.length > 1) at.isr = at.isr.filter((other) => other !== id);
      if (at.leader !== id) continue;
      const next = at.isr.find(running) ?? -1;
      at.epoch += 1;
      emit(
        "3001",
        {
          kind: "leader-elected",
          topic: at.topic,
          partition: at.partition,
          from: at.leader,
          to: next,
          epoch: at.epoch,
          isr: at.isr,
          unclean: false,
        },
        fenced,
      );
      at.leader = next;
    }
  }

  function brokerDetail(id: number): BrokerSnapshot {
    const replicas = partitions
      .filter((at) => at.replicas.includes(id))
      .map((at): ReplicaSnapshot => {
        const leads = at.leader === id;
        const hw = at.hw.get(id) ?? 0;
        const leo = at.leo.get(id) ?? 0;
        return {
          topic: at.topic,
          topicId: "4Vx0uQbJTdGk2mYl8oRr1A",
          partition: at.partition,
          role: leads ? "leader" : "follower",
          leader: at.leader,
          leaderEpoch: at.epoch,
          replicas: at.replicas,
          isr: at.isr,
          minIsr: at.minIsr,
          logStartOffset: 0,
          highWatermark: hw,
          logEndOffset: leo,
          flushedOffset: hw,
          segments: [{ baseOffset: 0, sizeBytes: leo * 92 }],
          recentBatches: [],
          followers: leads
            ? at.replicas
                .filter((other) => other !== id)
                .map((other) => ({
                  broker: other,
                  logEndOffset: at.leo.get(other) ?? 0,
                  lastFetchMs: fetched.get(`${at.topic}-${at.partition}-${other}`) ?? 0,
                  lastCaughtUpMs: fetched.get(`${at.topic}-${at.partition}-${other}`) ?? 0,
                  inSync: at.isr.includes(other),
                }))
            : [],
          parked:
            leads && hw < leo && at.isr.length >= at.minIsr
              ? [
                  {
                    api: "Produce",
                    clientId: "producer-1",
                    correlationId: correlation,
                    sinceMs: Math.max(0, nowMs - 4_000),
                    deadlineMs: nowMs + 26_000,
                    requiredOffset: leo,
                  },
                ]
              : [],
        };
      });
    return {
      role: "broker",
      id,
      host: `broker${id}`,
      port: 9092,
      rack: null,
      brokerEpoch: 10 + id,
      fenced: false,
      metadataOffset: 120,
      activeController: 3001,
      replicas,
      connections: 4,
      dirtyBytes: 0,
      offlineLogDir: null,
    };
  }

  const details = new Map<number, BrokerSnapshot>();
  function snapshot(): ClusterSnapshot {
    const nodes: NodeSnapshot[] = [
      ...brokers.map((id): NodeSnapshot => {
        const at = status.get(id) ?? { status: "running" as const, sinceMs: 0 };
        if (at.status === "running") details.set(id, brokerDetail(id));
        return {
          id,
          role: "broker",
          status: at.status,
          sinceMs: at.sinceMs,
          error: null,
          detail: details.get(id) ?? null,
        };
      }),
      ...controllers.map((id, index): NodeSnapshot => {
        const at = status.get(id) ?? { status: "running" as const, sinceMs: 0 };
        const detail: ControllerSnapshot = {
          role: "controller",
          id,
          host: `controller${index + 1}`,
          port: 9093,
          state: index === 0 ? "leader" : "follower",
          epoch: 7,
          highWatermark: 204,
          logEndOffset: 204,
          brokers: brokers.map((broker) => ({
            id: broker,
            epoch: 10 + broker,
            fenced: !running(broker),
            inControlledShutdown: false,
            rack: null,
            lastHeartbeatMs: nowMs,
          })),
          topics: [...new Set(partitions.map((at2) => at2.topic))].map((name) => ({
            name,
            topicId: "4Vx0uQbJTdGk2mYl8oRr1A",
            configs: { "min.insync.replicas": "2" },
            partitions: partitions
              .filter((at2) => at2.topic === name)
              .map((at2) => ({
                partition: at2.partition,
                leader: at2.leader,
                leaderEpoch: at2.epoch,
                partitionEpoch: at2.epoch,
                replicas: at2.replicas,
                isr: at2.isr,
                elr: [],
                lastKnownElr: [],
              })),
          })),
          dirtyBytes: 0,
        };
        return { id, role: "controller", status: at.status, sinceMs: at.sinceMs, error: null, detail };
      }),
    ];
    return {
      clusterId: "MkU3OEVBNTcwNTJENDM2Qg",
      time: { nowMs, wallMs: Date.UTC(2026, 10, 21) + nowMs, speed, paused },
      nodes,
      links: [
        ...[...cuts].flatMap(([key, sinceMs]) => {
          const [a = 0, b = 0] = key.split("-").map(Number);
          return [
            { from: a, to: b, cut: true, delayMs: 0, held: null, sinceMs },
            { from: b, to: a, cut: true, delayMs: 0, held: null, sinceMs },
          ];
        }),
        ...[...slow].flatMap(([key, delayMs]) => {
          const [a = 0, b = 0] = key.split("-").map(Number);
          return [{ from: a, to: b, cut: false, delayMs, held: null, sinceMs: 0 }];
        }),
      ],
      clients:
        producerSinceMs < 0
          ? []
          : [
              {
                name: "producer-1",
                role: "producer",
                config: { acks: "all" },
                bufferedRecords: produced - acked,
                inFlightRequests: produced > acked ? 1 : 0,
                ackedRecords: acked,
                failedRecords: 0,
                polledRecords: 0,
                sinceMs: producerSinceMs,
              },
            ],
      events: kept.length,
      droppedEvents: 0,
    };
  }

  function publish(): void {
    snapshots.set(snapshot());
    if (fresh.length > 0) {
      kept.push(...fresh);
      const batch = fresh;
      fresh = [];
      for (const listener of eventListeners) listener(batch);
    }
  }

  const TICK_MS = 50;
  let sinceReplication = 0;
  const timer = setInterval(() => {
    if (!paused) {
      nowMs += TICK_MS * speed;
      sinceReplication += TICK_MS * speed;
      if (sinceReplication >= 400) {
        sinceReplication = 0;
        replicate();
      }
    }
    publish();
  }, TICK_MS);

  state.set({ kind: "opening", step: "nodes" });
  const wait = setTimeout(() => {
    if (spec.id === "playground" && globalThis.location?.search.includes("busy")) {
      addTopic(
        "orders",
        [
          [1, 2, 3],
          [2, 3, 1],
          [3, 1, 2],
        ],
        2,
      );
    }
    state.set({ kind: "open", restored: false });
  }, 60);

  return {
    spec,
    state: state.subscribe,
    snapshot: snapshots.subscribe,
    events(listener) {
      eventListeners.add(listener);
      listener(kept);
      return () => eventListeners.delete(listener);
    },
    async command(command: ClusterCommand) {
      const asked = emit("you", {
        kind: "command",
        command: { ...command } as Record<string, string | number | boolean>,
      });
      switch (command.kind) {
        case "kill":
        case "stop":
          if (!running(command.node)) throw new Error(`node ${command.node} does not run`);
          lose(command.node, command.kind === "kill" ? "killed" : "stopped", asked);
          break;
        case "start":
        case "restart":
        case "thaw": {
          status.set(command.node, { status: "running", sinceMs: nowMs });
          emit(String(command.node), { kind: "node-ready", role: "broker" }, asked);
          for (const at of partitions)
            if (at.leader < 0 && at.isr.includes(command.node)) at.leader = command.node;
          break;
        }
        case "freeze":
          status.set(command.node, { status: "frozen", sinceMs: nowMs });
          break;
        case "cutLink":
          cuts.set(pair(command.a, command.b), nowMs);
          break;
        case "slowLink":
          slow.set(pair(command.a, command.b), command.delayMs);
          break;
        case "healLink":
          cuts.delete(pair(command.a, command.b));
          slow.delete(pair(command.a, command.b));
          break;
        case "pause":
          paused = true;
          break;
        case "resume":
          paused = false;
          break;
        case "speed":
          speed = command.factor;
          break;
        case "step":
          nowMs += 100;
          replicate();
          break;
        default:
          break;
      }
      publish();
    },
    run(name, source, onOutput: (output: ProgramOutput) => void) {
      let stopped = false;
      emit("you", { kind: "program-started", name });
      const names = [...source.matchAll(/NewTopic\("([\w.-]+)"/g)].map((match) => match[1] ?? "orders");
      const done = (async (): Promise<ProgramOutcome> => {
        for (const each of names) {
          if (!partitions.some((at) => at.topic === each)) addTopic(each, [[1, 2, 3]], 2);
        }
        if (partitions.length === 0)
          addTopic(
            "orders",
            [
              [1, 2, 3],
              [2, 3, 1],
              [3, 1, 2],
            ],
            2,
          );
        if (!source.includes("KafkaProducer")) return "finished";
        producerSinceMs = nowMs;
        emit("producer-1", { kind: "client-started", role: "producer", config: { acks: "all" } });
        for (let i = 0; i < 12 && !stopped; i++) {
          const at = partitions[i % partitions.length];
          if (at !== undefined) produce(at, 1 + (i % 3));
          onOutput({ kind: "log", text: `o-${i} → ${at?.topic}-${at?.partition}`, line: 13, atMs: nowMs });
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
        if (source.includes("throw")) {
          onOutput({
            kind: "exception",
            name: "NotEnoughReplicasException",
            message: "Messages are rejected since there are fewer in-sync replicas than required.",
            line: 12,
            column: 3,
            atMs: nowMs,
          });
          return "failed";
        }
        return stopped ? "stopped" : "finished";
      })();
      return {
        name,
        done,
        stop: () => {
          stopped = true;
        },
      };
    },
    async reset() {
      partitions.length = 0;
      nowMs = 0;
      producerSinceMs = -1;
      cuts.clear();
      slow.clear();
      for (const id of [...brokers, ...controllers]) status.set(id, { status: "running", sinceMs: 0 });
      publish();
    },
    async takeOver() {},
    async close() {
      clearInterval(timer);
      clearTimeout(wait);
      state.set({ kind: "closed" });
    },
  };
};
