import { expect, test } from "vitest";
import { filesOfDisk } from "../../engine/cluster/node-files.ts";
import { createMemoryStore } from "../../engine/disk/memory-store.ts";
import { mountDisk } from "../../engine/disk/page-cache.ts";
import { BatchBuilder } from "../../engine/records/builder.ts";
import { transactionMarkerBatch } from "../../engine/records/control.ts";
import { decode } from "../../workers/page/file-decoder.ts";
import { offsetRanges, recordsOf } from "./lane-picture.ts";
import { loadLane } from "./load-lane.ts";

const bytes = (text: string | null): Uint8Array | null =>
  text === null ? null : new TextEncoder().encode(text);

function batch(
  baseOffset: number,
  records: readonly (readonly [string, string | null])[],
  producerId = -1n,
): Uint8Array {
  const builder = new BatchBuilder({
    baseOffset,
    partitionLeaderEpoch: 0,
    producerId,
    producerEpoch: producerId < 0n ? -1 : 0,
    baseSequence: producerId < 0n ? -1 : 0,
    transactional: producerId >= 0n,
    capacityBytes: 256,
  });
  for (const [key, value] of records) builder.append(1_000 + baseOffset, bytes(key), bytes(value));
  return builder.build().slice();
}

async function picture(files: Readonly<Record<string, readonly Uint8Array[]>>, logEndOffset: number) {
  const disk = await mountDisk(createMemoryStore());
  for (const [name, parts] of Object.entries(files)) for (const part of parts) disk.open(name).append(part);
  const source = filesOfDisk(disk);
  const cluster = {
    files: () => source.list(),
    readFile: (_: number, name: string, position: number, length: number) =>
      source.read(name, position, length),
  };
  return loadLane(
    { decodeFile: (node, name, range, options) => decode(cluster, { node, name }, range, options ?? {}) },
    await source.list(),
    { node: 1, directory: "t-0" },
    { logStartOffset: 0, logEndOffset },
  );
}

test("segments, batches, tombstones, gaps and transactions are read from the bytes", async () => {
  const marker = (baseOffset: number, commit: boolean) =>
    transactionMarkerBatch({
      commit,
      producerId: 7n,
      producerEpoch: 0,
      coordinatorEpoch: 0,
      timestampMs: 5,
      baseOffset,
    });
  const drawn = await picture(
    {
      "t-0/00000000000000000000.log": [
        batch(0, [
          ["a", "1"],
          ["b", null],
        ]),
        batch(4, [["c", "2"]]),
      ],
      "t-0/00000000000000000006.log": [
        batch(6, [["d", "3"]], 7n),
        marker(7, false),
        batch(8, [["e", "4"]], 7n),
        marker(9, true),
      ],
      "t-0/00000000000000000000.log.deleted": [batch(0, [["x", "0"]])],
      "u-0/00000000000000000000.log": [batch(0, [["y", "0"]])],
    },
    10,
  );
  expect(drawn.mode).toBe("cells");
  expect(drawn.segments.map(({ baseOffset, endOffset, active }) => [baseOffset, endOffset, active])).toEqual([
    [0, 6, false],
    [6, 10, true],
  ]);
  expect(
    recordsOf(drawn).map(({ offset, mark, aborted }) => `${offset} ${mark}${aborted ? " aborted" : ""}`),
  ).toEqual(["0 data", "1 tombstone", "4 data", "6 data aborted", "7 abort", "8 data", "9 commit"]);
  expect(drawn.transactions).toEqual([
    { from: 6, to: 6, state: "aborted" },
    { from: 8, to: 8, state: "committed" },
  ]);
  expect(drawn.segments[1]?.dirtyBytes).toBe(drawn.segments[1]?.sizeBytes);
});

test("a log with very many offsets is drawn by its segments alone", async () => {
  const drawn = await picture({ "t-0/00000000000000000000.log": [batch(0, [["a", "1"]])] }, 5_000);
  expect(drawn.mode).toBe("bars");
  expect(drawn.segments[0]?.batches).toBeNull();
});

test("offsets are told as ranges", () => {
  expect(offsetRanges([0, 1, 2, 5, 7, 8])).toBe("0–2, 5, 7–8");
  expect(offsetRanges([])).toBe("");
});
