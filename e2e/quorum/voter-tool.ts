// Who votes, by kafka-metadata-quorum of Apache Kafka: asked, removed and added.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeProperties } from "../storage/apache-kafka.ts";
import { type Administered, CONTROLLERS, QUORUM, tool } from "./administered.ts";

const logDirOf = ({ folder }: Administered, id: number): string => join(folder, "data", `controller-${id}`);

export async function isVoter(cluster: Administered, id: number): Promise<boolean> {
  const status = await tool(cluster, QUORUM, "describe", "--status");
  return status.match(/CurrentVoters:.*/)![0].includes(`"id": ${id},`);
}

export function removeVoterArgs(id: number, directoryId: string): string[] {
  return ["remove-controller", "--controller-id", `${id}`, `--controller-directory-id=${directoryId}`];
}

export async function directoryOf(cluster: Administered, id: number): Promise<string> {
  const meta = await readFile(join(logDirOf(cluster, id), "meta.properties"), "utf8");
  return /^directory\.id=(.*)$/m.exec(meta)![1]!;
}

export async function addVoter(cluster: Administered, id: number): Promise<void> {
  const { folder, controllerPort } = cluster;
  const properties = join(folder, "controller.properties");
  await writeProperties(properties, {
    "process.roles": "controller",
    "node.id": `${id}`,
    "controller.listener.names": "CONTROLLER",
    listeners: `CONTROLLER://localhost:${controllerPort + CONTROLLERS.indexOf(id)}`,
    "controller.quorum.bootstrap.servers": `localhost:${controllerPort}`,
    "log.dirs": logDirOf(cluster, id),
  });
  await tool(cluster, QUORUM, "--command-config", properties, "add-controller");
}
