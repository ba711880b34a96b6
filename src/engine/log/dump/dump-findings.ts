// What kafka-dump-log.sh finds wrong and tells at the end, on the error stream: collected over all files, in the order
// of Java's maps.

/** An indexed value and the one that the log has. */
type Pair = readonly [bigint, bigint];

export interface DumpFindings {
  /** An offset index entry whose batch ends elsewhere. */
  indexMismatch(file: string, indexed: bigint, found: bigint): void;
  timestampMismatch(file: string, indexed: bigint, found: bigint): void;
  outOfOrderTimestamp(file: string, indexed: bigint, before: bigint): void;
  offsetNotFound(file: string, indexed: bigint, found: bigint): void;
  nonConsecutive(file: string, first: bigint, second: bigint): void;
  lines(): string[];
}

export function createFindings(): DumpFindings {
  const index = new Map<string, Map<bigint, bigint>>();
  const consecutive = new Map<string, Map<bigint, bigint>>();
  const timestamps = new Map<string, Pair[]>();
  const order = new Map<string, Pair[]>();
  const missing = new Map<string, Pair[]>();
  return {
    indexMismatch: (file, indexed, found) => void ofFile(index, file, () => new Map()).set(indexed, found),
    timestampMismatch: (file, ...pair) => void ofFile(timestamps, file, () => []).push(pair),
    outOfOrderTimestamp: (file, ...pair) => void ofFile(order, file, () => []).push(pair),
    offsetNotFound: (file, ...pair) => void ofFile(missing, file, () => []).push(pair),
    nonConsecutive: (file, first, second) =>
      void ofFile(consecutive, file, () => new Map()).set(first, second),
    lines: () => [
      ...told(index, "Mismatches in :", (map) => sorted(map).reverse(), "  Index offset: ", "log offset: "),
      ...told(timestamps, "Found timestamp mismatch in :", asIs, "  Index timestamp: ", "log timestamp: "),
      ...told(
        order,
        "Found out of order timestamp in :",
        asIs,
        "  Index timestamp: ",
        "Previously indexed timestamp: ",
      ),
      ...told(
        missing,
        "The following indexed offsets are not found in :",
        asIs,
        "Indexed offset: ",
        "found log offset: ",
      ),
      ...followed(consecutive),
    ],
  };
}

function ofFile<T>(files: Map<string, T>, file: string, make: () => T): T {
  const known = files.get(file);
  if (known !== undefined) return known;
  const made = make();
  files.set(file, made);
  return made;
}

const asIs = (pairs: readonly Pair[]): readonly Pair[] => pairs;

function sorted(map: ReadonlyMap<bigint, bigint>): Pair[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function told<T>(
  files: ReadonlyMap<string, T>,
  title: string,
  pairsOf: (found: T) => readonly Pair[],
  first: string,
  second: string,
): string[] {
  return inHashOrder(files).flatMap(([file, found]) => [
    `${title}${file}`,
    ...pairsOf(found).map(([a, b]) => `${first}${a}, ${second}${b}`),
  ]);
}

function followed(files: ReadonlyMap<string, Map<bigint, bigint>>): string[] {
  return inHashOrder(files).flatMap(([file, pairs]) => [
    `Non-consecutive offsets in ${file}`,
    ...sorted(pairs).map(([first, second]) => `  ${first} is followed by ${second}`),
  ]);
}

const FIRST_TABLE = 16;
const LOAD_FACTOR = 0.75;

/** The entries as a java.util.HashMap of their names gives them. */
function inHashOrder<T>(files: ReadonlyMap<string, T>): (readonly [string, T])[] {
  let buckets = FIRST_TABLE;
  while (files.size > buckets * LOAD_FACTOR) buckets *= 2;
  const bucketOf = (name: string): number => {
    let hash = 0;
    for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return [...files].sort(([a], [b]) => bucketOf(a) - bucketOf(b));
}
