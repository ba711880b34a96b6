// A file of a node as a file of the person's: fetched piece by piece, so that nothing has to hold it whole but the browser.
import type { Workspace } from "../../workers/page/workspace.ts";
import type { FilePlace } from "./use-files.ts";

const PIECE_BYTES = 4 * 1024 * 1024;

export async function downloadFile(
  workspace: Workspace,
  { node, name }: FilePlace,
  sizeBytes: number,
  onProgress: (done: number) => void,
): Promise<void> {
  const parts: Blob[] = [];
  for (let at = 0; at < sizeBytes; ) {
    const bytes = await workspace.readFile(node, name, at, Math.min(PIECE_BYTES, sizeBytes - at));
    if (bytes.length === 0) break;
    parts.push(new Blob([new Uint8Array(bytes)]));
    at += bytes.length;
    onProgress(at);
  }
  const url = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.slice(name.lastIndexOf("/") + 1);
  link.click();
  URL.revokeObjectURL(url);
}
