// Fetches what the drawing of a log needs: of a small log everything, of a large one the names and sizes of its files.
import type { ByteNode, FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { Workspace } from "../../workers/page/workspace.ts";
import {
  type DecodedFiles,
  indexOf,
  type LanePicture,
  laneMode,
  lanePicture,
  logFiles,
} from "./lane-picture.ts";

/** Above it, a log is drawn by its segments only, however few offsets it has. */
const MOST_BYTES = 512 * 1024;
const MOST_INDEX_BYTES = 8 * 1024;

export interface LogPlace {
  readonly node: number;
  readonly directory: string;
}

export interface LogBounds {
  readonly logStartOffset: number;
  readonly logEndOffset: number;
}

export async function loadLane(
  workspace: Pick<Workspace, "decodeFile">,
  files: readonly FileSnapshot[],
  { node, directory }: LogPlace,
  { logStartOffset, logEndOffset }: LogBounds,
): Promise<LanePicture> {
  const logs = logFiles(files, directory);
  const sizes = new Map(files.map(({ name, sizeBytes }) => [name, sizeBytes]));
  const decoded = new Map<string, readonly ByteNode[]>();
  const decode = async (name: string, mostBytes: number): Promise<void> => {
    const sizeBytes = sizes.get(name) ?? 0;
    if (sizeBytes === 0) return;
    const range = { start: 0, end: Math.min(sizeBytes, mostBytes) };
    decoded.set(name, (await workspace.decodeFile(node, name, range)).nodes);
  };
  const offsets = logEndOffset - (logs[0]?.baseOffset ?? logStartOffset);
  const total = logs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (laneMode(offsets) !== "bars" && total <= MOST_BYTES) {
    for (const { name } of logs) await decode(name, MOST_BYTES);
  }
  for (const { name } of logs) await decode(indexOf(name), MOST_INDEX_BYTES);
  return lanePicture(logs, decoded satisfies DecodedFiles, logStartOffset, logEndOffset);
}
