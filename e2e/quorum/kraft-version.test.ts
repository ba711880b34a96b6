// The proof from outside for the way from a static to a dynamic quorum: kafka-features of Apache Kafka 4.3.1 raises
// kraft.version, and from then on kafka-metadata-quorum changes who votes. Where there is no Java this proves nothing.
import { expect, test } from "vitest";
import { eventually } from "../clients/gateway-process.ts";
import {
  administeredCluster,
  CONTROLLERS,
  FEATURES,
  PATIENCE_MS,
  QUORUM,
  tool,
  uncomplaining,
} from "./administered.ts";
import { addVoter, directoryOf, isVoter, removeVoterArgs } from "./voter-tool.ts";

const administered = administeredCluster(0);

test(
  "kafka-features upgrades kraft.version, and voters go and come",
  async () => {
    const cluster = administered();
    if (cluster === null) return;
    const { kafka, gateway } = cluster;
    const servers = gateway.bootstrapServers;
    const finalized = async (): Promise<string> =>
      /^Feature: kraft\.version .*FinalizedVersionLevel: (\d)/m.exec(
        await tool(cluster, FEATURES, "describe"),
      )![1]!;
    const voter = CONTROLLERS[1]!;
    const removal = removeVoterArgs(voter, await directoryOf(cluster, voter));

    expect(await finalized()).toBe("0");
    const tooEarly = await kafka.main(QUORUM, "--bootstrap-server", servers, ...removal);
    expect(tooEarly).toMatchObject({ code: 1 });
    expect(tooEarly.stdout + tooEarly.stderr).toContain(
      "Cluster doesn't support removing voter because the kraft.version feature is 0",
    );

    // A voter tells the leader what it can follow once in a fetch timeout; until all have, the leader refuses.
    const upgrade = ["upgrade", "--feature", "kraft.version=1"];
    const raised = await eventually(
      () => kafka.main(FEATURES, "--bootstrap-server", servers, ...upgrade),
      ({ stdout, stderr }) => !`${stdout}${stderr}`.includes("because not all of the voters support it"),
    );
    expect(uncomplaining(raised)).toContain("kraft.version was upgraded to 1.");
    expect(await eventually(finalized, (level) => level === "1")).toBe("1");
    const down = ["downgrade", "--feature", "kraft.version=0"];
    const refused = await kafka.main(FEATURES, "--bootstrap-server", servers, ...down);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout + refused.stderr).toContain("Can't downgrade the version of this feature.");

    await tool(cluster, QUORUM, ...removal);
    expect(await isVoter(cluster, voter)).toBe(false);
    await addVoter(cluster, voter);
    expect(await isVoter(cluster, voter)).toBe(true);
  },
  PATIENCE_MS,
);
