// The in-sync replicas as the leader sees them: what the controller has confirmed, and the one change that is on its way.

import { javaIntSetOrder } from "../../controller/topics/java-order.ts";

export type IsrState =
  | { readonly kind: "committed"; readonly isr: readonly number[] }
  | { readonly kind: "growing"; readonly isr: readonly number[]; readonly adding: number }
  | {
      readonly kind: "shrinking";
      readonly isr: readonly number[];
      readonly removing: readonly number[];
    };

export function committed(isr: readonly number[]): IsrState {
  return { kind: "committed", isr };
}

/**
 * Everyone who may be in the ISR once the change is through, or fails: whoever decides on the high watermark must
 * satisfy both outcomes.
 */
export function inMaximalIsr(state: IsrState, brokerId: number): boolean {
  return state.isr.includes(brokerId) || (state.kind === "growing" && state.adding === brokerId);
}

export function maximalIsrSize(state: IsrState): number {
  return state.isr.length + (state.kind === "growing" ? 1 : 0);
}

/** The ISR to propose to the controller. A change is made on a set: its order is that of the set, not that of the ISR. */
export function proposedIsr(state: IsrState): readonly number[] {
  switch (state.kind) {
    case "committed":
      return state.isr;
    case "growing":
      return inSetOrder([...state.isr, state.adding]);
    case "shrinking":
      return inSetOrder(state.isr.filter((id) => !state.removing.includes(id)));
  }
}

/** Within a slot of Scala's hash sets the smaller goes first. */
const inSetOrder = (ids: readonly number[]): number[] => javaIntSetOrder([...ids].sort((a, b) => a - b));
