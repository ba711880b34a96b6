// What has changed between two plain values, so that a snapshot of thousands of partitions can be told by the few numbers
// that moved. What did not change keeps its identity on the other side: whoever draws it sees at once that it is the same.

/** Where, from the outside in, and what stands there now. An empty path: the whole value is another one. */
export type Change = readonly [path: readonly (string | number)[], value: unknown];

type Parts = Record<string | number, unknown>;

const isObject = (value: unknown): value is Parts => typeof value === "object" && value !== null;

export function changesBetween(before: unknown, after: unknown): Change[] {
  const changes: Change[] = [];
  compare(before, after, [], changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: (string | number)[], changes: Change[]): void {
  if (Object.is(before, after)) return;
  const isSameKind = isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after);
  if (!isSameKind) changes.push([[...path], after]);
  else if (Array.isArray(after)) compareItems(before as unknown as unknown[], after, path, changes);
  else compareFields(before, after, path, changes);
}

function compareItems(
  before: readonly unknown[],
  after: readonly unknown[],
  path: (string | number)[],
  changes: Change[],
): void {
  if (after.length < before.length) {
    changes.push([[...path], after]);
    return;
  }
  for (let i = 0; i < after.length; i++) {
    path.push(i);
    if (i >= before.length) changes.push([[...path], after[i]]);
    else compare(before[i], after[i], path, changes);
    path.pop();
  }
}

function compareFields(before: Parts, after: Parts, path: (string | number)[], changes: Change[]): void {
  for (const key in before) {
    if (Object.hasOwn(after, key)) continue;
    changes.push([[...path], after]);
    return;
  }
  for (const key in after) {
    path.push(key);
    if (Object.hasOwn(before, key)) compare(before[key], after[key], path, changes);
    else changes.push([[...path], after[key]]);
    path.pop();
  }
}

/** The value after the changes. `before` stays as it was, and shares with the result all that did not change. */
export function withChanges<T>(before: T, changes: readonly Change[]): T {
  const root = { value: before as unknown };
  const copies = new Set<object>([root]);
  for (const [path, value] of changes) {
    let at = root as Parts;
    let key: string | number = "value";
    for (const next of path) {
      at = ownCopy(at, key, copies);
      key = next;
    }
    at[key] = value;
  }
  return root.value as T;
}

/** What stands at `key`, copied at its first change. */
function ownCopy(at: Parts, key: string | number, copies: Set<object>): Parts {
  const present = at[key] as Parts;
  if (copies.has(present)) return present;
  const copy = Array.isArray(present) ? ([...present] as unknown as Parts) : { ...present };
  copies.add(copy);
  at[key] = copy;
  return copy;
}
