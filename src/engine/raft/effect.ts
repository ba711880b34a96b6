// What the raft machine wants done. It does nothing itself: the host lets nothing of this out before all that the machine
// had written by then (quorum-state, log, snapshots) is durable, so that no answer promises what a crash could undo.
import type { ApiSchema } from "../protocol/schema.ts";
import type { EventId, TraceEvent } from "../trace/event.ts";
import type { RaftNodeAddress } from "./connections.ts";
import type { CommittedBatch, LeaderAndEpoch } from "./metadata-log.ts";
import type { ReadSnapshot } from "./snapshot-file.ts";

/** What the host knows a request by that it gave to the machine. */
export type RequestRef = number;

/** An event that is told together with what follows from it: its id is known when the host has told it. */
export interface TraceEffect {
  readonly kind: "trace";
  readonly event: TraceEvent;
  readonly cause: Cause;
  id: EventId | null;
}

export type Cause = EventId | TraceEffect | null;

export interface RaftRequest {
  readonly to: RaftNodeAddress;
  readonly correlationId: number;
  readonly api: ApiSchema;
  readonly version: number;
  /** A RequestInput of `api`. */
  readonly body: object;
  readonly cause: Cause;
}

export interface RaftResponse {
  readonly from: RaftNodeAddress;
  readonly correlationId: number;
  readonly api: ApiSchema;
  /** A ResponseOf of `api`. Null: no answer came, or none that could be read. */
  readonly body: unknown;
  readonly event: EventId | null;
}

/** Bytes of the log or of a snapshot that an answer carries. They are read when the answer goes. */
export interface RecordsToRead {
  read(): Uint8Array | Promise<Uint8Array>;
  into(bytes: Uint8Array): object;
}

export type Effect =
  | { readonly kind: "send"; readonly request: RaftRequest }
  | { readonly kind: "answer"; readonly ref: RequestRef; readonly body: object }
  | { readonly kind: "answer-records"; readonly ref: RequestRef; readonly records: RecordsToRead }
  | { readonly kind: "commit"; readonly batch: CommittedBatch; readonly cause: Cause }
  /** What was committed before is replaced by the snapshot. */
  | { readonly kind: "load-snapshot"; readonly snapshot: ReadSnapshot; readonly cause: Cause }
  | { readonly kind: "leader"; readonly leader: LeaderAndEpoch }
  /** This node leads no more, and knows of nobody else. */
  | { readonly kind: "resigned"; readonly epoch: number }
  | { readonly kind: "high-watermark"; readonly offset: number }
  | TraceEffect;

export function eventOf(cause: Cause): EventId | null {
  return typeof cause === "string" ? cause : (cause?.id ?? null);
}
