// A replica of the metadata log as a running thing: the machine (machine.ts) between its disk, its connections and the
// clock.
import { assert } from "../base/assert.ts";
import { randomBelow } from "../base/random.ts";
import type { Uuid } from "../base/uuid.ts";
import type { PartitionLog } from "../log/log.ts";
import type { Timer } from "../ports/clock.ts";
import type { DiskError } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import type { ApiSchema } from "../protocol/schema.ts";
import type { EventId } from "../trace/event.ts";
import { Connections, type RaftNodeAddress } from "./connections.ts";
import { Durability } from "./durability.ts";
import { type Effect, eventOf, type RequestRef } from "./effect.ts";
import { EffectQueue } from "./effect-queue.ts";
import { upgradeKraftVersion, upgradeRefusal } from "./kraft-version.ts";
import { createRaftMachine, type Now, type RaftMachine } from "./machine.ts";
import { CONTROLLER_LISTENER } from "./metadata-batch.ts";
import type { LeaderAndEpoch, MetadataLog, MetadataLogListener } from "./metadata-log.ts";
import type { MetadataRecord } from "./metadata-record.ts";
import { decodeMetadataRecord } from "./metadata-record.ts";
import { METADATA_DIRECTORY } from "./metadata-topic.ts";
import { Peers } from "./peers.ts";
import type { QuorumStart } from "./quorum-layout.ts";
import { readQuorumState, writeQuorumState } from "./quorum-state.ts";
import type { Raft } from "./raft.ts";
import { RaftLog } from "./raft-log.ts";
import { readBatches } from "./read-log.ts";
import { newestSnapshot } from "./snapshot-reader.ts";
import { cleanSnapshots, type SnapshotInput, writeSnapshot } from "./snapshot-writer.ts";
import { Snapshots } from "./snapshots.ts";
import { VoterHistory } from "./voter-history.ts";

export interface RaftNodeOptions extends QuorumStart {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly directoryId: Uuid;
  /** Where a controller listens; null for a broker, which never votes. */
  readonly listensAt: { readonly host: string; readonly port: number } | null;
  readonly log: PartitionLog;
  readonly ports: NodePorts;
  /** A broker's copy cannot be made durable any more; it follows on from memory. */
  readonly onDiskFailure?: (error: DiskError) => void;
}

export interface RaftNode extends MetadataLog {
  /** To be looked at, not touched. */
  readonly raft: Raft | null;
  /** The leader as far as it has been told, and where it is found. */
  readonly leaderAddress: RaftNodeAddress | null;
  /** Resolves to the answer, or null when there is none: the node stops. */
  handle(api: ApiSchema, version: number, request: object, cause: EventId | null): Promise<object | null>;
  /** As the newest record says. */
  readonly kraftVersion: number;
  /** Why kraft.version cannot be raised to `level`; null when it can. Throws NotLeaderError. */
  kraftUpgradeRefusal(level: number): string | null;
  /** Writes the level, and the voters with it, into the log of the leader of `epoch`. Throws NotLeaderError. */
  upgradeKraftVersion(epoch: number, level: number): void;
  /** Of what is committed. Nothing happens when there is one of that offset. */
  writeSnapshot(input: SnapshotInput): void;
}

/** As long as that a controller waits for another leader before it stops. */
const SHUTDOWN_PATIENCE_MS = 5000;
const CLEAN_PERIOD_MS = 60_000;
/** Without time passing, the machine comes to rest after a few steps. */
const MOST_TICKS = 100;

export function createRaftNode(options: RaftNodeOptions): RaftNode {
  return new RunningRaftNode(options);
}

class RunningRaftNode implements RaftNode {
  readonly nodeId: number;
  leader: LeaderAndEpoch = { leaderId: -1, epoch: 0 };
  highWatermark = -1;
  private machine: RaftMachine | null = null;
  private listener: MetadataLogListener | null = null;
  private readonly peers: Peers;
  private timer: Timer | null = null;
  private timerAtMs = Number.POSITIVE_INFINITY;
  private cleaner: Timer | null = null;
  private readonly answers = new Map<RequestRef, (body: object | null) => void>();
  private nextRef = 0;
  private readonly durability: Durability;
  private readonly effects: EffectQueue;
  private over = false;
  private onShutDown: (() => void) | null = null;

  constructor(private readonly options: RaftNodeOptions) {
    const { nodeId, ports, settings, log } = options;
    this.nodeId = nodeId;
    this.durability = new Durability(log, ports.disk);
    this.effects = new EffectQueue({
      durability: this.durability,
      waitsForDisk: options.listensAt !== null,
      carryOut: (effect) => this.carryOut(effect),
      onDiskFailure: (error) => options.onDiskFailure?.(error),
      fail: (error) => this.fail(error),
    });
    const clientId = `raft-client-${nodeId}`;
    this.peers = new Peers(ports, clientId, settings.requestTimeoutMs, (response) =>
      this.step((machine, now) => machine.response(response, now)),
    );
  }

  get raft(): Raft | null {
    return this.machine?.raft ?? null;
  }
  get isLeader(): boolean {
    return !this.over && this.leader.leaderId === this.nodeId && this.raft?.isLeader === true;
  }
  get logEndOffset(): number {
    const state = this.raft?.state;
    return state?.name === "leader" ? state.accumulator.nextOffset : this.options.log.logEndOffset;
  }
  get leaderAddress(): RaftNodeAddress | null {
    const { raft } = this;
    if (raft === null || !raft.hasLeader) return null;
    return raft.leaderAddress();
  }

  async start(listener: MetadataLogListener): Promise<void> {
    this.listener = listener;
    const { log, ports, staticVoters, clusterId, nodeId, directoryId, listensAt, settings } = this.options;
    const snapshots = new Snapshots(ports, METADATA_DIRECTORY, (name) => this.durability.changed(name));
    const raftLog = new RaftLog(log, snapshots);
    // A crash may have come between the end of a fetched snapshot and the cut that belongs to it.
    raftLog.truncateToLatestSnapshot();
    const history = new VoterHistory(staticVoters);
    const snapshot = await newestSnapshot(raftLog);
    if (snapshot !== null) history.loadSnapshot(snapshot.bytes, snapshot.content.id.endOffset - 1);
    const from = Math.max(log.logStartOffset, 0);
    const batches = await readBatches(log, from, undefined, (bytes) => history.loadLog(bytes));
    const stored = await readQuorumState(ports.disk);
    if (this.over) return;
    const nextInt = (bound: number): number => randomBelow(ports.rng, bound);
    this.machine = createRaftMachine({
      identity: {
        clusterId,
        key: { id: nodeId, directoryId },
        endpoints: listensAt === null ? [] : [{ name: CONTROLLER_LISTENER, ...listensAt }],
        canBecomeVoter: listensAt !== null,
        listener: CONTROLLER_LISTENER,
      },
      settings,
      log: raftLog,
      history,
      connections: new Connections(this.options.bootstrap, settings, nextInt),
      nextInt,
      decode: decodeMetadataRecord,
      storeQuorumState: (text) => {
        writeQuorumState(ports.disk, text);
        this.durability.quorumStateWritten();
      },
    });
    this.step((machine, now) => machine.begin(stored, batches, snapshot?.content ?? null, now));
    this.scheduleCleaning();
  }

  append(epoch: number, records: readonly MetadataRecord[]): number {
    const { machine } = this;
    assert(machine !== null, "the log has been started");
    const offset = machine.append(epoch, records, this.now());
    this.step(() => {});
    return offset;
  }

  get kraftVersion(): number {
    return this.raft?.history.kraftVersion ?? 0;
  }

  kraftUpgradeRefusal(level: number): string | null {
    assert(this.raft !== null, "the log has been started");
    return upgradeRefusal(this.raft, level);
  }

  upgradeKraftVersion(epoch: number, level: number): void {
    const { raft } = this;
    assert(raft !== null, "the log has been started");
    raft.wallMs = this.now().wallMs;
    upgradeKraftVersion(raft, epoch, level);
    this.step(() => {});
  }

  resign(epoch: number): void {
    this.step((machine) => machine.resign(epoch));
  }

  handle(api: ApiSchema, version: number, request: object, cause: EventId | null): Promise<object | null> {
    if (this.over || this.machine === null) return Promise.resolve(null);
    const ref = this.nextRef++;
    return new Promise((resolve) => {
      this.answers.set(ref, resolve);
      this.step((machine, now) => machine.request(api, version, request, ref, cause, now));
    });
  }

  writeSnapshot(input: SnapshotInput): void {
    this.step(({ raft }, { wallMs }) => {
      if (input.endOffset <= raft.highWatermark) writeSnapshot(raft, input, wallMs);
    });
  }

  async stop(): Promise<void> {
    if (this.over) return;
    if (this.machine !== null && this.options.listensAt !== null) {
      const done = new Promise<void>((resolve) => {
        this.onShutDown = resolve;
      });
      this.step((machine, { nowMs }) => machine.shutDown(nowMs + SHUTDOWN_PATIENCE_MS));
      await done;
    }
    this.end();
    await this.effects.flushLast();
  }

  private end(): void {
    this.over = true;
    this.effects.close();
    this.timer?.cancel();
    this.cleaner?.cancel();
    this.peers.close();
    for (const resolve of this.answers.values()) resolve(null);
    this.answers.clear();
    this.onShutDown?.();
  }

  private fail(error: unknown): void {
    if (this.over) return;
    this.end();
    this.listener?.onFailure(error instanceof Error ? error : new Error(String(error)));
  }

  // ---- the machine ----

  private now(): Now {
    const { clock } = this.options.ports;
    return { nowMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }

  /** Gives the machine something, and lets it do what is due. */
  private step(give: (machine: RaftMachine, now: Now) => void): void {
    const { machine } = this;
    if (this.over || machine === null) return;
    try {
      const now = this.now();
      give(machine, now);
      let nextMs = now.nowMs;
      for (let i = 0; nextMs <= now.nowMs && !machine.isShutDown; i++) {
        assert(i < MOST_TICKS, `the raft machine does not come to rest as ${machine.raft.state.name}`);
        nextMs = machine.tick(now);
      }
      this.schedule(nextMs, now.nowMs);
      this.effects.add(machine.takeEffects());
    } catch (error) {
      return this.fail(error);
    }
    void this.effects.release();
    if (machine.isShutDown) void this.effects.release().then(() => this.onShutDown?.());
  }

  private schedule(atMs: number, nowMs: number): void {
    if (atMs === this.timerAtMs) return;
    this.timer?.cancel();
    this.timerAtMs = atMs;
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.timer = this.options.ports.clock.setTimer(atMs - nowMs, () => {
      this.timerAtMs = Number.POSITIVE_INFINITY;
      this.step(() => {});
    });
  }

  private scheduleCleaning(): void {
    const { clock } = this.options.ports;
    this.cleaner = clock.setTimer(CLEAN_PERIOD_MS, () => {
      this.step(({ raft }, { wallMs }) => cleanSnapshots(raft, this.options.retention, wallMs));
      if (!this.over) this.scheduleCleaning();
    });
  }

  // ---- what it wants done ----

  private carryOut(effect: Effect): void {
    const { listener } = this;
    switch (effect.kind) {
      case "send":
        return this.peers.send(effect.request);
      case "answer":
        return this.answer(effect.ref, effect.body);
      case "answer-records": {
        const { records, ref } = effect;
        const bytes = records.read();
        if (!(bytes instanceof Promise)) return this.answer(ref, records.into(bytes));
        bytes.then(
          (read) => this.answer(ref, records.into(read)),
          (error: unknown) => this.fail(error),
        );
        return;
      }
      case "commit":
        return listener?.onCommit(effect.batch, eventOf(effect.cause));
      case "load-snapshot":
        return listener?.onSnapshot(effect.snapshot, eventOf(effect.cause));
      case "leader":
        this.leader = effect.leader;
        return listener?.onLeaderChange(effect.leader);
      case "resigned":
        this.leader = { leaderId: -1, epoch: effect.epoch };
        return listener?.onLeaderChange(this.leader);
      case "high-watermark":
        this.highWatermark = effect.offset;
        return;
      case "trace":
        effect.id = this.options.ports.trace.emit(effect.event, eventOf(effect.cause));
    }
  }

  private answer(ref: RequestRef, body: object): void {
    const resolve = this.answers.get(ref);
    this.answers.delete(ref);
    resolve?.(body);
  }
}
