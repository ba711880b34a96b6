// What kafka-dump-log.sh says of the files that a step left.
import { parseDumpArguments } from "../../../src/engine/log/dump/dump-arguments.ts";
import { dumpFile } from "../../../src/engine/log/dump/dump-file.ts";
import { createFindings } from "../../../src/engine/log/dump/dump-findings.ts";
import { bytesReader } from "../../../src/engine/log/dump/file-reader.ts";
import type { RecordedCase, RecordedDump } from "../../../src/engine/log/replay/case.ts";
import { expectEqual, Mismatch } from "../tally.ts";

type Files = ReadonlyMap<string, Uint8Array>;

/** Those of the snapshot `name`. */
export async function checkDumps(
  recorded: RecordedCase,
  name: string,
  files: Files,
  label: string,
): Promise<void> {
  for (const [key, dump] of Object.entries(recorded.dumps ?? {})) {
    if (key.startsWith(`${name}/`)) await checkDump(dump, files, `${label}: dump ${key}`);
  }
}

async function checkDump(recorded: RecordedDump, files: Files, label: string): Promise<void> {
  const parsed = parseDumpArguments(recorded.args);
  if (parsed.kind !== "dump") throw new Mismatch(`${label}: arguments not understood`);
  const [name] = parsed.files as readonly [string];
  const bytes = files.get(name);
  if (bytes === undefined) throw new Mismatch(`${label}: ${name} is not there`);
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  const findings = createFindings();
  const out: string[] = [];
  const err: string[] = [];
  const dump = dumpFile(name, bytesReader(bytes), {
    ...parsed.options,
    findings,
    siblings: (file) => {
      const sibling = files.get(folder + file);
      return sibling === undefined ? null : bytesReader(sibling);
    },
    onError: (line) => err.push(line),
  });
  for await (const line of dump) out.push(line);
  err.push(...findings.lines());
  expectEqual(linesOf(out), linesOf(recorded.out), `${label} stdout`);
  expectEqual(linesOf(err), linesOf(recorded.err ?? []), `${label} stderr`);
}

/** Values with line ends in them were recorded line by line. */
function linesOf(text: readonly string[]): string[] {
  return text.length === 0 ? [] : text.join("\n").split(/\r\n|\n|\r/);
}
