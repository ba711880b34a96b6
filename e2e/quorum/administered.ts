// Three Samsa controllers and three brokers over TCP, with all that Apache Kafka's tools need to administer them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { freePorts } from "../../src/node/net/testing/free-ports.ts";
import { type GatewayProcess, startGateway } from "../clients/gateway-process.ts";
import { type ApacheKafka, askedApacheKafka } from "../storage/apache-kafka.ts";

export const PATIENCE_MS = 400_000;
const TOOLS = "org.apache.kafka.tools";
export const QUORUM = `${TOOLS}.MetadataQuorumCommand`;
export const FEATURES = `${TOOLS}.FeatureCommand`;
export const TOPICS = `${TOOLS}.TopicCommand`;
export const REASSIGN = `${TOOLS}.reassign.ReassignPartitionsCommand`;
export const ELECT = `${TOOLS}.LeaderElectionCommand`;
export const ACLS = `${TOOLS}.AclCommand`;
export const DUMP = `${TOOLS}.DumpLogSegments`;
export const CONFIGS = "kafka.admin.ConfigCommand";
export const SHELL = "org.apache.kafka.shell.MetadataShell";

export const CONTROLLERS = [3001, 3002, 3003];
export const BROKERS = [1, 2, 3];
/** The metadata shell says so of every snapshot, whoever wrote it. */
const USUAL_REMARK = /.*Ignoring control record with type (SNAPSHOT_|KRAFT_V).*\n?/g;

export interface Administered {
  readonly kafka: ApacheKafka;
  readonly gateway: GatewayProcess;
  readonly folder: string;
  readonly controllerPort: number;
}

/** For the tests of a file: a cluster, or null where there is no Apache Kafka to ask. */
export function administeredCluster(kraftVersion: 0 | 1): () => Administered | null {
  let cluster: Administered | null = null;
  beforeAll(async () => {
    const kafka = await askedApacheKafka();
    if (kafka === null) return;
    const folder = await mkdtemp(join(tmpdir(), "samsa-quorum-"));
    const controllerPort = await freePorts(CONTROLLERS.length);
    const gateway = await startGateway(
      ...["--brokers", "3", "--controllers", "3", "--kraft-version", `${kraftVersion}`],
      ...["--controller-port", `${controllerPort}`, "--data", join(folder, "data")],
      ...["--set", "metadata.log.max.record.bytes.between.snapshots=500"],
      ...["--set", "broker.session.timeout.ms=4000"],
      ...["--set", "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer"],
      ...["--set", "super.users=User:ANONYMOUS"],
    );
    cluster = { kafka, gateway, folder, controllerPort };
  }, PATIENCE_MS);
  afterAll(async () => {
    if (cluster === null) return;
    await cluster.gateway.end("SIGKILL");
    await rm(cluster.folder, { recursive: true, force: true });
  });
  return () => cluster;
}

/**
 * Runs a tool on the cluster, by way of the broker that is never killed: it has to succeed, and to have nothing to
 * complain about. Answers what it printed.
 */
export async function tool(
  { kafka, gateway }: Administered,
  name: string,
  ...args: string[]
): Promise<string> {
  const living = gateway.bootstrapServers.split(",").at(-1)!;
  return withoutComplaint(kafka, name, "--bootstrap-server", living, ...args);
}

export async function withoutComplaint(kafka: ApacheKafka, name: string, ...args: string[]): Promise<string> {
  return uncomplaining(await kafka.main(name, ...args));
}

/** What a run printed that succeeded and had nothing to complain about. */
export function uncomplaining({ code, stdout, stderr }: Awaited<ReturnType<ApacheKafka["main"]>>): string {
  const said = `${stdout}${stderr.replaceAll(USUAL_REMARK, "")}`;
  expect(said).not.toMatch(/\b(WARN|ERROR)\b|Exception|[Ww]arning: (?!You must run --verify)/);
  expect(code, said).toBe(0);
  return stdout;
}
