// What a program's worker and the page say to each other. The program is a stranger: the page believes nothing of this
// without looking (page/program-messages.ts), and answers nothing but pings.
import type { Activity } from "../../engine/cluster/activity.ts";
import type { TimeState } from "../../engine/cluster/playground-time.ts";
import type { ClientSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import type { Place } from "./stack.ts";

export interface ProgramStart {
  readonly kind: "start";
  readonly name: string;
  readonly bootstrapServers: string;
  readonly time: TimeState;
  /** Ids of trace events that earlier programs used are below it. */
  readonly firstSequence: number;
  /** Lines of the script before the first line of the program. */
  readonly linesBefore: number;
  readonly hub: MessagePort;
}

export type ToProgram =
  | ProgramStart
  | { readonly kind: "ping"; readonly number: number }
  | { readonly kind: "time"; readonly time: TimeState }
  | { readonly kind: "ask-next-due"; readonly ticket: number }
  | { readonly kind: "happen-next" }
  | { readonly kind: "catch-up"; readonly ticket: number };

export interface PrintedLine {
  readonly kind: "log" | "warn" | "error";
  readonly text: string;
  readonly place: Place | null;
  readonly atMs: number;
}

export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly place: Place | null;
  readonly atMs: number;
}

export type FromProgram =
  | { readonly kind: "pong"; readonly number: number }
  | { readonly kind: "next-due"; readonly ticket: number; readonly dueMs: number | null }
  | { readonly kind: "caught-up"; readonly ticket: number; readonly activity: Activity }
  | { readonly kind: "printed"; readonly lines: readonly PrintedLine[]; readonly dropped: number }
  | { readonly kind: "told"; readonly events: readonly EngineEvent[]; readonly dropped: number }
  /** The clients that are open now. */
  | { readonly kind: "clients"; readonly clients: readonly ClientSnapshot[] }
  | { readonly kind: "thrown"; readonly error: ThrownError }
  /** The program's last statement was reached. */
  | { readonly kind: "finished" };

/** What the frame (sandbox.html) is told, and what it tells, over the port that the page hands it. */
export type ToFrame =
  | { readonly kind: "run"; readonly run: number; readonly script: string; readonly port: MessagePort }
  | { readonly kind: "end"; readonly run: number };

export interface FromFrame {
  readonly kind: "broken";
  readonly run: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
