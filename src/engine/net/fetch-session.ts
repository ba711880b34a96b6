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
  private known = new Map<string, WantedRow>();
  /** The same, as it was given. */
  private last: readonly WantedRow[] = [];

  /** The request for exactly what is wanted. */
  build(wanted: readonly WantedRow[]): SessionRequest {
    const isSame = wanted.length === this.last.length && wanted.every((one, i) => one === this.last[i]);
    this.last = wanted;
    if (isSame && this.epoch !== INITIAL_EPOCH) {
      return { sessionId: this.id, sessionEpoch: this.epoch, topics: [], forgottenTopicsData: [] };
    }
    const byIds = wanted.every(({ topicId }) => topicId !== null);
    // A session speaks of topics by id or by name from its beginning to its end.
    if (byIds !== this.byIds) this.epoch = INITIAL_EPOCH;
    this.byIds = byIds;
    const before = this.known;
    this.known = new Map(wanted.map((one) => [this.keyOf(one), one]));
    const { id: sessionId, epoch: sessionEpoch } = this;
    if (sessionEpoch === INITIAL_EPOCH) {
      return { sessionId, sessionEpoch, topics: byTopic(wanted), forgottenTopicsData: [] };
    }
    const news: WantedRow[] = [];
    for (const [key, one] of this.known) if (!sameRow(before.get(key)?.row, one.row)) news.push(one);
    const forgotten: WantedRow[] = [];
    for (const [key, one] of before) if (!this.known.has(key)) forgotten.push(one);
    const forgottenTopicsData = byTopic(forgotten).map(({ topic, topicId, partitions }) => ({
      topic,
      ...(topicId === undefined ? {} : { topicId }),
      partitions: partitions.map(({ partition }) => partition),
    }));
    return { sessionId, sessionEpoch, topics: byTopic(news), forgottenTopicsData };
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

function sameRow(a: FetchRow | undefined, b: FetchRow): boolean {
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
  const topics = new Map<string, { topic: string; topicId?: Uuid; partitions: FetchRow[] }>();
  for (const { topic, topicId, row } of wanted) {
    const key = `${topicId ?? ""} ${topic}`;
    const known = topics.get(key);
    if (known !== undefined) known.partitions.push(row);
    else topics.set(key, { topic, ...(topicId === null ? {} : { topicId }), partitions: [row] });
  }
  return [...topics.values()];
}
