// Liveness: once the faults end, all comes right, by itself. Everybody in sync, every send settled, new records
// acknowledged, all replicas equal; and a quorum that can change its voters does.
import { ErrorCode } from "../../protocol/errors.ts";
import { controllerOf, InvariantViolation } from "../invariants/checker.ts";
import type { SimCluster } from "../start-cluster.ts";
import type { Profile } from "./profile.ts";
import type { VoterOperator, VoterRequest } from "./voter-operator.ts";
import type { Workload } from "./workload.ts";

export interface Recovery {
  readonly workload: Workload;
  readonly profile: Profile;
  readonly voters: VoterOperator;
  /** Ends all faults. */
  readonly heal: () => void;
  readonly isHealed: () => boolean;
}

export async function recover(cluster: SimCluster, recovery: Recovery): Promise<void> {
  const { workload, profile, voters, heal, isHealed } = recovery;
  heal();
  await within(cluster, profile, "everybody in sync", () => {
    // What a shutdown that was under way leaves behind must be started, too.
    if (!isHealed()) heal();
    return isHealed();
  });
  workload.pause();
  await within(cluster, profile, "every send settled", () => workload.open() === 0);
  const before = workload.acknowledged();
  const sentBefore = workload.sent.length;
  workload.sendOneEach();
  await within(cluster, profile, "new records answered", () => workload.open() === 0);
  if (workload.acknowledged() - before !== workload.sent.length - sentBefore)
    throw new InvariantViolation("liveness", "a record was not acknowledged although nothing is broken");
  await within(cluster, profile, "all replicas equal", () => allEqual(cluster));
  if (profile.observers !== undefined) await changeVoters(cluster, voters, profile);
}

/** Liveness of the quorum: a change of the voters comes through, once nothing is broken. */
async function changeVoters(cluster: SimCluster, voters: VoterOperator, profile: Profile): Promise<void> {
  const ids = cluster.spec.nodes.flatMap(({ id, role }) => (role === "controller" ? [id] : []));
  let asking = false;
  let isDone = false;
  const ask = async (): Promise<void> => {
    const leader = controllerOf(cluster.snapshot());
    const wishes = ids.map((voter): VoterRequest => {
      const isVoter = leader?.voters.some(({ id }) => id === voter) ?? false;
      return { kind: isVoter ? "removeVoter" : "addVoter", voter };
    });
    const wish = wishes.find((one) => one.voter !== leader?.id && voters.isSane(one));
    if (wish === undefined) return;
    const before = voters.answers.length;
    await voters.give(wish);
    isDone = voters.answers.slice(before).some(({ errorCode }) => errorCode === ErrorCode.NONE);
  };
  const holds = (): boolean => {
    if (!asking && !isDone) {
      asking = true;
      void ask().finally(() => {
        asking = false;
      });
    }
    return isDone;
  };
  await within(cluster, profile, "a change of the voters", holds);
}

function allEqual(cluster: SimCluster): boolean {
  const ends = new Map<string, string>();
  return cluster.snapshot().nodes.every(({ detail }) => {
    if (detail?.role !== "broker") return true;
    return detail.replicas.every(({ topic, partition, logEndOffset, highWatermark: committed }) => {
      const own = `${logEndOffset} ${committed}`;
      const first = ends.get(`${topic}-${partition}`) ?? own;
      ends.set(`${topic}-${partition}`, first);
      return first === own && committed === logEndOffset;
    });
  });
}

async function within(
  cluster: SimCluster,
  { recoveryMs }: Profile,
  what: string,
  holds: () => boolean,
): Promise<void> {
  const { world } = cluster;
  const untilMs = world.nowMs() + recoveryMs;
  while (!holds()) {
    if (world.nowMs() > untilMs) {
      throw new InvariantViolation("liveness", `not ${what} within ${recoveryMs} ms; ${stateOf(cluster)}`);
    }
    await world.run(100);
  }
}

/** Every node, and every partition as its leaders and the controller see it. */
function stateOf(cluster: SimCluster): string {
  const lines = cluster.snapshot().nodes.flatMap(({ id, status, error, detail }) => {
    const partitions =
      detail?.role === "broker"
        ? detail.replicas.map(
            ({ topic, partition, role, leaderEpoch, isr, logEndOffset, highWatermark: committed }) =>
              `  ${role} of ${topic}-${partition} in epoch ${leaderEpoch}, isr ${isr}, end ${logEndOffset}, committed ${committed}`,
          )
        : (detail?.topics ?? []).flatMap(({ name, partitions: list }) =>
            list.map(
              ({ partition, leader, leaderEpoch, isr, elr }) =>
                `  ${name}-${partition} led by ${leader} in epoch ${leaderEpoch}, isr ${isr}, elr ${elr}`,
            ),
          );
    const quorum =
      detail?.role === "controller"
        ? [
            `  ${detail.state} in epoch ${detail.epoch}, log end ${detail.logEndOffset}, voters ${detail.voters.map((voter) => `${voter.id}/${voter.directoryId}`)}`,
          ]
        : [];
    return [`${id} ${status} ${error ?? ""}`, ...quorum, ...partitions];
  });
  return lines.join("\n");
}
