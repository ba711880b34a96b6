import { expect, test } from "vitest";
import { imageFilesOf } from "../log/dump/testing/golden-dumps.ts";
import { batchHeaders } from "../records/batch.ts";
import { readControlRecord } from "../records/control.ts";
import { readRecords } from "../records/record.ts";
import { RecordError } from "../records/record-error.ts";
import { metadataRecord } from "./metadata-record.ts";
import {
  decodeSnapshot,
  encodeSnapshot,
  lastContainedMs,
  parseSnapshotFileName,
  type SnapshotId,
  snapshotFileName,
} from "./snapshot-file.ts";
import { NO_VOTERS, votersOfRecord } from "./voter-set.ts";

interface Recorded {
  readonly label: string;
  readonly id: SnapshotId;
  readonly bytes: Uint8Array;
}

/** Those that real controllers and brokers wrote. */
const RECORDED: readonly Recorded[] = [...imageFilesOf()].flatMap(([image, files]) =>
  [...files].flatMap(([path, bytes]) => {
    const id = parseSnapshotFileName(path.slice(path.lastIndexOf("/") + 1));
    return id === null ? [] : [{ label: `${image}/${path}`, id, bytes }];
  }),
);

function controlRecords(bytes: Uint8Array) {
  return [...batchHeaders(bytes)]
    .filter(({ control }) => control)
    .flatMap((header) => readRecords(bytes, header).map(readControlRecord));
}

test("there are recorded snapshots of static and of dynamic quorums", () => {
  expect(RECORDED.length).toBeGreaterThan(5);
});

test.each(RECORDED)("written again, $label is the same, byte for byte", ({ id, bytes }) => {
  const { lastContainedMs: containedMs, records } = decodeSnapshot(id, bytes);
  const controls = controlRecords(bytes);
  const version = controls.find((control) => control?.type === "KRAFT_VERSION");
  const voters = controls.find((control) => control?.type === "KRAFT_VOTERS");
  const content = {
    id,
    lastContainedMs: containedMs,
    kraftVersion: version?.type === "KRAFT_VERSION" ? version.message.kRaftVersion : 0,
    voters: voters?.type === "KRAFT_VOTERS" ? votersOfRecord(voters.message) : NO_VOTERS,
    records,
  };
  // Kafka looked at its clock for each batch anew.
  for (const { position, sizeBytes, maxTimestamp } of batchHeaders(bytes)) {
    const written = encodeSnapshot(content, maxTimestamp);
    expect(written.length).toBe(bytes.length);
    const end = position + sizeBytes;
    expect(written.subarray(position, end)).toEqual(Uint8Array.from(bytes.subarray(position, end)));
  }
  expect(lastContainedMs(bytes)).toBe(containedMs);
});

const CONTENT = {
  id: { endOffset: 12, epoch: 3 },
  lastContainedMs: 1_700_000_000_000,
  kraftVersion: 0,
  voters: NO_VOTERS,
  records: [metadataRecord("NoOpRecord", 0, {})],
};

test("a file that was not written to its end is refused", () => {
  const bytes = encodeSnapshot(CONTENT, 1_700_000_000_001);
  expect(decodeSnapshot(CONTENT.id, bytes).records).toHaveLength(1);
  const footerAt = [...batchHeaders(bytes)].slice(0, -1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const size of [0, 10, footerAt, bytes.length - 1]) {
    expect(() => decodeSnapshot(CONTENT.id, bytes.subarray(0, size))).toThrow(RecordError);
  }
});

test("the name tells offset and epoch", () => {
  expect(snapshotFileName(CONTENT.id)).toBe("00000000000000000012-0000000003.checkpoint");
  expect(parseSnapshotFileName("00000000000000000012-0000000003.checkpoint")).toEqual(CONTENT.id);
  expect(parseSnapshotFileName("00000000000000000012-0000000003.checkpoint.part")).toBeNull();
});
