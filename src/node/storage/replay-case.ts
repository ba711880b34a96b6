// samsa storage replay: drives the log layer with the steps of a recorded case of Apache Kafka's, and leaves the files that
// it wrote, so that Kafka's own tools can look at them.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createMemoryStore } from "../../engine/disk/memory-store.ts";
import { mountDisk } from "../../engine/disk/page-cache.ts";
import type { RecordedCase } from "../../engine/log/replay/case.ts";
import { CaseReplay } from "../../engine/log/replay/case-replay.ts";
import { loadCodec } from "../../engine/records/compression.ts";

const CODECS = [1, 2, 3, 4];

export class CaseError extends Error {
  override readonly name = "CaseError";
}

/** How many steps were played, and files written. Rejects with CaseError when `path` holds no case. */
export async function replayCase(
  path: string,
  outDirectory: string,
): Promise<{ readonly steps: number; readonly files: number }> {
  const recorded = await readCase(path);
  for (const codec of CODECS) await loadCodec(codec);
  const replay = new CaseReplay(recorded, await mountDisk(createMemoryStore()));
  for (const [index, step] of recorded.steps.entries()) {
    await replay.play(step.do).catch((error: unknown) => {
      throw new CaseError(`step ${index} (${step.do.op}): ${(error as Error).message}`);
    });
  }
  const files = await replay.files();
  // What an earlier replay left of this log would look like part of it.
  await rm(join(outDirectory, replay.directory), { recursive: true, force: true });
  await mkdir(outDirectory, { recursive: true });
  for (const [name, bytes] of files) {
    const target = join(outDirectory, ...name.split("/"));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  return { steps: recorded.steps.length, files: files.size };
}

/** The text may be compressed. */
async function readCase(path: string): Promise<RecordedCase> {
  const bytes = await readFile(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const recorded = JSON.parse(
      (isGzip ? gunzipSync(bytes) : bytes).toString("utf8"),
    ) as Partial<RecordedCase>;
    if (!Array.isArray(recorded.steps) || typeof recorded.topic !== "string") throw new TypeError("no steps");
    return recorded as RecordedCase;
  } catch (error) {
    throw new CaseError(`${path} is no recorded case: ${(error as Error).message}`);
  }
}
