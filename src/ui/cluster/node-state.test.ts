import { expect, test } from "vitest";
import type { NodeSnapshot, NodeStatus } from "../../engine/inspect/snapshot.ts";
import { dictionary } from "../i18n/language.ts";
import { quorumDictionary } from "../i18n/quorum-words.ts";
import { quorumOf } from "../quorum/quorum-model.ts";
import { testSnapshot } from "../testing/snapshots.ts";
import { brokerStatus } from "./actions.ts";
import { viewOf } from "./model.ts";
import { controllerLook, controllerRoles } from "./node-state.ts";

const STATUSES: readonly NodeStatus[] = ["starting", "running", "stopped", "killed", "frozen", "failed"];

/** The second of three controllers, and a broker, in that status. */
function withStatus(status: NodeStatus) {
  const snapshot = testSnapshot({
    controllerStates: ["leader", "follower", "follower"],
    status: { 2: status },
  });
  const nodes = snapshot.nodes.map(
    (node): NodeSnapshot => (node.id === 3002 ? { ...node, status, detail: ofLife(node, status) } : node),
  );
  return { ...snapshot, nodes };
}

/** Who starts has not told anything of itself yet. */
const ofLife = (node: NodeSnapshot, status: NodeStatus): NodeSnapshot["detail"] =>
  status === "starting" ? null : node.detail;

test.each(["ko", "en"] as const)(
  "a state has one name in both drawings and for brokers, too (%s)",
  (language) => {
    const words = dictionary(language);
    for (const status of STATUSES) {
      const snapshot = withStatus(status);
      const drawn = viewOf(snapshot).controllers[1]!;
      const voter = quorumOf(snapshot).voters[1]!;
      expect(drawn.role, status).toBe(voter.role);
      const name = controllerRoles(words)[drawn.role];
      expect(quorumDictionary(language).roles[voter.role]).toBe(name);
      if (status === "running") expect(name).toBe(words.cluster.controllerRole.follower);
      else expect(name).toBe(words.cluster.nodeStatus[status]);
      expect(brokerStatus(viewOf(snapshot).brokers[1]!, words)).toBe(words.cluster.nodeStatus[status]);
    }
  },
);

test.each(["ko", "en"] as const)("the event of its end calls it by the same word (%s)", (language) => {
  const { cluster, events } = dictionary(language);
  const told = (reason: "controlled" | "killed" | "failed"): string =>
    events({ kind: "node-stopped", reason, error: null }).toLowerCase();
  const { stopped, killed, failed } = cluster.nodeStatus;
  expect([told("controlled"), told("killed"), told("failed")]).toEqual(
    [stopped, killed, failed].map((name) => name.toLowerCase()),
  );
});

test("whoever is down looks alike, and like nobody who runs, is frozen or starts", () => {
  const looks = (["killed", "stopped", "failed"] as const).map(controllerLook);
  expect(new Set(looks)).toEqual(new Set(["down"]));
  const others = (["leader", "follower", "candidate", "unattached", "starting", "frozen"] as const).map(
    controllerLook,
  );
  expect(new Set([...looks, ...others]).size).toBe(7);
});
