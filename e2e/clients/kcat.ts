// kcat, the command line of librdkafka: what it is given and what it says.
import { spawn } from "node:child_process";

export interface KcatRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kcat to its end. */
export function kcat(args: readonly string[], input = ""): Promise<KcatRun> {
  const child = spawn("kcat", args, { stdio: ["pipe", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // kcat may end before it has read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((done, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      done({
        code,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      }),
    );
  });
}

/** All values of a topic by partition, in their order. */
export async function consumeAll(bootstrapServers: string, topic: string): Promise<Map<number, string[]>> {
  const { code, stdout, stderr } = await kcat([
    ...["-C", "-b", bootstrapServers, "-t", topic, "-o", "beginning", "-e", "-q"],
    ...["-f", "%p %s\n"],
  ]);
  if (code !== 0) throw new Error(`kcat -C ended with ${code}: ${stderr}`);
  const partitions = new Map<number, string[]>();
  for (const line of stdout.split("\n")) {
    if (line === "") continue;
    const at = line.indexOf(" ");
    const partition = Number(line.slice(0, at));
    const values = partitions.get(partition) ?? [];
    values.push(line.slice(at + 1));
    partitions.set(partition, values);
  }
  return partitions;
}

const WORDS = [
  "주문",
  "배송이 시작되었습니다",
  "📦",
  "🇰🇷",
  "Zürich",
  "커피 ☕ 한 잔",
  "plain",
  "日本",
  "👩‍👩‍👧",
  "\u0007bell",
];

/** Numbered lines of different lengths, in several scripts. */
export function makeLines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const words = WORDS[i % WORDS.length]!.repeat(1 + (i % 7 === 0 ? i % 23 : 0));
    return `${String(i).padStart(6, "0")} ${words}`;
  });
}
