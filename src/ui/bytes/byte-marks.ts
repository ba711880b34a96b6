// How each byte in sight is marked: what it belongs to, what is selected, what a power cut would take.
import type { ByteNode, ByteRange } from "../../engine/inspect/byte-tree.ts";

export const MARK = {
  chosen: 1,
  hovered: 2,
  /** Belongs to the same structure as what is selected. */
  kin: 4,
  key: 8,
  value: 16,
  crcOk: 32,
  crcBad: 64,
  /** A batch or an entry begins. */
  begins: 128,
  /** In another batch than what is selected. */
  pale: 256,
  /** Not flushed. */
  dirty: 512,
  zeros: 1024,
  broken: 2048,
  /** In a structure that is chosen as a whole. */
  within: 4096,
} as const;

interface Window {
  readonly start: number;
  readonly flags: Uint16Array;
}

function mark({ start, flags }: Window, from: number, to: number, bit: number): void {
  const first = Math.max(0, from - start);
  const last = Math.min(flags.length, to - start);
  for (let i = first; i < last; i++) flags[i]! |= bit;
}

const over = (window: Window, node: ByteNode, bit: number): void =>
  mark(window, node.position, node.position + node.length, bit);

export interface MarkSources {
  /** Those whose positions are in the bytes shown. */
  readonly nodes: readonly ByteNode[];
  readonly chosen: ByteNode | null;
  readonly parent: ByteNode | null;
  readonly hovered: ByteNode | null;
  /** The batch or entry that the selection is in. */
  readonly top: ByteNode | null;
  readonly dirty: readonly ByteRange[];
}

/** Flags of the bytes from `start`, `length` of them. */
export function marksOf(start: number, length: number, sources: MarkSources): Uint16Array {
  const window: Window = { start, flags: new Uint16Array(length) };
  const end = start + length;
  for (const top of sources.nodes) {
    if (top.position >= end || top.position + top.length <= start) continue;
    mark(window, top.position, top.position + 1, MARK.begins);
    if (sources.top !== null && top !== sources.top) over(window, top, MARK.pale);
    fields(window, top, end);
  }
  const { chosen, parent, hovered } = sources;
  for (const kin of parent?.children ?? []) if (kin.type !== "bits") over(window, kin, MARK.kin);
  if (hovered !== null) over(window, hovered, MARK.hovered);
  if (chosen !== null) over(window, chosen, isLeaf(chosen) ? MARK.chosen : MARK.within);
  for (const range of sources.dirty) mark(window, range.start, range.end, MARK.dirty);
  return window.flags;
}

const isLeaf = ({ type, children }: ByteNode): boolean =>
  type !== "struct" && type !== "array" && (children === undefined || children[0]?.type === "bits");

function fields(window: Window, node: ByteNode, end: number): void {
  if (node.position >= end || node.position + node.length <= window.start) return;
  if (node.isValid !== undefined) over(window, node, node.isValid ? MARK.crcOk : MARK.crcBad);
  else if (node.meaning === "record.key") over(window, node, MARK.key);
  else if (node.meaning === "record.value") over(window, node, MARK.value);
  else if (node.type === "zeros") over(window, node, MARK.zeros);
  else if (node.type === "broken") over(window, node, MARK.broken);
  // What is unpacked lies elsewhere.
  if (node.unpacked === undefined) for (const part of node.children ?? []) fields(window, part, end);
}
