// A raft story as it was recorded: what the driver did, what the nodes sent, became and committed.
export interface RecordedState {
  readonly state: string;
  readonly epoch: number;
  readonly leader: number;
  readonly voted?: number;
}

export interface Command {
  readonly op: string;
  readonly nodes?: readonly number[];
  readonly observer?: boolean;
  readonly node?: number | string;
  readonly count?: number;
  readonly ms?: number;
  readonly from?: number | string;
  readonly to?: number | string;
  readonly both?: boolean;
}

export interface StoryEvent {
  readonly t: number;
  readonly event: string;
  readonly node?: number;
  readonly do?: Command;
  /** The nodes meant by `leader`, `follower`, `old`. */
  readonly resolved?: number | string;
  readonly from?: number;
  readonly to?: number;
  readonly api?: string;
  readonly version?: number;
  readonly id?: number;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly batches?: readonly unknown[];
  readonly observer?: boolean;
  readonly directoryId?: string;
  readonly file?: string;
  readonly [field: string]: unknown;
}

export interface FinalNode {
  readonly running: boolean;
  readonly state?: RecordedState;
  readonly logStart?: number;
  readonly logEnd?: number;
  readonly highWatermark?: number;
  readonly quorumState?: string;
  readonly batches?: readonly unknown[];
  readonly applied?: readonly string[];
  readonly files?: readonly string[];
}

export interface RaftStory {
  readonly name: string;
  readonly config: {
    readonly seed: number;
    readonly voters: readonly number[];
    readonly latencyMs?: number;
    readonly dynamic?: boolean;
    readonly autoJoin?: boolean;
    readonly electionTimeoutMs?: number;
    readonly fetchTimeoutMs?: number;
    readonly requestTimeoutMs?: number;
    readonly electionBackoffMaxMs?: number;
    readonly appendLingerMs?: number;
  };
  readonly events: readonly StoryEvent[];
  readonly final: Readonly<Record<string, FinalNode>>;
}
