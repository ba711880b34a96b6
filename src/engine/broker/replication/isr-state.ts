// The in-sync replicas as the leader sees them: what the controller has confirmed, and the one change that is on its way.

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

/** The ISR to propose to the controller. */
export function proposedIsr(state: IsrState): readonly number[] {
  switch (state.kind) {
    case "committed":
      return state.isr;
    case "growing":
      return [...state.isr, state.adding];
    case "shrinking":
      return state.isr.filter((id) => !state.removing.includes(id));
  }
}
