// What the steps of this lesson share: the clusters, what is done to controllers, and the goals that several steps have.
import type { Act, Check, CheckResult, CheckState, Scenario, Text, TopicSpec } from "../api/lesson.ts";
import { activeController, eventsOf, type PartitionName } from "../api/observe.ts";
import {
  controllerName,
  type Phase,
  quorumPhases,
  running,
  standby,
  topicsAskedFor,
  topicsCreated,
} from "../api/observe-quorum.ts";

export const ORDERS: PartitionName = { topic: "orders", partition: 0 };

/** Replicas on all three brokers; each of several partitions has another one for its leader. */
export function ordersTopic(partitions = 1): TopicSpec {
  const replicas = [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
  ].slice(0, partitions);
  return { name: "orders", replicas, configs: {} };
}

export function cluster(
  controllers: number,
  brokers: number,
  topics: readonly TopicSpec[],
  properties: Readonly<Record<string, string>> = {},
): Scenario {
  return { brokers, controllers, properties, topics, commands: [], seed: 11 };
}

export type When = (state: CheckState) => boolean;

export const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** C1, C3 */
export function names(state: CheckState, ids: readonly number[]): string {
  return [...ids]
    .sort((a, b) => a - b)
    .map((id) => controllerName(state.snapshot, id))
    .join(", ");
}

/** Now. */
export function presentPhase(state: CheckState): Phase | null {
  return quorumPhases(state).at(-1) ?? null;
}

/** So many controllers are down now, for so long. */
export function downFor(state: CheckState, controllers: number, ms: number): boolean {
  const phase = presentPhase(state);
  return phase !== null && phase.down.length === controllers && phase.toMs - phase.fromMs >= ms;
}

/** Done once, to the node that is right when its time has come. */
function once(
  kind: "kill" | "start" | "stop",
  when: When,
  choose: (state: CheckState) => number | null,
): Act {
  return {
    when: (state) => when(state) && choose(state) !== null,
    command: (state) => ({ kind, node: choose(state) ?? -1 }),
  };
}

export function killActive(when: When): Act {
  return once("kill", when, ({ snapshot }) => activeController(snapshot)?.id ?? null);
}

export function killStandby(when: When): Act {
  return once("kill", when, ({ snapshot }) => standby(snapshot));
}

export function killBroker(id: number, when: When): Act {
  return once("kill", when, ({ snapshot }) => (running(snapshot, id) ? id : null));
}

/** Of the controllers that were killed, the first comes back. */
export function startController(when: When): Act {
  return once("start", when, (state) => presentPhase(state)?.down[0] ?? null);
}

/** The two that do not lead, then the one that does: of three controllers one is left, and that is no majority. */
export function killTwoOfThree(when: When): readonly Act[] {
  return [killStandby(when), killActive((state) => downFor(state, 1, 0))];
}

export const pending = (observed: Text): { readonly status: "pending"; readonly observed: Text } => ({
  status: "pending",
  observed,
});

/** Which controllers run, for a check that waits for others. */
export function whoIsDown(state: CheckState): Text {
  const phase = presentPhase(state);
  if (phase === null || phase.down.length === 0)
    return { ko: "컨트롤러가 모두 살아 있습니다.", en: "All controllers are alive." };
  const down = names(state, phase.down);
  return phase.quorum
    ? { ko: `${down} 중단 · 과반수는 살아 있습니다.`, en: `${down} down · a majority is alive.` }
    : { ko: `${down} 중단 · 과반수가 없습니다.`, en: `${down} down · there is no majority.` };
}

/** With so many controllers down, topics are created all the same. */
export function createdWith(down: number): Check {
  return {
    id: `created-with-${down}-down`,
    goal: {
      ko: `컨트롤러 ${down}대가 죽은 동안에도 토픽이 만들어짐`,
      en: `With ${down} controller${down === 1 ? "" : "s"} dead topics are still created`,
    },
    evaluate(state) {
      for (const phase of quorumPhases(state)) {
        const created = topicsCreated(state, phase).length;
        if (phase.down.length !== down || created === 0) continue;
        const dead = names(state, phase.down);
        return {
          status: "passed",
          observed: {
            ko: `${dead} 중단 중에 토픽 ${created}개가 만들어졌습니다.`,
            en: `${created} topic${created === 1 ? "" : "s"} created while ${dead} ${down === 1 ? "was" : "were"} down.`,
          },
        };
      }
      return pending(whoIsDown(state));
    },
  };
}

/** Long enough for the leader that is left to have noticed, had it still decided anything. */
const SURELY_MS = 5_000;

/** With so many down, somebody asks for a topic and nothing is decided. */
export function refusedWith(down: number): Check {
  return {
    id: `refused-with-${down}-down`,
    goal: {
      ko: `컨트롤러 ${down}대가 죽으면 토픽이 만들어지지 않음`,
      en: `With ${down} controllers dead no topic is created`,
    },
    evaluate(state) {
      // The first time may have been too short, or nothing ran: any time will do, unless one refutes it.
      const judged = quorumPhases(state)
        .filter((phase) => phase.down.length === down)
        .map((phase): CheckResult => {
          const lastedMs = phase.toMs - phase.fromMs;
          const created = topicsCreated(state, phase).length;
          const asked = topicsAskedFor(state, phase);
          const dead = names(state, phase.down);
          const observed = {
            ko: `${dead} 중단 ${seconds(lastedMs)}초 · 요청 ${asked}건, 만들어진 토픽 ${created}개`,
            en: `${dead} down for ${seconds(lastedMs)} s · asked ${asked} ×, ${created} topics created`,
          };
          if (created > 0) return { status: "failed", observed };
          return lastedMs >= SURELY_MS && asked > 0 ? { status: "passed", observed } : pending(observed);
        });
      const first = (wanted: CheckResult["status"]) => judged.find(({ status }) => status === wanted);
      return first("failed") ?? first("passed") ?? judged.at(-1) ?? pending(whoIsDown(state));
    },
  };
}

/**
 * The last stretch of time without a majority, however many were down in it; null while there was none. Of two such
 * stretches the time between, when a majority ran, is part of neither.
 */
export function timeWithoutQuorum(state: CheckState): Phase | null {
  const phases = quorumPhases(state);
  return stretchTo(
    phases,
    phases.findLastIndex(({ quorum }) => !quorum),
  );
}

/** The one around that moment, with those who were down at it. */
export function timeWithoutQuorumAt(state: CheckState, atMs: number): Phase | null {
  const phases = quorumPhases(state);
  return stretchTo(
    phases,
    phases.findIndex(({ quorum, fromMs, toMs }) => !quorum && atMs > fromMs && atMs <= toMs),
  );
}

function stretchTo(phases: readonly Phase[], end: number): Phase | null {
  const last = phases[end];
  if (last === undefined) return null;
  const before = phases.slice(0, end).findLastIndex(({ quorum }) => quorum);
  return { ...last, fromMs: phases[before + 1]?.fromMs ?? last.fromMs };
}

export const withoutQuorum: When = (state) => timeWithoutQuorum(state) !== null;

/** A broker that died while there was no quorum. */
export interface DeadBroker {
  readonly broker: number;
  readonly diedMs: number;
  readonly lost: Phase;
}

/** The first of those that are meant. By hand, with the time paused, both may be at one moment. */
export function diedWithoutQuorum(
  state: CheckState,
  isMeant: (broker: number, atMs: number) => boolean,
): DeadBroker | null {
  const lost = timeWithoutQuorum(state);
  if (lost === null) return null;
  const died = eventsOf(state, "node-stopped").find(
    ({ source, atMs }) => isMeant(Number(source), atMs) && atMs >= lost.fromMs && atMs <= lost.toMs,
  );
  return died === undefined ? null : { broker: Number(died.source), diedMs: died.atMs, lost };
}

/** Who is down, and, where the majority is lost, that the broker that is meant did not die after that. */
export function whoIsDownYet(state: CheckState, meant: Text): Text {
  const down = whoIsDown(state);
  if (presentPhase(state)?.quorum !== false) return down;
  return {
    ko: `${down.ko} 그 뒤에 죽은 ${meant.ko} 아직 없습니다.`,
    en: `${down.en} No ${meant.en} has died since.`,
  };
}

/** So long after it a controller comes back. */
const DEAD_FOR_MS = 12_000;

/** Two controllers die, then that broker; when it was dead for longer than a session, one controller comes back. */
export function paralyse(
  when: When,
  broker: number,
  dead: (state: CheckState) => DeadBroker | null,
): { readonly killed: readonly Act[]; readonly all: readonly Act[] } {
  const killed = [...killTwoOfThree(when), killBroker(broker, withoutQuorum)];
  const comeBack = startController((state) => {
    const found = dead(state);
    const isLong = found !== null && found.lost.toMs - found.diedMs >= DEAD_FOR_MS;
    return isLong && presentPhase(state)?.quorum === false;
  });
  return { killed, all: [...killed, comeBack] };
}
