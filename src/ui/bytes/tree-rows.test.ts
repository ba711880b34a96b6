import { expect, test } from "vitest";
import type { ByteNode } from "../../engine/inspect/byte-tree.ts";
import { MARK, marksOf } from "./byte-marks.ts";
import { hexScroll, rowAt, scrollTo } from "./hex-rows.ts";
import { holderOf, nodeAt, nodeById, rowsOf } from "./tree-rows.ts";

const leaf = (name: string, position: number, length: number, more: Partial<ByteNode> = {}): ByteNode => ({
  name,
  position,
  length,
  type: "bytes",
  value: null,
  ...more,
});
const struct = (name: string, children: readonly ByteNode[], more: Partial<ByteNode> = {}): ByteNode => {
  const position = children[0]?.position ?? 0;
  const last = children.at(-1);
  const end = last === undefined ? position : last.position + last.length;
  return { name, position, length: end - position, type: "struct", value: null, children, ...more };
};

const packed = struct("records", [leaf("key", 2, 3), leaf("value", 5, 4)], {
  position: 30,
  length: 10,
  unpacked: new Uint8Array(9),
});
const NODES = [
  struct("batch 0", [
    leaf("crc", 0, 4, { isValid: true }),
    struct("[0]", [
      leaf("key", 4, 6, { meaning: "record.key" }),
      leaf("value", 10, 6, { meaning: "record.value" }),
    ]),
  ]),
  {
    ...struct("batch 1", [leaf("crc", 20, 4, { isValid: false }), leaf("gap", 24, 6)]),
    length: 20,
    children: [leaf("crc", 20, 4, { isValid: false }), leaf("gap", 24, 6), packed],
  },
];

test("a byte leads to its innermost node, and the node back to its place", () => {
  const found = nodeAt(NODES, 11)!;
  expect(found.id).toBe("batch 0@0/[0]@4/value@10");
  expect(found.above.map(({ node }) => node.name)).toEqual(["batch 0", "[0]"]);
  expect(nodeById(NODES, found.id)?.node).toBe(found.node);
  expect(nodeAt(NODES, 17)).toBeNull();
  expect(nodeById(NODES, "batch 0@0/none@1")).toBeNull();
});

test("a byte of packed records is the packed block; what it holds is found inside", () => {
  expect(nodeAt(NODES, 32)?.node).toBe(packed);
  const inside = nodeAt(NODES, 6, "batch 1@20/records@30")!;
  expect(inside.node.name).toBe("value");
  expect(holderOf(inside)?.node).toBe(packed);
  expect(holderOf(nodeAt(NODES, 11)!)).toBeNull();
});

test("rows are those of open nodes, with their depth", () => {
  expect(rowsOf(NODES, new Set()).map(({ node }) => node.name)).toEqual(["batch 0", "batch 1"]);
  const rows = rowsOf(NODES, new Set(["batch 0@0", "batch 1@20", "batch 1@20/records@30"]));
  expect(rows.map(({ node, depth }) => `${depth} ${node.name}`)).toEqual([
    "0 batch 0",
    "1 crc",
    "1 [0]",
    "0 batch 1",
    "1 crc",
    "1 gap",
    "1 records",
    "2 key",
    "2 value",
  ]);
  expect(rows.at(-1)?.unpackedOf).toBe(packed);
});

test("bytes are marked by what they belong to, what is chosen, and what is not flushed", () => {
  const chosen = nodeAt(NODES, 11)!;
  const marks = marksOf(0, 40, {
    nodes: NODES,
    chosen: chosen.node,
    parent: chosen.above.at(-1)!.node,
    hovered: null,
    top: NODES[0]!,
    dirty: [{ start: 14, end: 22 }],
  });
  expect(marks[0]).toBe(MARK.begins | MARK.crcOk);
  expect(marks[5]).toBe(MARK.key | MARK.kin);
  expect(marks[10]).toBe(MARK.value | MARK.kin | MARK.chosen);
  expect(marks[15]! & MARK.dirty).toBe(MARK.dirty);
  expect(marks[21]).toBe(MARK.pale | MARK.crcBad | MARK.dirty);
  // A structure that is chosen keeps the colours of its fields.
  const whole = marksOf(0, 20, {
    nodes: NODES,
    chosen: NODES[0]!,
    parent: null,
    hovered: null,
    top: NODES[0]!,
    dirty: [],
  });
  expect(whole[5]).toBe(MARK.key | MARK.within);
});

test("a file of a gigabyte scrolls to every row", () => {
  const scroll = hexScroll(2 ** 30, 16, 480);
  expect(scroll.isScaled).toBe(true);
  expect(scroll.pixels).toBeLessThan(16_000_000);
  expect(rowAt(scroll, 0)).toBe(0);
  expect(rowAt(scroll, scroll.pixels)).toBe(scroll.rows - scroll.visibleRows + 1);
  for (const row of [1_000_000, 33_554_432, 67_000_000]) {
    expect(Math.abs(rowAt(scroll, scrollTo(scroll, row)) - row)).toBeLessThanOrEqual(1);
  }
  const small = hexScroll(1_000, 16, 480);
  expect([small.isScaled, small.rows, rowAt(small, scrollTo(small, 20))]).toEqual([false, 63, 20]);
});
