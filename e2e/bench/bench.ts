// The form of a benchmark: what was measured, beside a peer that did the same work at the same time of day.

export interface BenchResult {
  readonly bench: string;
  readonly value: number;
  readonly unit: string;
  /** Null when the peer is not installed. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** value / peerValue */
  readonly ratio: number | null;
}

export type Bench = () => Promise<BenchResult>;

export function result(
  bench: string,
  value: number,
  unit: string,
  peer: { readonly name: string; readonly value: number } | null,
): BenchResult {
  const short = (number: number): number => Number(number.toPrecision(4));
  return {
    bench,
    value: short(value),
    unit,
    peer: peer?.name ?? null,
    peerValue: peer === null ? null : short(peer.value),
    ratio: peer === null ? null : short(value / peer.value),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
