// All of golden/wire: one module a file of cases. A file that is not there is passed over, so that a folder may hold
// only some of them.
import { readCases, readGolden } from "../golden.ts";
import { Tally } from "../tally.ts";
import { absentFields } from "./absent-fields.ts";
import { checkApis } from "./apis.ts";
import { batches, loadCodecs } from "./batches.ts";
import { corruptBatches } from "./batches-corrupt.ts";
import type { CaseFile } from "./case-file.ts";
import { checksums, murmur2Hashes } from "./checksums.ts";
import { consumerProtocol } from "./consumer-protocol.ts";
import { frames } from "./frames.ts";
import { headers } from "./headers.ts";
import { malformed } from "./malformed.ts";
import { messages, rpc, unknownTags } from "./messages.ts";
import { primitives } from "./primitives.ts";
import { schemas, schemasByVersion } from "./schemas.ts";
import { scram } from "./scram.ts";

const FILES = [
  schemas,
  schemasByVersion,
  rpc,
  messages,
  unknownTags,
  absentFields,
  frames,
  headers,
  malformed,
  primitives,
  consumerProtocol,
  batches,
  corruptBatches,
  checksums,
  murmur2Hashes,
  scram,
] as readonly CaseFile<never>[];

export async function runWire(dir: string): Promise<Tally> {
  const tally = new Tally();
  await loadCodecs();
  const apis = readGolden(dir, "apis.json");
  if (apis !== undefined) await checkApis(tally, JSON.parse(apis));
  for (const { file, name, check } of FILES) {
    const cases = readCases<never>(dir, file);
    for (const [i, one] of cases.entries()) {
      await tally.check(`${file} ${i + 1}: ${name(one)}`, () => check(one));
    }
  }
  return tally;
}
