// What the steps of this lesson share: the topic, the clusters, and the goals that several steps have.
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { Act, Check, CheckState, Scenario, TopicSpec } from "../api/lesson.ts";
import {
  ackedRecords,
  elections,
  keptRecords,
  lastRun,
  leaderReplica,
  type PartitionName,
  partitionOf,
  programEnded,
} from "../api/observe.ts";

export const ORDERS: PartitionName = { topic: "orders", partition: 0 };

const ALL_BROKERS = [1, 2, 3];

/** Followers of broker 1 are this far away: at any moment they lack what was written last. */
const FAR_AWAY_MS = 800;

export const FAR_FOLLOWERS: readonly ClusterCommand[] = [
  { kind: "slowLink", a: 1, b: 2, delayMs: FAR_AWAY_MS },
  { kind: "slowLink", a: 1, b: 3, delayMs: FAR_AWAY_MS },
];

export function ordersTopic(configs: Readonly<Record<string, string>> = {}): TopicSpec {
  return { name: "orders", replicas: [ALL_BROKERS], configs };
}

export function cluster(
  topics: readonly TopicSpec[],
  commands: readonly ClusterCommand[] = [],
  properties: Readonly<Record<string, string>> = {},
): Scenario {
  return { brokers: 3, controllers: 1, properties, topics, commands, seed: 7 };
}

/** Kills the leader once the producer has been told of `afterRecords` records. */
export function killLeader(at: PartitionName, acks: number, afterRecords: number): Act {
  return {
    when: (state) => ackedRecords(state, at, acks) >= afterRecords && leaderOf(state, at) >= 0,
    command: (state) => ({ kind: "kill", node: leaderOf(state, at) }),
  };
}

export function leaderOf(state: CheckState, at: PartitionName): number {
  return partitionOf(state.snapshot, at)?.leader ?? -1;
}

export function acksName(acks: number): string {
  return acks === -1 ? "all" : String(acks);
}

/** The producer was told of `goal` records. */
export function toldOf(at: PartitionName, acks: number, goal: number): Check {
  const name = `${at.topic}-${at.partition}`;
  return {
    id: "told",
    goal: {
      ko: `acks=${acksName(acks)} 프로듀서가 ${name}에 ${goal}건을 성공으로 보고받음`,
      en: `A producer with acks=${acksName(acks)} is told of ${goal} successes on ${name}`,
    },
    evaluate(state) {
      const told = ackedRecords(state, at, acks);
      return {
        status: told >= goal ? "passed" : programEnded(state) ? "failed" : "pending",
        observed: { ko: `지금까지 성공 ${told}건입니다.`, en: `${told} successes so far.` },
      };
    },
  };
}

/** Another broker leads the partition than when the step began. */
export function leaderReplaced(at: PartitionName): Check {
  const name = `${at.topic}-${at.partition}`;
  return {
    id: "leader-replaced",
    goal: {
      ko: `${name}의 리더가 죽고 다른 브로커가 리더가 됨`,
      en: `The leader of ${name} dies and another takes over`,
    },
    evaluate(state) {
      const replaced = elections(state, at).find(({ from, to }) => from >= 0 && to >= 0 && from !== to);
      if (replaced !== undefined) {
        return {
          status: "passed",
          observed: {
            ko: `리더 ${replaced.from} → ${replaced.to} · 리더 epoch ${replaced.epoch}`,
            en: `Leader ${replaced.from} → ${replaced.to} · leader epoch ${replaced.epoch}`,
          },
        };
      }
      const leader = leaderOf(state, at);
      return leader >= 0
        ? {
            status: "pending",
            observed: { ko: `지금 리더는 브로커 ${leader}입니다.`, en: `Broker ${leader} leads.` },
          }
        : {
            status: "pending",
            observed: {
              ko: "리더가 없습니다. 컨트롤러가 새 리더를 뽑습니다.",
              en: "There is no leader. The controller elects one.",
            },
          };
    },
  };
}

/** Whether the new leader's log holds all that producers were told of, or lacks some of it. */
export function survivors(at: PartitionName, acks: number, goal: "lost" | "kept"): Check {
  const name = `${at.topic}-${at.partition}`;
  return {
    id: goal,
    goal:
      goal === "lost"
        ? {
            ko: `성공으로 보고받은 레코드 일부가 ${name}에 없음`,
            en: `${name} lacks some of the reported records`,
          }
        : { ko: `성공으로 보고받은 레코드가 ${name}에 모두 있음`, en: `${name} has every reported record` },
    evaluate(state) {
      const run = lastRun(state);
      const told = ackedRecords(run, at, acks);
      const log = leaderReplica(state.snapshot, at);
      const replaced = elections(run, at).some(({ from, to }) => from >= 0 && to >= 0 && from !== to);
      if (!programEnded(run) || !replaced || told === 0 || log === null) {
        return {
          status: "pending",
          observed: {
            ko: "리더가 바뀌고 프로그램이 끝난 뒤에 셉니다.",
            en: "It is counted once the leader has changed and the program has ended.",
          },
        };
      }
      const kept = keptRecords(run, at, log);
      const lost = told - kept;
      return {
        status: (goal === "lost") === lost > 0 ? "passed" : "failed",
        observed: {
          ko: `성공 보고 ${told}건, 새 리더 브로커 ${log.leader}의 로그 ${kept}건${lost > 0 ? ` · 유실 ${lost}건` : ""}`,
          en: `${told} reported, ${kept} in the log of the new leader, broker ${log.leader}${lost > 0 ? ` · ${lost} lost` : ""}`,
        },
      };
    },
  };
}
