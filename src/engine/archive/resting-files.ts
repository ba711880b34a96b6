// What an archive takes from the disks of nodes that are at rest.

import type { Uuid } from "../base/uuid.ts";
import { ZERO_UUID } from "../base/uuid.ts";
import type { NodeConfig } from "../cluster/cluster-config.ts";
import { partitionDirectory } from "../log/file-names.ts";
import { ArchiveError } from "./archive-error.ts";
import type { OpenedStore } from "./archive-host.ts";
import { isPartitionFile } from "./log-files.ts";
import { belongsToNode, storedFile } from "./pack.ts";
import { bestCopies } from "./plan.ts";
import { surveyArchive } from "./survey.ts";
import { type TarSource, writeTar } from "./tar-writer.ts";

export interface RestingNode extends Pick<NodeConfig, "role" | "id"> {
  readonly opened: OpenedStore;
}

/** As the gateway lays out its data directory. */
export function nodeFolder({ role, id }: Pick<NodeConfig, "role" | "id">): string {
  return `${role}-${id}`;
}

/** Everything, in a folder for each node. */
export function filesOfNodes(nodes: readonly RestingNode[]): TarSource[] {
  return nodes.flatMap((node) => {
    const { store, files } = node.opened;
    return files
      .filter(belongsToNode)
      .map((file) => storedFile(store, file, `${nodeFolder(node)}/${file.name}`));
  });
}

export interface RestingTopic {
  readonly topicId: Uuid;
  readonly configs: Readonly<Record<string, string>>;
  readonly files: readonly TarSource[];
}

/** The partitions of a topic, each from the replica that has most of it. Nobody leads while all are at rest. */
export async function filesOfTopic(nodes: readonly RestingNode[], topic: string): Promise<RestingTopic> {
  const all = filesOfNodes(nodes);
  const { directories, topicConfigs } = await surveyArchive(writeTar(all, 0));
  const copies = bestCopies(directories).get(topic);
  if (copies === undefined) throw new ArchiveError("not-there", `topic ${topic}`);
  const files = [...copies.values()].flatMap(({ path, partition }) =>
    all.flatMap((file) => {
      const name = file.name.slice(path.length + 1);
      if (!file.name.startsWith(`${path}/`) || !isPartitionFile(name)) return [];
      return [{ ...file, name: `${partitionDirectory(topic, partition)}/${name}` }];
    }),
  );
  const [first] = copies.values();
  return { topicId: first?.topicId ?? ZERO_UUID, configs: topicConfigs?.get(topic) ?? {}, files };
}
