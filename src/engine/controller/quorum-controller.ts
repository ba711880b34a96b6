// The controller: a state machine over the metadata log. Requests are decided one after the other on the newest state,
// which holds all that was appended; their answers wait until what they wrote, and all before it, is committed.
//
//   inactive ──leads an epoch──► active ──another epoch──► inactive
//
// What a failed leader had appended and nobody committed is forgotten with it: the newest state goes back to what is
// committed.

import { randomBelow } from "../base/random.ts";
import type { Uuid } from "../base/uuid.ts";
import { METADATA_TOPIC_ID, randomUuid, ZERO_UUID } from "../base/uuid.ts";
import type { NodePorts } from "../ports/ports.ts";
import { ErrorCode } from "../protocol/errors.ts";
import {
  type CommittedBatch,
  type LeaderAndEpoch,
  type MetadataLog,
  type MetadataLogListener,
  NotLeaderError,
} from "../raft/metadata-log.ts";
import { type MetadataRecord, metadataRecord } from "../raft/metadata-record.ts";
import type { ReadSnapshot } from "../raft/snapshot-file.ts";
import type { EventId } from "../trace/event.ts";
import { type BrokerSessions, createBrokerSessions } from "./cluster/broker-sessions.ts";
import { configuredMinIsr } from "./configs/effective-config.ts";
import { ControllerError, type ControllerSettings, type ControllerState, type Decision } from "./decision.ts";
import { bootstrapRecords, DEFAULT_FEATURES } from "./features/bootstrap.ts";
import { METADATA_VERSION } from "./features/metadata-version.ts";
import type { DelegationTokenImage, MetadataImage } from "./image.ts";
import { ImageLoader } from "./image-loader.ts";
import { type PeriodicTask, periodicTasks, startPeriodicTasks } from "./periodic-tasks.ts";
import type { PlacementRandom } from "./topics/replica-placer.ts";

/** kraft.version is raft's, which writes it where a decision asks for it. */
export interface KraftVersions {
  /** As the log says now. */
  version(): number;
  /** Why it cannot be raised to `level`; null when it can. Throws NotLeaderError. */
  refusal(level: number): string | null;
  /** Throws NotLeaderError. */
  upgrade(epoch: number, level: number): void;
}

export interface QuorumControllerOptions {
  readonly settings: ControllerSettings;
  readonly log: MetadataLog;
  readonly ports: Pick<NodePorts, "clock" | "rng">;
  /** What a newly formatted cluster begins with; Kafka 4.3's own when left out. */
  readonly bootstrap?: readonly MetadataRecord[];
  readonly kraft: KraftVersions;
  /** Replace the node's chance, to repeat what was recorded. */
  readonly newUuid?: () => Uuid;
  readonly placement?: PlacementRandom;
  /** Those of the committed image when left out. */
  readonly knownTokens?: ReadonlyMap<string, DelegationTokenImage>;
  /** Told of what each decision had written, with the images before and after it. */
  readonly onCommitted?: (
    batch: CommittedBatch,
    before: MetadataImage,
    after: MetadataImage,
    cause: EventId | null,
  ) => void;
  /** The whole batch is in the image. A snapshot ends where a batch ends: the log cannot be read from within one. */
  readonly onBatchCommitted?: (batch: CommittedBatch, image: MetadataImage) => void;
  readonly onSnapshotLoaded?: () => void;
  readonly onLeader?: (leader: LeaderAndEpoch) => void;
  readonly onFailure: (error: Error) => void;
}

interface Waiting {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (error: ControllerError) => void;
}

/** In force while this node leads. */
interface Active {
  readonly epoch: number;
  readonly sessions: BrokerSessions;
  /** With everything appended. */
  readonly newest: ImageLoader;
  /** Of what is in `newest`: an answer out of it is true only when that is committed. */
  lastOffset: number;
  readonly stopTasks: () => void;
}

export class QuorumController implements MetadataLogListener {
  private readonly committed = new ImageLoader();
  private active: Active | null = null;
  private waiting: Waiting[] = [];
  /** What this node wrote as leader and does not know to be committed: the last offset of each decision, and its cause. */
  private written: { readonly lastOffset: number; readonly cause: EventId | null }[] = [];
  private readonly placement: PlacementRandom;
  private readonly newUuid: () => Uuid;
  private inTransaction = false;
  private committedOffset = -1;

  constructor(private readonly options: QuorumControllerOptions) {
    const { rng } = options.ports;
    this.placement = options.placement ?? { nextInt: (bound) => randomBelow(rng, bound) };
    this.newUuid = options.newUuid ?? (() => newUuid(rng));
  }

  /** All that is committed. */
  get image(): MetadataImage {
    return this.committed.image;
  }
  get isActive(): boolean {
    return this.active !== null;
  }
  /** Of the leadership of this node, -1 while another one leads. */
  get activeEpoch(): number {
    return this.active?.epoch ?? -1;
  }
  get sessions(): BrokerSessions | null {
    return this.active?.sessions ?? null;
  }

  /** Decides now, answers once it is committed. Rejects with ControllerError. */
  async submit<R>(decide: (state: ControllerState) => Decision<R>, cause: EventId | null = null): Promise<R> {
    const active = this.leading();
    const decision = decide(this.state(active));
    await this.whenCommitted(this.write(active, decision, cause));
    return decision.response;
  }

  /** A question about what is committed. Rejects with ControllerError when another node leads. */
  async ask<R>(answer: (state: ControllerState) => R): Promise<R> {
    const active = this.leading();
    await this.whenCommitted(active.lastOffset);
    return answer({ ...this.state(active), image: this.committed.image });
  }

  /** Throws when another node leads, or this one is about to learn that it leads no more. */
  private leading(): Active {
    const { active } = this;
    if (active === null || !this.options.log.isLeader) throw notController();
    return active;
  }

  stop(): void {
    this.deactivate();
  }

  // ---- the log speaks ----

  onCommit(batch: CommittedBatch, cause: EventId | null = null): void {
    for (const { part, why } of this.decisionsIn(batch)) this.committedPart(part, why ?? cause);
    this.options.onBatchCommitted?.(batch, this.committed.image);
    this.committedOffset = batch.lastOffset;
    const due = this.waiting.filter(({ offset }) => offset <= batch.lastOffset);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ offset }) => offset > batch.lastOffset);
    for (const { resolve } of due) resolve();
  }

  /** A batch may hold what several decisions wrote one after the other. */
  private decisionsIn(
    batch: CommittedBatch,
  ): { readonly part: CommittedBatch; readonly why: EventId | null }[] {
    const ends = this.written.filter(({ lastOffset }) => lastOffset <= batch.lastOffset);
    this.written = this.written.slice(ends.length);
    const within = ends.filter(({ lastOffset }) => lastOffset >= batch.baseOffset);
    if (within.length <= 1) return [{ part: batch, why: within[0]?.cause ?? null }];
    let from = batch.baseOffset;
    return within.map(({ lastOffset, cause: why }) => {
      const records = batch.records.slice(from - batch.baseOffset, lastOffset + 1 - batch.baseOffset);
      const part = { ...batch, baseOffset: from, lastOffset, records };
      from = lastOffset + 1;
      return { part, why };
    });
  }

  private committedPart(batch: CommittedBatch, cause: EventId | null): void {
    const before = this.committed.image;
    for (const { type } of batch.records) {
      if (type === "BeginTransactionRecord") this.inTransaction = true;
      else if (type === "EndTransactionRecord" || type === "AbortTransactionRecord")
        this.inTransaction = false;
    }
    this.committed.load(batch);
    const after = this.committed.take()?.image ?? before;
    this.options.onCommitted?.(batch, before, after, cause);
  }

  onSnapshot({ id, records }: ReadSnapshot): void {
    this.inTransaction = false;
    this.committed.loadSnapshot(records, id.endOffset - 1, id.epoch);
    this.committed.take();
    this.committedOffset = id.endOffset - 1;
    this.options.onSnapshotLoaded?.();
  }

  onLeaderChange(leader: LeaderAndEpoch): void {
    this.deactivate();
    this.options.onLeader?.(leader);
    if (leader.leaderId === this.options.settings.nodeId) this.activate(leader.epoch);
  }

  onFailure(error: Error): void {
    this.deactivate();
    this.options.onFailure(error);
  }

  // ---- leadership ----

  /** Sessions begin anew: every broker that is not fenced has a whole one to make itself heard. */
  private activate(epoch: number): void {
    const { ports, settings } = this.options;
    const { image } = this.committed;
    const sessions = createBrokerSessions(ports.clock, settings.sessionTimeoutMs);
    for (const broker of image.brokers.values()) {
      sessions.register(broker.id, broker.fenced);
      if (!broker.fenced) sessions.renew(broker.id, broker.epoch);
    }
    const stopTasks = startPeriodicTasks(ports.clock, periodicTasks(settings), (task) => this.runTask(task));
    const active: Active = {
      epoch,
      sessions,
      newest: new ImageLoader(image),
      lastOffset: this.committedOffset,
      stopTasks,
    };
    this.active = active;
    const records: MetadataRecord[] = [];
    if (this.inTransaction) {
      records.push(metadataRecord("AbortTransactionRecord", 0, { reason: "Controller failover" }));
    }
    if (!image.features.has(METADATA_VERSION)) {
      const minIsr = configuredMinIsr({ settings });
      records.push(...(this.options.bootstrap ?? bootstrapRecords(DEFAULT_FEATURES, minIsr)));
    }
    this.writeUnasked(active, { records, response: null });
  }

  private deactivate(): void {
    const { active, waiting } = this;
    if (active === null) return;
    this.active = null;
    active.stopTasks();
    this.waiting = [];
    this.written = [];
    for (const { reject } of waiting) reject(notController());
  }

  private runTask(task: PeriodicTask): boolean {
    const { active } = this;
    if (active === null) return false;
    const decision = task.decide(this.state(active));
    return this.writeUnasked(active, decision) && decision.response;
  }

  /** Nobody waits for it: if this node leads no more, the next leader will find the same to do. */
  private writeUnasked(active: Active, decision: Decision<unknown>): boolean {
    try {
      this.write(active, decision, null);
      return true;
    } catch (error) {
      if (!(error instanceof ControllerError)) throw error;
      return false;
    }
  }

  // ---- decisions ----

  private state({ newest, sessions }: Active): ControllerState {
    return {
      image: newest.image,
      settings: this.options.settings,
      sessions,
      nextOffset: this.options.log.logEndOffset,
      kraftVersion: this.options.kraft.version(),
      kraftUpgradeRefusal: (level) => asController(() => this.options.kraft.refusal(level)),
      nowMs: this.options.ports.clock.wallMs(),
      knownTokens: this.options.knownTokens ?? this.committed.image.delegationTokens,
      newUuid: this.newUuid,
      placement: this.placement,
    };
  }

  /** Appends and replays. Returns the last offset that the answer depends on. Throws when this node leads no more. */
  private write(active: Active, decision: Decision<unknown>, cause: EventId | null): number {
    const { records, kraftVersion } = decision;
    if (kraftVersion !== undefined) {
      asController(() => this.options.kraft.upgrade(active.epoch, kraftVersion));
      if (this.active !== active) throw notController();
    }
    if (records.length > 0) {
      const firstOffset = asController(() => this.options.log.append(active.epoch, records));
      // To append is to look at the clock: this leadership may have ended by it, and nobody vouches for the records.
      if (this.active !== active) throw notController();
      const lastOffset = firstOffset + records.length - 1;
      this.written.push({ lastOffset, cause });
      active.newest.load({ records, lastOffset, epoch: active.epoch });
      active.newest.take();
      active.lastOffset = lastOffset;
    }
    decision.onAppended?.(active.lastOffset);
    return active.lastOffset;
  }

  private whenCommitted(offset: number): Promise<void> {
    if (offset <= this.committedOffset) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiting.push({ offset, resolve, reject });
    });
  }
}

/** The log may have noticed the end of this leadership, and not have told of it yet. */
function asController<R>(act: () => R): R {
  try {
    return act();
  } catch (error) {
    throw error instanceof NotLeaderError ? notController() : error;
  }
}

function notController(): ControllerError {
  return new ControllerError(ErrorCode.NOT_CONTROLLER, "No controller appears to be active.");
}

/** Ids that mean something else are never drawn. */
function newUuid(rng: NodePorts["rng"]): Uuid {
  for (;;) {
    const id = randomUuid(() => rng.nextUint32());
    if (id !== ZERO_UUID && id !== METADATA_TOPIC_ID) return id;
  }
}
