// The proof from outside for the quorum: kafka-metadata-quorum of Apache Kafka 4.3.1 describes three Samsa controllers, and
// changes who votes. Where there is no Java these tests say so, and prove nothing.
import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../src/engine/inspect/snapshot.ts";
import { eventually } from "../clients/gateway-process.ts";
import {
  administeredCluster,
  BROKERS,
  CONTROLLERS,
  PATIENCE_MS,
  QUORUM,
  tool,
  withoutComplaint,
} from "./administered.ts";
import { addVoter, directoryOf, isVoter, removeVoterArgs } from "./voter-tool.ts";

const administered = administeredCluster(1);

test(
  "kafka-metadata-quorum describes it, from a broker and from a controller",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const { kafka, controllerPort } = bench;
    const status = await tool(bench, QUORUM, "describe", "--status");
    const field = (name: string): string => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)![1]!;
    const { clusterId, nodes } = await bench.gateway.inspect();
    expect(field("ClusterId")).toBe(clusterId);
    const leader = nodes.find(({ detail }) => detail?.role === "controller" && detail.state === "leader")!.id;
    expect(field("LeaderId")).toBe(`${leader}`);
    expect(Number(field("HighWatermark"))).toBeGreaterThan(0);
    expect(field("MaxFollowerLag")).toBe("0");
    const voters = JSON.parse(field("CurrentVoters")) as { id: number; endpoints: string[] }[];
    expect(voters).toMatchObject(
      CONTROLLERS.map((id, i) => ({ id, endpoints: [`CONTROLLER://localhost:${controllerPort + i}`] })),
    );
    const observers = JSON.parse(field("CurrentObservers")) as { id: number }[];
    expect(observers.map(({ id }) => id).sort()).toEqual(BROKERS);

    const servers = ["--bootstrap-controller", `localhost:${controllerPort}`];
    const replication = await withoutComplaint(kafka, QUORUM, ...servers, "describe", "--replication");
    const rows = replication
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t").map((cell) => cell.trim()));
    expect(rows).toHaveLength(6);
    for (const [id, directoryId, , lag, , , role] of rows) {
      expect(directoryId).toMatch(/^[\w-]{22}$/);
      expect(lag).toBe("0");
      const expected = BROKERS.includes(Number(id))
        ? "Observer"
        : Number(id) === leader
          ? "Leader"
          : "Follower";
      expect(role).toBe(expected);
    }
  },
  PATIENCE_MS,
);

test(
  "kafka-metadata-quorum removes a voter and adds it again (KIP-853)",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const { gateway } = bench;
    // The hardest case: the leader removes itself, and somebody else has to be elected.
    const leader = activeController(await gateway.inspect())!;
    await tool(bench, QUORUM, ...removeVoterArgs(leader, await directoryOf(bench, leader)));
    await eventually(
      () => gateway.inspect(),
      (snapshot) => ![null, leader].includes(activeController(snapshot)),
    );
    expect(await isVoter(bench, leader)).toBe(false);
    await addVoter(bench, leader);
    expect(await isVoter(bench, leader)).toBe(true);
  },
  PATIENCE_MS,
);

function activeController({ nodes }: Pick<ClusterSnapshot, "nodes">): number | null {
  return nodes.find(({ detail }) => detail?.role === "controller" && detail.state === "leader")?.id ?? null;
}
