// What is chosen in the inspector, in one place: the cursor among the bytes, the node of the tree, and which bytes are
// shown, those of the file or those that a compressed batch unpacks to.
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ByteNode, ByteTree } from "../../engine/inspect/byte-tree.ts";
import { type Found, holderOf, type NodeId, nodeAt, nodeById, rowsOf, type TreeRow } from "./tree-rows.ts";

/** A place to go to as soon as its bytes are decoded. */
interface Wanted {
  readonly position: number;
  /** The record with this offset in the batch at the position. */
  readonly offset: number | null;
}

export interface InspectorState {
  readonly rows: readonly TreeRow[];
  readonly chosen: Found | null;
  readonly hovered: Found | null;
  readonly cursor: number;
  /** The node whose unpacked bytes are shown; null for the file. */
  readonly inside: Found | null;
  readonly reveal: { readonly position: number } | null;
  /** In a batch with very many records. */
  readonly firstRecord: number | null;
  moveCursor(position: number): void;
  hoverByte(position: number | null): void;
  chooseRow(row: TreeRow): void;
  hoverRow(row: TreeRow | null): void;
  toggle(id: NodeId, open: boolean): void;
  goTo(position: number, offset?: number | null): void;
  leaveUnpacked(): void;
}

interface Chosen {
  readonly id: NodeId | null;
  readonly hovered: NodeId | null;
  readonly cursor: number;
  readonly inside: NodeId | null;
  readonly open: ReadonlySet<NodeId>;
  readonly reveal: { readonly position: number } | null;
  readonly wanted: Wanted | null;
  readonly firstRecord: number | null;
}

const AT_START: Chosen = {
  id: null,
  hovered: null,
  cursor: 0,
  inside: null,
  open: new Set(),
  reveal: null,
  wanted: { position: 0, offset: null },
  firstRecord: null,
};

const NOTHING: readonly ByteNode[] = [];

/** `file` names what is looked at: another one begins from its start. */
export function useInspectorState(file: string, tree: ByteTree | null): InspectorState {
  const [held, setHeld] = useState({ file, state: AT_START });
  if (held.file !== file) setHeld({ file, state: AT_START });
  const state = held.file === file ? held.state : AT_START;
  const change = useCallback(
    (with_: (state: Chosen) => Partial<Chosen>) =>
      setHeld((old) => ({ ...old, state: { ...old.state, ...with_(old.state) } })),
    [],
  );
  const nodes = tree?.nodes ?? NOTHING;

  useEffect(() => {
    const { wanted } = state;
    if (wanted === null) return;
    const found = wantedNode(nodes, wanted);
    if (found === null) return;
    change((old) => ({ ...choose(old, found), wanted: null, open: opened(old.open, found, true) }));
  }, [nodes, state, change]);

  const rows = useMemo(() => rowsOf(nodes, state.open), [nodes, state.open]);
  const find = (id: NodeId | null): Found | null => (id === null ? null : nodeById(nodes, id));

  return {
    rows,
    chosen: find(state.id),
    hovered: find(state.hovered),
    cursor: state.cursor,
    inside: find(state.inside),
    reveal: state.reveal,
    firstRecord: state.firstRecord,
    moveCursor(position) {
      const found = nodeAt(nodes, position, state.inside);
      change((old) => ({
        cursor: position,
        wanted: found === null ? { position, offset: null } : null,
        ...(found === null ? {} : { id: found.id, open: opened(old.open, found, false) }),
      }));
    },
    hoverByte(position) {
      const id = position === null ? null : (nodeAt(nodes, position, state.inside)?.id ?? null);
      if (id !== state.hovered) change(() => ({ hovered: id }));
    },
    chooseRow(row) {
      const found = nodeById(nodes, row.id);
      if (found === null) return;
      const folded = row.node.meaning === "batch.skipped" ? /\[(\d+)\]/.exec(row.node.name)?.[1] : undefined;
      change((old) => ({
        ...choose(old, found),
        ...(folded === undefined ? {} : { firstRecord: Number(folded) }),
      }));
    },
    hoverRow(row) {
      const id = row?.id ?? null;
      if (id !== state.hovered) change(() => ({ hovered: id }));
    },
    toggle: (id, open) => change((old) => ({ open: toggled(old.open, id, open) })),
    goTo: (position, offset = null) =>
      change(() => ({ wanted: { position, offset }, inside: null, cursor: position, reveal: { position } })),
    leaveUnpacked() {
      const holder = find(state.inside);
      change(() => ({
        inside: null,
        ...(holder === null
          ? {}
          : { cursor: holder.node.position, reveal: { position: holder.node.position } }),
      }));
    },
  };
}

/** The node with everything that follows from choosing it. */
function choose(old: Chosen, found: Found): Partial<Chosen> {
  const holder = holderOf(found);
  const { position } = found.node;
  return {
    id: found.id,
    cursor: position,
    inside: holder?.id ?? null,
    reveal: { position },
    open: opened(old.open, found, false),
  };
}

function wantedNode(nodes: readonly ByteNode[], { position, offset }: Wanted): Found | null {
  const found = nodeAt(nodes, position);
  if (found === null) return null;
  const top = found.above[0] ?? { id: found.id, node: found.node };
  if (offset === null) {
    // Where a batch begins, the whole of it is meant.
    return top.node.position === position ? { ...top, above: [] } : found;
  }
  const records = top.node.children?.find(({ name }) => name === "records");
  const record = records?.children?.find((each) =>
    each.children?.some((part) => part.name === "offsetDelta" && part.derived === BigInt(offset)),
  );
  if (records === undefined || record === undefined) return { ...top, above: [] };
  const recordsId = `${top.id}/${records.name}@${records.position}`;
  return {
    id: `${recordsId}/${record.name}@${record.position}`,
    node: record,
    above: [top, { id: recordsId, node: records }],
  };
}

function opened(open: ReadonlySet<NodeId>, found: Found, itself: boolean): ReadonlySet<NodeId> {
  const wanted = [...found.above.map(({ id }) => id), ...(itself ? [found.id] : [])];
  if (itself && found.above.length === 0) {
    const records = found.node.children?.find(({ name }) => name === "records");
    if (records !== undefined) wanted.push(`${found.id}/${records.name}@${records.position}`);
  }
  if (wanted.every((id) => open.has(id))) return open;
  return new Set([...open, ...wanted]);
}

function toggled(open: ReadonlySet<NodeId>, id: NodeId, isOpen: boolean): ReadonlySet<NodeId> {
  const next = new Set(open);
  if (isOpen) next.add(id);
  else next.delete(id);
  return next;
}

/** The offset of the record that is chosen, or of the first one of the batch. */
export function chosenOffset(chosen: Found | null): number | null {
  if (chosen === null) return null;
  const line = [...chosen.above.map(({ node }) => node), chosen.node];
  const record = line.findLast(({ meaning }) => meaning === "record");
  const delta = record?.children?.find(({ name }) => name === "offsetDelta");
  return delta?.derived === undefined ? null : Number(delta.derived);
}
