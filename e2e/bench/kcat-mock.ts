// The peer of producing: kcat sends lines to librdkafka's own mock cluster, in its own process, with acks=all.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kcat } from "../clients/kcat.ts";

export const RECORD_BYTES = 100;

/** Runs kcat, which must succeed; its output. */
export async function succeed(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await kcat(args);
  if (code !== 0) throw new Error(`kcat ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Lends a file of so many lines of RECORD_BYTES each. */
export async function withLines<T>(records: number, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "samsa-bench-"));
  try {
    const path = join(folder, "lines.txt");
    const lines = Array.from({ length: records }, (_, i) => String(i).padStart(RECORD_BYTES, "x"));
    await writeFile(path, `${lines.join("\n")}\n`);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Peer {
  readonly name: string;
  /** Records a second. */
  readonly value: number;
}

const isInstalled = (): Promise<boolean> =>
  kcat(["-V"]).then(
    () => true,
    () => false,
  );

/** Sends the lines of the file, in batches of kcat's own size unless told otherwise. Null where there is no kcat. */
export async function kcatOnMock(
  path: string,
  records: number,
  batchBytes = 1_000_000,
): Promise<Peer | null> {
  if (!(await isInstalled())) return null;
  // kcat wants a -b; the mock cluster takes its place.
  const options = ["test.mock.num.brokers=3", "acks=all", `batch.size=${batchBytes}`];
  const settings = options.flatMap((option) => ["-X", option]);
  const args = ["-P", "-b", "mock", ...settings, "-t", "bench", "-l", path];
  return { name: "librdkafka mock cluster", value: records / (await seconds(() => succeed(args))) };
}
