// What happened to the files of a disk since the last commit: created, renamed, deleted, cut. A commit takes out
// what belongs together with the names it was asked for, so that a rename never becomes durable without the content
// of the file that it puts in place.
import type { CachedFile } from "./cached-file.ts";
import type { StoreOp } from "./store.ts";

export type NameChange =
  | { readonly kind: "create"; readonly file: CachedFile; readonly name: string }
  | { readonly kind: "rename"; readonly file: CachedFile; readonly name: string; readonly from: string }
  | { readonly kind: "remove"; readonly file: CachedFile; readonly name: string }
  | { readonly kind: "cut"; readonly file: CachedFile; readonly name: string };

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
 * The store's operations for `taken` and for the content of `files`, in an order in which a medium that can lose the
 * end of a commit does no harm by it: what files gained comes before the renames that show it, what they lost, and their
 * end, in its turn; only a file that a rename replaces keeps its name until then.
 */
export function planCommit(taken: readonly NameChange[], files: ReadonlySet<CachedFile>): StoreOp[] {
  const ops: StoreOp[] = [];
  // Files that are gone, still in the store under these names.
  const leftovers = new Set<string>();
  const lastCuts = new Map<CachedFile, NameChange>();
  const replacing = new Set<string>();
  for (const change of taken) {
    const { file } = change;
    if (file.gone && file.durableName !== null) leftovers.add(file.durableName);
    if (change.kind === "cut") lastCuts.set(file, change);
    if (change.kind === "rename" && !file.gone) replacing.add(change.name);
  }
  for (const file of files) {
    if (file.durableName !== null && !lastCuts.has(file)) file.carry(ops, file.durableName);
  }
  for (const change of taken) {
    const { file, name } = change;
    if (file.gone) {
      const left = file.durableName;
      if (left !== null && !replacing.has(left) && leftovers.delete(left)) {
        ops.push({ kind: "remove", name: left });
      }
      continue;
    }
    switch (change.kind) {
      case "create":
        leftovers.delete(name);
        ops.push({ kind: "create", name });
        file.carry(ops, name);
        break;
      case "rename":
        leftovers.delete(name);
        ops.push({ kind: "rename", from: change.from, to: name });
        break;
      case "cut":
        if (file.durableName !== null && lastCuts.get(file) === change) file.carry(ops, name);
        break;
    }
  }
  for (const name of leftovers) ops.push({ kind: "remove", name });
  return ops;
}
