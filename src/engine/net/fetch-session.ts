// The asking end of a fetch session (KIP-227), for followers and consumers: says of what is wanted only what is new, and
// knows when to begin again.
import type { Uuid } from "../base/uuid.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { RequestInput } from "../protocol/schema.ts";
import type { Fetch } from "../protocol/schemas/01-fetch.ts";

type Input = RequestInput<typeof Fetch>;

export interface FetchRow {
  readonly partition: number;
  readonly fetchOffset: bigint;
  readonly partitionMaxBytes: number;
  readonly currentLeaderEpoch?: number;
  readonly lastFetchedEpoch?: number;
  readonly logStartOffset?: bigint;
}

export interface WantedRow {
  readonly topic: string;
  /** Null where no id is known. */
  readonly topicId: Uuid | null;
  readonly row: FetchRow;
}

export interface SessionRequest {
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly topics: NonNullable<Input["topics"]>;
  readonly forgottenTopicsData: NonNullable<Input["forgottenTopicsData"]>;
}

const NO_SESSION = 0;
const INITIAL_EPOCH = 0;
const LAST_EPOCH = 0x7fff_ffff;

export class FetchSession {
  private id = NO_SESSION;
  private epoch = INITIAL_EPOCH;
  private byIds = false;
  /** What the other end knows of. */
  private known: readonly WantedRow[] = [];

  /** The request for exactly what is wanted. */
  build(wanted: readonly WantedRow[]): SessionRequest {
    const byIds = wanted.every(({ topicId }) => topicId !== null);
    // A session speaks of topics by id or by name from its beginning to its end.
    if (byIds !== this.byIds) this.epoch = INITIAL_EPOCH;
    this.byIds = byIds;
    const { known, id: sessionId, epoch: sessionEpoch } = this;
    this.known = wanted;
    if (sessionEpoch === INITIAL_EPOCH) {
      return { sessionId, sessionEpoch, topics: byTopic(wanted), forgottenTopicsData: [] };
    }
    // Most often the partitions are those of the last time, in that order.
    const areSame = wanted.length === known.length && wanted.every((one, i) => isSame(one, known[i]!));
    const { news, forgotten } = areSame
      ? { news: wanted.filter(({ row }, i) => !sameRow(known[i]!.row, row)), forgotten: [] }
      : this.compare(known, wanted);
    const forgottenTopicsData = byTopic(forgotten).map(({ topic, topicId, partitions }) => ({
      topic,
      ...(topicId === undefined ? {} : { topicId }),
      partitions: partitions.map(({ partition }) => partition),
    }));
    return { sessionId, sessionEpoch, topics: byTopic(news), forgottenTopicsData };
  }

  private compare(
    known: readonly WantedRow[],
    wanted: readonly WantedRow[],
  ): { readonly news: readonly WantedRow[]; readonly forgotten: readonly WantedRow[] } {
    const before = new Map(known.map((one) => [this.keyOf(one), one.row]));
    const now = new Set(wanted.map((one) => this.keyOf(one)));
    return {
      news: wanted.filter((one) => !sameRow(before.get(this.keyOf(one)), one.row)),
      forgotten: known.filter((one) => !now.has(this.keyOf(one))),
    };
  }

  /** Takes the head of an answer in. */
  answered(errorCode: number, sessionId: number): void {
    if (errorCode === ErrorCode.FETCH_SESSION_ID_NOT_FOUND) this.forget();
    else if (errorCode !== ErrorCode.NONE) this.epoch = INITIAL_EPOCH;
    else if (sessionId === NO_SESSION) this.forget();
    else if (this.epoch === INITIAL_EPOCH) {
      this.id = sessionId;
      this.epoch = 1;
    } else this.epoch = this.epoch === LAST_EPOCH ? 1 : this.epoch + 1;
  }

  /** There was no answer: whether the other end took the request is not known. */
  failed(): void {
    this.epoch = INITIAL_EPOCH;
  }

  private forget(): void {
    this.id = NO_SESSION;
    this.epoch = INITIAL_EPOCH;
  }

  private keyOf({ topic, topicId, row }: WantedRow): string {
    return `${this.byIds ? topicId : topic}-${row.partition}`;
  }
}

/** The same partition of the same topic. */
function isSame(a: WantedRow, b: WantedRow): boolean {
  return a === b || (a.row.partition === b.row.partition && a.topic === b.topic && a.topicId === b.topicId);
}

function sameRow(a: FetchRow | undefined, b: FetchRow): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    a.fetchOffset === b.fetchOffset &&
    a.currentLeaderEpoch === b.currentLeaderEpoch &&
    a.lastFetchedEpoch === b.lastFetchedEpoch &&
    a.logStartOffset === b.logStartOffset &&
    a.partitionMaxBytes === b.partitionMaxBytes
  );
}

function byTopic(wanted: readonly WantedRow[]): { topic: string; topicId?: Uuid; partitions: FetchRow[] }[] {
  if (wanted.length === 0) return [];
  const topics = new Map<string, { topic: string; topicId?: Uuid; partitions: FetchRow[] }>();
  for (const { topic, topicId, row } of wanted) {
    const key = `${topicId ?? ""} ${topic}`;
    const known = topics.get(key);
    if (known !== undefined) known.partitions.push(row);
    else topics.set(key, { topic, ...(topicId === null ? {} : { topicId }), partitions: [row] });
  }
  return [...topics.values()];
}
