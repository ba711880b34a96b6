// Checksums and the partitioner's hash.
import { crc32 } from "../../../src/engine/base/crc32.ts";
import { crc32c } from "../../../src/engine/base/crc32c.ts";
import { murmur2, partitionForKey, toPositive } from "../../../src/engine/base/murmur2.ts";
import { expectEqual, fromHex } from "../tally.ts";
import type { CaseFile } from "./case-file.ts";

interface ChecksumCase {
  readonly data: string;
  readonly crc32c: number;
  readonly crc32: number;
}

export const checksums: CaseFile<ChecksumCase> = {
  file: "crc32c.jsonl",
  name: (one) => `${one.data.length / 2} bytes`,
  check(one) {
    const bytes = fromHex(one.data);
    expectEqual(
      { crc32c: crc32c(bytes), crc32: crc32(bytes) },
      { crc32c: one.crc32c, crc32: one.crc32 },
      "of all",
    );
    const half = bytes.length >> 1;
    expectEqual(crc32c(bytes, half, bytes.length, crc32c(bytes, 0, half)), one.crc32c, "in two steps");
  },
};

interface Murmur2Case {
  readonly key: string;
  readonly murmur2: number;
  readonly positive: number;
  readonly partition: Readonly<Record<string, number>>;
}

export const murmur2Hashes: CaseFile<Murmur2Case> = {
  file: "murmur2.jsonl",
  name: (one) => `key ${one.key}`,
  check(one) {
    const key = fromHex(one.key);
    const hash = murmur2(key);
    expectEqual({ hash, positive: toPositive(hash) }, { hash: one.murmur2, positive: one.positive }, "hash");
    for (const [count, partition] of Object.entries(one.partition)) {
      expectEqual(partitionForKey(key, Number(count)), partition, `partition of ${count}`);
    }
  },
};
