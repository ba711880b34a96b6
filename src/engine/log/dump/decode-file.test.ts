import { expect, test } from "vitest";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { codecId, loadCodec } from "../../records/compression.ts";
import { decodeFile } from "./decode-file.ts";
import { bytesReader, type FileReader } from "./file-reader.ts";
import { child } from "./node-reader.ts";
import { imageFilesOf } from "./testing/golden-dumps.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function batch(baseOffset: number, values: readonly string[], codec = 0): Uint8Array {
  const builder = new BatchBuilder({ baseOffset, partitionLeaderEpoch: 0, codec, capacityBytes: 1024 });
  for (const [i, value] of values.entries()) builder.append(1_000 + i, text(`k${i}`), text(value));
  return builder.build().slice();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const whole = (bytes: Uint8Array) => ({ start: 0, end: bytes.length });

/** What is wrong with how the children of a node lie in it; unpacked bytes are a place of their own. */
function misplaced(node: ByteNode, path: string): string[] {
  const { children = [] } = node;
  if (children.length === 0) return [];
  const [from, to] =
    node.unpacked === undefined ? [node.position, node.position + node.length] : [0, node.unpacked.length];
  const wrong: string[] = [];
  let at = from;
  for (const part of children) {
    const here = `${path}.${part.name}`;
    if (part.position < from || part.position + part.length > to) wrong.push(`${here} lies outside`);
    if (part.type !== "bits" && part.position < at) wrong.push(`${here} begins before its elder ends`);
    at = part.position + part.length;
    wrong.push(...misplaced(part, here));
  }
  return wrong;
}

test("every byte of every file of a real broker belongs to one node, and children lie in their parents", async () => {
  const wrong: string[] = [];
  let files = 0;
  for (const [image, contents] of imageFilesOf()) {
    for (const [name, bytes] of contents) {
      const tree = await decodeFile(name, bytesReader(bytes), whole(bytes));
      if (tree.kind === "unknown" || tree.kind === "text") continue;
      files++;
      let at = 0;
      for (const node of tree.nodes) {
        if (node.position !== at)
          wrong.push(`${image}/${name}: ${node.name} begins at ${node.position}, not ${at}`);
        at = node.position + node.length;
        wrong.push(...misplaced(node, `${image}/${name}: ${node.name}`));
        if (node.problem !== undefined) wrong.push(`${image}/${name}: ${node.problem}`);
      }
      if (at !== bytes.length) wrong.push(`${image}/${name} ends at ${at}, not ${bytes.length}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(files).toBeGreaterThan(100);
});

test("a byte in the middle of a large log is decoded without reading the way to it", async () => {
  const batches: Uint8Array[] = [];
  const index = new DataView(new ArrayBuffer(8 * 100));
  let position = 0;
  for (let i = 0; i < 1000; i++) {
    const one = batch(i, ["x".repeat(2000)]);
    if (i % 10 === 0) {
      index.setInt32((i / 10) * 8, i);
      index.setInt32((i / 10) * 8 + 4, position);
    }
    position += one.length;
    batches.push(one);
  }
  const bytes = joined(batches);
  let readBytes = 0;
  const counting: FileReader = {
    sizeBytes: bytes.length,
    read(at, length) {
      const part = bytes.subarray(at, at + length);
      readBytes += part.length;
      return part;
    },
  };
  const siblings = () => bytesReader(new Uint8Array(index.buffer));
  const wanted = batches[0]!.length * 555 + 100;
  const tree = await decodeFile(
    "t-0/00000000000000000000.log",
    counting,
    { start: wanted, end: wanted + 1 },
    { siblings },
  );
  expect(tree.nodes.map(({ name }) => name)).toEqual(["batch 555"]);
  expect(tree.nodes[0]!.position).toBeLessThanOrEqual(wanted);
  expect(readBytes).toBeLessThan(bytes.length / 10);
});

test("compressed records stand in what the batch unpacks to", async () => {
  const gzip = codecId("gzip")!;
  await loadCodec(gzip);
  const bytes = batch(7, ["one", "two", "three"], gzip);
  const tree = await decodeFile("t-0/00000000000000000007.log", bytesReader(bytes), whole(bytes));
  const records = child(tree.nodes[0]!, "records");
  expect(records.unpacked?.length).toBeGreaterThan(0);
  const value = child(records.children![2]!, "value");
  expect(records.unpacked!.subarray(value.position, value.position + value.length)).toEqual(text("three"));
  expect(child(records.children![2]!, "offsetDelta").derived).toBe(9n);
});

test("of a batch with very many records those around the range are shown, and any page that is asked for", async () => {
  const bytes = batch(
    0,
    Array.from({ length: 1000 }, (_, i) => `value ${i}`),
  );
  const at = bytes.length - 20;
  const name = "t-0/00000000000000000000.log";
  const near = await decodeFile(name, bytesReader(bytes), { start: at, end: at + 1 });
  const records = child(near.nodes[0]!, "records").children!;
  expect(records[0]).toMatchObject({ name: "[0]–[998]", value: 999, meaning: "batch.skipped" });
  expect(records.at(-1)!.name).toBe("[999]");
  const page = await decodeFile(name, bytesReader(bytes), whole(bytes), { firstRecord: 500 });
  const shown = child(page.nodes[0]!, "records").children!;
  expect([shown[0]!.name, shown[1]!.name, shown.at(-1)!.name]).toEqual(["[0]–[499]", "[500]", "[600]–[999]"]);
});

test("behind the last whole batch: a torn one, zeros, or nonsense, and why", async () => {
  const good = batch(0, ["a"]);
  const name = "t-0/00000000000000000000.log";
  const decode = async (tail: Uint8Array) => {
    const bytes = joined([good, tail]);
    return (await decodeFile(name, bytesReader(bytes), whole(bytes))).nodes[1]!;
  };
  const torn = batch(1, ["b"]).subarray(0, 40);
  expect(await decode(torn)).toMatchObject({ meaning: "torn", position: good.length, length: 40 });
  expect(await decode(new Uint8Array(100))).toMatchObject({ type: "zeros", length: 100 });
  const nonsense = new Uint8Array(60).fill(0).fill(9, 0, 4);
  expect(await decode(nonsense)).toMatchObject({
    meaning: "broken",
    problem: expect.stringContaining("record size 0"),
  });
});

test("a flipped bit shows at the checksum, and records that cannot be read say so", async () => {
  const bytes = batch(0, ["a", "b"]);
  bytes[bytes.length - 3]! ^= 0x40;
  const tree = await decodeFile("t-0/00000000000000000000.log", bytesReader(bytes), whole(bytes));
  expect(child(tree.nodes[0]!, "crc").isValid).toBe(false);
  const lost = batch(0, ["a", "b"]);
  lost[62] = 0x7f;
  const other = await decodeFile("t-0/00000000000000000000.log", bytesReader(lost), whole(lost));
  expect(child(other.nodes[0]!, "crc").isValid).toBe(false);
});
