// The form of a lesson. A lesson is a folder; its steps are numbered folders in it; pages are Markdown in both languages.
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";

export interface Text {
  readonly ko: string;
  readonly en: string;
}

/** All that a check may look at: never the text typed. */
export interface CheckState {
  readonly snapshot: ClusterSnapshot;
  /** Since the step began, oldest first. */
  readonly events: readonly EngineEvent[];
  /** What the learner's program printed. */
  readonly output: readonly string[];
}

export interface CheckResult {
  /** pending: under way, may still pass by itself; failed: observed otherwise. */
  readonly status: "passed" | "pending" | "failed";
  /** What was observed, in one sentence. */
  readonly observed: Text;
}

export interface Check {
  readonly id: string;
  /** The goal, in one sentence. */
  readonly goal: Text;
  evaluate(state: CheckState): CheckResult;
}

export interface TopicSpec {
  readonly name: string;
  /** Replicas of each partition, the first leads; so that a lesson can name its brokers. */
  readonly replicas: readonly (readonly number[])[];
  readonly configs: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly brokers: number;
  readonly controllers: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly topics: readonly TopicSpec[];
  /** Done once the topics are ready, before the learner begins. */
  readonly commands: readonly ClusterCommand[];
  readonly seed: number;
}

/** Something a learner does beside writing code, for the headless gate and for "show me". */
export interface Act {
  /** Done as soon as this holds. */
  when(state: CheckState): boolean;
  command(state: CheckState): ClusterCommand;
}

/** One whole attempt at a step: code, and what is done to the cluster meanwhile. */
export interface Attempt {
  readonly name: string;
  readonly source: string;
  readonly acts: readonly Act[];
  /** When the learner presses Run; at once if left out. */
  runWhen?(state: CheckState): boolean;
}

export interface Prediction {
  readonly question: Text;
  readonly options: readonly Text[];
  readonly answer: number;
}

export interface Step {
  readonly id: string;
  readonly title: Text;
  /** Markdown, about 25 lines. */
  readonly page: Text;
  readonly prediction: Prediction;
  /** What to look at while it runs, and why it was so; the explanation opens when the checks have passed. */
  readonly see: Text;
  readonly explain: Text;
  readonly scenario: Scenario;
  /** What the live part of the page shows first; the quorum can be chosen wherever there are several controllers. */
  readonly live?: "cluster" | "quorum";
  readonly start: Attempt;
  readonly solution: Attempt;
  /** At least two; the gate wants each to fail. */
  readonly wrong: readonly Attempt[];
  readonly hints: readonly Text[];
  readonly checks: readonly Check[];
  /** Claim ids of the syllabus that this step proves or refutes. */
  readonly claims: readonly string[];
}

export type Track = "brokers" | "producers" | "consumers" | "streams" | "operations";

export interface Lesson {
  readonly id: string;
  readonly steps: readonly Step[];
}

/** A step's id and its title. */
export interface StepEntry extends Text {
  readonly id: string;
}

/** What the home page knows of a lesson without loading it. */
export interface LessonEntry {
  readonly id: string;
  readonly title: Text;
  readonly summary: Text;
  readonly track: Track;
  /** In order. */
  readonly steps: readonly StepEntry[];
  load(): Promise<Lesson>;
}
