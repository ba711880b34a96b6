// The closed union of everything that a cluster tells about itself. The timeline, "why did this happen?", lesson
// checks and simulator failures all read this one stream. Plain serialisable values only; offsets and times are numbers.
import type { Loss, RaftStateName } from "../inspect/snapshot.ts";

/** `<source>:<sequence>`, unique within a run. */
export type EventId = string;

/** Who tells: a node id ("1", "3001"), a client ("producer-1"), or "you" for what the person did. */
export type EventSource = string;

export interface EngineEvent {
  readonly id: EventId;
  readonly source: EventSource;
  /** Playground time since the cluster was made, in ms. */
  readonly atMs: number;
  readonly cause: EventId | null;
  readonly event: TraceEvent;
  /** Only where events were left out because there were too many: what this one stands for. */
  readonly standsFor?: StandsFor;
}

/** An event and those of the same kind, at the same place, that came before it and were left out. */
export interface StandsFor {
  readonly events: number;
  /** All their records, and the lowest of their offsets; 0 and null for what has none. */
  readonly records: number;
  readonly fromOffset: number | null;
}

interface AtPartition {
  readonly topic: string;
  readonly partition: number;
}

export type StopReason = "controlled" | "killed" | "failed";

/** What a person, a lesson or a test asked of the fault plane or of time: one readable command. */
export interface CommandEvent {
  readonly kind: "command";
  readonly command: Readonly<Record<string, string | number | boolean>>;
}

export type NodeEvent =
  | { readonly kind: "node-starting"; readonly role: "broker" | "controller" }
  | { readonly kind: "node-ready"; readonly role: "broker" | "controller" }
  | { readonly kind: "node-stopped"; readonly reason: StopReason; readonly error: string | null }
  | { readonly kind: "disk-flushed"; readonly bytes: number }
  | { readonly kind: "disk-failed"; readonly reason: string; readonly message: string }
  /** A power cut tore writes: of what was not flushed in so many files, a part had reached the disk. */
  | {
      readonly kind: "disk-torn";
      readonly files: number;
      readonly reachedBytes: number;
      readonly lostBytes: number;
    };

export type WireEvent =
  | {
      readonly kind: "request-sent";
      readonly peer: string;
      readonly api: string;
      readonly version: number;
      readonly correlationId: number;
      readonly bytes: number;
    }
  | {
      readonly kind: "request-received";
      readonly peer: string;
      readonly clientId: string | null;
      readonly api: string;
      readonly version: number;
      readonly correlationId: number;
      readonly bytes: number;
    }
  | {
      readonly kind: "response-sent";
      readonly peer: string;
      readonly api: string;
      readonly correlationId: number;
      readonly bytes: number;
    }
  | {
      readonly kind: "response-received";
      readonly peer: string;
      readonly api: string;
      readonly correlationId: number;
      readonly bytes: number;
    }
  | { readonly kind: "connection-closed"; readonly peer: string; readonly reason: string }
  /** A request waits in the purgatory of a broker: acks=all for the ISR, a fetch for data. */
  | {
      readonly kind: "request-parked";
      readonly api: string;
      readonly correlationId: number;
      readonly waitsFor: string;
    }
  | {
      readonly kind: "request-unparked";
      readonly api: string;
      readonly correlationId: number;
      readonly timedOut: boolean;
    };

export type LogEvent =
  | (AtPartition & {
      readonly kind: "records-appended";
      readonly role: "leader" | "follower";
      readonly baseOffset: number;
      readonly lastOffset: number;
      readonly bytes: number;
    })
  | (AtPartition & { readonly kind: "append-refused"; readonly error: string })
  | (AtPartition & { readonly kind: "high-watermark-advanced"; readonly from: number; readonly to: number })
  | (AtPartition & {
      readonly kind: "log-truncated";
      readonly fromOffset: number;
      readonly toOffset: number;
      /** How many of these offsets this replica knew to be committed: an unclean election has lost them. */
      readonly committed?: number;
    })
  | (AtPartition & {
      readonly kind: "log-recovered";
      readonly clean: boolean;
      readonly logEndOffset: number;
      /** Bytes behind the last good batch, cut off. */
      readonly cutBytes: number;
    })
  /**
   * What the replica had when it was last seen before a power cut, and no longer had after recovery: the offsets from
   * `fromOffset`, where recovery ended, to `toOffset` (exclusive). Told once it is known who leads.
   */
  | (AtPartition & Loss & { readonly kind: "records-lost" })
  | (AtPartition & { readonly kind: "segment-rolled"; readonly baseOffset: number })
  | (AtPartition & { readonly kind: "log-deleted" })
  | (AtPartition & {
      readonly kind: "cleaner-started";
      /** Where the part begins that was never cleaned, and where the part that cannot be cleaned yet. */
      readonly firstDirtyOffset: number;
      readonly firstUncleanableOffset: number;
      readonly cleanBytes: number;
      readonly dirtyBytes: number;
      /** dirtyBytes of both. */
      readonly dirtyRatio: number;
    })
  | (AtPartition & {
      readonly kind: "cleaner-finished";
      /** The log is clean below. */
      readonly endOffset: number;
      /** Of the segments that were written anew. */
      readonly segmentsBefore: number;
      readonly segmentsAfter: number;
      readonly bytesBefore: number;
      readonly bytesAfter: number;
      readonly recordsBefore: number;
      readonly recordsAfter: number;
      /** The offsets that are left, as ranges [first, last], ascending; only the first 256 ranges. */
      readonly keptOffsets: readonly (readonly [number, number])[];
    })
  /** The log is not cleaned any more, until the node starts again. */
  | (AtPartition & { readonly kind: "cleaner-failed"; readonly error: string })
  /** The cleaner found nothing (more) that is worth it, having cleaned so many logs, and sleeps again. */
  | { readonly kind: "cleaner-idle"; readonly cleanedLogs: number };

export type ReplicationEvent =
  | (AtPartition & {
      readonly kind: "became-leader";
      readonly topicId: string;
      readonly epoch: number;
      readonly isr: readonly number[];
    })
  | (AtPartition & { readonly kind: "became-follower"; readonly epoch: number; readonly leader: number })
  | (AtPartition & {
      readonly kind: "isr-changed";
      readonly from: readonly number[];
      readonly to: readonly number[];
      readonly leader: number;
      readonly epoch: number;
    });

export type VoteRefusal =
  /** It has a leader that it heard of lately. */
  | "has-leader"
  /** Its vote of this epoch is given. */
  | "voted"
  /** The candidate's log ends before its own. */
  | "log-behind"
  /** It is in a newer epoch. */
  | "old-epoch"
  /** It leads, or stands itself. */
  | "own-candidacy";

export type ResignReason =
  /** A controlled shutdown. */
  | "shutdown"
  /** No majority has fetched for one and a half fetch timeouts. */
  | "check-quorum"
  /** It is no voter any more. */
  | "removed"
  /** The controller above it failed. */
  | "failure";

/** The quorum of the metadata log: elections, votes, snapshots, voters. */
export type RaftEvent =
  | {
      readonly kind: "raft-state-changed";
      readonly from: RaftStateName;
      readonly to: RaftStateName;
      readonly epoch: number;
      /** -1: unknown. */
      readonly leader: number;
    }
  | {
      readonly kind: "election-started";
      readonly epoch: number;
      /** True: asks whether it could win, in the epoch that is; false: stands in a new epoch. */
      readonly preVote: boolean;
    }
  | {
      readonly kind: "vote-granted";
      readonly epoch: number;
      readonly candidate: number;
      readonly preVote: boolean;
    }
  | {
      readonly kind: "vote-refused";
      readonly epoch: number;
      readonly candidate: number;
      readonly preVote: boolean;
      readonly reason: VoteRefusal;
    }
  | { readonly kind: "leader-resigned"; readonly epoch: number; readonly reason: ResignReason }
  | {
      readonly kind: "metadata-snapshot-written";
      /** It has everything below. */
      readonly endOffset: number;
      readonly epoch: number;
      readonly bytes: number;
    }
  | {
      readonly kind: "metadata-snapshot-loaded";
      readonly endOffset: number;
      readonly epoch: number;
      readonly from: "disk" | "leader";
    }
  | { readonly kind: "voters-changed"; readonly from: readonly number[]; readonly to: readonly number[] };

export type ControllerEvent =
  | { readonly kind: "controller-elected"; readonly epoch: number }
  | {
      readonly kind: "metadata-committed";
      readonly offset: number;
      readonly record: string;
      /** What it says, for topics, partitions and configs: `orders-0 [1, 2, 3]`, `BROKER 1 message.max.bytes=3000000`. */
      readonly content?: string;
    }
  | { readonly kind: "broker-registered"; readonly broker: number; readonly brokerEpoch: number }
  | {
      readonly kind: "broker-fenced";
      readonly broker: number;
      /** `log-dir`: it asked for it itself, because no log directory that it needs is left. */
      readonly reason: "session" | "shutdown" | "start" | "log-dir";
    }
  | { readonly kind: "broker-unfenced"; readonly broker: number }
  | {
      readonly kind: "topic-created";
      readonly topic: string;
      readonly partitions: number;
      readonly replicas: number;
    }
  | { readonly kind: "topic-deleted"; readonly topic: string }
  | (AtPartition & {
      readonly kind: "leader-elected";
      readonly topicId: string;
      /** -1: no leader can be had. */
      readonly from: number;
      readonly to: number;
      readonly epoch: number;
      readonly isr: readonly number[];
      readonly unclean: boolean;
    });

/** Told by the client libraries, with the program's own names. */
export type ClientEvent =
  | {
      readonly kind: "client-started";
      readonly role: "producer" | "consumer" | "admin";
      readonly config: Readonly<Record<string, string>>;
    }
  | { readonly kind: "client-closed" }
  | (AtPartition & {
      readonly kind: "batch-sent";
      readonly records: number;
      readonly bytes: number;
      readonly acks: number;
    })
  | (AtPartition & {
      readonly kind: "batch-acked";
      readonly baseOffset: number;
      readonly records: number;
      readonly acks: number;
    })
  | (AtPartition & { readonly kind: "batch-failed"; readonly records: number; readonly error: string })
  | (AtPartition & { readonly kind: "batch-retried"; readonly records: number; readonly error: string })
  | (AtPartition & {
      readonly kind: "records-polled";
      readonly fromOffset: number;
      readonly toOffset: number;
      readonly records: number;
    });

export type ProgramEvent =
  | { readonly kind: "program-started"; readonly name: string }
  | {
      readonly kind: "program-ended";
      readonly name: string;
      readonly outcome: "finished" | "failed" | "stopped" | "unresponsive";
      readonly error: string | null;
    };

export type TraceEvent =
  | CommandEvent
  | NodeEvent
  | WireEvent
  | LogEvent
  | ReplicationEvent
  | RaftEvent
  | ControllerEvent
  | ClientEvent
  | ProgramEvent;

export type EventKind = TraceEvent["kind"];
export type EventOf<K extends EventKind> = Extract<TraceEvent, { readonly kind: K }>;
