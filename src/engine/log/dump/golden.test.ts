import { describe, expect, test } from "vitest";
import { parseDumpArguments } from "./dump-arguments.ts";
import { dumpFile } from "./dump-file.ts";
import { createFindings } from "./dump-findings.ts";
import { bytesReader } from "./file-reader.ts";
import { brokerDumps, caseDumps, type RecordedDump } from "./testing/golden-dumps.ts";

/** Where ours and the recorded lines part; null when they do not. */
async function difference(recorded: RecordedDump, trims: boolean): Promise<string | null> {
  const parsed = parseDumpArguments(recorded.args);
  if (parsed.kind !== "dump") return `arguments not understood: ${recorded.args.join(" ")}`;
  const [name] = parsed.files as [string];
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  const findings = createFindings();
  const out: string[] = [];
  const err: string[] = [];
  const dump = dumpFile(name, bytesReader(recorded.files.get(name)!), {
    ...parsed.options,
    findings,
    siblings: (file) => {
      const bytes = recorded.files.get(folder + file);
      return bytes === undefined ? null : bytesReader(bytes);
    },
    onError: (line) => err.push(line),
  });
  for await (const line of dump) out.push(line);
  err.push(...findings.lines());
  return firstDifference(out, recorded.out, trims) ?? firstDifference(err, recorded.err, trims);
}

function firstDifference(ours: readonly string[], theirs: readonly string[], trims: boolean): string | null {
  // Values with line ends in them were recorded line by line.
  const lines = (text: readonly string[]) =>
    text.length === 0
      ? []
      : text
          .join("\n")
          .split(/\r\n|\n|\r/)
          .map((line) => (trims ? line.trimEnd() : line));
  const [a, b] = [lines(ours), lines(theirs)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i]) return `line ${i}: ${JSON.stringify(a[i])}, recorded ${JSON.stringify(b[i])}`;
  }
  return null;
}

async function differences(dumps: Iterable<RecordedDump>, trims: boolean): Promise<[number, string[]]> {
  let count = 0;
  const wrong: string[] = [];
  for (const recorded of dumps) {
    count++;
    const found = await difference(recorded, trims);
    if (found !== null) wrong.push(`${recorded.label}: ${found}`);
  }
  return [count, wrong];
}

describe("kafka-dump-log.sh prints what Apache Kafka's prints", () => {
  test("of the files of the recorded cases", async () => {
    const [count, wrong] = await differences(caseDumps(), false);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(500);
  });

  test("of the directories of real brokers", async () => {
    const [count, wrong] = await differences(brokerDumps(), true);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });
});
