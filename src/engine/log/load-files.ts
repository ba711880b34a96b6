// Files that an earlier life of the node left unfinished in a partition directory: what was on its way out goes, and an
// exchange of segments that was decided (see replace-segments.ts) is completed.
import type { Disk } from "../ports/disk.ts";
import {
  CLEANED_SUFFIX,
  DELETED_SUFFIX,
  INDEX_SUFFIX,
  LOG_SUFFIX,
  offsetInName,
  SWAP_SUFFIX,
  segmentFile,
  TIME_INDEX_SUFFIX,
  TXN_INDEX_SUFFIX,
} from "./file-names.ts";

/** `endOf` gives the offset behind the last batch of the segment whose files end in .swap. */
export async function settleFiles(
  disk: Disk,
  directory: string,
  endOf: (baseOffset: number) => Promise<number>,
): Promise<void> {
  const list = (): string[] => disk.list(`${directory}/`);
  const swapped = removeTemporary(disk, list());
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const name of swapped) {
    if (!name.endsWith(LOG_SUFFIX + SWAP_SUFFIX)) continue;
    const baseOffset = offsetInName(name)!;
    from = Math.min(from, baseOffset);
    to = Math.max(to, await endOf(baseOffset));
  }
  // What the swapped segments were made from, unless they had got out of the way already.
  for (const name of list()) {
    const offset = offsetInName(name);
    if (offset !== null && offset >= from && offset < to && !name.endsWith(SWAP_SUFFIX)) disk.remove(name);
  }
  for (const name of list()) {
    if (name.endsWith(SWAP_SUFFIX)) disk.rename(name, name.slice(0, -SWAP_SUFFIX.length));
  }
  removeOrphanedIndexes(disk, directory, list());
}

/** The files of exchanges that were decided. */
function removeTemporary(disk: Disk, names: readonly string[]): string[] {
  const swapped: string[] = [];
  const cleaned: string[] = [];
  let firstCleaned = Number.POSITIVE_INFINITY;
  for (const name of names) {
    if (name.endsWith(DELETED_SUFFIX)) disk.remove(name);
    else if (name.endsWith(SWAP_SUFFIX)) swapped.push(name);
    else if (name.endsWith(CLEANED_SUFFIX)) {
      cleaned.push(name);
      firstCleaned = Math.min(firstCleaned, offsetInName(name) ?? firstCleaned);
    }
  }
  for (const name of cleaned) disk.remove(name);
  // A segment that is split has several successors, which are renamed from the last one on: until the first one is,
  // nothing is decided.
  return swapped.filter((name) => {
    if ((offsetInName(name) ?? 0) < firstCleaned) return true;
    disk.remove(name);
    return false;
  });
}

function removeOrphanedIndexes(disk: Disk, directory: string, names: readonly string[]): void {
  for (const name of names) {
    if (![INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX].some((suffix) => name.endsWith(suffix)))
      continue;
    const offset = offsetInName(name);
    if (offset !== null && !disk.exists(segmentFile(directory, offset, LOG_SUFFIX))) disk.remove(name);
  }
}

/** Base offsets of the segments, ascending. */
export function segmentOffsets(disk: Disk, directory: string): number[] {
  return disk
    .list(`${directory}/`)
    .filter((name) => name.endsWith(LOG_SUFFIX))
    .map(offsetInName)
    .filter((offset) => offset !== null)
    .sort((a, b) => a - b);
}
