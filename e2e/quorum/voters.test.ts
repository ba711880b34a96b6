// The proof from outside for the quorum: kafka-metadata-quorum of Apache Kafka 4.3.1 describes three Samsa controllers, and
// changes who votes. Where there is no Java these tests say so, and prove nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../src/engine/inspect/snapshot.ts";
import { eventually } from "../clients/gateway-process.ts";
import { writeProperties } from "../storage/apache-kafka.ts";
import {
  administeredCluster,
  BROKERS,
  CONTROLLERS,
  PATIENCE_MS,
  QUORUM,
  tool,
  withoutComplaint,
} from "./administered.ts";

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
    const { folder, controllerPort, gateway } = bench;
    // The hardest case: the leader removes itself, and somebody else has to be elected.
    const leader = activeController(await gateway.inspect())!;
    const logDir = join(folder, "data", `controller-${leader}`);
    const directoryId = /^directory\.id=(.*)$/m.exec(
      await readFile(join(logDir, "meta.properties"), "utf8"),
    )![1]!;
    const isVoter = async (): Promise<boolean> =>
      (await tool(bench, QUORUM, "describe", "--status"))
        .match(/CurrentVoters:.*/)![0]
        .includes(`"id": ${leader},`);
    const removed = ["--controller-id", `${leader}`, `--controller-directory-id=${directoryId}`];
    await tool(bench, QUORUM, "remove-controller", ...removed);
    await eventually(
      () => gateway.inspect(),
      (snapshot) => ![null, leader].includes(activeController(snapshot)),
    );
    expect(await isVoter()).toBe(false);
    const properties = join(folder, "controller.properties");
    await writeProperties(properties, {
      "process.roles": "controller",
      "node.id": `${leader}`,
      "controller.listener.names": "CONTROLLER",
      listeners: `CONTROLLER://localhost:${controllerPort + CONTROLLERS.indexOf(leader)}`,
      "controller.quorum.bootstrap.servers": `localhost:${controllerPort}`,
      "log.dirs": logDir,
    });
    await tool(bench, QUORUM, "--command-config", properties, "add-controller");
    expect(await isVoter()).toBe(true);
  },
  PATIENCE_MS,
);

function activeController({ nodes }: Pick<ClusterSnapshot, "nodes">): number | null {
  return nodes.find(({ detail }) => detail?.role === "controller" && detail.state === "leader")?.id ?? null;
}
