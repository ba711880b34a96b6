// The ISR ring: one arc per replica in the order of assignment, clockwise from the top.
import { arc } from "d3-shape";
import type { PartitionView, ReplicaView } from "./partition-views.ts";

export type ArcState = "leader" | "isr" | "late" | "out" | "offline";

export interface RingArc {
  readonly broker: number;
  readonly state: ArcState;
  readonly path: string;
  /** Where the broker's number stands. */
  readonly labelX: number;
  readonly labelY: number;
}

function stateOf(replica: ReplicaView, isr: readonly number[]): ArcState {
  if (replica.state === "offline") return "offline";
  if (replica.state === "leader") return "leader";
  if (!isr.includes(replica.broker)) return "out";
  return replica.late ? "late" : "isr";
}

export function ringArcs(partition: PartitionView, radius: number, gap = 0.16): readonly RingArc[] {
  const turn = (2 * Math.PI) / Math.max(1, partition.replicas.length);
  const shape = arc<{ from: number; to: number }>()
    .innerRadius(radius)
    .outerRadius(radius)
    .startAngle((d) => d.from)
    .endAngle((d) => d.to);
  return partition.replicas.map((replica, index) => {
    // The first arc is centred on the top.
    const middle = index * turn;
    const half = partition.replicas.length === 1 ? Math.PI * 0.96 : turn / 2 - gap;
    const outline = shape({ from: middle - half, to: middle + half }) ?? "";
    return {
      broker: replica.broker,
      state: stateOf(replica, partition.isr),
      // With equal radii the outline runs there and back; the way there is enough for a stroke.
      path: outline.slice(0, outline.indexOf("L")),
      labelX: Math.sin(middle) * (radius + 11),
      labelY: -Math.cos(middle) * (radius + 11) + 4,
    };
  });
}
