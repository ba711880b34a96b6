// Message sets of magic 0 and 1, which only an imported log can have: one message stays or goes; a compressed set stays
// whole as long as one of its messages stays, since nothing here writes these formats any more.
import type { BatchHeader } from "../../records/batch.ts";
import { legacyRecords } from "../../records/legacy.ts";
import type { Cleaning } from "./cleaning.ts";
import { md5Into } from "./md5.ts";

const digest = new Int32Array(4);

export function keepsLegacyBatch(cleaning: Cleaning, bytes: Uint8Array, header: BatchHeader): boolean {
  const { map, stats, retainsLegacyDeletes, kept } = cleaning;
  const offsets: number[] = [];
  let stays = false;
  for (const { offset, key, value } of legacyRecords(bytes, header)) {
    offsets.push(offset);
    if (offset > map.latestOffset) stays = true;
    else if (key === null) stats.invalidMessagesRead++;
    else {
      md5Into(key, 0, key.length, digest, 0);
      if (offset >= map.get(digest, 0)) stays ||= value !== null || retainsLegacyDeletes;
    }
  }
  stats.messagesRead += offsets.length;
  if (!stays) return false;
  stats.messagesWritten += offsets.length;
  for (const offset of offsets) kept.add(offset);
  return true;
}
