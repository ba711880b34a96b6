import { expect, test } from "vitest";
import { testSnapshot } from "../testing/snapshots.ts";
import { mapLayout } from "./map-layout.ts";
import { type ClusterView, viewOf } from "./model.ts";
import type { PartitionView } from "./partition-views.ts";
import { wayBetween, wayPoint } from "./ways.ts";

const base = viewOf(testSnapshot());
const first = base.partitions[0] as PartitionView;
const many = (count: number): ClusterView => ({
  ...base,
  partitions: Array.from({ length: count }, (_, index) => ({
    ...first,
    key: `orders-${index}`,
    partition: index,
  })),
});
const layoutOf = (
  view: ClusterView,
  height: number,
  clients: readonly { name: string; role: "producer" | "consumer" }[] = [],
) => mapLayout({ view, clients, focus: "orders-0", width: 600, height });

test("columns stand by the number of brokers and the width alone", () => {
  const one = layoutOf(many(1), 600);
  const three = layoutOf(many(3), 600, [{ name: "producer-1", role: "producer" }]);
  expect(three.columns.map(({ x, width }) => [x, width])).toEqual(
    one.columns.map(({ x, width }) => [x, width]),
  );
});

test("a client that starts moves no row", () => {
  const before = layoutOf(many(4), 560);
  const after = layoutOf(many(4), 560, [
    { name: "producer-1", role: "producer" },
    { name: "consumer-1", role: "consumer" },
  ]);
  expect(after.rows).toEqual(before.rows);
  expect(after.railY).toBe(before.railY);
});

test("rows without room are folded, the focused one and those in trouble last", () => {
  const view = many(8);
  const troubled: ClusterView = {
    ...view,
    partitions: view.partitions.map((partition) =>
      partition.key === "orders-6" ? { ...partition, trouble: "no-leader" } : partition,
    ),
  };
  const { rows, folded } = layoutOf(troubled, 520);
  expect(rows.map(({ key }) => key)).toEqual(["orders-0", "orders-6"]);
  expect(folded).toHaveLength(6);
  expect(layoutOf(many(3), 700).folded).toEqual([]);
});

test("rows follow each other without gaps and inside the boxes", () => {
  const { rows, columns, railY } = layoutOf(many(3), 700);
  rows.slice(1).forEach((row, index) => {
    const before = rows[index];
    expect(row.y).toBe((before?.y ?? 0) + (before?.height ?? 0));
  });
  for (const column of columns) expect(column.y + column.height).toBe(railY);
});

test("internal topics are folded away", () => {
  const view: ClusterView = {
    ...base,
    partitions: [
      { ...first, key: "__consumer_offsets-0", topic: "__consumer_offsets", internal: true },
      ...base.partitions,
    ],
  };
  const { rows, folded } = layoutOf(view, 900);
  expect(rows.map(({ key }) => key)).toEqual(["orders-0"]);
  expect(folded).toEqual(["__consumer_offsets-0"]);
});

test("ways start and end at the edges of what they join", () => {
  const layout = layoutOf(many(1), 600, [{ name: "producer-1", role: "producer" }]);
  const way = wayBetween(layout, { kind: "client", name: "producer-1" }, { kind: "broker", id: 2 });
  if (way === null) throw new Error("no way");
  expect(wayPoint(way, 0).y).toBe(layout.clients[0]?.y);
  expect(wayPoint(way, 1).y).toBe(layout.railY);
  expect(wayBetween(layout, { kind: "broker", id: 1 }, { kind: "broker", id: 9 })).toBeNull();
});
