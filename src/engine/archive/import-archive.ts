// Imports an archive in two readings: the first finds out what it is and whether it is sound, the second takes it over.
// Until the last commit nothing that was there before is touched.
import { BrokerConfig } from "../config/broker-config.ts";
import { logDirsOf } from "../config/log-dirs.ts";
import { ArchiveError } from "./archive-error.ts";
import type { ArchiveHost, OnProgress } from "./archive-host.ts";
import { importNode } from "./import-node.ts";
import { importTopics } from "./import-topics.ts";
import { type HomeCluster, type ImportPlan, planImport } from "./plan.ts";
import { surveyArchive } from "./survey.ts";
import type { ByteStream } from "./tar-reader.ts";

export interface Archive {
  /** The size of the file, for progress; null when unknown. */
  readonly sizeBytes: number | null;
  /** Begins to read it, from its start each time. */
  open(): ByteStream;
}

export type ImportOutcome =
  | { readonly kind: "workspace" }
  | { readonly kind: "node"; readonly node: number }
  | { readonly kind: "topics"; readonly topics: readonly string[] };

export interface ImportHost extends ArchiveHost {
  /** Replaces the cluster by what the archive holds: how, each host knows best. */
  replaceWorkspace(
    plan: ImportPlan & { readonly kind: "workspace" },
    archive: Archive,
    onProgress: (bytes: number) => void,
  ): Promise<void>;
}

/** Rejects with ArchiveError or DiskError; then everything is as it was. */
export async function importArchive(
  host: ImportHost,
  archive: Archive,
  onProgress: OnProgress = () => {},
): Promise<ImportOutcome> {
  const estimate = archive.sizeBytes ?? 0;
  const survey = await surveyArchive(archive.open(), (bytes) =>
    onProgress({ doneBytes: bytes / 2, totalBytes: Math.max(estimate, bytes) }),
  );
  const plan = planImport(survey, homeOf(host));
  const { totalBytes } = survey;
  const half = (bytes: number): void => onProgress({ doneBytes: (totalBytes + bytes) / 2, totalBytes });
  switch (plan.kind) {
    case "workspace":
      await host.replaceWorkspace(plan, archive, half);
      return { kind: "workspace" };
    case "node":
      await importNode(host, plan, archive, half);
      return { kind: "node", node: plan.node };
    case "topics":
      await importTopics(host, plan.topics, archive, half);
      return { kind: "topics", topics: plan.topics.map(({ name }) => name) };
  }
}

function homeOf({ cluster }: ArchiveHost): HomeCluster {
  const { spec } = cluster;
  const controllers = cluster
    .snapshot()
    .nodes.flatMap(({ detail }) => (detail?.role === "controller" ? [detail] : []));
  const leader =
    controllers.find(({ state }) => state === "leader") ??
    controllers.toSorted((a, b) => b.highWatermark - a.highWatermark)[0];
  if (leader === undefined) throw new ArchiveError("refused", "no controller is known");
  const nodes = spec.nodes.map(({ id, role, properties }) => {
    return { id, role, logDirs: role === "broker" ? logDirsOf(new BrokerConfig(properties)) : [""] };
  });
  return { clusterId: spec.clusterId, nodes, topics: leader.topics };
}
