// The decoded tree as the rows of a list: which are in sight, which node a byte belongs to, and the way to it.
import type { ByteNode } from "../../engine/inspect/byte-tree.ts";

/** `batch 12@0/records@61/[1]@97`: names a node as long as the file does not change. */
export type NodeId = string;

export interface TreeRow {
  readonly id: NodeId;
  readonly node: ByteNode;
  readonly depth: number;
  readonly isOpen: boolean;
  readonly hasChildren: boolean;
  /** In unpacked bytes, the node that holds them; null in the file itself. */
  readonly unpackedOf: ByteNode | null;
}

export function childId(parent: NodeId | null, node: ByteNode): NodeId {
  const own = `${node.name}@${node.position}`;
  return parent === null ? own : `${parent}/${own}`;
}

/** The rows in order, folded where `open` does not have them. */
export function rowsOf(nodes: readonly ByteNode[], open: ReadonlySet<NodeId>): TreeRow[] {
  const rows: TreeRow[] = [];
  function add(node: ByteNode, parent: NodeId | null, depth: number, unpackedOf: ByteNode | null): void {
    const id = childId(parent, node);
    const hasChildren = (node.children?.length ?? 0) > 0;
    const isOpen = hasChildren && open.has(id);
    rows.push({ id, node, depth, isOpen, hasChildren, unpackedOf });
    if (!isOpen) return;
    const within = node.unpacked === undefined ? unpackedOf : node;
    for (const part of node.children ?? []) add(part, id, depth + 1, within);
  }
  for (const node of nodes) add(node, null, 0, null);
  return rows;
}

export interface Found {
  readonly id: NodeId;
  readonly node: ByteNode;
  /** From the top down to the parent. */
  readonly above: readonly { readonly id: NodeId; readonly node: ByteNode }[];
}

const holds = (node: ByteNode, position: number): boolean =>
  position >= node.position && position < node.position + node.length;

/** Within one field: the parts of it are not bytes of their own. */
const isWhole = (node: ByteNode): boolean => node.children?.[0]?.type === "bits";

/** The innermost node of a byte of the file, or, with `inside`, of the unpacked bytes of that node. */
export function nodeAt(
  nodes: readonly ByteNode[],
  position: number,
  inside: NodeId | null = null,
): Found | null {
  const above: { id: NodeId; node: ByteNode }[] = [];
  let list = nodes;
  let found: Found | null = null;
  if (inside !== null) {
    const holder = nodeById(nodes, inside);
    if (holder === null) return null;
    above.push(...holder.above, { id: holder.id, node: holder.node });
    list = holder.node.children ?? [];
  }
  for (;;) {
    const next = list.find((node) => holds(node, position));
    if (next === undefined) return found;
    const id = childId(above.at(-1)?.id ?? null, next);
    found = { id, node: next, above: [...above] };
    if (next.unpacked !== undefined || isWhole(next)) return found;
    above.push({ id, node: next });
    list = next.children ?? [];
  }
}

export function nodeById(nodes: readonly ByteNode[], id: NodeId): Found | null {
  const above: { id: NodeId; node: ByteNode }[] = [];
  let list = nodes;
  for (;;) {
    const parent = above.at(-1)?.id ?? null;
    const next = list.find((node) => {
      const own = childId(parent, node);
      return id === own || id.startsWith(`${own}/`);
    });
    if (next === undefined) return null;
    const own = childId(parent, next);
    if (own === id) return { id, node: next, above };
    above.push({ id: own, node: next });
    list = next.children ?? [];
  }
}

/** The node above whose bytes were unpacked; null for a node in the file itself. */
export function holderOf(found: Found): { readonly id: NodeId; readonly node: ByteNode } | null {
  return found.above.findLast(({ node }) => node.unpacked !== undefined) ?? null;
}
