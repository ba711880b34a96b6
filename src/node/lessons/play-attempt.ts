// Plays one attempt at a step of a lesson in the virtual world, the way a learner would in the page: the cluster and
// its topics are made, the program runs, the acts are done when their time has come, and the checks watch.
import { clusterSpecOf } from "../../engine/cluster/cluster-spec.ts";
import { startCluster } from "../../engine/sim/start-cluster.ts";
import { createWorld, type World } from "../../engine/sim/world.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import type { Act, Attempt, CheckResult, CheckState, Step } from "../../lessons/api/lesson.ts";
import { setupProgram } from "../../lessons/api/setup.ts";
import { type SimProgram, startSimProgram } from "./sim-program.ts";

export interface PlayedCheck {
  readonly id: string;
  readonly result: CheckResult;
}

export interface Played {
  readonly passed: boolean;
  readonly checks: readonly PlayedCheck[];
  readonly output: readonly string[];
  /** Why the program failed, if it did. */
  readonly error: string | null;
  readonly virtualMs: number;
}

/** A learner looks this often. */
const LOOK_EVERY_MS = 100;
/** Longer than any timeout of Kafka's defaults. */
const PATIENCE_MS = 180_000;
const SETUP_LIMIT_MS = 60_000;

export async function playAttempt(step: Step, attempt: Attempt): Promise<Played> {
  const { scenario } = step;
  const world = createWorld({
    seed: scenario.seed,
    drain: () => new Promise((done) => setImmediate(done)),
  });
  const cluster = await startCluster(world, {
    spec: clusterSpecOf({ ...scenario, clusterId: "lesson-gate-AAAAAAAAAA" }),
  });
  await setUp(world, setupProgram(scenario));
  for (const command of scenario.commands) await cluster.do(command);

  const first = world.events.length;
  const startedMs = world.nowMs();
  const events: EngineEvent[] = [];
  const output: string[] = [];
  let program: SimProgram | null = null;
  const done = new Set<Act>();

  const look = (): CheckState => {
    for (let at = first + events.length; at < world.events.length; at++) events.push(world.events[at]!);
    return { snapshot: cluster.snapshot(), events, output };
  };
  const judge = (state: CheckState): PlayedCheck[] =>
    step.checks.map((check) => ({ id: check.id, result: check.evaluate(state) }));

  let state = look();
  let checks = judge(state);
  while (world.nowMs() - startedMs < PATIENCE_MS) {
    if (program === null && (attempt.runWhen?.(state) ?? true)) {
      program = startSimProgram("program", attempt.source, world.ports("program"), (line) =>
        output.push(line),
      );
    }
    for (const act of attempt.acts) {
      if (done.has(act) || !act.when(state)) continue;
      done.add(act);
      await cluster.do(act.command(state));
    }
    await world.run(LOOK_EVERY_MS);
    state = look();
    checks = judge(state);
    if (checks.every(({ result }) => result.status === "passed")) break;
  }
  return {
    passed: checks.every(({ result }) => result.status === "passed"),
    checks,
    output,
    error: program?.error() ?? null,
    virtualMs: world.nowMs() - startedMs,
  };
}

async function setUp(world: World, source: string | null): Promise<void> {
  if (source === null) return;
  const program = startSimProgram("setup", source, world.ports("setup"), () => {});
  await world.runUntil(() => program.outcome() !== "running", SETUP_LIMIT_MS);
  if (program.outcome() === "failed") throw new Error(`the scenario could not be set up: ${program.error()}`);
}
