// The records of a snapshot. Their kinds come in one order; within a kind the order is that of hash maps, so that
// each kind is compared as a set, a topic always with its own partitions.
import { metadataVersionLevel } from "../../../src/engine/controller/features/metadata-version.ts";
import type { MetadataImage } from "../../../src/engine/controller/image.ts";
import { imageOfRecords, imageToRecords } from "../../../src/engine/controller/snapshot/image-records.ts";
import { decodeMetadataRecord, type MetadataRecord } from "../../../src/engine/raft/metadata-record.ts";
import { expectEqual, firstDifference, fromHex, hexOf, Mismatch } from "../tally.ts";
import type { Step } from "./case.ts";
import { finalImage } from "./final-image.ts";
import { readableRecord } from "./readable-record.ts";

interface RecordedSnapshot {
  readonly snapshotRecords: readonly { readonly hex: string }[];
  readonly lost?: readonly string[];
  readonly sameImageAfterLoad?: boolean;
}

export function expectSnapshot(image: MetadataImage, step: Step, what: string): void {
  const recorded = step.response as unknown as RecordedSnapshot;
  const { records, lost } = imageToRecords(image, levelOf(step));
  const ours = inSections(records);
  const theirs = inSections(recorded.snapshotRecords.map(({ hex }) => decodeMetadataRecord(fromHex(hex))));
  expectEqual(ours.map(readableRecord), theirs.map(readableRecord), `${what} records`);
  expectEqual(ours, theirs, `${what} bytes`);
  expectEqual(lost, recorded.lost ?? [], `${what} lost`);
  const loaded = imageOfRecords(records, image.offset, image.epoch);
  const isSame = firstDifference(finalImage(image), finalImage(loaded)) === undefined;
  if (lost.length === 0)
    expectEqual(isSame, recorded.sameImageAfterLoad ?? true, `${what} same after loading`);
}

function levelOf({ request }: Step): number | undefined {
  const name = request?.["metadataVersion"];
  if (name === undefined) return undefined;
  const level = metadataVersionLevel(String(name));
  if (level === undefined) throw new Mismatch(`no metadata.version is called ${String(name)}`);
  return level;
}

/** Hex texts, in one order within each kind. */
function inSections(records: readonly MetadataRecord[]): string[] {
  const kinds: string[] = [];
  const keyed = records.map((record) => {
    const kind = record.type === "PartitionRecord" ? "TopicRecord" : record.type;
    if (!kinds.includes(kind)) kinds.push(kind);
    const hex = hexOf(record.value);
    return { hex, key: `${String(kinds.indexOf(kind)).padStart(2, "0")} ${placeOf(record)} ${hex}` };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ hex }) => hex);
}

function placeOf({ type, data }: MetadataRecord): string {
  if (type === "TopicRecord") return data.topicId;
  if (type === "PartitionRecord") return `${data.topicId} ${String(data.partitionId).padStart(9, "0")}`;
  return "";
}
