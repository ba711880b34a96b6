// Decides when a node writes a snapshot of its metadata: after so many bytes of records, or after so much time in which
// anything was committed (KIP-876). Every node writes its own.
import type { Clock } from "../../ports/clock.ts";
import type { CommittedBatch } from "../../raft/metadata-log.ts";
import type { SnapshotInput } from "../../raft/snapshot-writer.ts";
import type { MetadataImage } from "../image.ts";
import { imageToRecords } from "./image-records.ts";

export interface SnapshotGenerator {
  /** `image` has the batch, unless it is inside a transaction. */
  committed(batch: CommittedBatch, image: MetadataImage): void;
  /** A snapshot was loaded: counting begins anew. */
  loaded(): void;
}

const MAX_BYTES = 20 * 1024 * 1024;
const MAX_INTERVAL_MS = 60 * 60 * 1000;

export function createSnapshotGenerator(
  properties: Readonly<Record<string, string>>,
  clock: Clock,
  write: (input: SnapshotInput) => void,
): SnapshotGenerator {
  const number = (name: string, fallback: number): number => {
    const value = Number(properties[name] ?? fallback);
    return Number.isFinite(value) ? value : fallback;
  };
  const maxBytes = number("metadata.log.max.record.bytes.between.snapshots", MAX_BYTES);
  const maxIntervalMs = number("metadata.log.max.snapshot.interval.ms", MAX_INTERVAL_MS);
  let bytes = 0;
  let sinceMs = clock.monotonicMs();

  function reset(): void {
    bytes = 0;
    sinceMs = clock.monotonicMs();
  }

  return {
    committed({ records, lastOffset, appendMs }, image) {
      for (const { value } of records) bytes += value.length;
      const isDue =
        bytes >= maxBytes || (maxIntervalMs > 0 && clock.monotonicMs() - sinceMs >= maxIntervalMs);
      // Nothing to write, or half of a transaction.
      if (!isDue || bytes === 0 || image.offset !== lastOffset) return;
      reset();
      write({ endOffset: lastOffset + 1, records: imageToRecords(image).records, lastContainedMs: appendMs });
    },
    loaded: reset,
  };
}
