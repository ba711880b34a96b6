// Fetch sessions (KIP-227): broker and caller both remember which partitions are fetched, so that a request names only
// what is to be fetched from elsewhere than before, and an answer only what has something new.
//
//   full request (epoch 0) ──► answered in full, with the id of a session if there is room for one
//   next requests (epoch 1, 2, …) ──► what changed is merged into the session; all of it is read
//   epoch -1, or another full request that names the session ──► the session ends
import { randomBelow } from "../../../base/random.ts";
import type { NodePorts } from "../../../ports/ports.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import type { Fetch } from "../../../protocol/schemas/01-fetch.ts";

type Request = RequestOf<typeof Fetch>;
type RequestTopic = Request["topics"][number];
type RequestRow = RequestTopic["partitions"][number];
type Topics = NonNullable<ResponseInput<typeof Fetch>["responses"]>;
export type ResponseRow = NonNullable<Topics[number]["partitions"]>[number];

/** One partition that is to be read: as the request names it now, or named it once. */
export interface AskedPartition {
  /** Under which its session knows it. */
  readonly key: string;
  /** Empty from version 13 on, which has ids. */
  readonly topic: string;
  readonly topicId: string;
  readonly row: RequestRow;
}

/** What a request turns out to ask for, and how its answer is made smaller. */
export interface FetchContext {
  readonly asked: readonly AskedPartition[];
  /** The session's id for the answer, its error if it is over meanwhile, and whether a row is worth sending. */
  answer(rows: readonly AnsweredRow[]): SessionAnswer;
}

export interface AnsweredRow {
  readonly asked: AskedPartition;
  readonly row: ResponseRow;
}

export interface SessionAnswer {
  readonly errorCode: number;
  readonly sessionId: number;
  readonly rows: readonly AnsweredRow[];
}

const NO_SESSION = 0;
const FINAL_EPOCH = -1;
const INITIAL_EPOCH = 0;
const LARGEST_ID = 0x7fff_ffff;
/** So long a session keeps its place against others that would like to have it. */
const EVICTION_MS = 120_000;
const FIRST_VERSION_WITH_IDS = 13;

interface CachedPartition {
  asked: AskedPartition;
  /** As of the last answer; -1 where it has to be told again. */
  highWatermark: bigint;
  logStartOffset: bigint;
}

interface Session {
  readonly id: number;
  /** Of a follower, whose sessions are kept rather than a consumer's. */
  readonly privileged: boolean;
  readonly usesIds: boolean;
  readonly createdMs: number;
  readonly partitions: Map<string, CachedPartition>;
  lastUsedMs: number;
  /** That the next request must have. */
  epoch: number;
}

export interface FetchSessionOptions {
  readonly ports: Pick<NodePorts, "clock" | "rng">;
  readonly slots: number;
}

/** The key under which a caller knows a partition. */
function keyOf(topic: string, topicId: string, partition: number, usesIds: boolean): string {
  return `${usesIds ? topicId : topic}-${partition}`;
}

export class FetchSessions {
  private readonly sessions = new Map<number, Session>();

  constructor(private readonly options: FetchSessionOptions) {}

  get size(): number {
    return this.sessions.size;
  }

  /** What is asked, or the error code with which it is refused. */
  open(request: Request, apiVersion: number, isFollower: boolean): FetchContext | number {
    const { sessionId, sessionEpoch } = request;
    const usesIds = apiVersion >= FIRST_VERSION_WITH_IDS;
    if (sessionEpoch === INITIAL_EPOCH || sessionEpoch === FINAL_EPOCH) {
      this.sessions.delete(sessionId);
      const asked = distinct(request.topics, usesIds);
      return sessionEpoch === FINAL_EPOCH ? sessionless(asked) : this.full(asked, usesIds, isFollower);
    }
    const session = this.sessions.get(sessionId);
    if (session === undefined) return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
    if (session.epoch !== sessionEpoch) return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
    if (session.usesIds !== usesIds) return ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
    return this.incremental(session, request);
  }

  private full(
    asked: ReadonlyMap<string, AskedPartition>,
    usesIds: boolean,
    privileged: boolean,
  ): FetchContext {
    return {
      asked: [...asked.values()],
      answer: (rows) => {
        const partitions = new Map<string, CachedPartition>();
        for (const answered of rows) partitions.set(answered.asked.key, cached(answered));
        const sessionId = this.create(partitions, usesIds, privileged);
        return { errorCode: ErrorCode.NONE, sessionId, rows };
      },
    };
  }

  private incremental(session: Session, request: Request): FetchContext {
    const { partitions, usesIds } = session;
    for (const asked of askedIn(request.topics, usesIds)) {
      const { key } = asked;
      const known = partitions.get(key);
      if (known === undefined) partitions.set(key, { asked, highWatermark: -1n, logStartOffset: -1n });
      else {
        // In a new epoch everything is told again: whoever asks may have passed over what came of the one before. (Kafka
        // tells it with the next record.)
        if (known.asked.row.currentLeaderEpoch !== asked.row.currentLeaderEpoch) known.highWatermark = -1n;
        known.asked = asked;
      }
    }
    for (const { topic, topicId, partitions: indexes } of request.forgottenTopicsData) {
      for (const index of indexes) partitions.delete(keyOf(topic, topicId, index, usesIds));
    }
    if (partitions.size === 0) {
      this.sessions.delete(session.id);
      return sessionless(distinct(request.topics, usesIds));
    }
    session.lastUsedMs = this.nowMs();
    session.epoch = nextEpoch(session.epoch);
    const { epoch } = session;
    const all: AskedPartition[] = [];
    for (const { asked } of partitions.values()) all.push(asked);
    return {
      asked: all,
      answer(rows) {
        // Another request of the session came while this one waited.
        if (session.epoch !== epoch) {
          return { errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH, sessionId: session.id, rows: [] };
        }
        const news = rows.filter((answered) => isNews(session, answered));
        return { errorCode: ErrorCode.NONE, sessionId: session.id, rows: news };
      },
    };
  }

  // ---- room ----

  private nowMs(): number {
    return this.options.ports.clock.monotonicMs();
  }

  /** The id of the new session, 0 when there is no room. */
  private create(partitions: Map<string, CachedPartition>, usesIds: boolean, privileged: boolean): number {
    if (this.sessions.size >= this.options.slots && !this.evict(privileged, partitions.size))
      return NO_SESSION;
    const nowMs = this.nowMs();
    const id = this.newId();
    const session = { id, privileged, usesIds, partitions, createdMs: nowMs, lastUsedMs: nowMs };
    this.sessions.set(id, { ...session, epoch: nextEpoch(INITIAL_EPOCH) });
    return id;
  }

  private newId(): number {
    for (;;) {
      const id = randomBelow(this.options.ports.rng, LARGEST_ID) + 1;
      if (!this.sessions.has(id)) return id;
    }
  }

  /** Ends a session that nobody uses, or one that is worth less than the new one: consumers' first, small ones first. */
  private evict(privileged: boolean, size: number): boolean {
    const nowMs = this.nowMs();
    let stalest: Session | null = null;
    let cheapest: Session | null = null;
    for (const session of this.sessions.values()) {
      if (stalest === null || session.lastUsedMs < stalest.lastUsedMs) stalest = session;
      const isOld = session.lastUsedMs - session.createdMs > EVICTION_MS;
      const isEvictable = isOld || (privileged && !session.privileged);
      if (isEvictable && (cheapest === null || worth(session) < worth(cheapest))) cheapest = session;
    }
    if (stalest === null) return false;
    if (nowMs - stalest.lastUsedMs > EVICTION_MS) return this.sessions.delete(stalest.id);
    if (cheapest === null || worthOf(privileged, size) <= worth(cheapest)) return false;
    return this.sessions.delete(cheapest.id);
  }
}

/** More than any session has partitions. */
const PRIVILEGE = 2 ** 32;

const worthOf = (privileged: boolean, size: number): number => (privileged ? PRIVILEGE : 0) + size;
const worth = ({ privileged, partitions }: Session): number => worthOf(privileged, partitions.size);

function nextEpoch(epoch: number): number {
  return epoch === LARGEST_ID ? 1 : epoch + 1;
}

function sessionless(asked: ReadonlyMap<string, AskedPartition>): FetchContext {
  return {
    asked: [...asked.values()],
    answer: (rows) => ({ errorCode: ErrorCode.NONE, sessionId: NO_SESSION, rows }),
  };
}

function* askedIn(topics: readonly RequestTopic[], usesIds: boolean): Generator<AskedPartition> {
  for (const { topic, topicId, partitions } of topics) {
    for (const row of partitions)
      yield { key: keyOf(topic, topicId, row.partition, usesIds), topic, topicId, row };
  }
}

/** Of a partition that is named twice the last place counts. */
function distinct(topics: readonly RequestTopic[], usesIds: boolean): Map<string, AskedPartition> {
  const asked = new Map<string, AskedPartition>();
  for (const one of askedIn(topics, usesIds)) asked.set(one.key, one);
  return asked;
}

function cached({ asked, row }: AnsweredRow): CachedPartition {
  return { asked, highWatermark: row.highWatermark ?? -1n, logStartOffset: row.logStartOffset ?? -1n };
}

/** Remembers the row, and says whether the caller has to hear of it. */
function isNews({ partitions }: Session, answered: AnsweredRow): boolean {
  const { asked, row } = answered;
  const { key } = asked;
  const known = partitions.get(key);
  if (known === undefined) return true;
  const highWatermark = row.highWatermark ?? -1n;
  const logStartOffset = row.logStartOffset ?? -1n;
  const hasRecords = (row.records?.length ?? 0) > 0;
  const hasError = row.errorCode !== ErrorCode.NONE;
  const isDiverging = (row.divergingEpoch?.epoch ?? -1) >= 0;
  const isNew =
    hasRecords ||
    hasError ||
    known.highWatermark !== highWatermark ||
    known.logStartOffset !== logStartOffset ||
    (row.preferredReadReplica ?? -1) >= 0 ||
    isDiverging;
  // After an error everything is news again; and who has to cut its log takes nothing else from an answer.
  known.highWatermark = hasError || isDiverging ? -1n : highWatermark;
  known.logStartOffset = logStartOffset;
  if (hasRecords) {
    // Who was served stands behind the others next time, so that each has its turn in a full answer.
    partitions.delete(key);
    partitions.set(key, known);
  }
  return isNew;
}
