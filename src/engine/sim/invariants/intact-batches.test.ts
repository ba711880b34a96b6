import { expect, test } from "vitest";
import { utf8Encode } from "../../base/utf8.ts";
import type { ClusterSnapshot } from "../../inspect/snapshot.ts";
import { readBatchHeader } from "../../records/batch.ts";
import { BatchBuilder } from "../../records/builder.ts";
import type { Moment, StoredBatch } from "./checker.ts";
import { intactBatches } from "./intact-batches.ts";

const PLACE = { node: 1, topic: "t", partition: 0 };

function batch(isDamaged: boolean, isRotten: boolean): StoredBatch {
  const builder = new BatchBuilder({ baseOffset: 3 });
  builder.append(5, null, utf8Encode("value"));
  const bytes = builder.build();
  if (isDamaged) bytes[bytes.length - 2]! ^= 4;
  return { header: readBatchHeader(bytes), bytes, isRotten };
}

const moment = (...batches: StoredBatch[]): Moment => ({
  atMs: 0,
  snapshot: { nodes: [] } as unknown as ClusterSnapshot,
  logs: [{ ...PLACE, highWatermark: 4, startOffset: 0, batches }],
  folders: new Map(),
});

test("damage is where a disk has rotten, and nowhere else", () => {
  const rotten = [{ ...PLACE, baseOffset: 3 }];
  expect(() =>
    intactBatches(rotten, []).onMoment!(moment(batch(false, false), batch(true, true))),
  ).not.toThrow();
  expect(() => intactBatches(rotten, []).onMoment!(moment(batch(true, false)))).toThrow(
    "t-0 at 1 holds 3..3",
  );
});

test("a consumer is refused what has rotten, and nothing else", () => {
  const refusal = (offset: number) =>
    `Record batch for partition t-0 at offset ${offset} is invalid, cause: Record is corrupt`;
  const rotten = [{ ...PLACE, baseOffset: 3 }];
  expect(() => intactBatches(rotten, [refusal(3)]).onMoment!(moment())).not.toThrow();
  expect(() => intactBatches(rotten, [refusal(30)]).onMoment!(moment())).toThrow("a consumer fails");
});
