// Judges the checks of a step while its cluster runs: whenever something changed, a few times a second at the most. What
// has passed stays passed: a check that passed once was seen to hold.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineEvent } from "../../engine/trace/event.ts";
import type { Check, CheckResult, CheckState, Text } from "../../lessons/api/lesson.ts";
import { lineText, type Program } from "../editor/program.ts";
import type { Session } from "../session/session.ts";
import { isMinor } from "../session/trace-log.ts";

export interface JudgedCheck {
  readonly check: Check;
  readonly result: CheckResult;
}

export interface ChecksState {
  readonly judged: readonly JudgedCheck[];
  readonly passed: number;
  readonly all: boolean;
}

export interface Checks {
  readonly store: StoreApi<ChecksState>;
  /** The step begins now: what came before does not count, except what was observed when it was passed. */
  begin(observed: Readonly<Record<string, Text>>): void;
  stop(): void;
}

const JUDGE_EVERY_MS = 200;
const KEPT_EVENTS_MAX = 50_000;

const stateOf = (judged: readonly JudgedCheck[]): ChecksState => {
  const passed = judged.filter(({ result }) => result.status === "passed").length;
  return { judged, passed, all: judged.length > 0 && passed === judged.length };
};

/** The sentences of all checks, to be remembered. */
export function observedBy({ store }: Checks): Readonly<Record<string, Text>> {
  return Object.fromEntries(store.getState().judged.map(({ check, result }) => [check.id, result.observed]));
}

/** Pure: the new judgement, in which nothing falls back from passed. */
export function judge(
  checks: readonly Check[],
  before: readonly JudgedCheck[],
  state: CheckState,
): readonly JudgedCheck[] {
  return checks.map((check) => {
    const old = before.find((each) => each.check.id === check.id);
    if (old?.result.status === "passed") return old;
    const result = check.evaluate(state);
    const same =
      old !== undefined &&
      old.result.status === result.status &&
      old.result.observed.ko === result.observed.ko &&
      old.result.observed.en === result.observed.en;
    return same ? old : { check, result };
  });
}

export function watchChecks(
  session: Session,
  program: Program,
  checks: readonly Check[],
  onPassed: (check: Check, all: boolean) => void,
): Checks {
  const store = createStore<ChecksState>(() => stateOf([]));
  let events: EngineEvent[] = [];
  let mostEvents = KEPT_EVENTS_MAX;
  let begun = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function look(): void {
    timer = null;
    const { snapshot } = session.store.getState();
    if (!begun || snapshot === null) return;
    const output = program.store.getState().output.map(lineText);
    const before = store.getState();
    const after = stateOf(judge(checks, before.judged, { snapshot, events, output }));
    if (after.judged.every((each, index) => each === before.judged[index]) && before.judged.length > 0)
      return;
    store.setState(after);
    for (const { check, result } of after.judged) {
      const was = before.judged.find((each) => each.check.id === check.id)?.result.status;
      if (result.status === "passed" && was !== "passed") onPassed(check, after.all);
    }
  }
  const lookSoon = (): void => {
    timer ??= setTimeout(look, JUDGE_EVERY_MS);
  };

  const stops = [
    session.onEvents((fresh) => {
      if (begun) events.push(...fresh);
      // At a high speed an idle cluster fills this in a minute: its daily hum goes first.
      if (events.length > mostEvents) {
        events = events.filter((event) => !isMinor(event));
        mostEvents = Math.max(KEPT_EVENTS_MAX, 2 * events.length);
      }
      lookSoon();
    }),
    session.store.subscribe((state, old) => {
      if (state.snapshot !== old.snapshot) lookSoon();
    }),
    program.store.subscribe(lookSoon),
  ];

  return {
    store,
    begin(observed) {
      begun = true;
      events = [];
      mostEvents = KEPT_EVENTS_MAX;
      const passed = checks.flatMap((check) => {
        const text = observed[check.id];
        return text === undefined ? [] : [{ check, result: { status: "passed" as const, observed: text } }];
      });
      store.setState(stateOf(passed));
      lookSoon();
    },
    stop() {
      for (const stop of stops) stop();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
