// What happened to the names of a disk since the last commit: files created, renamed and deleted. A commit takes out
// what belongs together with the names it was asked for, so that a rename never becomes durable without the content
// of the file that it puts in place.
import type { CachedFile } from "./cached-file.ts";
import type { StoreOp } from "./store.ts";

export type NameChange =
  | { readonly kind: "create"; readonly file: CachedFile; readonly name: string }
  | { readonly kind: "rename"; readonly file: CachedFile; readonly name: string; readonly from: string }
  | { readonly kind: "remove"; readonly file: CachedFile; readonly name: string };

/**
 * The changes that touch `names`, the names that these changes touch, and so on, in order; and the rest, which has
 * nothing in common with them. `names` null means all.
 */
export function splitJournal(
  journal: readonly NameChange[],
  names: readonly string[] | null,
): { readonly taken: NameChange[]; readonly left: NameChange[] } {
  if (names === null) return { taken: [...journal], left: [] };
  const known = new Set(names);
  let left = [...journal];
  for (;;) {
    const others: NameChange[] = [];
    for (const change of left) {
      const from = change.kind === "rename" ? change.from : change.name;
      if (known.has(change.name) || known.has(from)) known.add(change.name).add(from);
      else others.push(change);
    }
    if (others.length === left.length) break;
    left = others;
  }
  const rest = new Set(left);
  return { taken: journal.filter((change) => !rest.has(change)), left };
}

/**
 * The store's operations for `taken` and for the content of `files`: content comes before the rename that shows it,
 * and a file that is replaced keeps its name until then, so that a medium that can lose the end of a commit loses
 * only that.
 */
export function planCommit(taken: readonly NameChange[], files: ReadonlySet<CachedFile>): StoreOp[] {
  const ops: StoreOp[] = [];
  // Files that are gone, still in the store under these names.
  const leftovers = new Set<string>();
  for (const { file } of taken) {
    if (file.gone && file.durableName !== null) leftovers.add(file.durableName);
  }
  for (const file of files) {
    if (file.durableName !== null) file.carry(ops, file.durableName);
  }
  for (const change of taken) {
    if (change.file.gone || change.kind === "remove") continue;
    leftovers.delete(change.name);
    if (change.kind === "create") {
      ops.push({ kind: "create", name: change.name });
      change.file.carry(ops, change.name);
    } else ops.push({ kind: "rename", from: change.from, to: change.name });
  }
  for (const name of leftovers) ops.push({ kind: "remove", name });
  return ops;
}
