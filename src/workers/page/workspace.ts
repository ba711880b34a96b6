// The page's one handle on a running cluster: what the UI and the lessons call, whatever stands behind it (workers in
// the browser). Everything shown comes from `snapshot` and `events`.
import type { OnProgress, Progress } from "../../engine/archive/archive-host.ts";
import type { ExportRequest } from "../../engine/archive/export-archive.ts";
import type { ImportOutcome } from "../../engine/archive/import-archive.ts";
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { ByteRange, ByteTree, FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";

/** What a learner's program printed or how it failed. Lines and columns are of the learner's own text, from 1. */
export type ProgramOutput =
  | {
      readonly kind: "log" | "warn" | "error";
      readonly text: string;
      readonly line: number | null;
      readonly atMs: number;
    }
  | {
      readonly kind: "exception";
      /** Java's simple class name where there is one, else JavaScript's: `NotEnoughReplicasException`. */
      readonly name: string;
      readonly message: string;
      readonly line: number | null;
      readonly column: number | null;
      readonly atMs: number;
    };

export type ProgramOutcome =
  | "finished"
  /** An uncaught exception or a syntax error. */
  | "failed"
  /** Stopped by the person. */
  | "stopped"
  /** An endless loop: it did not answer for `UNRESPONSIVE_MS`, and was ended. */
  | "unresponsive";

export const UNRESPONSIVE_MS = 5_000;

export interface ProgramRun {
  readonly name: string;
  readonly done: Promise<ProgramOutcome>;
  stop(): void;
}

export type WorkspaceState =
  | { readonly kind: "opening"; readonly step: "storage" | "nodes" | "recovery" | "ready" }
  /** `held`: time stands still because the tab is hidden, and goes on by itself when it is seen again. */
  | { readonly kind: "open"; readonly restored: boolean; readonly held?: true }
  /** Another tab owns the workspace. takeOver() closes it there. */
  | { readonly kind: "owned-elsewhere" }
  | {
      readonly kind: "failed";
      readonly reason: "storage-denied" | "storage-full" | "crashed";
      readonly message: string;
    }
  | { readonly kind: "closed" };

/** Whether an error of a node says that the browser has no room for it, by the browser's own name for that. */
export const isStorageFull = (error: string): boolean => error.includes("QuotaExceededError");

/** How many nodes of each kind. */
export interface WorkspaceSize {
  readonly brokers: number;
  readonly controllers: number;
}

/** The size is that of a new workspace; a stored one keeps the size that it was made with. */
export interface WorkspaceSpec extends WorkspaceSize {
  /** Names the stored workspace: "playground", "lesson/acks". */
  readonly id: string;
  /** Kafka's broker configs for every broker. */
  readonly properties: Readonly<Record<string, string>>;
  readonly seed: number | null;
}

/** A vanilla subscription: calls back at once with the present value, then at every change; returns how to stop. */
export type Subscribe<T> = (listener: (value: T) => void) => () => void;

export interface DecodeWish {
  /** In a batch with very many records, the first of those to show. */
  readonly firstRecord?: number;
}

export interface Workspace {
  readonly spec: WorkspaceSpec;
  readonly state: Subscribe<WorkspaceState>;
  /** At most once an animation frame, and only when something changed. */
  readonly snapshot: Subscribe<ClusterSnapshot>;
  /** New events since the last call, at most once an animation frame; the first call brings what is kept. */
  readonly events: Subscribe<readonly EngineEvent[]>;
  /** Rejects with CommandError when the command makes no sense now. */
  command(command: ClusterCommand): Promise<void>;
  /** The files of a node's disk, whether the node runs or not. Rejects when they cannot be had now. */
  files(node: number): Promise<readonly FileSnapshot[]>;
  /** Up to `length` bytes of a file, fewer at its end. */
  readFile(node: number, name: string, position: number, length: number): Promise<Uint8Array>;
  /** What the bytes of a range mean: whole batches or entries around it. */
  decodeFile(node: number, name: string, range: ByteRange, options?: DecodeWish): Promise<ByteTree>;
  /** The lines that kafka-dump-log.sh prints of a file, and then those of its error stream. */
  dumpFile(node: number, name: string): AsyncIterable<string>;
  /**
   * A tar file of real files, as Kafka lays them out. Cluster and node are stopped in order meanwhile; a topic is taken
   * from the running cluster. Rejects with ArchiveError or DiskError.
   */
  exportArchive(request: ExportRequest, onProgress?: OnProgress): Promise<Blob>;
  /** Takes over such a file, or one of Apache Kafka's log.dirs. Rejects with ArchiveError or DiskError; nothing has changed then. */
  importArchive(file: Blob, onProgress?: OnProgress): Promise<ImportOutcome>;
  /** Transpiles and runs a program in a sandboxed worker, connected to this cluster and nothing else. */
  run(name: string, source: string, onOutput: (output: ProgramOutput) => void): ProgramRun;
  /** Ends everything, deletes what is stored, and starts again from the spec, in another size when one is asked for. */
  reset(size?: WorkspaceSize): Promise<void>;
  takeOver(): Promise<void>;
  /** Stops all nodes in order and gives the lock back. */
  close(): Promise<void>;
}

export { ArchiveError, type ArchiveErrorKind } from "../../engine/archive/archive-error.ts";
export type { ExportRequest, ImportOutcome, Progress };

export type OpenWorkspace = (spec: WorkspaceSpec) => Workspace;
