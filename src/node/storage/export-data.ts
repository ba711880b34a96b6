// Exports from a data directory that no gateway uses: its files are at rest, so nothing has to run.
import { readdir } from "node:fs/promises";
import { ArchiveError } from "../../engine/archive/archive-error.ts";
import type { ExportRequest } from "../../engine/archive/export-archive.ts";
import { formatManifest, MANIFEST, type Manifest } from "../../engine/archive/manifest.ts";
import { textFile } from "../../engine/archive/pack.ts";
import { filesOfNodes, filesOfTopic, type RestingNode } from "../../engine/archive/resting-files.ts";
import { type TarSource, writeTar } from "../../engine/archive/tar-writer.ts";
import { createFileStore } from "../disk/file-store.ts";
import type { DataDirectory } from "../gateway/data-directory.ts";

/** The archive's bytes. */
export async function exportData(
  path: string,
  data: DataDirectory,
  request: ExportRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const { clusterId } = data;
  const tar = (manifest: Manifest, files: readonly TarSource[]): AsyncIterable<Uint8Array> =>
    writeTar([textFile(MANIFEST, formatManifest(manifest)), ...files], Date.now());
  const nodes = await nodesOf(path, data);
  if (request.kind === "topic") {
    const { topic } = request;
    const { topicId, configs, files } = await filesOfTopic(nodes, topic);
    return tar({ kind: "topic", clusterId, topic, topicId, configs }, files);
  }
  if (request.kind === "workspace") return tar({ kind: "workspace", clusterId }, filesOfNodes(nodes));
  const { node } = request;
  const wanted = nodes.filter(({ id }) => id === node);
  if (wanted.length === 0) throw new ArchiveError("not-there", `node ${node}`);
  return tar({ kind: "node", clusterId, node }, filesOfNodes(wanted));
}

async function nodesOf(path: string, data: DataDirectory): Promise<RestingNode[]> {
  const nodes: RestingNode[] = [];
  for (const name of await readdir(path)) {
    const match = /^(broker|controller)-(\d+)$/.exec(name);
    if (match === null) continue;
    const role = match[1] as RestingNode["role"];
    const id = Number(match[2]);
    const store = createFileStore(data.folderOf(role, id));
    nodes.push({ role, id, opened: { store, files: await store.load(), close() {} } });
  }
  return nodes.sort((a, b) => a.id - b.id);
}
